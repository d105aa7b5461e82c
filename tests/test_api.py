"""The library says what the command line says."""

import subprocess
import sys

import pytest

import bibnorm

TEXT = "ORTIZ, Ana y ROJAS, Iván. La sal y el mar. Madrid: Olivo, 1998.\n"


def test_parse_normalize_write() -> None:
    readings = bibnorm.parse(TEXT)
    assert [reading.record for reading in readings] == [bibnorm.normalize(TEXT.strip())]
    assert readings[0].record.author[1] == bibnorm.Name(family="Rojas", given="Iván")
    assert "@book{ortiz1998sal," in bibnorm.write(readings)
    assert bibnorm.write(readings, "csl-json", keys=["mine"]).count('"id": "mine"') == 1


@pytest.mark.parametrize("text", ["", " ", "\ud800", "Roe, J. Sea \udcff. 1990", "\x00", "\u200b", "[", "———"])
def test_no_text_is_an_error(text: str) -> None:
    """Half a pair of surrogates comes out of broken JSON; it is in no output, which is UTF-8."""
    for readings in (bibnorm.parse(text), bibnorm.parse(text, one_per_line=True)):
        for fmt in ("bibtex", "biblatex", "csl-json"):
            bibnorm.write(readings, fmt, trace=fmt == "csl-json").encode()
    assert isinstance(bibnorm.normalize(text), bibnorm.Record)


def test_every_public_name_is_there() -> None:
    assert all(getattr(bibnorm, name) for name in bibnorm.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = bibnorm.nothing  # type: ignore[attr-defined]


def test_importing_the_package_imports_nothing_else() -> None:
    """The command line would start late."""
    code = "import sys, bibnorm; print([m for m in sys.modules if m.startswith('bibnorm.') or m == 'numpy'])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
