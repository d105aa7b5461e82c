"""Which field a stretch belongs to, and where exactly it begins and ends."""

import pytest
from marks import marked

from bibnorm.assemble import assemble
from bibnorm.model import Labelled
from bibnorm.tag.rules import find_identifiers


def labelled(text: str) -> tuple[str, list[Labelled]]:
    """A text and its stretches as a tagger gives them that has no doubts."""
    plain, stretches = marked(text)
    return plain, [Labelled(start, end, label, 1.0) for start, end, label in stretches]


def fields(text: str) -> dict[str, str]:
    plain, runs = labelled(text)
    printed = assemble(plain, runs, find_identifiers(plain))
    return {name: printed.value(name) for name in printed.pieces}


EDGES = [
    ("trad. {translator:du suédois par Marthe Quéré}, Paris", "translator", "Marthe Quéré"),
    ("hrsg. {editor:von Beyme, Klaus}, Köln", "editor", "von Beyme, Klaus"),
    ("({editor:de la Cruz, Juan}, ed.)", "editor", "de la Cruz, Juan"),
    ("19({issue:2} Supl 1):S44", "issue", "2 Supl 1"),
    ("19({issue:2} Seiten)", "issue", "2"),
    ("{publisher-place:Washington, D.C}.: Olivo", "publisher_place", "Washington, D.C."),
    ("{publisher-place:Lima}. Olivo", "publisher_place", "Lima"),
    ("{title:Yam (Dioscorea trifida L}.). Acta", "title", "Yam (Dioscorea trifida L.)"),
    ("‘“{title:Plain” Words on Law}’ in", "title", "“Plain” Words on Law"),
    ("“{title:Are the Letters ‘Private}’?” Acta", "title", "Are the Letters ‘Private’?"),
    ("{title:Une pensée} ? Acta", "title", "Une pensée ?"),
    ("¿{title:Una segunda ruta}?, Lima", "title", "¿Una segunda ruta?"),
    ("{title:Rarities of the town} [...], Venice", "title", "Rarities of the town [...]"),
    ("“{title:Sea}” (1990)", "title", "Sea"),  # the quotes around a title are no part of it
    ("{author:ROE, J. A}. Sea", "author", "ROE, J. A."),
    ("3, S{issue:1}, pp. 4", "issue", "S1"),
    ("pp. S{page:138-S158}.", "page", "S138-S158"),
    ("2, e{page:0000131}.", "page", "e0000131"),
    ("1, p{page:12}.", "page", "12"),  # the mark of a page
    ("Acta, {volume:24}b, 2004", "volume", "24b"),
    ("제{volume:27}권", "volume", "27"),
    ("Place. {date:2001} Mar 7;7", "issued", "2001 Mar 7"),
    ("(Sept. {date:1982})", "issued", "Sept. 1982"),
    ("{date:2021};12", "issued", "2021"),
]


@pytest.mark.parametrize(("text", "name", "value"), EDGES)
def test_edges(text: str, name: str, value: str) -> None:
    assert fields(text)[name] == value


