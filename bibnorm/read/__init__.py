"""Files → blocks of printed text, each with the line it begins on."""

from bibnorm.read.decode import Decoded, decode
from bibnorm.read.formats import DOCUMENTS, choose_binary_format, choose_input_format, read_as
from bibnorm.read.lines import join_lines, split_lines
from bibnorm.read.plain import References, Remark, read_plain

__all__ = [
    "DOCUMENTS",
    "Decoded",
    "References",
    "Remark",
    "choose_binary_format",
    "choose_input_format",
    "decode",
    "join_lines",
    "read_as",
    "read_plain",
    "split_lines",
]
