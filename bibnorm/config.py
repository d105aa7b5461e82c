"""The configuration: ``[tool.bibnorm]`` in pyproject.toml, or bibnorm.toml."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bibnorm.errors import ConfigurationError
from bibnorm.formats import FORMATS

NAMES = ("bibnorm.toml", "pyproject.toml")  # in a folder the first one wins
OUTPUT_FORMATS = tuple(FORMATS)
MERGED_FORMATS = tuple(name for name, row in FORMATS.items() if row.merged)
ORDERS = ("source", "key")
KEY_FIELDS = ("family", "year", "titleword", "title")
KEYS = ("sources", "output", "format", "key", "lang", "encoding", "order")
OUTPUT_KEYS = ("file", "sources", "format", "key", "order")
LISTS = ("sources", "lang")


@dataclass(frozen=True, slots=True)
class Output:
    """One of several outputs (``[[tool.bibnorm.output]]``); what is empty is as for all of them."""

    file: str
    sources: tuple[str, ...] = ()
    format: str = ""
    key: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a configuration file says; empty where it says nothing.

    Attributes:
        path: the file, or None if there is none.
        sources: names or patterns of input files, relative to the file's folder.
        output: the bibliography, relative to the file's folder; empty also where there are several.
        format: a name in ``OUTPUT_FORMATS``.
        key: the pattern of citation keys.
        lang: BCP 47 codes of the languages to expect.
        encoding: of the sources.
        order: where a new entry goes: its place in the sources, or by its key.
        outputs: several outputs, each with sources of its own.
    """

    path: Path | None = None
    sources: tuple[str, ...] = ()
    output: str = ""
    format: str = ""
    key: str = ""
    lang: tuple[str, ...] = ()
    encoding: str = ""
    order: str = ""
    outputs: tuple[Output, ...] = ()

    def find_sources(self, patterns: tuple[str, ...] = ()) -> list[Path]:
        """The source files, each pattern's in the order of their names.

        Args:
            patterns: those of one output; without them those of the whole configuration.

        Raises:
            ConfigurationError: nothing matches one of them.
        """
        if self.path is None:
            return []
        found: dict[Path, None] = {}
        for pattern in patterns or self._all_sources():
            paths = _glob(self.path.parent, pattern)
            if not paths:
                raise ConfigurationError(f"{self.path}: sources: nothing matches {pattern!r}; mend or remove it")
            found.update(dict.fromkeys(paths))
        return list(found)

    def _all_sources(self) -> tuple[str, ...]:
        return self.sources or tuple(pattern for output in self.outputs for pattern in output.sources)


def _glob(folder: Path, pattern: str) -> list[Path]:
    plain = folder / pattern
    if plain.exists() or Path(pattern).is_absolute():
        return [plain] if plain.exists() else []
    return sorted(path for path in folder.glob(pattern) if path.is_file())


def find_configuration(start: Path) -> Configuration:
    """The configuration of a folder: its own, or that of a folder above, up to the repository's root."""
    start = start.resolve()
    for folder in (start, *start.parents):
        for name in NAMES:
            path = folder / name
            if path.is_file() and (name == "bibnorm.toml" or b"tool.bibnorm" in _read(path)):
                return load_configuration(path)
        if (folder / ".git").exists():
            break
    return Configuration()


def load_configuration(path: Path) -> Configuration:
    """Read a configuration file.

    Raises:
        ConfigurationError: it is no TOML, or says something that is not understood.
    """
    import tomllib

    try:
        data = tomllib.loads(_read(path).decode("utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: not valid TOML: {error}") from None
    table = data.get("tool", {})
    section = table.get("bibnorm") if isinstance(table, dict) else None
    if section is None:
        section = {} if path.name == "pyproject.toml" else data
    if not isinstance(section, dict):
        raise ConfigurationError(f"{path}: [tool.bibnorm] must be a table")
    return _check(path, section)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be read: {error.strerror}") from None


def _check(path: Path, section: Mapping[str, Any]) -> Configuration:
    several = section.get("output")
    if not isinstance(several, list):
        return Configuration(path, **_values(path, "", section, KEYS))
    alone = {name: value for name, value in section.items() if name != "output"}
    values = _values(path, "", alone, KEYS)
    outputs = tuple(_output(path, table, bool(values.get("sources"))) for table in several)
    for name, count in Counter(output.file for output in outputs).items():
        if count > 1:
            raise ConfigurationError(f"{path}: output: {name} is named twice; put its sources into one table")
    return Configuration(path, outputs=outputs, **values)


def _output(path: Path, table: object, has_sources: bool) -> Output:
    """One table of ``[[tool.bibnorm.output]]``."""
    if not isinstance(table, dict):
        raise ConfigurationError(f"{path}: output: must be a file name, or tables [[tool.bibnorm.output]]")
    values = _values(path, "output.", table, OUTPUT_KEYS)
    for name, there in (("file", "file" in values), ("sources", has_sources or "sources" in values)):
        if not there:
            raise ConfigurationError(f"{path}: output.{name}: is missing; each output names its {name}")
    return Output(**values)


def _values(path: Path, prefix: str, section: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """The settings of a table, each of the kind that it must be."""
    values: dict[str, Any] = {}
    for name, value in section.items():
        if name not in known:
            raise ConfigurationError(f"{path}: {prefix}{name}: no such setting; {_nearest(name, known)}")
        values[name] = (_strings if name in LISTS else _text)(path, prefix + name, value)
    _check_choice(path, prefix + "format", values.get("format"), OUTPUT_FORMATS)
    _check_choice(path, prefix + "order", values.get("order"), ORDERS)
    _check_key(path, values.get("key", ""))
    return values


def _check_choice(path: Path, name: str, value: str | None, choices: tuple[str, ...]) -> None:
    if value is not None and value not in choices:
        raise ConfigurationError(f"{path}: {name}: no such {name.rpartition('.')[2]} {value!r}; {_listed(choices)}")


def _nearest(name: str, known: tuple[str, ...]) -> str:
    import difflib

    near = difflib.get_close_matches(name, known, 1)
    return f"did you mean {near[0]!r}?" if near else f"use {', '.join(known)}"


def _listed(names: tuple[str, ...]) -> str:
    return f"use {', '.join(names[:-1])} or {names[-1]}"


def _text(path: Path, name: str, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(f"{path}: {name}: must be a text in quotation marks, not {value!r}")
    return value


def _strings(path: Path, name: str, value: object) -> tuple[str, ...]:
    """A list of texts; one text alone will do."""
    values = [value] if isinstance(value, str) else value
    if not isinstance(values, list) or not all(isinstance(v, str) and v.strip() for v in values):
        raise ConfigurationError(f'{path}: {name}: must be a list of texts, as in {name} = ["refs.txt"]')
    return tuple(values)


def _check_key(path: Path, pattern: str) -> None:
    from string import Formatter

    try:
        fields = [field for _, field, _, _ in Formatter().parse(pattern) if field is not None]
    except ValueError as error:
        raise ConfigurationError(f"{path}: key: {pattern!r}: {error}") from None
    unknown = [field for field in fields if field not in KEY_FIELDS]
    if unknown or (pattern and not fields):
        known = ", ".join(f"{{{field}}}" for field in KEY_FIELDS)
        raise ConfigurationError(f"{path}: key: {pattern!r} must be made of {known}")
