"""The format ``citations``: JSON Lines, one mention of one work each, in the order of the document."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from bibnorm.cite.stage import Citing
from bibnorm.write.csljson import fields


def write(citing: Citing, keys: Sequence[str]) -> str:
    """The mentions of works in notes; ``fields`` of one in full are what is printed there, else those of the work.

    Args:
        citing: mentions and works.
        keys: of the works.
    """
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _rows(citing, keys))


def _rows(citing: Citing, keys: Sequence[str]) -> Iterator[dict[str, Any]]:
    for place, mention in enumerate(citing.mentions):
        cut, work = mention.cut, mention.work
        row: dict[str, Any] = {
            "note": cut.block.label,
            "kind": mention.kind,
            "key": None if work is None else keys[work],
        }
        if mention.locator:
            row["locator"] = mention.locator
        record = citing.record(place)
        row["fields"] = fields(record) if record else {}
        yield row | {"text": cut.block.text + cut.tail, "start": cut.start, "end": cut.end}
