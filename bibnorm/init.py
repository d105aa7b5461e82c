"""The command ``init``: the configuration and the hook's entry of a repository, added and never overwritten."""

from __future__ import annotations

import glob
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bibnorm.config import NAMES, Configuration, find_configuration
from bibnorm.errors import ConfigurationError, InputError, OutputError
from bibnorm.formats import FORMATS
from bibnorm.jobs import LOCK_SUFFIX, choose_format, find_jobs
from bibnorm.output import write_file
from bibnorm.report import say

USUAL_SOURCES = ("refs.txt", "references.txt", "bibliography.txt")
HOOKS = ".pre-commit-config.yaml"
HOOK_ID = re.compile(r"^\s*(?:-\s+)?id:\s*['\"]?bibnorm['\"]?\s*(?:#.*)?$", re.MULTILINE)
REPOS = re.compile(r"^repos:[ \t]*(\[[ \t]*\])?[ \t]*(?:#.*)?\r?$", re.MULTILINE)
ITEM = re.compile(r"^([ \t]*)-[ \t]", re.MULTILINE)
TOP_LEVEL = re.compile(r"^[^\s#-]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Addition:
    """What goes into a file: ``text`` is new, ``whole`` is all of the file with it."""

    path: Path
    text: str
    whole: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a repository's configuration says, or will say: names relative to the root."""

    name: str
    sources: tuple[str, ...]
    outputs: tuple[str, ...]
    addition: Addition | None = None

    def watched(self) -> tuple[str, ...]:
        """The names and patterns whose change the hook has to look at."""
        kept = [name + suffix for name in self.outputs for suffix in ("", LOCK_SUFFIX)]
        return tuple(dict.fromkeys([*self.sources, *kept, self.name]))


def run(sources: Sequence[str], output: str, to: str) -> int:
    """Write what is missing of configuration and hook, and say what comes next.

    Args:
        sources: names or patterns relative to the current folder; none: the usual names are tried.
        output: the bibliography; ``""``: beside the source.
        to: the output format; ``""``: by the output's suffix.

    Returns:
        0, or 1 where the hook's entry has to be added by hand.

    Raises:
        BibnormError: there is no source, or what is there cannot be added to; nothing was written.
    """
    root = find_root(Path.cwd())
    configured = find_configuration(root)
    if configured.path and configured.path.parent == root:
        if sources or output or to:
            raise OutputError(f"{configured.path.name}: configures bibnorm already; change it there by hand")
        setting = _known_setting(configured, root)
    else:
        setting = _new_setting(root, _find_sources(root, sources), output, to)
    return _write(root, setting)


def find_root(start: Path) -> Path:
    """The root of the repository around a folder; without one the folder itself."""
    return next((folder for folder in (start, *start.parents) if (folder / ".git").exists()), start)


# ------------------------------------------------------------------ the configuration
def _find_sources(root: Path, asked: Sequence[str]) -> tuple[str, ...]:
    """The sources relative to the root: those asked for, else the one with a usual name."""
    here = Path.cwd()
    if asked:
        return tuple(_known_source(root, here, name) for name in asked)
    for folder in dict.fromkeys((here, root)):
        for name in USUAL_SOURCES:
            if (folder / name).is_file():
                return ((folder / name).relative_to(root).as_posix(),)
    raise InputError(f"no {USUAL_SOURCES[0]} here; name your list of references, as in bibnorm init --source notes.txt")


def _known_source(root: Path, here: Path, name: str) -> str:
    pattern = not Path(name).is_absolute() and glob.has_magic(name) and any(here.glob(name))
    if not pattern and not (here / name).is_file():
        raise InputError(f"{name}: no such file; bibnorm init --source names a list of references that is there")
    return _inside(root, here / name, name)


def _inside(root: Path, path: Path, name: str) -> str:
    try:
        return Path(os.path.normpath(path)).relative_to(root).as_posix()
    except ValueError:
        raise InputError(f"{name}: is outside of {root}; a hook sees only what is in the repository") from None


def _new_setting(root: Path, sources: tuple[str, ...], output: str, to: str) -> Setting:
    made = _inside(root, Path.cwd() / output, output) if output else _default_output(sources, to)
    if made in sources:
        raise OutputError(f"{made}: is a source and an output; name another file with --output")
    fmt = choose_format(to, made, "")
    settings = f"sources = [{', '.join(map(_quoted, sources))}]\noutput = {_quoted(made)}\nformat = {_quoted(fmt)}\n"
    project = root / "pyproject.toml"
    addition = _append(project, settings) if project.is_file() else Addition(root / NAMES[0], settings, settings)
    return Setting(addition.path.name, sources, (made,), addition)


def _known_setting(configured: Configuration, root: Path) -> Setting:
    """What the configuration that is there says; its folder is the root."""
    name = configured.path.name if configured.path else ""
    sources = configured.sources or tuple(pattern for output in configured.outputs for pattern in output.sources)
    outputs = [job.output.resolve() for job in find_jobs([], configured)]
    if not outputs:
        raise ConfigurationError(f"{name}: configures bibnorm but names no sources; add sources and output to it")
    return Setting(name, sources, tuple(_inside(root.resolve(), path, str(path)) for path in outputs))


def _default_output(sources: Sequence[str], to: str) -> str:
    """``refs.txt`` → ``refs.bib``; of several sources ``references.bib``."""
    alone = len(sources) == 1 and not glob.has_magic(sources[0])
    name = Path(sources[0]) if alone else Path("references")
    return name.with_suffix(FORMATS[to or "bibtex"].suffix).as_posix()


def _quoted(text: str) -> str:
    """A TOML string."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _append(project: Path, settings: str) -> Addition:
    """A table at the end of a TOML file, which stays as it is otherwise."""
    old = _read(project)
    table = f"[tool.bibnorm]\n{settings}"
    gap = "" if not old.strip() else "\n" if old.endswith("\n") else "\n\n"
    whole = old + (gap + table).replace("\n", _newline(old))
    try:
        tomllib.loads(whole.removeprefix("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{project.name}: a table cannot be added to it ({error}); mend it first") from None
    return Addition(project, table, whole)


def _read(path: Path) -> str:
    """A file as text, byte for byte: line ends and byte order mark stay."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{path.name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise InputError(f"{path.name}: is not UTF-8; mend it first") from None


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"


# ------------------------------------------------------------------ the hook
def hook_entry(names: Sequence[str]) -> str:
    r"""The hook for a pre-commit configuration, run where one of these files is in a commit.

    >>> print(hook_entry(["refs.txt", "refs.bib"]), end="")
    - repo: local
      hooks:
        - id: bibnorm
          name: bibnorm
          entry: bibnorm convert --write
          language: system
          files: '^(refs\.txt|refs\.bib)$'
          pass_filenames: false
          require_serial: true
    """
    files = "|".join(map(_as_regex, names)).replace("'", "''")
    return (
        "- repo: local\n"
        "  hooks:\n"
        "    - id: bibnorm\n"
        "      name: bibnorm\n"
        "      entry: bibnorm convert --write\n"
        "      language: system\n"
        f"      files: '^({files})$'\n"
        "      pass_filenames: false\n"
        "      require_serial: true\n"
    )


def _as_regex(name: str) -> str:
    r"""A name or pattern of files as a regular expression.

    >>> _as_regex("a+b.txt"), _as_regex("chapters/*.txt"), _as_regex("**/ref?.txt")
    ('a\\+b\\.txt', 'chapters/[^/]*\\.txt', '(.*/)?ref[^/]\\.txt')
    """
    signs = {"**/": "(.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    parts = re.split(r"(\*\*/|\*\*|\*|\?|\[[^\]/]+\])", name)
    return "".join(signs.get(part) or (part if part.startswith("[") else _escaped(part)) for part in parts)


def _escaped(text: str) -> str:
    return re.sub(r"([.^$+(){}|\\\[\]])", r"\\\1", text)


def add_hook(old: str, entry: str) -> str | None:
    """A pre-commit configuration with one more entry, else byte for byte as it was.

    Returns:
        None where its list of repositories is not written as a plain block.

    >>> print(add_hook("repos:\\n- repo: a\\n  hooks: []\\nfail_fast: true\\n", "- repo: local\\n"), end="")
    repos:
    - repo: a
      hooks: []
    - repo: local
    fail_fast: true
    """
    newline = _newline(old)
    found = REPOS.search(old)
    if not old.strip():
        return old + f"repos:{newline}" + _indented(entry, "  ", newline)
    if not found:
        return None
    if found[1]:  # repos: []
        head = old[: found.start(1)].rstrip() + newline
        return head + _indented(entry, "  ", newline) + old[found.end() :].removeprefix("\n")
    after = TOP_LEVEL.search(old, found.end())
    end = after.start() if after else len(old)
    item = ITEM.search(old, found.end(), end)
    body = old[:end].rstrip()
    if not item:
        return None
    return body + newline + _indented(entry, item[1], newline) + old[len(body) :].removeprefix("\r").removeprefix("\n")


def _indented(text: str, blanks: str, newline: str) -> str:
    return "".join(f"{blanks}{line}{newline}" for line in text.splitlines())


# ------------------------------------------------------------------ out
def _write(root: Path, setting: Setting) -> int:
    """Write both files, or none where one cannot be; show what went into them."""
    entry = hook_entry(setting.watched())
    hooks = root / HOOKS
    old = _read(hooks) if hooks.exists() else ""
    there = bool(HOOK_ID.search(old))
    whole = None if there else add_hook(old, entry)
    additions = [setting.addition] if setting.addition else []
    if whole is not None:
        additions.append(Addition(hooks, entry, whole))
    for addition in additions:
        verb = "added to" if addition.path.exists() else "wrote"
        write_file(addition.path, addition.whole.encode("utf-8"), as_is=True)
        say(f"{verb} {addition.path.name}:", *(f"    {line}" for line in addition.text.splitlines()))
    if not setting.addition:
        say(f"{setting.name} configures bibnorm already: left as it is")
    if there:
        say(f"{HOOKS} has the hook already: left as it is")
    elif whole is None:
        say(f"{HOOKS} is left as it is; add this to its repos by hand:", *(f"    {x}" for x in entry.splitlines()))
    say(*_next_steps(root, setting))
    return int(whole is None and not there)


def _next_steps(root: Path, setting: Setting) -> Iterator[str]:
    if not (root / ".git").exists():
        yield "next: git init, for this is no git repository yet"
    if not shutil.which("bibnorm"):
        yield "next: put bibnorm on the PATH of git, for the hook runs it (the environment it is installed in, or pipx)"
    made = [name + suffix for name in setting.outputs for suffix in ("", LOCK_SUFFIX)]
    files = shlex.join([setting.name, HOOKS])
    yield f"next: pre-commit install (or prek install), once; then git add {files} and your references, and git commit"
    there = [name for name in setting.outputs if (root / name).exists()]
    if there:
        yield f"      the entries of {', '.join(there)} stay as they are; references that have none there are listed,"
        yield "      and bibnorm convert --write --add-missing adds them"
    else:
        yield f"      that first commit stops, because bibnorm writes {', '.join(setting.outputs)}:"
        yield f"      git add {shlex.join(made)} and commit again"
