"""Outputs that are kept up to date: what stands on the disk, what is due, and writing it so that nothing is lost.

A write has three steps, each of them atomic: the lock with what is about to be written, the output, the
final lock. Whichever of them the process dies after, the next run knows its own text from a person's.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bibnorm.errors import InputError
from bibnorm.exclusive import exclusive
from bibnorm.existing import Existing, decode_output, digest_of, encode_output, read_existing, splice
from bibnorm.jobs import Job
from bibnorm.lock import Lock, format_lock, read_lock
from bibnorm.merge import Options, Plan, Print, WriteEntry, plan
from bibnorm.model import Block, Reading
from bibnorm.output import check_output, sweep, write_file
from bibnorm.prints import ReadBlocks, Reader, make_prints
from bibnorm.read import References


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of all outputs of a run.

    Attributes:
        read_source: a name as references.
        read_blocks: for the sources of a job and its format, what turns their blocks into readings.
        options: for the merge; the pattern of keys, the order and the model are filled in for each job.
        model: what reads references just now.
        fresh: an output that is there is replaced, not merged into.
        alone: nothing is taken over from the entry above.
        ascii: escape what is not ASCII.
        annotate: put what was found about an entry above it.
    """

    read_source: Callable[[str], References]
    read_blocks: Callable[[Sequence[References], str], ReadBlocks]
    options: Options
    model: Callable[[], str]
    fresh: bool = False
    alone: bool = False
    ascii: bool = False
    annotate: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An output and its lock as they are on the disk.

    Attributes:
        existing: the output; None if there is none.
        encoding: of the output.
        lock: None if it is missing or unreadable.
        lock_text: all of it; None if it is missing.
    """

    existing: Existing | None = None
    encoding: str = "utf-8"
    lock: Lock | None = None
    lock_text: str | None = None

    @property
    def text(self) -> str:
        """The output; empty if there is none."""
        return self.existing.text if self.existing else ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run makes of an output.

    Attributes:
        job: the output and its sources.
        sources: as they were read.
        prints: all references of the sources.
        standing: the output and its lock as they were.
        plan: what was decided.
        text: the output as it is to be.
        lock_text: the lock as it is to be.
    """

    job: Job
    sources: tuple[References, ...]
    prints: tuple[Print, ...]
    standing: Standing
    plan: Plan
    text: str
    lock_text: str

    @property
    def output_due(self) -> bool:
        """Whether the output is to be written."""
        return self.standing.existing is None or self.text != self.standing.text

    @property
    def lock_due(self) -> bool:
        """Whether the lock is to be written."""
        return self.lock_text != self.standing.lock_text

    @property
    def due(self) -> bool:
        """Whether anything is to be written."""
        return self.output_due or self.lock_due


class _MustRead(Exception):
    """Something has to be read, so the run is not the quick one."""


# ------------------------------------------------------------------ what to do
def work_out(jobs: Sequence[Job], asked: Asked) -> list[Outcome]:
    """What is to become of some outputs; nothing is written.

    Raises:
        BibnormError: a source or an output cannot be read, or has the conflict markers of a merge.
    """
    return _work_out_all(_read_sources(jobs, asked), asked)


def bring_up_to_date(jobs: Sequence[Job], asked: Asked) -> list[Outcome]:
    """Write what is due, all outputs or none; where nothing is due, no other run is waited for.

    Raises:
        BibnormError: as for ``work_out``, or an output cannot be written, or another run is at work on it.
    """
    sources = _read_sources(jobs, asked)
    for job in jobs:
        check_output(job.output)
    with suppress(_MustRead):
        outcomes = _work_out_all(sources, asked, quick=True)
        if not any(outcome.due for outcome in outcomes):
            return outcomes
    with exclusive(job.output for job in jobs):
        outcomes = _work_out_all(sources, asked)
        data = [encode_output(o.text, o.standing.encoding, str(o.job.output)) for o in outcomes]
        with _uninterrupted():
            for outcome, encoded in zip(outcomes, data, strict=True):
                _write(outcome, encoded)
    return outcomes


def _read_sources(jobs: Sequence[Job], asked: Asked) -> list[tuple[Job, tuple[References, ...]]]:
    """The sources of each job; one that is in several is read once."""
    paths = dict.fromkeys(path for job in jobs for path in job.sources)
    known = {path: asked.read_source(str(path)) for path in paths}
    return [(job, tuple(known[path] for path in job.sources)) for job in jobs]


