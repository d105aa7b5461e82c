"""What a reader of references says about a file, for the tests of the readers."""

from bibnorm.read import References


def said(found: References) -> list[tuple[int, str]]:
    """Line and code of each remark, then of each finding about a record."""
    remarks = [(remark.line.number, remark.diagnostic.code) for remark in found.remarks]
    return remarks + [(made.block.line, d.code) for made in found.readings for d in made.diagnostics]
