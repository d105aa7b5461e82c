"""The last step of normalising: type, genre, language and locator, then the closing of the account.

What is decided here needs the whole record: a thesis is known by its words, a single page
after a book is a cited place, a title's language by the title.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from bibnorm.model import Block, Printed, Reading, Record, Span
from bibnorm.normalize.account import COUNTED, Divided, account
from bibnorm.normalize.record import Account, read_fields
from bibnorm.normalize.recover import recover
from bibnorm.normalize.types import infer_types

DOUBTFUL_BELOW = 0.8  # of the whole record: on dev 17 % of the records, and under 2 % of the other fields are wrong
# types whose single cited page is a locator, not the pages on which the work stands
WHOLE_WORKS = frozenset(
    {"book", "thesis", "report", "motion_picture", "software", "dataset", "map", "manuscript", "speech"}
)
GENRE_TYPES = frozenset({"thesis", "report", "manuscript", "speech", "article"})
KNOWN = {f.name for f in fields(Record)}


def normalize(printed: Printed, block: Block, langs: tuple[str, ...] = ()) -> Reading:
    """Read the printed pieces of one citation into a record with its account.

    Args:
        printed: from `assemble`.
        block: where the text stands.
        langs: BCP 47 codes that the references are likely in.
    """
    return normalize_all([printed], [block], langs)[0]


def normalize_all(citations: Sequence[Printed], blocks: Sequence[Block], langs: tuple[str, ...] = ()) -> list[Reading]:
    """Normalize some citations, step by step; the result aligns with ``citations``."""
    reads = read_fields(citations, langs)
    recover(reads)
    kinds = infer_types([(Record(**_values(read)), read.text, read.spans) for read in reads])
    locators = [_locator(read, kind) for read, kind in zip(reads, kinds, strict=True)]
    divided = [account(read.text, read.spans, read.labels) for read in reads]
    return [_close(*row) for row in zip(reads, blocks, kinds, locators, divided, strict=True)]


def _values(read: Account) -> dict[str, Any]:
    return {k: v for k, v in read.values.items() if k in KNOWN and v}


def _close(read: Account, block: Block, kind: str, locator: str, divided: Divided) -> Reading:
    """The reading of one citation, its account divided into spans, labels and what is left over."""
    spans, labels, leftover = divided
    record = Record(**_values(read) | {"type": kind, "language": read.language})
    sure = _sure(read, read.text, leftover)
    doubtful = sure < DOUBTFUL_BELOW or not (record.title or record.container_title)
    confidence = {k: round(v, 4) for k, v in read.confidence.items() if k in spans}
    remarks = tuple(read.remarks)
    return Reading(record, block, spans, labels, leftover, confidence, round(sure, 4), doubtful, locator, remarks)


def _locator(read: Account, kind: str) -> str:
    """Take a single cited page of a whole work out of the record."""
    page = read.values.get("page", "")
    if kind not in WHOLE_WORKS or not page or re.search(r"[-,–]", page) or "container_title" in read.values:
        return ""
    del read.values["page"]
    read.confidence.pop("page", None)
    read.spans["locator"] = read.spans.pop("page")
    return str(page)


def _sure(read: Account, text: str, leftover: tuple[Span, ...]) -> float:
    """How sure the record is: its least sure field, less for what was left over."""
    least = min([v for k, v in read.confidence.items() if k not in ("note", "medium")], default=0.0)
    if not leftover:
        return least
    lost = sum(len(COUNTED.findall(text[a:b])) for a, b in leftover)
    return least * (1.0 - min(0.6, 3.0 * lost / max(1, len(COUNTED.findall(text)))))
