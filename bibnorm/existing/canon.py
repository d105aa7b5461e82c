r"""Values of a .bib file in a form that reformatting leaves alone.

What does not count, because JabRef, bibtex-tidy and biber change it without a person's doing: blanks
and line ends, quotes or braces around a value, ``{2001}`` or ``2001``, the name or number of a month,
dashes between pages, LaTeX commands or Unicode for accents, signs, dashes and double quotes, ``\&`` or
``&``. What counts: everything else, and what a person adds with care: braces within a value, a curly
apostrophe. A tool that takes these away is recognised: see ``digest``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

MACRO = "\0"  # stands around the name of a string, which is no text

_VERBATIM = frozenset(("url", "doi", "eprint", "file", "pdf", "verba", "verbb", "verbc"))
_NAMES = frozenset(
    ("author", "editor", "translator", "bookauthor", "editora", "editorb", "editorc", "annotator", "commentator",
     "introduction", "foreword", "afterword", "holder", "shortauthor", "shorteditor", "namea", "nameb", "namec")
)  # fmt: skip
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
                "november", "december", "sept")  # fmt: skip

_BLANKS = re.compile(r"[ \t\r\n\f\v]+")
_PAGE_DASH = re.compile(r"[ ]*[-‐‑‒–—]+[ ]*")
_PAGE_COMMA = re.compile(r",[ ]*")
_DASHES = re.compile(r"[-‐‑‒–—]{2,}|[‒–—]")
# anything that may be written in another way
_VARIES = re.compile(r"[\\~\t\r\n\f\v‐‑‒–—“”‘’„‚\u00ad]|--|  |^ | $")
_SIGNS = str.maketrans({"~": "\u00a0", "‐": "-", "‑": "-", "“": "``", "”": "''", "„": ",,", "‚": ",", "\u00ad": r"\-"})
_STRAIGHT = str.maketrans({"‘": "`", "’": "'"})

_ESCAPED = re.compile(r"\\([&%#_@])")
_VERBATIM_ESCAPE = re.compile(r"\\([&%#_~{}])")
_PERCENT_5F = re.compile(r"%5F", re.IGNORECASE)  # bibtex-tidy --encode-urls: "_"
_ARGUMENT = re.compile(r"\\[A-Za-z]+\{[^{}]*\}")
# "\cyrchar\cyrv{}", "\ensuremath{\alpha}", "\mbox{\texteuro}{}", the "{$\alpha$}" of "\'{$\alpha$}"
_WRAPPED = re.compile(
    r"\\(?:ensuremath|mbox)\{(\\[A-Za-z]+)\}(?:\{\})?|\\cyrchar(?=[\\{])|(?<=\\'\{)\$(\\[A-Za-z]+)\$(?=\})"
)
_CHAR = re.compile(r"\{\\char(\d{1,7})\}|\\char(\d{1,7})[ ]?")
_SIGN = re.compile(r"\{\\([A-Za-z]+)[ ]*(?:\{\})?\}|\\([A-Za-z]+)(?:\{\}|[ ]+|(?![A-Za-z]))")
_MARKS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "textcommabelow": "\u0326",
    "c": "\u0327", "k": "\u0328", "b": "\u0331", "acute": "\u0301", "ddot": "\u0308",
}  # fmt: skip
# "\'e", "\'{e}", "\'\i", "\'{\i}", "\c{c}", "\v s"; all of it may stand in braces of its own
_ACCENT = r"\\(?:[`'^~=.\"]|(?:[uvHrcdkb]|textcommabelow|acute|ddot)(?![A-Za-z]))[ ]*(?:\{[^\W\d_]\}|[^\W\d_])"
_ACCENTED = re.compile(rf"\{{(?P<braced>{_ACCENT})\}}|(?P<bare>{_ACCENT})")


@lru_cache(maxsize=1)
def _commands() -> Mapping[str, str]:
    from importlib.resources import files

    rows = files(__package__).joinpath("commands.txt").read_text(encoding="utf-8").splitlines()
    return {row[2:]: row[0] for row in rows if not row.startswith("#")}


def canonical(name: str, value: str) -> str:
    r"""A value, without its delimiters, in the form that is compared.

    >>> canonical("title", r"\'{E}tude {--} \& {DNA}"), canonical("pages", "12 -- 15"), canonical("month", "\0mar\0")
    ('Étude {–} & {DNA}', '12-15', '3')
    """
    if name in _VERBATIM:
        return _PERCENT_5F.sub("_", _VERBATIM_ESCAPE.sub(r"\1", _BLANKS.sub(" ", value).strip(" ")))
    if name == "month":
        return _month(value)
    if _VARIES.search(value):
        value = _uniform(value)
    elif not unicodedata.is_normalized("NFC", value):
        value = unicodedata.normalize("NFC", value)
    if name == "pages":
        return _PAGE_COMMA.sub(", ", _PAGE_DASH.sub("-", value))
    return value


def _month(value: str) -> str:
    """A month as its number, however it is written; other text as it is."""
    text = _BLANKS.sub(" ", value.replace(MACRO, "")).strip(" {}#")
    plain = text.lower().rstrip(".")
    if plain in _MONTHS:
        return str(_MONTHS.index(plain) + 1)
    if plain in _FULL_MONTHS:
        return str(_MONTHS.index(plain[:3]) + 1)
    return plain.lstrip("0") if plain.isdecimal() else _uniform(value)


def _uniform(value: str) -> str:
    value = _BLANKS.sub(" ", value).strip(" ")
    if "\\" in value:
        value = _ESCAPED.sub(r"\1", value)
        value = _characters(value) if "\\" in value else value
    return unicodedata.normalize("NFC", _DASHES.sub("–", value).translate(_SIGNS))


def _characters(latex: str) -> str:
    r"""LaTeX with accents and signs as characters; other commands stay.

    >>> _characters(r"{\L}\'{o}d{\'z}, \'{\i}, \ss{}a, \emph{x}")
    'Łódź, í, ßa, \\emph{x}'
    """
    latex = _WRAPPED.sub(lambda match: f"{match[1]}{{}}" if match[1] else match[2] or "", latex)
    latex = _CHAR.sub(_character, latex)
    latex = _SIGN.sub(_sign, latex)
    while (accented := _ACCENTED.sub(_accent, latex)) != latex:  # two marks on one letter
        latex = accented
    return latex


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2])
    return chr(code) if 31 < code < 0xD800 or 0xDFFF < code < 0x110000 else match[0]


def _sign(match: re.Match[str]) -> str:
    return _commands().get(match[1] or match[2], match[0])


def _accent(match: re.Match[str]) -> str:
    text = match["braced"] or match["bare"]
    command = text[1:].rstrip("}")
    letter = command[-1]
    mark = command[:-1].rstrip("{ ")
    plain = {"ı": "i", "ȷ": "j"}.get(letter, letter)
    return unicodedata.normalize("NFC", plain + _MARKS[mark])


def digest(kind: str, values: Mapping[str, str]) -> str:
    r"""16 hex of an entry: 8 of what always counts, 4 more with its braces, 4 more with its apostrophes.

    So an entry from which a tool took protective braces (bibtex-tidy's ``--strip-enclosing-braces`` and
    ``--remove-braces``, biber for a list) or curly apostrophes (bibtex-tidy's ``--escape``) can be told
    from one to which a person added some.

    >>> first, second = digest("book", {"title": "{DNA}’s"}), digest("book", {"title": "DNA’s"})
    >>> [first[part] == second[part] for part in (slice(8), slice(8, 12), slice(12, 16))]
    [True, False, True]
    """
    names = sorted(values)
    whole = [f"{name}={values[name]}" for name in names]
    unbraced = [f"{name}={unprotected(name, values[name])}" for name in names]
    hashed = _hashed(kind, whole)
    quotes = _hashed(kind, unbraced) if unbraced != whole else hashed
    if not _has_curly(whole):
        return quotes[:8] + hashed[8:12] + quotes[12:16]
    braces, loose = (_hashed(kind, [text.translate(_STRAIGHT) for text in texts]) for texts in (whole, unbraced))
    return loose[:8] + braces[8:12] + quotes[12:16]


def _has_curly(texts: Iterable[str]) -> bool:
    return any("’" in text or "‘" in text for text in texts)


def _hashed(kind: str, parts: list[str]) -> str:
    return sha256("\x1f".join([kind, *parts]).encode("utf-8", "surrogatepass")).hexdigest()


def unprotected(name: str, value: str) -> str:
    """A value without its braces, but for names: there they make an organisation of a person."""
    if "{" not in value or name in _NAMES or name in _VERBATIM:
        return value
    return value.replace("{", "").replace("}", "")


def is_bare(values: Mapping[str, str]) -> bool:
    """Whether no value has braces that protect something; the arguments of commands aside."""
    return not any(
        "{" in _ARGUMENT.sub("", value)
        for name, value in values.items()
        if "{" in value and name not in _NAMES and name not in _VERBATIM
    )


def is_straight(values: Mapping[str, str]) -> bool:
    """Whether no value has a curly apostrophe."""
    return not _has_curly(values.values())
