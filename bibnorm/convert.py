"""The command ``convert``: sources in, one bibliography out, a report on stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from bibnorm.config import Configuration
from bibnorm.errors import InputError, OutputError
from bibnorm.model import Diagnostic, Reading
from bibnorm.output import check_output, write_file, write_stdout
from bibnorm.read import References, Remark, decode, read_plain
from bibnorm.read.lines import Line
from bibnorm.report import (
    Finding,
    Summary,
    collect_findings,
    print_report,
    progress_bar,
    say,
    summarise,
    wants_color,
)

NOT_REFS = {
    ".bib": "BibTeX", ".json": "JSON", ".ris": "RIS", ".tex": "LaTeX", ".html": "HTML", ".htm": "HTML", ".xml": "XML",
    ".docx": "a Word document", ".doc": "a Word document", ".odt": "an OpenDocument text", ".rtf": "rich text",
    ".epub": "an e-book", ".pdf": "a PDF",
}  # fmt: skip
OTHER_SUFFIXES = (".ris", ".yaml", ".yml")
LONG = 500  # references; fewer are read before a progress bar could be seen


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line, the configuration taken in."""

    files: tuple[str, ...]
    output: str = ""
    to: str = "bibtex"
    input_format: str = ""
    langs: tuple[str, ...] = ()
    encoding: str = ""
    key: str = ""
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


def choose_format(asked: str, output: str, configuration: Configuration) -> str:
    """The output format: as asked, else by the suffix of the output, else as configured, else BibTeX.

    >>> choose_format("", "refs.json", Configuration()), choose_format("", "", Configuration(format="biblatex"))
    ('csl-json', 'biblatex')
    """
    suffix = Path(output).suffix.lower()
    if asked:
        return asked
    if suffix in OTHER_SUFFIXES:
        raise OutputError(f"{output}: bibnorm does not write {suffix} files; use .bib, .json or -t")
    if suffix == ".json":
        return "csl-json"
    if suffix == ".bib" and configuration.format == "csl-json":
        return "bibtex"
    return configuration.format or "bibtex"


def run(request: Request) -> int:
    """Convert, write, report.

    Returns:
        The exit code: 1 for doubts under ``--strict``, else 0.

    Raises:
        BibnormError: the work could not be done; nothing was written.
    """
    started = time.monotonic()
    if request.output and request.output != "-":
        _check_destination(request)
    sources = [read_source(name, request) for name in request.files]
    read = time.monotonic()
    readings = _read_references(sources, request)
    text = _write(readings, request)
    written = _put(text.encode("utf-8"), request)
    findings = collect_findings(readings, sources)
    _report(request, findings, summarise(readings, sources), written)
    if request.verbose and request.report != "json":
        print(f"read in {read - started:.2f} s, all in {time.monotonic() - started:.2f} s", file=sys.stderr)
    return int(request.strict and any(finding.level == "doubt" for finding in findings))


def _check_destination(request: Request) -> None:
    output = Path(request.output)
    if any(name != "-" and Path(name).resolve() == output.resolve() for name in request.files):
        raise OutputError(f"{output}: is one of the sources; write to another file")
    check_output(output, request.overwrite)


# ------------------------------------------------------------------ in
def read_source(name: str, request: Request) -> References:
    """A source as blocks, with a remark if its encoding had to be found out."""
    shown = click.format_filename(name)
    _check_kind(name, request.input_format)
    decoded = decode(_read_bytes(name, shown), shown, request.encoding or None)
    source = read_plain(decoded.text, shown, one_per_line=request.one_per_line)
    if request.verbose and request.report != "json":
        print(f"{shown}: {decoded.encoding}, {source.layout}, references: {len(source.blocks)}", file=sys.stderr)
    if not decoded.guessed:
        return source
    said = Diagnostic("BN013", f"not UTF-8, read as {decoded.encoding}; --encoding says otherwise", level="note")
    return replace(source, remarks=(Remark(Line("", 1), said), *source.remarks))


def _check_kind(name: str, input_format: str) -> None:
    kind = NOT_REFS.get(Path(name).suffix.lower())
    if kind and not input_format:
        raise InputError(
            f"{click.format_filename(name)}: looks like {kind}, and bibnorm reads references as plain text;"
            " -f refs reads it as that all the same"
        )


def _read_bytes(name: str, shown: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read()
    try:
        return Path(name).read_bytes()
    except IsADirectoryError:
        raise InputError(f"{shown}: is a folder; name the files in it, as in {shown.rstrip('/')}/refs.txt") from None
    except FileNotFoundError:
        raise InputError(f"{shown}: no such file; check the name, or give - to read from stdin") from None
    except (OSError, ValueError) as error:
        raise InputError(f"{shown}: cannot be read: {getattr(error, 'strerror', None) or error}") from None


# ------------------------------------------------------------------ through
def _read_references(sources: Sequence[References], request: Request) -> list[Reading]:
    """All readings, each with what the output format misses in it."""
    blocks = [block for source in sources for block in source.blocks]
    if not blocks:
        return []
    from bibnorm import pipeline
    from bibnorm.write import findings

    visible = len(blocks) >= LONG and not request.quiet and request.report == "text" and sys.stderr.isatty()
    with progress_bar(len(blocks), visible) as progress:
        readings = pipeline.read_references(
            blocks, langs=request.langs, one_per_line=request.one_per_line, progress=progress
        )
    missing = [findings(reading.record, request.to) for reading in readings]
    return [
        replace(reading, diagnostics=(*reading.diagnostics, *found)) if found else reading
        for reading, found in zip(readings, missing, strict=True)
    ]


def _write(readings: Sequence[Reading], request: Request) -> str:
    from bibnorm.keys import PATTERN, make_keys
    from bibnorm.write import write

    keys = make_keys([reading.record for reading in readings], request.key or PATTERN)
    return write(readings, keys, request.to, trace=request.trace, ascii=request.ascii, annotate=request.annotate)


# ------------------------------------------------------------------ out
def _put(data: bytes, request: Request) -> str:
    """Write the data; the words for what became of the output file."""
    if request.output in ("", "-"):
        write_stdout(data)
        return ""
    shown = click.format_filename(request.output)
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
    if request.annotate and request.to == "csl-json":
        say("--annotate goes with bibtex and biblatex; CSL-JSON has no comments", color=color)
