"""Which sources make which output: by the command line, else by the configuration, else side by side."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bibnorm.config import MERGED_FORMATS, Configuration, Output
from bibnorm.errors import ConfigurationError, InputError, OutputError
from bibnorm.formats import BIB, FORMATS

OTHER_SUFFIXES = (".yaml", ".yml")
BY_SUFFIX = {row.suffix: name for name, row in FORMATS.items() if name not in BIB}
LOCK_SUFFIX = ".lock"


@dataclass(frozen=True, slots=True)
class Job:
    """An output and all the sources that it is made of; empty settings are the defaults."""

    output: Path
    sources: tuple[Path, ...]
    format: str
    key: str = ""
    order: str = ""

    @property
    def lock(self) -> Path:
        """The file beside the output that remembers what was written into it.

        >>> str(Job(Path("part/refs.bib"), (), "bibtex").lock)
        'part/refs.bib.lock'
        """
        return self.output.with_name(self.output.name + LOCK_SUFFIX)


def choose_format(asked: str, output: str, configured: str) -> str:
    """The output format: as asked, else by the suffix of the output, else as configured, else BibTeX.

    >>> choose_format("", "refs.json", ""), choose_format("", "", "biblatex"), choose_format("", "a.bib", "csl-json")
    ('csl-json', 'biblatex', 'bibtex')
    """
    suffix = Path(output).suffix.lower()
    if asked:
        return asked
    if suffix in OTHER_SUFFIXES:
        raise OutputError(f"{output}: bibnorm does not write {suffix} files; use .bib, .json, .ris or -t")
    if suffix in BY_SUFFIX:
        return BY_SUFFIX[suffix]
    if suffix == ".bib" and configured in BY_SUFFIX.values():
        return "bibtex"
    return configured or "bibtex"


def find_jobs(
    files: Sequence[str], configuration: Configuration, *, output: str = "", to: str = "", order: str = ""
) -> list[Job]:
    """The outputs to bring up to date, each with all of its sources.

    A file that the configuration knows, as a source or as an output, stands for its whole output; any other
    has its output beside it: ``refs.txt`` → ``refs.bib``. Without files all outputs of the configuration; none
    if there is no configuration.

    Args:
        files: names of sources, relative to the current folder.
        configuration: that of the repository.
        output: one output for all files.
        to: the format, if it is not to be found out.
        order: where new entries go, if it is not as configured.

    Raises:
        BibnormError: an output is one of the sources, or would have to be written twice.
    """
    if output:
        sources = tuple(map(Path, files)) or tuple(map(from_here, configuration.find_sources()))
        fmt = choose_format(to, output, configuration.format)
        jobs = [Job(Path(output), sources, fmt, configuration.key, order or configuration.order)]
    else:
        jobs = _jobs_of(files, configuration, to, order)
    _check(jobs)
    return jobs


def _jobs_of(files: Sequence[str], configuration: Configuration, to: str, order: str) -> list[Job]:
    configured = list(_configured(configuration, to, order)) if configuration.path else []
    if not files:
        return configured
    found: dict[Path, Job] = {}
    for name in files:
        known = [job for job in configured if _belongs(Path(name), job)]
        for job in known or [_beside(Path(name), configuration, to, order)]:
            other = found.setdefault(job.output.resolve(), job)
            if other != job:
                raise OutputError(
                    f"{job.output}: is the output of both {other.sources[0]} and {name}; choose one by -o"
                )
    return list(found.values())


def _configured(configuration: Configuration, to: str, order: str) -> Iterable[Job]:
    """What the configuration says: several outputs, one output, or each source with one of its own."""
    for made in configuration.outputs:
        yield _job_of(made, configuration, to, order)
    if configuration.outputs or not configuration.sources:
        return
    if configuration.output:
        yield _job_of(Output(configuration.output), configuration, to, order)
    else:
        for source in configuration.find_sources():
            yield _beside(from_here(source), configuration, to, order)


def _job_of(made: Output, configuration: Configuration, to: str, order: str) -> Job:
    if configuration.path is None:
        raise ConfigurationError("an output is configured nowhere")
    sources = configuration.find_sources(made.sources or configuration.sources)
    return Job(
        from_here(configuration.path.parent / made.file),
        tuple(map(from_here, sources)),
        choose_format(to, made.file, made.format or configuration.format),
        made.key or configuration.key,
        order or made.order or configuration.order,
    )


def _beside(source: Path, configuration: Configuration, to: str, order: str) -> Job:
    """The job of a source alone: its output has its name."""
    if str(source) == "-":
        raise InputError("-: stdin has no output beside it; name one, as in -o references.bib")
    fmt = to or configuration.format or "bibtex"
    output = source.with_suffix(FORMATS[fmt].suffix)
    return Job(output, (source,), fmt, configuration.key, order or configuration.order)


def from_here(path: Path) -> Path:
    """A path as it is said in the current folder: relative, unless that would be longer."""
    relative = os.path.relpath(path)
    return Path(relative) if len(relative) < len(str(path)) else path


def _belongs(file: Path, job: Job) -> bool:
    """Whether a file is a source, the output or the lock of a job."""
    path = file.resolve()
    return any(path == known.resolve() for known in chain(job.sources, (job.output, job.lock)))


def _check(jobs: Sequence[Job]) -> None:
    outputs = {job.output.resolve() for job in jobs}
    for job in jobs:
        if job.format not in MERGED_FORMATS:
            raise OutputError(f"{job.output}: {job.format} cannot be kept up to date; use {', '.join(MERGED_FORMATS)}")
        for source in job.sources:
            if str(source) != "-" and source.resolve() in outputs:
                raise OutputError(f"{source}: is a source and an output; write to another file")
    if len(outputs) < len(jobs):
        raise OutputError("two outputs are one and the same file; give each a file of its own")