def _work_out_all(
    jobs: Sequence[tuple[Job, tuple[References, ...]]], asked: Asked, *, quick: bool = False
) -> list[Outcome]:
    """What is to become of some outputs; each is told the keys that it knows of those asked for.

    Raises:
        _MustRead: in a quick run, if something has to be read.
    """
    standings = [Standing() if asked.fresh else look(job) for job, _ in jobs]
    if len(jobs) == 1:
        return [_work_out(*jobs[0], standings[0], asked, quick)]
    known = [_known_keys(standing) for standing in standings]
    for key in asked.options.take_source | asked.options.accept:
        if not any(key in keys for keys in known):
            raise InputError(f"no output has an entry {key}; check the key")
    return [
        _work_out(job, sources, standing, _asked_of(asked, keys), quick)
        for (job, sources), standing, keys in zip(jobs, standings, known, strict=True)
    ]


def _known_keys(standing: Standing) -> frozenset[str]:
    """The keys of an output, those of entries that a person deleted among them."""
    entries = standing.existing.entries if standing.existing else ()
    lines = standing.lock.lines if standing.lock else ()
    return frozenset([*(entry.key for entry in entries), *(line.key for line in lines)])


def _asked_of(asked: Asked, keys: frozenset[str]) -> Asked:
    options = asked.options
    taken, accepted = options.take_source & keys, options.accept & keys
    return replace(asked, options=replace(options, take_source=taken, accept=accepted))


def _work_out(job: Job, sources: tuple[References, ...], standing: Standing, asked: Asked, quick: bool) -> Outcome:
    """What is to become of an output."""
    prints = make_prints(sources, job.output.parent, alone=asked.alone)
    read = Reader(prints, _refuse if quick else asked.read_blocks(sources, job.format), asked.alone)
    made = plan(
        prints,
        standing.lock,
        standing.existing,
        _options(job, standing.lock, asked, quick),
        read,
        _entry_writer(job, standing.encoding, asked),
        lambda text: digest_of(text, job.format),
    )
    empty = "[]\n" if job.format == "csl-json" and not made.edits else ""
    existing = standing.existing or read_existing(empty, job.format, str(job.output))
    return Outcome(job, sources, prints, standing, made, splice(existing, made.edits), format_lock(made.lock))


def _refuse(_: Sequence[Block]) -> Sequence[Reading]:
    raise _MustRead


def look(job: Job) -> Standing:
    """An output and its lock as they are on the disk.

    Raises:
        BibnormError: one of them cannot be read, has the conflict markers of a merge, or is of a newer bibnorm.
    """
    data, lock_data = _bytes(job.output), _bytes(job.lock)
    # git may check it out with other line ends
    lock_text = None if lock_data is None else lock_data.decode("utf-8", "replace").replace("\r\n", "\n")
    lock = None if lock_text is None else read_lock(lock_text, str(job.lock))
    if data is None:
        return Standing(None, "utf-8", lock, lock_text)
    text, encoding = decode_output(data, str(job.output))
    return Standing(read_existing(text, job.format, str(job.output)), encoding, lock, lock_text)


def _bytes(path: Path) -> bytes | None:
    """What a file holds; None if it is not there."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}") from None


def _options(job: Job, lock: Lock | None, asked: Asked, quick: bool) -> Options:
    """The options of one output; a quick run reads nothing, so the model is as it was."""
    model = (lock.model if lock else "") if quick else asked.model()
    order = job.order or asked.options.order
    return replace(asked.options, key_pattern=job.key, order=order, model=model)  # type: ignore[arg-type]


def _entry_writer(job: Job, encoding: str, asked: Asked) -> WriteEntry:
    """What writes one entry; into a file that is not Unicode all in ASCII."""
    ascii = asked.ascii or not encoding.startswith("utf")

    def write_entry(reading: Reading, key: str) -> str:
        from bibnorm.write import write

        return write([reading], [key], job.format, ascii=ascii, annotate=asked.annotate)

    return write_entry


# ------------------------------------------------------------------ writing it
@contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let nobody interrupt these few milliseconds: what is said of an interrupted run is that it wrote nothing."""
    try:
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    except ValueError:  # another thread than the main one: nobody interrupts it
        yield
        return
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _write(outcome: Outcome, data: bytes) -> None:
    """The lock that says what is coming, the output, the final lock: what is left of a killed run goes first."""
    output, lock = outcome.job.output, outcome.job.lock
    for path in (output, lock):
        sweep(path)
    if outcome.output_due:
        write_file(lock, format_lock(outcome.plan.pending_lock).encode("utf-8"))
        write_file(output, data, as_is=True)
    write_file(lock, outcome.lock_text.encode("utf-8"))
