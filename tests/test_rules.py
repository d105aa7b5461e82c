"""Identifiers found by rule, to their last character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibnorm.tag.rules import find_identifiers

FOUND = [
    (
        "J. Imag. Sci. 3 (1987). https://doi.org/10.1016/0021-9681(87)90171-8.",
        [("doi", "10.1016/0021-9681(87)90171-8")],
    ),
    ("Res. 33. doi:10.1002/mpr.33.", [("doi", "10.1002/mpr.33")]),
    ("DOI 10.1590/ S0102-311X2001", [("doi", "10.1590/S0102-311X2001")]),  # a blank after the slash, from a PDF
    ("doi:10. 1103/PhysRevD.10.1", [("doi", "10.1103/PhysRevD.10.1")]),
    ("<http://dx.doi.org/10.1000/xyz_1>", [("doi", "10.1000/xyz_1")]),
    (
        "doi:10.1016/j.aop.2016.12.030.URL http://a.org/b",
        [("doi", "10.1016/j.aop.2016.12.030"), ("url", "http://a.org/b")],
    ),
    ("http://www.jstor.org/stable/10.2307/41486509.", [("url", "http://www.jstor.org/stable/10.2307/41486509")]),
    ("URL: <<http://www.un.org/docs/>>", [("url", "http://www.un.org/docs/")]),
    ("see www.cepal.org, 2009", [("url", "www.cepal.org")]),
    ("https: //link.example.org/a(b)", [("url", "https://link.example.org/a(b)")]),
    ("http://a.example.org/en/ docs/x.html.", [("url", "http://a.example.org/en/docs/x.html")]),  # torn by a blank
    ("at iucn.org/species/123", [("url", "iucn.org/species/123")]),
    ("ISBN 978-3-16-148410-0.", [("isbn", "978-3-16-148410-0")]),
    ("9783161484100", [("isbn", "9783161484100")]),
    ("ISSN: 0028-0836", [("issn", "0028-0836")]),
    ("arXiv:1706.03762v5 [cs.CL]", [("arxiv", "1706.03762v5")]),
    ("hep-th/9711200", [("arxiv", "hep-th/9711200")]),
    ("PMID: 12345678; PMCID: PMC1234567", [("pmid", "12345678"), ("pmcid", "PMC1234567")]),
    ("ROE, Jane [on line]. “Sea”", [("medium", "on line")]),
    ("张三. 书名[M]. 北京", [("medium", "M")]),
]
NOTHING = ["pp. 10.1-12", "Bd. 10.2, S. 3", "u.a./d", "1/2.de", "the [sic] man", "(1999) 12:3", "[Hrsg.]", "[s.l.]", ""]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(i.kind, i.value) for i in find_identifiers(text)] == expected


@pytest.mark.parametrize("text", NOTHING)
def test_nothing_found(text: str) -> None:
    assert find_identifiers(text) == ()


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        ("ISBN 0-306-40615-2", True),
        ("ISBN 0-306-40615-3", False),
        ("ISSN 2049-3630", True),
        ("ISSN 2049-3631", False),
        ("ISSN 2434-561X", True),
    ],
)
def test_check_digits(text: str, valid: bool) -> None:
    (found,) = find_identifiers(text)
    assert found.valid is valid


@given(st.text(alphabet="ht p:/w.10doi5()[]<>-_=ISBNX9arv", max_size=60))
def test_total_ordered_disjoint(text: str) -> None:
    """A reading that overlaps another would count characters twice."""
    position = 0
    for found in find_identifiers(text):
        assert position <= found.mark <= found.start < found.end <= len(text)
        position = found.end
