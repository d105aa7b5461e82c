"""What is said about a run: findings, a summary, a progress bar; all of it on stderr."""

from __future__ import annotations

import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, TextIO

from bibnorm.model import Diagnostic, Reading
from bibnorm.read.plain import References

if TYPE_CHECKING:
    from rich.console import Console

# code → what it means; the README lists them, a code never changes its meaning
CODES = {
    "BN010": "a heading between the references was left out",
    "BN011": "wrapped references with nothing between them were parted where a line ends short",
    "BN012": "a line of signs between the references was left out",
    "BN013": "the encoding of a source was found out",
    "BN100": "a record is doubtful: some of its fields are not sure",
    "BN110": "an author dash was given the names of the entry above",
    "BN111": "an author dash for which nobody can be named",
    "BN120": "a part of a reference that no field took",
    "BN201": "names that can be read in more than one way",
    "BN202": "an identifier whose check digit is wrong",
    "BN301": "the output format asks for something that the reference does not print",
    "BN401": "a work printed twice: it has one entry, and what differs is named",
    "BN402": "a reference changed, but its entry was edited by hand and stays",
    "BN403": "an entry that was deleted by hand stays deleted",
    "BN404": "an entry whose reference is in no source any more",
    "BN405": "a reference without an entry, where no lock says whether somebody deleted it",
    "BN406": "a part of a file that cannot be read, left as it is",
    "BN407": "a lock that is missing or unreadable: every entry of the output counts as a person's",
    "BN410": "an output is not what its sources and its lock make of it",
    "BN411": "an output or its lock that git does not know",
    "BN415": "a new entry that may be the same work as another one",
    "BN416": "a reference that has two entries, because two branches added it",
    "BN420": "a broken place in a record that was read over",
    "BN421": "a record without a key, or with one that cannot stay: it has another now",
    "BN422": "a part of a file that bibnorm has no place for: left out",
    "BN423": "LaTeX or HTML that plain text cannot show",
    "BN424": "a record names another one, or a @string, that is not there",
    "BN425": "a type or a name of a record that is not understood",
    "BN501": "a marker in the body of a document without a note",
    "BN502": "a note to which nothing in the body of a document points",
    "BN503": "a back-reference that stays open: what it means cannot be decided",
}
SUMMARY_TEXT = 300  # a longer reference is not quoted as a command
UNSURE = 0.8  # a field that is less sure is named


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report; ``line`` and ``column`` are 1-based."""

    file: str
    line: int
    column: int
    code: str
    text: str
    level: str = "doubt"
    sure: float = 1.0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.code} {self.text}"


def collect_findings(readings: Sequence[Reading], sources: Iterable[References] = ()) -> tuple[Finding, ...]:
    """All findings: doubts first, those of the least sure record first, then notes in the order of the sources."""
    found = [finding for source in sources for finding in _source_findings(source)]
    found += [finding for reading in readings for finding in _reading_findings(reading)]
    doubts = sorted((f for f in found if f.level == "doubt"), key=lambda f: f.sure)
    return (*doubts, *(f for f in found if f.level != "doubt"))


def _source_findings(source: References) -> Iterator[Finding]:
    for remark in source.remarks:
        yield _finding(source.file, remark.line.number, remark.line.column, remark.diagnostic, 1.0)


def _reading_findings(reading: Reading) -> Iterator[Finding]:
    diagnostics = reading.diagnostics
    if reading.doubtful and not any(d.level == "doubt" for d in diagnostics):
        diagnostics = (_doubt(reading), *diagnostics)
    for diagnostic in (*diagnostics, *_leftovers(reading)):
        line, column = reading.block.position(diagnostic.span[0] if diagnostic.span else 0)
        yield _finding(reading.block.file, line, column, diagnostic, reading.sure)


def _finding(file: str, line: int, column: int, diagnostic: Diagnostic, sure: float) -> Finding:
    return Finding(file, line, column, diagnostic.code, diagnostic.message, diagnostic.level, sure)


def _doubt(reading: Reading) -> Diagnostic:
    """Names the fields that make a record doubtful, the worst first."""
    unsure = sorted((sure, name) for name, sure in reading.confidence.items() if sure < UNSURE)
    fields = ", ".join(f"{csl_name(name)} {sure:.2f}" for sure, name in unsure)
    of_them = f"; check {fields}" if fields else "; check its fields"
    return Diagnostic("BN100", f"record only {reading.sure:.2f} sure{of_them}: {shorten(reading.block.text)}")


def _leftovers(reading: Reading) -> Iterator[Diagnostic]:
    for start, end in reading.leftover:
        text = reading.block.text[start:end]
        if any(c.isalnum() for c in text):
            yield Diagnostic("BN120", f"left over, in no field: {shorten(text)}", (start, end), level="note")


def csl_name(field: str) -> str:
    """A field under its CSL name.

    >>> csl_name("container_title"), csl_name("doi")
    ('container-title', 'DOI')
    """
    return field.upper() if field in ("doi", "url", "isbn", "issn", "pmid", "pmcid") else field.replace("_", "-")


def shorten(text: str, size: int = 50) -> str:
    """The beginning of a text, in quotation marks.

    >>> shorten("Abbott, A. Fairs", 9)
    '“Abbott,…”'
    """
    return f"“{text}”" if len(text) <= size else f"“{text[: size - 1].rstrip()}…”"


@dataclass(frozen=True, slots=True)
class NotesSummary:
    """The account of the notes of documents: how many, what they cite, and what stays open."""

    notes: int
    citations: int
    resolved: int
    open: int
    works: int
    without: int

    def __str__(self) -> str:
        """The account in words.

        >>> str(NotesSummary(3, 4, 1, 1, 2, 1))
        '3 notes (1 without a citation), 4 citations of 2 works, back-references: 1 resolved, 1 open'
        """
        return (
            f"{_count(self.notes, 'note')} ({self.without} without a citation),"
            f" {_count(self.citations, 'citation')} of {_count(self.works, 'work')},"
            f" back-references: {self.resolved} resolved, {self.open} open"
        )


@dataclass(frozen=True, slots=True)
class Summary:
    """The account that a run ends with."""

    records: int
    doubtful: int
    inherited: int
    left_over: int  # letters and digits that no field took
    left_over_records: int
    layouts: tuple[tuple[str, str], ...]
    worst: str = ""
    notes: NotesSummary | None = None

    def lines(self) -> Iterator[str]:
        """The account in words, with what to do next."""
        layout = "; ".join(f"{file} is {layout}" for file, layout in self.layouts)
        yield f"{_count(self.records, 'record')}, {self.doubtful} doubtful" + (f" ({layout})" if layout else "")
        if self.notes:
            yield str(self.notes)
        if self.inherited:
            yield f"{_count(self.inherited, 'record')} took the names of the entry above"
        if self.left_over:
            where = _count(self.left_over_records, "record")
            yield f"left over: {_count(self.left_over, 'letter')} in {where}, in no field"
        if self.doubtful:
            which = "the doubtful record" if self.doubtful == 1 else f"the {self.doubtful} doubtful records"
            shown = f", the least sure first: bibnorm explain {shlex.quote(self.worst)}" if self.worst else ""
            yield f"next: look at {which}{shown}"


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"


def summarise(readings: Sequence[Reading], sources: Iterable[References] = ()) -> Summary:
    """Count what a run did."""
    doubtful = sorted((reading for reading in readings if reading.doubtful), key=lambda reading: reading.sure)
    left = [n for reading in readings if (n := _letters_left(reading))]
    sources = tuple(sources)
    records = {block for source in sources if source.readings for block in source.blocks}
    printed = [reading.block.text for reading in doubtful if reading.block not in records]
    return Summary(
        records=len(readings),
        doubtful=len(doubtful),
        inherited=sum(any(d.code == "BN110" for d in reading.diagnostics) for reading in readings),
        left_over=sum(left),
        left_over_records=len(left),
        layouts=tuple((source.file, source.layout) for source in sources),
        worst=next((text for text in printed if len(text) <= SUMMARY_TEXT), "…" if printed else ""),
    )


def _letters_left(reading: Reading) -> int:
    return sum(c.isalnum() for start, end in reading.leftover for c in reading.block.text[start:end])


# ------------------------------------------------------------------ out to stderr
def format_github(finding: Finding) -> str:
    """A finding as a GitHub workflow command.

    >>> format_github(Finding("a,b.txt", 3, 1, "BN100", "50% sure"))
    '::warning file=a%2Cb.txt,line=3,col=1,title=BN100::50%25 sure'
    """
    level = "warning" if finding.level == "doubt" else "notice"
    file = _escape(finding.file).replace(":", "%3A").replace(",", "%2C")
    place = f"file={file},line={finding.line},col={finding.column},title={finding.code}"
    return f"::{level} {place}::{_escape(finding.text)}"


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def format_json(
    findings: Sequence[Finding], summary: Summary | None, outputs: Sequence[Mapping[str, object]] = ()
) -> str:
    """Findings, summary and what became of outputs as one JSON object."""
    data: dict[str, object] = {"findings": [asdict(finding) for finding in findings]}
    if outputs:
        data["outputs"] = list(outputs)
    if summary:
        data["summary"] = asdict(summary) | {"layouts": dict(summary.layouts)}
    return json.dumps(data, ensure_ascii=False, indent=1)


def print_report(
    findings: Sequence[Finding],
    summary: Summary | None,
    kind: str,
    color: bool,
    outputs: Sequence[Mapping[str, object]] = (),
) -> None:
    """Print findings and summary on stderr, as ``text``, ``github`` or ``json``; only that has the outputs."""
    if kind == "json":
        print(format_json(findings, summary, outputs), file=sys.stderr)
    elif kind == "github":
        print(*(format_github(finding) for finding in findings), sep="\n", end="\n" * bool(findings), file=sys.stderr)
    elif color:
        _print_colored(findings)
    else:
        print(*findings, sep="\n", end="\n" * bool(findings), file=sys.stderr)
    if summary and kind != "json":
        say(*summary.lines(), color=color)


def say(*lines: str, color: bool = False) -> None:
    """Print lines on stderr."""
    if not color:
        print(*lines, sep="\n", end="\n" * bool(lines), file=sys.stderr)
        return
    console = _stderr()
    for line in lines:
        console.print(line, style="bold" if line.startswith("next:") else "", markup=False)


def _stderr() -> Console:
    from rich.console import Console

    return Console(
        stderr=True, force_terminal=True, color_system="256", no_color=False, highlight=False, soft_wrap=True
    )


def _print_colored(findings: Iterable[Finding]) -> None:
    from rich.text import Text

    console = _stderr()
    for finding in findings:
        style = "yellow" if finding.level == "doubt" else "cyan"
        place = f"{finding.file}:{finding.line}:{finding.column}: "
        console.print(Text.assemble((place, "bold"), (f"{finding.code} ", style), finding.text))


def wants_color(choice: str, stream: TextIO) -> bool:
    """Whether to colour a stream: as asked for, by itself only on a terminal that shows colours."""
    if choice != "auto":
        return choice == "always"
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


@contextmanager
def progress_bar(total: int, visible: bool) -> Iterator[Callable[[int], None] | None]:
    """A bar on stderr that takes the number of references read since the last call; None if it is not to be seen."""
    if not visible:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    # without a refreshing thread: the pipeline may fork
    with Progress(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task("references", total=total)
        yield lambda done: bar.update(task, advance=done, refresh=True)
