"""A stretch of names read from left to right: where its atoms end, and what is no part of a name.

Each kind of token has its action; an action takes the reader and the place of the token and gives the next place.
"""

from __future__ import annotations

from collections.abc import Callable

from bibnorm.normalize.name_atoms import Reader, is_organisation
from bibnorm.normalize.name_words import TOKEN, Phrase, Word, glued, initials_behind, lexicon, word_class
from bibnorm.text import fold

WORDS = frozenset("IVAKUGHWCDEPQpsSRoFflb9iygj")
_PLAIN = WORDS - frozenset("ibygj")  # what they are needs no look ahead
_NAMES = frozenset("WUGHCDEAKPQbSoj")  # what can stand for a name


def read_atoms(text: str) -> Reader:
    """Cut a stretch of names into atoms; connectors, roles and *et al.* become labels."""
    tokens = [(word_class(m[0]), m.start(), m.end()) for m in TOKEN.finditer(text)]
    reader = Reader(text, tokens, lexicon())
    if text.isupper():
        _capital_connectors(reader)
    elif " Y " in text or " E " in text:
        _capital_joiners(reader)
    at, size = _opening(reader), len(tokens)
    while at < size:
        word = tokens[at]
        one = word[0]
        if one in _PLAIN:
            reader.add(word)
            at += 1
        elif one[-1] == "*":
            at = _phrase_or_word(reader, at)
        else:
            at = _ACTIONS.get(one, _ignore)(reader, at)
    reader.close("")
    return reader


def _opening(reader: Reader) -> int:
    """The "In" before the editors of a book is a label."""
    if len(reader.tokens) < 3:
        return 0
    (one, start, end), after = reader.tokens[0], reader.tokens[1][0]
    if one[0] not in "WCDAFfcIpPQV" or fold(reader.text[start:end]) not in reader.known.within:
        return 0
    if after == ":" or (end - start == 2 and after[0] in "IVGHWCDEUAKPp"):
        reader.labels.append((start, end))
        return 1
    return 0


def _capital_connectors(reader: Reader) -> None:
    """In a block without small letters ET, UND, Y, E may be connectors."""
    stops = "." in reader.text
    for at in range(1, len(reader.tokens) - 1):
        one, start, end = reader.tokens[at]
        word = reader.text[start:end]
        if one[0] not in "IVA" or fold(word) not in reader.known.connectors or (len(word) == 1 and word not in "YEИ"):
            continue
        before, after = reader.tokens[at - 1][0][0], reader.tokens[at + 1][0][0]
        if after in "UAKIQGHWCDEP" and (before == "." or (before in "UGHWCDEAK" and (stops or len(word) > 1))):
            reader.tokens[at] = ("c" if len(word) > 1 else "y", start, end)


def _capital_joiners(reader: Reader) -> None:
    """The Y of PEÑA Y LILLO, Rosario, and of PÉREZ, Ana Y LÓPEZ, Mario: before an upper-case name, without a stop."""
    for at in range(1, len(reader.tokens) - 1):
        one, start, end = reader.tokens[at]
        before, after = reader.tokens[at - 1][0][0], reader.tokens[at + 1][0][0]
        if one[0] == "I" and reader.text[start:end] in ("Y", "E") and after in "UK":
            if before in "UK":
                reader.tokens[at] = ("y", start, end)
            elif before in "GHWCDE" and at > 1 and reader.tokens[at - 2][0] == ",":
                reader.tokens[at] = ("c", start, end)


def _ignore(reader: Reader, at: int) -> int:
    return at + 1


def _separate(reader: Reader, at: int) -> int:
    mark = reader.tokens[at][0]
    if reader.after(at) == "I":  # VIAN JR, O.
        _junior(reader)
    reader.close(";" if mark == ":" else mark)
    return at + 1


def _junior(reader: Reader) -> None:
    """JR behind a family name in capitals is a suffix."""
    if len(reader.words) > 1 and reader.words[-1][0] == "R" and reader.words[-2][0] in "UAK":
        reader.words[-1] = ("s", *reader.words[-1][1:])


