"""Files → blocks of printed text, each with the line it begins on."""

from bibnorm.read.decode import Decoded, decode
from bibnorm.read.formats import choose_input_format, is_docx, read_as
from bibnorm.read.lines import join_lines, split_lines
from bibnorm.read.plain import References, Remark, read_plain

__all__ = [
    "Decoded",
    "References",
    "Remark",
    "choose_input_format",
    "decode",
    "is_docx",
    "join_lines",
    "read_as",
    "read_plain",
    "split_lines",
]
