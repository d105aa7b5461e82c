"""One pass over the citations of a document: each back-reference gets an earlier work, or none and the reason.

A guess is worse than silence: what fits two works, or points to a note that cites two, stays open.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bibnorm.cite.back import Back, read_back, short_name
from bibnorm.cite.match import Fit, fit, has_page, parts
from bibnorm.cite.model import Cut, Mention
from bibnorm.model import Record


@dataclass(slots=True)
class _Past:
    """What was cited so far.

    Attributes:
        by_note: for each note that was passed the mentions in it.
        order: the works in the order of their latest mention.
        short_names: of a work, given in brackets behind it.
        by_word: for each word of names and titles the works that have it.
    """

    by_note: dict[int, list[Mention]] = field(default_factory=dict)
    order: dict[int, int] = field(default_factory=dict)
    short_names: dict[int, list[str]] = field(default_factory=dict)
    by_word: dict[str, set[int]] = field(default_factory=dict)

    def learn(self, work: int, record: Record, short_names: Sequence[str]) -> None:
        """Remember the words that a back-reference may have for a work."""
        names = (*record.author, *record.editor)
        people = " ".join(f"{name.non_dropping_particle} {name.family or name.literal}" for name in names)
        for word in parts(" ".join((people, record.title, record.container_title, *short_names))):
            self.by_word.setdefault(word, set()).add(work)

    def sharing(self, back: Back) -> list[int]:
        """The works that have a word of a back-reference, in the order of their latest mention."""
        found = set[int]().union(*(self.by_word.get(word, ()) for text in back.words for word in parts(text)))
        return [work for work in self.order if work in found]


def resolve(
    cuts: Sequence[Cut],
    labels: Sequence[str],
    works: Sequence[int],
    records: Mapping[int, Record],
    listed: Sequence[int],
) -> list[Mention]:
    """The mentions of a document, in its order.

    Args:
        cuts: its citations, in their order.
        labels: of all its notes, by place.
        works: for each block that was read the number of its work.
        records: of the works.
        listed: the works of its list of references, which may be cited before they are given in full.
    """
    past, found = _Past(), []
    for cut in cuts:
        mention = _full(cut, works) if cut.place is not None else _back(cut, labels, records, listed, past)
        past.by_note.setdefault(cut.note, []).append(mention)
        if mention.work is not None:
            past.order.pop(mention.work, None)
            past.order[mention.work] = cut.note
            if mention.kind == "full":
                past.short_names.setdefault(mention.work, []).extend(_short_names(cut))
                past.learn(mention.work, records[mention.work], past.short_names[mention.work])
        found.append(mention)
    return found


def _full(cut: Cut, works: Sequence[int]) -> Mention:
    return Mention(cut, "full", works[cut.place or 0], cut.locator)


def _short_names(cut: Cut) -> Iterator[str]:
    """The name that a work is given in brackets for what follows."""
    closing = max(cut.after.find(")"), cut.after.find("]"))
    if closing > 0 and (found := short_name(cut.after[: closing + 1])) and not cut.after[: found[0]].strip(" .,"):
        yield found[1]


# ------------------------------------------------------------------ back-references
def _back(
    cut: Cut, labels: Sequence[str], records: Mapping[int, Record], listed: Sequence[int], past: _Past
) -> Mention:
    back = read_back(cut.block.text)
    if back.kind == "ibid":
        return _same_again(cut, back, labels, records, past)
    if back.note:
        return _in_note(cut, back, labels, records, past)
    return _by_name(cut, back, records, listed, past)


def _open(cut: Cut, back: Back, why: str, candidates: Sequence[int] = ()) -> Mention:
    return Mention(cut, back.kind, None, back.locator, why, tuple(candidates))


def _same_again(cut: Cut, back: Back, labels: Sequence[str], records: Mapping[int, Record], past: _Past) -> Mention:
    """*Ibid.*: the citation before in the note, else the one of the note before, if that has only one work."""
    here = past.by_note.get(cut.note, [])
    before = here[-1:] or past.by_note.get(cut.note - 1, [])
    if not here and not _follows(labels, cut.note):
        return _open(cut, back, "the note before is not there")
    if not before:
        return _open(cut, back, "the note before cites nothing")
    cited = {mention.work for mention in before}
    if None in cited:
        return _open(cut, back, "the citation before is itself open")
    if len(cited) > 1:
        return _open(cut, back, "the note before cites several works", sorted(w for w in cited if w is not None))
    work = next(iter(cited))
    if work is not None and not _may_be_on(records[work], back):
        return _open(cut, back, f"page {back.first_page} is outside the pages of the work", [work])
    return Mention(cut, back.kind, work, back.locator)


def _may_be_on(record: Record, back: Back) -> bool:
    return back.first_page is None or has_page(record.page, back.first_page)


def _follows(labels: Sequence[str], note: int) -> bool:
    """Whether the note before is the one before in print: the same run of labels, no number missing."""
    if note == 0:
        return False
    (run, number), (run_before, before) = (_label(labels[place]) for place in (note, note - 1))
    return run == run_before and (number is None or before is None or number == before + 1)


def _label(label: str) -> tuple[str, int | None]:
    run, _, number = label.rpartition(":")
    return run, int(number) if number.isdigit() else None


def _in_note(cut: Cut, back: Back, labels: Sequence[str], records: Mapping[int, Record], past: _Past) -> Mention:
    """A work of the note that is pointed to: the only one, or the only one that fits."""
    run = _label(labels[cut.note])[0]
    place = next((i for i, label in enumerate(labels) if label == (f"{run}:{back.note}" if run else back.note)), None)
    cited = list(
        dict.fromkeys(m.work for m in past.by_note.get(-1 if place is None else place, []) if m.work is not None)
    )
    if place is None or place >= cut.note:
        return _open(cut, back, f"there is no note {back.note} before this one")
    if not cited:
        return _open(cut, back, f"no work is known of note {back.note}")
    if not back.words:
        fitting = cited if len(cited) > 1 else [w for w in cited if _may_be_on(records[w], back)]
    else:
        fitting = [w for w, _ in _fits(back, cited, records, past)]
    if len(fitting) == 1:
        return Mention(cut, back.kind, fitting[0], back.locator)
    why = f"note {back.note} cites several works" if fitting else f"nothing in note {back.note} agrees with it"
    return _open(cut, back, why, fitting or cited)


def _fits(back: Back, works: Sequence[int], records: Mapping[int, Record], past: _Past) -> list[tuple[int, Fit]]:
    return [
        (work, found)
        for work in works
        if (found := fit(back, records[work], past.short_names.get(work, []))) is not None
    ]


def _by_name(cut: Cut, back: Back, records: Mapping[int, Record], listed: Sequence[int], past: _Past) -> Mention:
    """By names, title words and year: among the works cited before, else in the list of references."""
    if not back.words:
        return _open(cut, back, "it names nobody")
    fitting = _best(_fits(back, past.sharing(back), records, past))
    if not fitting:
        fitting = _best(_fits(back, listed, records, past))
        if len(fitting) == 1:
            return Mention(cut, back.kind, fitting[0], back.locator)
    elif len(fitting) == 1 or _may_take_latest(back, fitting, records, past):
        return Mention(cut, back.kind, fitting[-1], back.locator)
    if not fitting:
        return _open(cut, back, "no work before it agrees with it")
    return _open(cut, back, "several works agree with it", fitting)


def _best(fits: Sequence[tuple[int, Fit]]) -> list[int]:
    """Those whose title agrees before those by name alone; those of just these people before those of more."""
    for wanted in (
        [work for work, found in fits if found.titled and found.people],
        [work for work, found in fits if found.titled],
        [work for work, found in fits if found.everybody],
    ):
        if wanted:
            return wanted
    return [work for work, _ in fits]


def _may_take_latest(back: Back, works: Sequence[int], records: Mapping[int, Record], past: _Past) -> bool:
    """Whether *op. cit.* means the latest of several works: all are of the same people, and it was cited alone."""
    if back.kind != "opcit" or back.year is not None:
        return False
    people = {records[work].author or records[work].editor for work in works}
    latest = past.order[works[-1]]
    return len(people) == 1 and sum(past.order[work] == latest for work in works) == 1
