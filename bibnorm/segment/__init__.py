"""Notes → the stretches in them that cite, with the signals and the commentary around."""

from bibnorm.segment.model import Stretch
from bibnorm.segment.rules import segment

__all__ = ["Stretch", "segment"]
