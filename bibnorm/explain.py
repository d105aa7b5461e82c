"""The command ``explain``: how one reference was read, over its own text."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from bibnorm.errors import InputError
from bibnorm.model import FIELDS, OTHERS, Block, Date, Name, Reading
from bibnorm.output import write_stdout
from bibnorm.read import join_lines, read_plain, split_lines
from bibnorm.report import collect_findings, csl_name, wants_color

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

LABEL, LEFTOVER = "label", "left over"
# fields of one family have one hue; fields that stand side by side differ
STYLES = {
    "author": "bold #5fafff", "editor": "#87d7ff", "translator": "#5fd7d7", "container_author": "#5f87d7",
    "title": "bold #5fd75f", "original_title": "#87af5f", "container_title": "#d7d75f",
    "collection_title": "#d7af5f", "collection_number": "#d7875f", "volume": "#ff87d7", "issue": "#d787ff",
    "page": "#ff8787", "number": "#ff87af", "number_of_pages": "#d78787", "number_of_volumes": "#d75f87",
    "edition": "#af87d7", "issued": "bold #ffaf5f", "original_date": "#d7af87", "accessed": "#afaf5f",
    "publisher": "#5fd7af", "publisher_place": "#87d7af", "event_title": "#afd75f", "event_place": "#87d75f",
    "event_date": "#d7d787", "genre": "#afafd7", "medium": "#8787d7", "doi": "#5f87ff", "url": "#5f87ff",
    "isbn": "#8787ff", "issn": "#8787ff", LABEL: "dim", LEFTOVER: "underline bold red",
}  # fmt: skip
OTHER_STYLE = "#afafaf"
SEASONS = ("", "spring", "summer", "autumn", "winter")
WIDTH = 110  # columns of a picture


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of the printed text that went to one field, to a label word, to the leftovers, or (``""``) nowhere."""

    start: int
    end: int
    name: str


def explain_reference(text: str, langs: tuple[str, ...], as_json: bool, color: str) -> None:
    """Read one reference and show on stdout how.

    Raises:
        InputError: there is no text.
    """
    from bibnorm import pipeline

    block = make_block(text)
    (reading,) = pipeline.read_references([block], langs=langs)
    if as_json:
        shown = format_json(reading)
    elif wants_color(color, sys.stdout):
        shown = format_colored([reading])
    else:
        shown = format_plain(reading)
    write_stdout(shown.encode("utf-8"))


def make_block(text: str) -> Block:
    """The one block of a text, list marker off and lines joined."""
    text = text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # arguments may be any bytes
    lines = list(split_lines(text))
    if not lines:
        raise InputError('nothing to explain; give a reference, as in bibnorm explain "Roe, P. The sea. Lima, 1990."')
    joined = join_lines(lines)
    blocks = read_plain(joined.text).blocks
    return blocks[0] if blocks else joined


def find_runs(reading: Reading) -> list[Run]:
    """The printed text cut where its use changes; of two fields that share a stretch the first in CSL's order has it.

    >>> from bibnorm.model import Record
    >>> find_runs(Reading(Record(), Block("Sea 1990"), {"title": ((0, 3),), "issued": ((4, 8),)}))
    [Run(start=0, end=3, name='title'), Run(start=3, end=4, name=''), Run(start=4, end=8, name='issued')]
    """
    owners = [""] * len(reading.block.text)
    spans = [(name, span) for name in FIELDS for span in reading.spans.get(name, ())]
    spans += [(LABEL, span) for span in reading.labels] + [(LEFTOVER, span) for span in reading.leftover]
    for name, (start, end) in spans:
        owners[start:end] = [owner or name for owner in owners[start:end]]
    cuts = [i for i in range(len(owners)) if i == 0 or owners[i] != owners[i - 1]]
    return [Run(a, b, owners[a]) for a, b in pairwise((*cuts, len(owners)))]


# ------------------------------------------------------------------ values
def find_values(reading: Reading) -> Iterator[tuple[str, str, float | None]]:
    """Field, value in words and confidence of everything that a record holds, the type first."""
    yield "type", reading.record.type, None
    for field in FIELDS[1:]:
        value = getattr(reading.record, field)
        if value:
            yield field, show_value(value), reading.confidence.get(field)
    if reading.locator:
        yield "locator", reading.locator, reading.confidence.get("locator")


def show_value(value: str | Date | tuple[Name, ...]) -> str:
    """A value in words.

    >>> show_value((Name(family="Beethoven", given="Ludwig", dropping_particle="van"), OTHERS))
    'Beethoven, Ludwig van; and others'
    >>> show_value(Date(parts=((2001, 1), (2001, 3)), circa=True))
    '2001-01/2001-03, circa'
    """
    if isinstance(value, tuple):
        return "; ".join(map(_show_name, value))
    return _show_date(value) if isinstance(value, Date) else value


