"""The works that the entries of an output describe, for telling whether a new reference is one of them."""

from __future__ import annotations

from collections.abc import Mapping

from bibnorm.existing.model import Existing
from bibnorm.model import Record


def records(existing: Existing) -> Mapping[str, Record]:
    """The record of each entry that could be read, by its key; strings and crossrefs are resolved.

    This reads every entry whole: ask for it only where something is to be compared.

    >>> from bibnorm.existing import read_existing
    >>> found = records(read_existing("@book{sea, title = {The {Sea}}, year = 1999}", "bibtex", "refs.bib"))
    >>> found["sea"].title, found["sea"].issued.year
    ('The Sea', 1999)
    """
    from bibnorm.read.formats import read_as

    if not existing.entries:
        return {}
    source = read_as(existing.format, existing.text.removeprefix("\ufeff"), existing.name)
    found: dict[str, Record] = {}
    for key, reading in zip(source.keys, source.readings, strict=True):
        if key in existing.by_key and reading is not None:
            found.setdefault(key, reading.record)
    return found
