"""The configuration: where it is found, what it may say, and how it is told what is wrong."""

from pathlib import Path

import pytest

from bibnorm.config import OUTPUT_FORMATS, Configuration, find_configuration, load_configuration
from bibnorm.errors import ConfigurationError
from bibnorm.write import FORMATS


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_formats_are_the_writers() -> None:
    assert tuple(FORMATS) == OUTPUT_FORMATS


def test_everything_is_read(tmp_path: Path) -> None:
    path = write(
        tmp_path / "pyproject.toml",
        '[tool.bibnorm]\nsources = ["refs.txt"]\noutput = "references.bib"\nformat = "biblatex"\n'
        'key = "{family}{year}{titleword}"\nlang = ["es", "en"]\nencoding = "cp1252"\n',
    )
    assert find_configuration(tmp_path) == Configuration(
        path, ("refs.txt",), "references.bib", "biblatex", "{family}{year}{titleword}", ("es", "en"), "cp1252"
    )


@pytest.mark.parametrize("text", ['format = "biblatex"', '[tool.bibnorm]\nformat = "biblatex"'])
def test_bibnorm_toml_has_its_keys_bare_or_in_the_table(tmp_path: Path, text: str) -> None:
    assert load_configuration(write(tmp_path / "bibnorm.toml", text)).format == "biblatex"


def test_search_goes_up_to_the_repository_root(tmp_path: Path) -> None:
    write(tmp_path / "bibnorm.toml", 'format = "csl-json"')
    write(tmp_path / "thesis/pyproject.toml", '[tool.bibnorm]\nformat = "biblatex"')
    write(tmp_path / "thesis/part/pyproject.toml", "[tool.ruff]\nline-length = 88")  # says nothing about bibnorm
    (tmp_path / "thesis/part/chapter").mkdir()
    (tmp_path / "other/.git").mkdir(parents=True)
    assert find_configuration(tmp_path / "thesis/part/chapter").format == "biblatex"
    assert find_configuration(tmp_path / "other") == Configuration()
    assert find_configuration(tmp_path).format == "csl-json"


def test_bibnorm_toml_goes_before_pyproject(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.bibnorm]\nformat = "biblatex"')
    write(tmp_path / "bibnorm.toml", 'format = "csl-json"')
    assert find_configuration(tmp_path).format == "csl-json"


def test_sources_are_files_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "chapters/2.txt", "chapters/1.txt", "chapters/notes.md"):
        write(tmp_path / name, "")
    path = write(tmp_path / "bibnorm.toml", 'sources = ["b.txt", "chapters/*.txt", "b.txt"]')
    found = [p.relative_to(tmp_path).as_posix() for p in load_configuration(path).find_sources()]
    assert found == ["b.txt", "chapters/1.txt", "chapters/2.txt"]


def test_a_source_that_is_not_there_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "bibnorm.toml", 'sources = ["chapters/*.txt"]')
    with pytest.raises(ConfigurationError, match=r"bibnorm\.toml: sources: nothing matches 'chapters/\*\.txt'"):
        load_configuration(path).find_sources()


BROKEN = [
    ("format = ", "not valid TOML"),
    ('fromat = "bibtex"', "fromat: no such setting; did you mean 'format'?"),
    ('colour = "red"', "use sources, output"),
    ('format = "docx"', "format: no such format 'docx'; use bibtex, biblatex, csl-json, ris or citations"),
    ("format = 3", "format: must be a text in quotation marks, not 3"),
    ('output = ""', "output: must be a text"),
    ("sources = [1, 2]", 'sources: must be a list of texts, as in sources = ["refs.txt"]'),
    ('sources = {a = "b"}', "sources: must be a list of texts"),
    ('key = "{family}{journal}"', "must be made of {family}, {year}, {titleword}"),
    ('key = "{family"', "key: '{family'"),
    ('key = "abc"', "must be made of"),
    ("[tool]\nbibnorm = 3", "must be a table"),
]


@pytest.mark.parametrize(("text", "message"), BROKEN)
def test_broken(tmp_path: Path, text: str, message: str) -> None:
    path = write(tmp_path / "bibnorm.toml", text)
    with pytest.raises(ConfigurationError) as error:
        find_configuration(tmp_path)
    assert str(error.value).startswith(f"{path}: ") and message in str(error.value)
    assert "\n" not in str(error.value)
