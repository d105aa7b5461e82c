"""What has a grammar of its own: DOI, URL, ISBN, ISSN, arXiv, PMID, PMCID, and bracketed media.

They are found by rule before the tagger runs, and stand as one token in its input.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bibnorm.lang.kinds import CODE, is_medium
from bibnorm.model import Identifier
from bibnorm.text import DASHES

_EDGE = ".,;:!?'\"`´“”‘’«»‹›*_"
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_HYPHEN = re.escape(DASHES)
_DASH = re.compile(f"[{_HYPHEN}]")

# doi:10.1002/mpr.33  https://doi.org/10.1016/0021-9681(87)90171-8  DOI 10.1590/ S0102 (blank after the slash)
DOI = re.compile(
    r"(?P<mark>(?:(?:https?\s?:\s?//\s?)?(?:dx\.|www\.)?doi\.\s?org\s?/\s?|\bdoi\b\s?[:.]?\s*)+)?"
    r"(?P<value>\b10\.(?:(?<=[i:/ ]10\.)\s)?\d{4,9}(?:\.\d+)*\s?/(?:\s(?=[A-Za-z]*[\d.]))?"
    r"(?:\S*?\(SICI\)[^\s\"“”«»]+|(?:(?!\.URL)[^\s\"“”«»<>])+(?:(?<=\.)\s[a-z]+\.\d{4}\.\d\d\.\d+)?))",
    re.I,
)
# <https://www.un.org/docs/>  www.cepal.org  http: //a.b/ (a blank from a PDF)
URL = re.compile(
    r"(?P<value>(?:(?:\b|(?<=URL))(?:https?|ftp)\s?:\s?//\s?|\bwww\d?\.)[^\s<>\"“”«»，。、；（）]+"
    r"|\b(?:[a-z0-9][a-z0-9-]*\.)+(?:com|org|net|edu|gov|int|info|eu|[a-z]{2})/[\w.~%/?#=&+@:-]*[\w/=])",
    re.I,
)
DOMAIN_END = re.compile(r"\.[a-z]{2,4}/", re.I)  # stands in an address without "//" and "www"
# a piece of an address that a blank tore off: "http://a.b/en/ docs/x.html"
URL_TAIL = re.compile(r"\s(?=[^\s]*[/.=&?%#_][a-z0-9])[a-z0-9%_~/?=&.#+-]+(?<![.,;:])", re.I)
# ISBN 978-3-16-148410-0   ISBN: 84-7030-123-X
ISBN = re.compile(rf"(?P<mark>\bISBN(?:[-\s]?1[03])?\s?:?\s*)(?P<value>\d[\d\s{_HYPHEN}]{{8,16}}[\dXx]\b)", re.I)
BARE_ISBN = re.compile(rf"(?P<mark>)(?P<value>\b97[89](?:[\s{_HYPHEN}]?\d){{10}}\b)")
ISSN = re.compile(
    rf"(?P<mark>\b[ep]?-?ISSN(?:\s?\([a-z-]+\))?\s?:?\s*)(?P<value>\d{{4}}\s?[{_HYPHEN}]\s?\d{{3}}[\dXx]\b)", re.I
)
# arXiv:1706.03762v5 [cs.CL]   arXiv preprint arXiv:2001.00001
ARXIV = re.compile(
    r"(?P<mark>(?:\barXiv(?:\s?preprint)?\s?[:.]?\s*)+)"
    r"(?P<value>\d{4}\s?\.\s?\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)",
    re.I,
)
# hep-th/9711200   1602.02988
BARE_ARXIV = re.compile(
    r"(?P<value>\b(?:hep|astro|math|cond|quant|gr|nucl|physics|cs)\s?(?:-\s?[a-z]+)?/\d{7}(?:v\d+)?\b"
    r"|(?<![\d.:/-])(?:0[7-9]|1\d|2\d)(?:0[1-9]|1[0-2])\.\d{4,5}(?:v\d+)?\b(?![.:/-]\d))"
)
ARXIV_DIGITS = re.compile(r"\.\d{4}|/\d{7}")  # stand in every arXiv number
PMCID = re.compile(r"(?P<mark>(?:\bPMCID\s?:?\s*)?)(?P<value>\bPMC\s?\d{5,9}\b)")
PMID = re.compile(r"(?P<mark>\b(?:PMID|PubMed(?:\s?ID)?)\s?:?\s*)(?P<value>\d{4,9}\b)", re.I)
BY_SIGN = (
    ("isbn", "isbn", ISBN),
    ("97", "isbn", BARE_ISBN),
    ("issn", "issn", ISSN),
    ("rxiv", "arxiv", ARXIV),
    ("pmc", "pmcid", PMCID),
    ("pmid", "pmid", PMID),
    ("pubmed", "pmid", PMID),
)
# [on line], [CD-ROM], [J]
MEDIUM = re.compile(r"\[(?P<value>[^\[\]\d]{1,40})\]")


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """Find all identifiers, in order, without overlap; a DOI's address is a DOI.

    >>> [(i.kind, i.value) for i in find_identifiers("Nature 1. doi:10.1002/mpr.33. ISSN 0028-0836")]
    [('doi', '10.1002/mpr.33'), ('issn', '0028-0836')]
    >>> find_identifiers("https://doi.org/10.1016/0021-9681(87)90171-8.")[0].value
    '10.1016/0021-9681(87)90171-8'
    """
    found: list[Identifier] = []
    for candidate in _candidates(text):
        if all(candidate.end <= other.mark or candidate.mark >= other.end for other in found):
            found.append(candidate)
    return tuple(sorted(found, key=lambda i: i.start)) if len(found) > 1 else tuple(found)


def _candidates(text: str) -> Iterator[Identifier]:
    """All readings, surest first; a pattern is tried only where a sign of it stands in the text."""
    dois = tuple(_matches("doi", DOI, text)) if "10." in text else ()
    yield from (doi for doi in dois if doi.mark < doi.start)
    low = text.lower()
    if _may_have_address(text, low):
        yield from (url for url in _matches("url", URL, text) if "doi.org" not in url.value or not dois)
    yield from dois
    for sign, kind, pattern in BY_SIGN:
        if sign in low:
            yield from _matches(kind, pattern, text)
    if ARXIV_DIGITS.search(text):
        yield from _matches("arxiv", BARE_ARXIV, text)
    if "[" in text:
        yield from (
            Identifier("medium", m.start(), m.end(), m.start(), m["value"].strip())
            for m in MEDIUM.finditer(text)
            if is_medium(m["value"]) or CODE.fullmatch(m["value"])
        )


def _may_have_address(text: str, low: str) -> bool:
    if not ("/" in text or "www" in text or "WWW" in text):
        return False
    return "//" in text or "www" in low or DOMAIN_END.search(text) is not None


def _matches(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Identifier]:
    for match in pattern.finditer(text):
        groups = match.groupdict()
        start, end = match.span("value")
        if kind == "url":
            end = _url_end(text, start, end)
        if kind in ("doi", "url"):
            end = _trim(text, start, end)
        if kind == "url" and not _is_address(text[start:end]):
            continue
        mark = match.start("mark") if groups.get("mark") else start
        value = re.sub(r"\s+", "", text[start:end]) if kind != "isbn" else " ".join(text[start:end].split())
        valid = _valid(kind, value)
        if pattern is BARE_ISBN and not valid:
            continue
        yield Identifier(kind, start, end, mark, value, valid)


def _url_end(text: str, start: int, end: int) -> int:
    """Take in a tail that a blank tore off after ``/``, ``=``, ``-`` or the like."""
    while text[end - 1] in "/=&?_-" and end - start > 12:
        tail = URL_TAIL.match(text, end)
        if not tail:
            break
        end = tail.end()
    return end


def _trim(text: str, start: int, end: int) -> int:
    """Leave closing punctuation and unbalanced closing brackets outside."""
    while end > start:
        last = text[end - 1]
        edge = last in _EDGE and not (last == "_" and text[end - 2].isalnum())
        opening = _CLOSERS.get(last)
        if not edge and not (opening and text.count(last, start, end) > text.count(opening, start, end)):
            break
        end -= 1
    return end


def _is_address(value: str) -> bool:
    """A host with a dot; ``1/2.de`` and ``u.a./d`` are none."""
    host = re.sub(r"^[a-z]+\s?:\s?//\s?", "", value, flags=re.I).split("/")[0]
    return "." in host and any(c.isalpha() for c in host) and len(host) > 3


def _valid(kind: str, value: str) -> bool:
    digits = re.sub(r"[^\dXx]", "", _DASH.sub("", value)).upper()
    if kind == "isbn":
        return _isbn(digits)
    if kind == "issn":
        return len(digits) == 8 and sum(_digit(c) * w for c, w in zip(digits, range(8, 0, -1), strict=True)) % 11 == 0
    return True


def _isbn(digits: str) -> bool:
    if len(digits) == 10:
        return sum(_digit(c) * w for c, w in zip(digits, range(10, 0, -1), strict=True)) % 11 == 0
    if len(digits) == 13 and digits.isdigit():
        return sum(int(c) * w for c, w in zip(digits, [1, 3] * 6 + [1], strict=True)) % 10 == 0
    return False


def _digit(character: str) -> int:
    return 10 if character == "X" else int(character)
