"""Whether two records are one work, and one record of what several printings of a work say.

DOI, ISBN and other identifiers come first, then title, people and year; another edition, volume, number
or year is another work, and so is a chapter beside its book.
"""

from bibnorm.dedupe.compare import Answer, Difference, Verdict, are_two, find_differences, same_work, year_letter
from bibnorm.dedupe.group import Group, Index, group, lacks, unite

__all__ = [
    "Answer",
    "Difference",
    "Group",
    "Index",
    "Verdict",
    "are_two",
    "find_differences",
    "group",
    "lacks",
    "same_work",
    "unite",
    "year_letter",
]
