"""Character knowledge shared by the stages: folding, dashes, quotes, blanks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

DASHES = "-‐‑‒–—―−"
OPENING_QUOTES = "“„«‹‘‚「『《〈\"'"
CLOSING_QUOTES = "”“»›’‘」』》〉\"'"

# mark-up that pastes bring along: <i>, </em>, <italic>, <span class="x">; its letters are no text
TAG = re.compile(r"</?(?:i|b|u|em|strong|italic|bold|sc|sup|sub|span)(?:\s[^<>]*)?/?>", re.IGNORECASE)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Fold case and accents, for look-ups.

    >>> fold("Año Österreich Straße")
    'ano osterreich strasse'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in decomposed if not unicodedata.combining(c))
