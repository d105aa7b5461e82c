"""What BibTeX or biblatex asks of an entry and print did not give."""

from __future__ import annotations

from bibnorm.model import Diagnostic, Record
from bibnorm.write import bib
from bibnorm.write.tables import dialect


def missing_required(record: Record, fmt: str) -> tuple[str, ...]:
    """The fields that a format requires and a record has not, under the format's names.

    Where one of several fields will do, they are joined: ``author|editor``. CSL-JSON requires nothing.

    >>> missing_required(Record(type="thesis", title="On tides", genre="PhD thesis"), "biblatex")
    ('author', 'institution', 'date')
    """
    if fmt not in bib.DIALECTS:
        return ()
    entry = bib.entry(record, fmt, False)
    wanted = dialect(fmt).requires[entry.type]
    return tuple([choice for choice in wanted if entry.fields.keys().isdisjoint(choice.split("|"))])


def findings(record: Record, fmt: str) -> tuple[Diagnostic, ...]:
    """One remark about all that is missing, or none.

    >>> [f"{d.code} {d.message}" for d in findings(Record(type="book", title="Sea"), "bibtex")]
    ['BN301 BibTeX asks for author or editor, publisher, year, which the reference does not print']
    """
    missing = [choice.replace("|", " or ") for choice in missing_required(record, fmt)]
    if not missing:
        return ()
    name = {"bibtex": "BibTeX"}.get(fmt, fmt)
    message = f"{name} asks for {', '.join(missing)}, which the reference does not print"
    return (Diagnostic("BN301", message, level="note"),)
