"""Files → blocks of printed text, each with the line it begins on."""

from bibnorm.read.decode import Decoded, decode
from bibnorm.read.lines import join_lines, split_lines
from bibnorm.read.plain import References, Remark, read_plain

__all__ = ["Decoded", "References", "Remark", "decode", "join_lines", "read_plain", "split_lines"]
