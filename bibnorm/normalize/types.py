"""The CSL type of a work, from the fields that print gave and the words that stand between them.

Every rule looks at the facts and answers with a type and its reason, or not at all; the first answer counts.
The words are data (``[kinds]`` in ``lang/*.toml``). Where print does not tell, the type is ``document``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from bibnorm.model import Record, Span
from bibnorm.normalize.facts import (
    ARXIV,
    ARXIV_DOI,
    ARXIV_NUMBER,
    BLOG,
    CODED,
    CODES,
    NUMBERED,
    RANGE,
    SHEET,
    SIGNATURE,
    SUB_VOCE,
    Facts,
    gather,
)

Verdict = tuple[str, str]  # type and its reason
Rule = Callable[[Facts], Verdict | None]


def infer_type(record: Record, text: str, spans: Mapping[str, Sequence[Span]] | None = None) -> str:
    """The CSL type of a record read from a printed reference.

    Args:
        record: the fields as printed or normalised; its own ``type`` is not looked at.
        text: the whole printed reference.
        spans: where each field stands in it; without them the values are looked for.

    >>> infer_type(Record(title="El sol", publisher="Universidad de Chile"), "El sol. Tesis, Universidad de Chile")
    'thesis'
    """
    return explain_type(record, text, spans)[0]


def infer_types(works: Iterable[tuple[Record, str, Mapping[str, Sequence[Span]]]]) -> list[str]:
    """The types of some works, as `infer_type` has them: first the facts of all, then the rules."""
    gathered = [gather(*work) for work in works]
    return [_judge(facts)[0] for facts in gathered]


def explain_type(record: Record, text: str, spans: Mapping[str, Sequence[Span]] | None = None) -> Verdict:
    """The type with the reason for it, the printed word where one decided.

    >>> record = Record(title="Lua", container_title="Anais do XX Congresso", page="1-9")
    >>> explain_type(record, "Lua. In: Anais do XX Congresso, p. 1-9")
    ('paper-conference', 'Congresso')
    """
    return _judge(gather(record, text, spans or {}))


def _judge(facts: Facts) -> Verdict:
    for rule in RULES:
        verdict = rule(facts)
        if verdict:
            return verdict
    return "document", "print does not tell"


# ------------------------------------------------------------------ works that say what they are
def thesis(facts: Facts) -> Verdict | None:
    """*PhD thesis*, *Diss.*; but *Dissertation Abstracts* is a journal."""
    word = facts.genre.get("thesis") or facts.between.get("thesis")
    if not word and "university" in facts.publisher and not facts.record.container_title:
        word = facts.first("degree", facts.genre, facts.between)  # "Univ. of X, Ph.D., 1990"
        if "qualifier" in facts.between:
            word = word or facts.between.get("thesis-weak", "")  # "Monografia (Especialização)"
    return ("thesis", word) if word and not facts.serial else None


def patent(facts: Facts) -> Verdict | None:
    """*US Patent 5,123,456*."""
    word = facts.genre.get("patent") or facts.between.get("patent") or facts.publisher.get("patent")
    return ("patent", word) if word and not facts.record.container_title and facts.has_number else None


def personal_communication(facts: Facts) -> Verdict | None:
    """*private communication*, *com. pess.*"""
    word = facts.opening("personal") or facts.first("personal", facts.genre, facts.between)
    return ("personal_communication", word) if word and not facts.record.container_title else None


def interview(facts: Facts) -> Verdict | None:
    """*Interview with X* where no book or journal holds it."""
    if facts.record.container_title or facts.published:
        return None
    word = facts.opening("interview") or facts.first("interview", facts.genre, facts.between)
    word = word or facts.first("interview-word", facts.genre, facts.bracketed)
    return ("interview", word) if word else None


def hearing(facts: Facts) -> Verdict | None:
    """*Hearing before the Subcommittee*; a committee of a chamber with a date and no publisher."""
    if facts.record.container_title:
        return None
    if facts.opening("hearing") and facts.day and not facts.personal:  # "Hearing loss" has no day
        return "hearing", facts.opening("hearing")
    if facts.record.publisher_place:
        return None
    word = facts.first("hearing", facts.between, facts.event, facts.publisher)
    if not word and not facts.record.author and not facts.record.url:
        words = facts.between | facts.event | facts.publisher
        word = words["committee"] if "committee" in words and "chamber" in words else ""
    return ("hearing", word) if word else None


def speech(facts: Facts) -> Verdict | None:
    """*Address by*, *talk at this conference*; an event that no proceedings hold."""
    rec = facts.record
    if rec.container_title or facts.serial or (rec.publisher and rec.publisher_place):
        return None
    word = facts.first("speech", facts.genre, facts.between) or (facts.opening("speech") if facts.day else "")
    if word:
        return "speech", word
    word = facts.first("presented", facts.genre, facts.between)
    if word:
        return "paper-conference", word
    return ("paper-conference" if rec.page else "speech", rec.event_title) if rec.event_title else None


def entry(facts: Facts) -> Verdict | None:
    """A work of reference holds it; *voce*, *s.v.* before it."""
    if not facts.record.container_title or facts.record.issue:
        return None
    if "encyclopedia" in facts.container and "journal" not in facts.container:
        return "entry-encyclopedia", facts.container["encyclopedia"]
    if "dictionary" in facts.container and "journal" not in facts.container and "society" not in facts.container:
        return "entry-dictionary", facts.container["dictionary"]
    if "entry" in facts.between or SUB_VOCE.search(facts.text):
        return "entry-encyclopedia", facts.between.get("entry", "s.v.")
    return None


def review(facts: Facts) -> Verdict | None:
    """*Reseña de*, *Rez. von*, *[Review of ...]* in a journal; *A review of methods* is an article."""
    if not facts.record.container_title:
        return None
    word = facts.opening("review") or facts.first("review", facts.genre, facts.bracketed)
    if not word and facts.record.title.startswith("["):
        word = facts.opening("survey")
    return ("review-book", word) if word else None


def coded(facts: Facts) -> Verdict | None:
    """The document code of the Chinese standard: [J], [D], [EB/OL]."""
    found = CODED.search(facts.text)
    if not found or (found[1][0] in "JC" and not facts.record.container_title) or "meeting" in facts.container:
        return None
    kind = CODES.get(found[1].split("/")[0], "")
    if kind == "book" and facts.record.container_title:
        kind = "chapter"  # 析出文献: [M]// and the book
    return (kind, found[0]) if kind else None


# ------------------------------------------------------------------ law
def law(facts: Facts) -> Verdict | None:
    """Cases, statutes, bills and treaties: no personal author, no journal."""
    rec = facts.record
    if facts.parties and not rec.author:
        return "legal_case", rec.title
    if facts.personal or ((facts.serial or rec.page) and "law" not in facts.container):
        return None
    if not rec.title and rec.author and "law" in facts.between:
        return "legislation", facts.between["law"]
    for kind, source in (("bill", "bill"), ("treaty", "treaty"), ("legislation", "law")):
        word = facts.opening(source)
        if word and (facts.has_number or rec.author or not facts.published):
            return kind, word
    word = facts.first("judgment", facts.container, facts.between, facts.publisher, facts.title)
    if word and (facts.parties or facts.opening("judgment") or not rec.title):
        return "legal_case", word
    return None


# ------------------------------------------------------------------ other media
def other_media(facts: Facts) -> Verdict | None:
    """*[Computer software]*, *[Data set]*, *[Film]*, *ISO 690*, *[map]*."""
    for kind, source in MEDIA:
        word = facts.genre.get(source) or (facts.bracketed.get(source) if source != "standard" else "")
        if word and not facts.serial:
            return kind, word
    if not facts.record.container_title and facts.opening("map-title"):
        return "map", facts.opening("map-title")
    word = facts.opening("standard")
    if word and NUMBERED.match(facts.record.title.partition(word)[2]) and not facts.serial:
        return "standard", word
    word = facts.between.get("software") or (facts.title.get("software") if "online" in facts.between else None)
    return ("software", word) if word and not facts.record.container_title and not facts.record.page else None


MEDIA = (
    ("software", "software"),
    ("dataset", "dataset"),
    ("motion_picture", "film"),
    ("broadcast", "broadcast"),
    ("map", "map"),
    ("standard", "standard"),
)


def preprint(facts: Facts) -> Verdict | None:
    """arXiv and its like, where no journal is printed."""
    rec = facts.record
    if "preprint" in facts.container:
        return "article", facts.container["preprint"]
    if rec.container_title or rec.publisher_place or (rec.volume and rec.page):
        return None
    word = facts.between.get("preprint") or facts.genre.get("preprint") or facts.publisher.get("preprint")
    if rec.arxiv or ARXIV_DOI in rec.doi or ARXIV.search(rec.number) or ARXIV_NUMBER.search(facts.text):
        return "article", word or "arXiv"
    return ("article", word) if word and "report" not in facts.genre | facts.between else None


def report(facts: Facts) -> Verdict | None:
    """*Tech. rep.*, *Working paper*, *Boletim Técnico 73*; a title that begins with *Report*."""
    rec, words = facts.record, facts.container
    if rec.container_title and (rec.volume or rec.page or "report" not in words or "journal" in words):
        return None
    word = facts.first("report", facts.genre, facts.between, facts.collection, words, facts.publisher)
    word = word or facts.between.get("command", "")
    if not word and not rec.container_title:
        word = facts.title.get("official", "") or ("" if facts.personal else facts.opening("report"))
    if not word and rec.number and not rec.container_title and (rec.genre or SIGNATURE.search(rec.number)):
        word = f"{rec.genre} {rec.number}".strip()
    return ("report", word) if word else None


def manuscript(facts: Facts) -> Verdict | None:
    """*Unpublished manuscript*, *mimeo*, *рукопись*."""
    if facts.record.container_title:
        return None
    word = facts.genre.get("manuscript") or ("" if facts.published else facts.between.get("manuscript", ""))
    return ("manuscript", word) if word else None


# ------------------------------------------------------------------ inside a container
def conference(facts: Facts) -> Verdict | None:
    """Proceedings of a meeting; proceedings of a learned society, or counted by volumes, are a journal."""
    rec, words = facts.record, facts.container
    if not rec.container_title or "journal" in words or (rec.volume and rec.issue):
        return None
    if "meeting" in words:
        return "paper-conference", words["meeting"]
    if "proceedings" in words and "society" not in words and not (rec.volume and rec.page):
        return "paper-conference", words["proceedings"]
    if "venue" in words and not facts.serial:
        return "paper-conference", words["venue"]
    return ("paper-conference", rec.event_title) if rec.event_title and not facts.serial else None


def news(facts: Facts) -> Verdict | None:
    """A newspaper or magazine, by its name or by the day and the sheet."""
    rec = facts.record
    if not rec.container_title or rec.editor or rec.doi or "journal" in facts.container:
        return None
    if "magazine" in facts.container and (facts.day or not (rec.volume and rec.issue)):
        return "article-magazine", facts.container["magazine"]
    if "newspaper" in facts.container and (facts.day or not facts.serial):
        return "article-newspaper", facts.container["newspaper"]
    if not facts.day or facts.medical:
        return None
    if rec.issue and not rec.volume and len(rec.issue) > 2:
        return "article-magazine", f"day and issue {rec.issue}"
    if SHEET.fullmatch(rec.page) or not (facts.serial or rec.page or rec.url):
        return "article-newspaper", f"day and page {rec.page}".rstrip()
    return None


def blog(facts: Facts) -> Verdict | None:
    """A blog by its name or its address."""
    rec = facts.record
    if facts.serial or rec.page or not rec.url:
        return None
    word = facts.first("blog", facts.genre, facts.container, facts.between)
    return ("post-weblog", word) if word else ("post-weblog", rec.url) if BLOG.search(rec.url) else None


def contained(facts: Facts) -> Verdict | None:
    """A chapter or an article: what counts the container, who made it, who put it out."""
    rec, words = facts.record, facts.container
    if not rec.container_title:
        return None
    if rec.volume and rec.issue:
        return "article-journal", "volume and issue"
    for reason, holds in (
        ("editor", bool(rec.editor or rec.container_author)),
        ("ISBN", (bool(rec.isbn) or "/978" in rec.doi) and not rec.volume),
        (words.get("festschrift", ""), "festschrift" in words),
        ("in, publisher", facts.contained and bool(rec.publisher)),
    ):
        if holds:
            return "chapter", reason
    return periodical(facts) or loose(facts)


def periodical(facts: Facts) -> Verdict | None:
    """A journal by its name, its quotes or its volume."""
    rec, words = facts.record, facts.container
    if facts.quoted and not rec.publisher:
        return "article-journal", "container in quotes"
    for kind in ("journal", "proceedings"):
        if kind in words and (kind == "journal" or "society" in words):
            return "article-journal", words[kind]
    imprint = bool(rec.publisher and rec.publisher_place) and not rec.issue
    if facts.serial and not imprint and not (facts.contained and facts.published):
        return "article-journal", "volume"
    return None


def loose(facts: Facts) -> Verdict:
    """In a container of which print tells nothing else."""
    rec = facts.record
    if facts.contained or (facts.published and (rec.page or not (rec.url and facts.online))):
        return "chapter", "in" if facts.contained else "publisher"
    paged = rec.page or rec.doi or not (rec.url and (facts.online or facts.day))
    return ("article-journal", "container") if paged else ("webpage", rec.url)


# ------------------------------------------------------------------ works that stand alone
def alone(facts: Facts) -> Verdict | None:
    """A page on the web, a book, or an article whose journal is not printed."""
    rec = facts.record
    if rec.volume and rec.page and not facts.published:
        return "article-journal", "volume and page"
    bound = bool(rec.edition or rec.isbn or rec.number_of_pages or (rec.publisher_place and rec.publisher))
    if rec.url and not (bound and facts.personal and "online" not in facts.genre):
        return "webpage", rec.url
    if facts.published or rec.number_of_pages or rec.number_of_volumes or rec.collection_title or rec.editor:
        return "book", "publisher"
    if rec.issue or rec.doi:
        return "article-journal", "issue or DOI"
    if RANGE.search(rec.page) and facts.title_quoted:
        return "chapter", rec.page
    if rec.title and (rec.author or rec.issued) and not facts.title_quoted and not rec.genre:
        return "book", "nothing holds it"
    return None


RULES: tuple[Rule, ...] = (
    thesis,
    patent,
    personal_communication,
    hearing,
    law,
    entry,
    review,
    coded,
    preprint,
    other_media,
    interview,
    speech,
    report,
    manuscript,
    conference,
    news,
    blog,
    contained,
    alone,
)