def _connect(reader: Reader, at: int) -> int:
    """A connector ends an atom; one in capitals at the end of a name is initials."""
    _, start, end = reader.tokens[at]
    if reader.words and reader.text[start].isupper() and reader.after(at) in ("", ",", ";", ".", ")"):  # Tabchoury COM,
        reader.add(("A", start, end))
        return at + 1
    if reader.text[start].isalpha():
        reader.labels.append((start, end))
    reader.close("c")
    return at + 1


def _weak(reader: Reader, at: int) -> int:
    """A single small letter: an initial before a stop, else the connector y, e, i, a, u."""
    one, start, end = reader.tokens[at]
    stop = reader.after(at) == "."
    german = stop and reader.text[start] == "u" and bool(reader.words)  # Schmidt u. Müller
    if stop and not reader.words and reader.text[start:end] in reader.known.clipped and _before_name(reader, at + 1):
        reader.add(("p", start, reader.tokens[at + 1][2]))  # v. Savigny
        return at + 2
    if one[0] == "y" and (german or not stop) and (reader.words or reader.atoms):
        reader.labels.append((start, end))
        reader.close("y" if reader.words and not german else "c")
        return at + (2 if german else 1)
    reader.add(("I" if stop else "l", start, end))
    return at + 1


def _before_name(reader: Reader, at: int) -> bool:
    """Whether a word of several letters, the first a capital, stands behind a token."""
    _, start, end = reader.tokens[min(at + 1, len(reader.tokens) - 1)]
    return end - start > 1 and reader.text[start].isupper()


def _abbreviated(reader: Reader, at: int) -> int:
    _, start, end = reader.tokens[at]
    name = "C" if fold(reader.text[start:end]) in reader.known.syllable else "W"
    reader.add(("I" if reader.after(at) == "." else name, start, end))
    return at + 1


def _unglue(reader: Reader, at: int) -> int:
    """andM. Spannowsky, the blank lost: a connector, and the word behind it."""
    _, start, end = reader.tokens[at]
    cut = start + glued(reader.text[start:end])
    reader.labels.append((start, cut))
    reader.close("c")
    reader.tokens[at] = (word_class(reader.text[cut:end]), cut, end)
    return at


def _unglue_initials(reader: Reader, at: int) -> int:
    """KlassenR. S., the blank lost: a name and its initials; one capital needs its stop."""
    _, start, end = reader.tokens[at]
    size = initials_behind(reader.text[start:end])
    if len(reader.tokens) == 1 or (size == 1 and reader.after(at) != "."):
        reader.add(("W", start, end))
        return at + 1
    reader.add(("W", start, end - size))
    reader.add(("I", end - size, end))
    return at + 1


def _stop(reader: Reader, at: int) -> int:
    """A full stop belongs to the initial before it, or ends an atom, or an abbreviation."""
    if not reader.words:
        return at + 1
    last, start, end = reader.words[-1]
    if last in "IsSR":
        reader.end = max(reader.end, reader.tokens[at][2])
        if reader.after(at) == ",":  # DELMANTO JR., Roberto
            _junior(reader)
    elif _splits(reader, last, end - start, reader.after(at)):
        reader.close(".")
    elif last in "AV" and len(reader.words) == 1:  # EM. Fresa
        reader.words[-1] = ("I", start, end)
        reader.end = reader.tokens[at][2]
    return at + 1


def _splits(reader: Reader, last: str, length: int, after: str) -> bool:
    """Whether a stop after this word ends a name."""
    if not after or after not in WORDS:
        return False
    if last in "AQV" or (last == "K" and after != "I"):  # Schumann, CM. Barnes, CC.
        before = reader.words[-2][0] if len(reader.words) > 1 else ""
        first = reader.atoms[0].shape[:1] if reader.atoms else ""
        return after != "I" and (before in _NAMES if before else reader.sep in ".," and first not in ("", "I", "A"))
    if last == "9" or reader.whole:
        return True
    if last in "GH" and after == "I":  # John. C. Turner
        return False
    if last in "UGHK" or len(reader.words) > 1 or reader.sep == ",":
        return length > 2
    return length > 6 or after == "I"  # Wilh. Müller is one name