def _show_name(name: Name) -> str:
    if name.literal:
        return "and others" if name == OTHERS else f"{{{name.literal}}}"
    family = " ".join(part for part in (name.non_dropping_particle, name.family) if part)
    given = " ".join(part for part in (name.given, name.dropping_particle) if part)
    return ", ".join(part for part in (family, given, name.suffix) if part)


def _show_date(date: Date) -> str:
    if not date.parts:
        return date.printed
    parts = "/".join("-".join(f"{number:02d}" for number in part) for part in date.parts)
    seasons = "/".join(SEASONS[season] for season in date.seasons)
    return ", ".join(part for part in (parts, seasons, "circa" if date.circa else "") if part)


# ------------------------------------------------------------------ without colours
def format_json(reading: Reading) -> str:
    """The CSL item with its trace."""
    from bibnorm.keys import make_keys
    from bibnorm.write import write

    (item,) = json.loads(write([reading], make_keys([reading.record]), "csl-json", trace=True))
    return json.dumps(item, ensure_ascii=False, indent=2) + "\n"


def format_plain(reading: Reading) -> str:
    """The text with its fields in brackets, then field by field with how sure each is, then what is to be said."""
    rows = [(csl_name(name), value, sure) for name, value, sure in find_values(reading)]
    width = max(len(name) for name, _, _ in rows)
    lines = [_bracketed(reading), ""]
    lines += [f"{'' if sure is None else f'{sure:.2f}':4}  {name:<{width}}  {value}" for name, value, sure in rows]
    lines += ["", _verdict(reading), *_remarks(reading)]
    return "\n".join(lines) + "\n"


def _bracketed(reading: Reading) -> str:
    text = reading.block.text
    marked = (
        f"[{csl_name(run.name)}: {text[run.start : run.end]}]"
        if run.name not in ("", LABEL)
        else text[run.start : run.end]
        for run in find_runs(reading)
    )
    return "".join(marked)


def _verdict(reading: Reading) -> str:
    return f"{reading.sure:.2f} sure of the whole record" + ("; a human should look" if reading.doubtful else "")


def _remarks(reading: Reading) -> Iterator[str]:
    return (f"{finding.code} {finding.text}" for finding in collect_findings([reading]) if finding.code != "BN100")


# ------------------------------------------------------------------ in colours
def format_colored(readings: Sequence[Reading]) -> str:
    """The same in colours, for a terminal."""
    from rich.console import Console

    out = io.StringIO()
    width = Console(file=sys.stdout).width
    console = Console(file=out, force_terminal=True, color_system="truecolor", no_color=False, width=width)
    _draw(console, readings)
    return out.getvalue()


def format_svg(readings: Sequence[Reading], title: str = "bibnorm explain") -> str:
    """The same as a picture that needs nothing from the net."""
    from rich._export_format import CONSOLE_SVG_FORMAT
    from rich.console import Console

    console = Console(file=io.StringIO(), record=True, force_terminal=True, color_system="truecolor", width=WIDTH)
    _draw(console, readings)
    without_fonts = re.sub(r"@font-face \{\{.*?\}\}", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL)
    svg = console.export_svg(title=title, code_format=without_fonts, unique_id="bibnorm")
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def _draw(console: Console, readings: Sequence[Reading]) -> None:
    for number, reading in enumerate(readings):
        if number:
            console.print()
        console.print(paint(reading))
        console.print()
        console.print(_table(reading))
        console.print()
        console.print(_legend(reading))
        console.print(_verdict(reading), style="bold red" if reading.doubtful else "", markup=False, highlight=False)
        for remark in _remarks(reading):
            console.print(remark, markup=False, highlight=False)


def paint(reading: Reading) -> Text:
    """The printed text, each field in its colour."""
    from rich.text import Text

    painted = Text(reading.block.text)
    for run in find_runs(reading):
        if run.name:
            painted.stylize(STYLES.get(run.name, OTHER_STYLE), run.start, run.end)
    return painted


def _table(reading: Reading) -> RenderableType:
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for name, value, sure in find_values(reading):
        style = "" if name == "type" else STYLES.get(name, OTHER_STYLE)
        certainty = Text("" if sure is None else f"{sure:.2f}", "red" if sure is not None and sure < 0.8 else "dim")
        table.add_row(certainty, Text(csl_name(name), style), Text(value))
    return table


def _legend(reading: Reading) -> Text:
    """The colours in the order in which the text has them."""
    from rich.text import Text

    names = dict.fromkeys(run.name for run in find_runs(reading) if run.name)
    legend = Text()
    for name in names:
        legend.append(csl_name(name), STYLES.get(name, OTHER_STYLE)).append("  ")
    return legend
