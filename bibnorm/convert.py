"""The command ``convert``: sources in, one bibliography out, a report on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bibnorm.config import MERGED_FORMATS
from bibnorm.errors import OutputError
from bibnorm.formats import BIB
from bibnorm.jobs import LOCK_SUFFIX, Job
from bibnorm.model import Reading
from bibnorm.output import check_output, is_special, write_file, write_stdout
from bibnorm.read import References
from bibnorm.report import Finding, NotesSummary, Summary, collect_findings, print_report, say, summarise, wants_color
from bibnorm.sources import read_blocks, read_source

UNREAD = ("BN406",)  # findings of what was left as it is: the run is not clean


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line, the configuration taken in.

    Attributes:
        mode: ``write`` or ``check`` for outputs that are kept up to date; ``""`` to convert once.
    """

    files: tuple[str, ...] = ()
    output: str = ""
    to: str = "bibtex"
    input_format: str = ""
    langs: tuple[str, ...] = ()
    encoding: str = ""
    key: str = ""
    order: str = ""
    trace: bool = False
    one_per_line: bool = False
    strict: bool = False
    overwrite: bool = False
    annotate: bool = False
    ascii: bool = False
    report: str = "text"
    color: str = "auto"
    quiet: bool = False
    verbose: bool = False
    mode: str = ""
    diff: bool = False
    prune: bool = False
    refresh: bool = False
    add_missing: bool = False
    take_source: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()

    @property
    def talks(self) -> bool:
        """Whether to say how things went; never between the lines of a machine's report."""
        return self.verbose and self.report != "json"

    @property
    def shows_progress(self) -> bool:
        """Whether a bar can be seen."""
        return not self.quiet and self.report == "text" and sys.stderr.isatty()

    @property
    def lock(self) -> Path:
        """Where the lock of the output is, if it has one."""
        path = Path(self.output)
        return path.with_name(path.name + LOCK_SUFFIX)

    @property
    def keeps(self) -> bool:
        """Whether the output may hold what a person wrote: a .bib file, or one with a lock beside it."""
        path = Path(self.output)
        if self.output in ("", "-") or is_special(path):
            return False
        return path.suffix.lower() == ".bib" or self.lock.exists()


def run(request: Request) -> int:
    """Convert, write, report.

    Returns:
        The exit code: 1 for what could not be read, and for doubts under ``--strict``; else 0.

    Raises:
        BibnormError: the work could not be done; nothing was written.
    """
    if request.output and request.output != "-":
        _check_destination(request)
    if request.keeps and _merges(request):
        from bibnorm.update import run as update

        sources = tuple(map(Path, request.files))
        return update([Job(Path(request.output), sources, request.to, request.key, request.order)], request)
    return _run_once(request)


def _check_destination(request: Request) -> None:
    output = Path(request.output)
    if any(name != "-" and Path(name).resolve() == output.resolve() for name in request.files):
        raise OutputError(f"{output}: is one of the sources; write to another file")
    check_output(output)


def _merges(request: Request) -> bool:
    """Whether a kept output is merged into; one that entries have to align with, or cannot, is written afresh.

    Raises:
        OutputError: it would have to be written afresh, and is there.
    """
    afresh = "--one-per-line" if request.one_per_line and request.overwrite else ""
    if request.to not in MERGED_FORMATS:
        afresh = f"-t {request.to}"
    elif request.trace and request.to == "csl-json":
        afresh = "--trace"
    there = Path(request.output).exists()
    if afresh and there and not request.overwrite:
        raise OutputError(f"{request.output}: is kept, and {afresh} does not go with that; write to another file")
    return not afresh and (there or not request.one_per_line)


def _run_once(request: Request) -> int:
    """Convert without regard for what the output holds."""
    started = time.monotonic()
    sources = [read_source(name, request) for name in request.files]
    read = time.monotonic()
    blocks = [block for source in sources for block in source.blocks]
    readings = read_blocks(blocks, sources, request.to, request)
    text, readings, about_works, notes = _write(sources, readings, request)
    written = _put(text.encode("utf-8"), request)
    findings = sorted([*collect_findings(readings, sources), *about_works], key=lambda f: f.level != "doubt")
    _report(request, findings, replace(summarise(readings, sources), notes=notes), written)
    if request.talks:
        print(f"read in {read - started:.2f} s, all in {time.monotonic() - started:.2f} s", file=sys.stderr)
    return int(any(f.code in UNREAD or (request.strict and f.level == "doubt") for f in findings))


def _write(
    sources: Sequence[References], readings: Sequence[Reading], request: Request
) -> tuple[str, list[Reading], list[Finding], NotesSummary | None]:
    """The text of the bibliography, the readings with what is to be said of their keys, findings, the account of notes.

    With an account of every character each reference has an item of its own.
    """
    has_notes = request.to == "citations" or any(source.has_notes for source in sources)
    if not readings and not has_notes:
        return _text([], (), request), [], [], None
    from bibnorm.ready import choose_keys
    from bibnorm.works import find_works

    works = find_works(sources, readings, alone=request.one_per_line or request.trace)
    if not has_notes:
        keys, said = choose_keys(works.brought, works.readings, request.key, request.to)
        return _text(said, keys, request), [*said, *works.further()], list(works.findings(keys)), None
    from bibnorm.cite.stage import tie

    citing = tie(works)
    keys, said = choose_keys(works.brought, citing.works.readings, request.key, request.to)
    findings = [*works.findings(keys), *citing.findings(keys)]
    if request.to == "citations":
        from bibnorm.write.citations import write

        text = write(citing, keys)
    else:
        text = _text(said, keys, request)
    return text, [*said, *works.further()], findings, citing.summary(sources)


def _text(readings: Sequence[Reading], keys: Sequence[str], request: Request) -> str:
    from bibnorm.write import write

    return write(readings, keys, request.to, trace=request.trace, ascii=request.ascii, annotate=request.annotate)


# ------------------------------------------------------------------ out
def _put(data: bytes, request: Request) -> str:
    """Write the data; the words for what became of the output file."""
    if request.output in ("", "-"):
        write_stdout(data)
        return ""
    shown = click.format_filename(request.output)
    if request.keeps:
        request.lock.unlink(missing_ok=True)  # it speaks of what was there before
    return f"wrote {shown} ({request.to})" if write_file(Path(request.output), data) else f"{shown} is unchanged"


def _report(request: Request, findings: Sequence[Finding], summary: Summary, written: str) -> None:
    color = wants_color(request.color, sys.stderr)
    if request.quiet:
        print_report([f for f in findings if f.level == "doubt"], None, request.report, color)
        return
    print_report(findings, summary, request.report, color)
    if request.report == "json":
        return
    if written:
        say(written, color=color)
    if request.trace and request.to != "csl-json":
        say(f"--trace goes with -t csl-json; {request.to} has no place for it", color=color)
    if request.annotate and request.to not in BIB:
        say(f"--annotate goes with bibtex and biblatex; {request.to} has no comments", color=color)