def _dash(reader: Reader, at: int) -> int:
    """A dash between blanks parts names (N. DUVAL - E. MARIN), not initials (J. - P. Vernant)."""
    _, start, end = reader.tokens[at]
    text = reader.text
    spaced = text[start - 1 : start].isspace() and text[end : end + 1].isspace()
    alone = len(reader.words) == 1 and reader.words[0][0] in "GH"
    if spaced and alone and reader.after(at) in ("G", "H"):  # Jean - Pierre
        return at + 1
    if spaced and any(w[0] in _NAMES or w[0] in "oV" for w in reader.words):
        reader.close("-")
    return at + 1


def _bracket(reader: Reader, at: int) -> int:
    """What stands in brackets: a role, et al., an author of its own, or a part of the name before it."""
    close = _closing(reader.tokens, at)
    inner = [t for t in reader.tokens[at + 1 : close] if t[0][0] in WORDS or t[0][0] == "c"]
    if not inner:
        return close + 1
    if _is_said(reader, inner):
        last = reader.tokens[min(close, len(reader.tokens) - 1)]
        reader.labels.append((reader.tokens[at][1], last[2]))
        reader.close("c" if reader.words or reader.atoms else "")
    elif not reader.words and not reader.atoms:  # [Smith, J.]
        return at + 1
    elif _is_author(reader, inner):
        _own_name(reader, inner)
    else:
        _add_bracketed(reader, inner)
        if close < len(reader.tokens):
            reader.end = reader.tokens[close][2]
    return close + 1


def _add_bracketed(reader: Reader, inner: list[Word]) -> None:
    """A suffix, a given name, an acronym, or words that are nothing to the grammar."""
    kinds = "".join([t[0][0] for t in inner])
    before = "".join([w[0] for w in reader.words])
    organised = is_organisation(before)
    if set(kinds) <= {"s", "S", "R"}:
        kinds = "s" * len(kinds)
    elif kinds == "p" and before[-1] in "GHI":
        pass  # Stromer Wolfgang (von)
    elif _is_given(kinds, before):  # Bettagno (Alessandro), Nora (Pierre)
        reader.words[-1] = ("U" if before[-1] == "U" else "W", *reader.words[-1][1:])
    elif not set(kinds) <= {"I", "V", "b"} or "I" in before or organised:  # else Dupâquier (J.)
        acronym = len(before) > 2 and "I" not in before and kinds in ("A", "K", "U", "I", "V", "o")
        reader.whole = reader.whole or organised or acronym  # Ministério da Saúde (BR)
        kinds = "9" * len(kinds)
    for one, word in zip(kinds.replace("b", "I"), inner, strict=True):
        reader.add((one, word[1], word[2]))


def _is_given(kinds: str, before: str) -> bool:
    """Given names in brackets behind a family name alone; an unknown word only behind one in capitals."""
    family = before[-1:] in ("W", "U", "E", "H", "G") and not before[:-1].strip("pP")
    return (kinds in ("G", "H", "GG") and family) or (kinds in ("W", "GW") and before == "U")


def _is_author(reader: Reader, inner: list[Word]) -> bool:
    """Whether a bracket holds an organisation, or the acronym of a team behind its members (Tackmann, K. (SIMBA))."""
    before = "".join([w[0] for w in reader.words])
    if not before:
        return True
    if any(w[0][0] == "o" for w in inner) and not is_organisation(before):
        return True
    one, start, end = inner[0]
    team = len(inner) == 1 and one[0] in "AKUV" and end - start > 3
    return team and len(reader.atoms) > 1 and "I" in before


def _own_name(reader: Reader, inner: list[Word]) -> None:
    """(Particle Data Group), [CDF collaboration]: an author of its own."""
    reader.close("c")
    for word in inner:
        reader.add((word[0][0], word[1], word[2]))
    reader.whole = True
    reader.close("c")


