"""The script that fills in months and compiles the tables of the languages."""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest
from lang_script import script

from bibnorm.errors import ConfigurationError

build = script()
EDITION = 'edition = ["wydanie", '  # how a row of pl.toml begins


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with a copy of the tables to work on."""
    module = script()
    folder = Path(shutil.copytree(build.LANG, tmp_path / "lang", ignore=shutil.ignore_patterns("*.py", "__pycache__")))
    classes = tmp_path / "classes.json"
    for name, path in (
        ("LANG", folder),
        ("WORDS", folder / "words.json"),
        ("LOOKUP", folder / "lookup.tsv"),
        ("CLASSES", classes),
    ):
        monkeypatch.setattr(module, name, path)
    return module


def change(module: ModuleType, old: str, new: str) -> None:
    path = module.LANG / "pl.toml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def run(module: ModuleType, monkeypatch: pytest.MonkeyPatch, *options: str) -> int:
    monkeypatch.setattr(sys, "argv", ["build_lang.py", *options])
    return int(module.main())


@pytest.mark.parametrize(
    "old, new, message",
    [
        ('suffix = ["jr.", ', 'postfix = ["jr.", ', "lang/pl.toml: missing ['suffix'], unknown ['postfix']"),
        ('  ["stycznia", "styczeń"],\n', "", "lang/pl.toml: months has 11 rows; list 12"),
        (
            'edition = ["wydanie", ',
            'edition = ["wydanie", "Wydanie", ',
            "lang/pl.toml: edition: 'Wydanie' stands there twice",
        ),
        ('edition = ["wydanie", ', 'edition = ["wydanie *", ', "lang/pl.toml: edition: 'wydanie *' is no printed form"),
        ('edition = ["wydanie", ', 'edition = ["wydanie ", ', "lang/pl.toml: edition: 'wydanie ' is no printed form"),
    ],
)
def test_a_wrong_table_is_named(copy: ModuleType, old: str, new: str, message: str) -> None:
    change(copy, old, new)
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        copy.read_tables()


def test_check_finds_a_stale_file(copy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(copy, monkeypatch, "--check") == 0
    change(copy, EDITION, f'{EDITION}"wydanko", ')
    assert run(copy, monkeypatch, "--check") == 1


def test_build_fills_months_and_compiles(copy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new language needs no months by hand, and what was there comes back the same."""
    pytest.importorskip("babel")
    text = (copy.LANG / "pl.toml").read_text(encoding="utf-8")
    emptied = re.sub(r"(?ms)^(months|months-short) = \[\n.*?^\]$", r"\1 = []", text)
    assert emptied.count("= []") == text.count("= []") + 2
    (copy.LANG / "pl.toml").write_text(emptied, encoding="utf-8")
    assert run(copy, monkeypatch) == 0
    filled = copy.read_tables()["pl"]
    assert ["stycznia", "styczeń"] in filled["months"] and len(filled["months-short"]) == 12
    assert copy.WORDS.read_text(encoding="utf-8") == copy.compile_words(copy.read_tables())


@pytest.mark.parametrize("code", ["ja", "ko", "ar", "zh", "de"])
def test_months_of_a_locale_are_its_own(code: str) -> None:
    """Would catch: Babel's 1月 for an Arabic January, after a Chinese locale was read."""
    pytest.importorskip("babel")
    build.cldr_months("zh")
    found = build.cldr_months(code)
    assert found is not None
    assert any("月" in form for rows in found for row in rows for form in row) == (code in ("ja", "zh"))


def test_no_months_for_a_locale_that_is_not_there() -> None:
    pytest.importorskip("babel")
    assert build.cldr_months("tlh") is None


def test_classes_are_written_only_on_demand(copy: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run(copy, monkeypatch, "--check") == 0 and not copy.CLASSES.exists()
    assert run(copy, monkeypatch, "--classes") == 0
    groups = json.loads(copy.CLASSES.read_text(encoding="utf-8"))
    assert "vol" in groups["volume"].split(" ") and "enero" in groups["month"].split(" ")