CONGRESS = (
    "{title:Sea}. In: {container-title:CONGRESSO DO MAR}, {volume:3}., {date:2012}, "
    "{publisher-place:Una. Anais} [...]. Una"
)
ROLES = [
    ("{title:Sea}, {volume:4} vols. Lima", "number_of_volumes", "4"),
    ("{title:Sea}, vol. {volume:4}. Lima", "volume", "4"),
    ("{title:Sea}, 제{volume:4}권", "volume", "4"),
    ("{title:Sea / J. Roe, A. Doe} // {container-title:Acta}. – {date:2003}.", "title", "Sea"),
    ("{title:Море} / под ред. В. Г. {editor:Карпова}. {publisher-place:Пермь}: {publisher:Наука}", "editor", "Карпова"),
    ("{author:Карпов Е. В. Море / Е. В}. {title:Карпов}. — {date:1991}", "title", "Море"),
    ("{author:Карпов Е. В. Море / Е. В}. {title:Карпов}. — {date:1991}", "author", "Карпов Е. В."),
    ("{author:Карпов, Е. В}. {title:Море} / {editor:Е. В. Карпов, И. И. Львов}. — {date:1991}", "editor", None),
    (
        "{author:Карпов, Е. В}. {title:Море} / {editor:Е. В. Карпов, И. И. Львов}. — {date:1991}",
        "author",
        "Карпов, Е. В. И. И. Львов",  # two stretches
    ),
    ("{author:Hearings before the Committee on Tides}, {date:1970}", "author", None),
    ("{author:Hearings before the Committee on Tides}, {date:1970}", "title", "Hearings before the Committee on Tides"),
    (
        CONGRESS,
        "container_title",
        "Anais [...]",
    ),
    (
        CONGRESS,
        "event_title",
        "CONGRESSO DO MAR",
    ),
    ("“{author:Roe}, {title:Doe y los suyos en el mar}”. URL", "title", "Roe, Doe y los suyos en el mar"),
    ("“{author:Roe}, {title:Doe y los suyos en el mar}”. URL", "author", None),
    ("{author:Roe}, “{title:Doe en el mar}”. URL", "author", "Roe"),
    ("{container-title:고려법학}, 제{volume:92}호, 2019", "issue", "92"),  # the mark stands behind the number
    ("{container-title:고려법학}, 제{volume:92}권, 2019", "volume", "92"),
    ("{author:Doe, A.} {title:Tide}. In: {editor:Roe, J.} {container-title:Sea}", "container_author", "Roe, J."),
    ("{author:S. Roe}, {container-title:One Tide} ({date:1977}) {page:106}", "title", "One Tide"),
    ("{author:S. Roe}, {container-title:J. Tides} ({date:1977}) {page:106}", "container_title", "J. Tides"),
    ("{title:Sea} {container-title:Acta} ({volume:4}): {page:33}", "issue", "4"),
    ("{date:1974}/{title:75: On tides}", "title", "On tides"),
    ("{date:1974}/{title:75: On tides}", "issued", "1974/75"),
    ("{author:Roe, J.} (eds.), Sea", "editor", "Roe, J."),
    ("{title:Sea}. Hrsg. von {author:Eva Roe}", "editor", "Eva Roe"),
    ("{title:Sea}, translated by {editor:Jane Roe}", "translator", "Jane Roe"),
    ("{author:Doe, A.} {title:Tide}. In: {author:Roe, J.} {container-title:Sea}", "container_author", "Roe, J."),
    ("{title:Tide}. In: {author:Roe, J.} (ed.) {container-title:Sea}", "editor", "Roe, J."),
    ("{title:Sea}, n. {volume:32}, 1960", "issue", "32"),
    ("{title:Sea}, Jg. {issue:12}, 1960", "volume", "12"),
    ("{title:Sea}, n. {volume:32}, {issue:4}", "volume", "32"),  # there is an issue already
    ("{title:Que é o mar? [1930]}. In", "original_date", "1930"),
    ("{title:Que é o mar? [1930]}. In", "title", "Que é o mar?"),
    (
        "{title:Sea} {container-title:Front Tides} ({publisher-place:Lausanne}). {date:2021}",
        "container_title",
        "Front Tides (Lausanne)",
    ),
    ("{title:Sea}. {date:2008}. URL: http://a.org/b. {date:October 15, 2009}.", "accessed", "October 15, 2009"),
    ("{title:Sea}. URL: http://a.org/b. {date:October 15, 2009}.", "accessed", "October 15, 2009"),
    ("{collection-title:Acta}, {number:7}", "collection_number", "7"),
]


@pytest.mark.parametrize(("text", "name", "value"), ROLES)
def test_roles(text: str, name: str, value: str | None) -> None:
    assert fields(text).get(name) == value


def test_a_list_number_is_a_mark() -> None:
    printed = assemble(*labelled("[{citation-number:12}] {title:Sea}"))
    assert printed.marks == ((1, 3),)
    assert set(printed.pieces) == {"title"}