def _closing(tokens: list[Word], at: int) -> int:
    """The token that closes a bracket; the end where none does."""
    depth = 0
    for ahead in range(at, len(tokens)):
        depth += (tokens[ahead][0] == "(") - (tokens[ahead][0] == ")")
        if not depth:
            return ahead
    return len(tokens)


def _is_said(reader: Reader, inner: list[Word]) -> bool:
    """Whether bracketed words are roles, connectors and et al. alone."""
    folded = [fold(reader.text[s:e]) for _, s, e in inner]
    at, others = 0, False
    while at < len(inner):
        phrase = next((p for p in reader.known.phrases.get(folded[at], ()) if _matches(p, folded, at)), None)
        if phrase is None and inner[at][0][0] not in "cy":
            return False
        reach = len(phrase.words) if phrase else 1
        others = others or bool(phrase and phrase.kind == "t")
        at += reach
    reader.others = reader.others or others
    return True


def _matches(phrase: Phrase, folded: list[str], at: int) -> bool:
    return phrase.kind != "o" and tuple(folded[at : at + len(phrase.words)]) == phrase.words


def _phrase_or_word(reader: Reader, at: int) -> int:
    """A word that may begin "et al.", "a cura di", "Hrsg."; else what it is alone."""
    one, start, end = reader.tokens[at]
    ahead = [i for i in range(at, min(at + 12, len(reader.tokens))) if reader.tokens[i][0] not in (".", "?")][:6]
    folded = [fold(reader.text[slice(*reader.tokens[i][1:])]) for i in ahead]
    for phrase in reader.known.phrases[folded[0]]:
        size = len(phrase.words)
        if tuple(folded[:size]) == phrase.words and _speaks(reader, at, phrase):
            _take(reader, [reader.tokens[i] for i in ahead[:size]], phrase.kind)
            return ahead[size - 1] + 1
    reader.tokens[at] = (one[0], start, end)
    if one[0] in _PLAIN:
        reader.add(reader.tokens[at])
        return at + 1
    return _ACTIONS.get(one[0], _ignore)(reader, at)


def _take(reader: Reader, tokens: list[Word], kind: str) -> None:
    """Make a phrase a label, or the words of an organisation."""
    if kind == "o":
        for _, start, end in tokens:
            reader.add(("o", start, end))
        return
    if kind == "t" and reader.words and all(w[0] == "9" for w in reader.words):  # and 3 others
        reader.labels.append((reader.words[0][1], reader.words[-1][2]))
        reader.words = []
    reader.labels.append((tokens[0][1], tokens[-1][2]))
    reader.others = reader.others or kind == "t"
    reader.close("c" if reader.words or reader.atoms else "")


def _speaks(reader: Reader, at: int, phrase: Phrase) -> bool:
    """Whether a phrase is meant: "Costa Filho ED" has initials, "Ford." is a name, "van der" no Turkish role."""
    _, start, end = reader.tokens[at]
    word, after = reader.text[start:end], reader.after(at)
    if len(phrase.words) > 1:  # e.a., but "e A.G. Gau"
        reach = reader.text[start : reader.tokens[min(at + len(phrase.words), len(reader.tokens) - 1)][2]]
        return reach.islower() or len("".join(phrase.words)) > 3
    if word.islower():
        return len(word) > 1 and (after == "." or phrase.words[0] not in reader.known.particles)
    if phrase.kind == "r":
        return after == "." and not reader.words and bool(reader.atoms)
    if not reader.words and not reader.atoms and len(word) > 2 and not word.isupper():  # Eds M Fischer
        return len(word) < 5 or after in ("I", ".", ":")
    return after in (".", ":", ",", ")", "") and (len(word) > 3 or (not word.isupper() and after in (".", ":", ")")))


_ACTIONS: dict[str, Callable[[Reader, int], int]] = {
    ",": _separate,
    ";": _separate,
    "/": _separate,
    ":": _separate,
    "c": _connect,
    "y": _weak,
    "i": _weak,
    "b": _abbreviated,
    "g": _unglue,
    "j": _unglue_initials,
    ".": _stop,
    "-": _dash,
    "(": _bracket,
}
