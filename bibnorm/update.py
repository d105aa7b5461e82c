"""The command ``convert`` where an output is kept up to date: what was done or is due, said, and the exit code."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from bibnorm.jobs import Job
from bibnorm.lock import ACCEPTED, DOUBTFUL
from bibnorm.merge import Options
from bibnorm.output import write_stdout
from bibnorm.report import Finding, collect_findings, print_report, say, summarise, wants_color
from bibnorm.sources import read_blocks, read_source
from bibnorm.sync import Asked, Outcome, bring_up_to_date, work_out

if TYPE_CHECKING:
    from bibnorm.convert import Request

UNREAD = ("BN406",)  # findings of what was left as it is: the run is not clean
RUN = "bibnorm convert --write"


def run(jobs: Sequence[Job], request: Request) -> int:
    """Bring outputs up to date, or say what is due.

    Returns:
        1 if something was written by ``--write`` or is due under ``--check``, or if a person must look; else 0.

    Raises:
        BibnormError: the work could not be done; nothing was written.
    """
    asked = _asked(request)
    outcomes = work_out(jobs, asked) if request.mode == "check" else bring_up_to_date(jobs, asked)
    if request.diff:
        write_stdout("".join(line for outcome in outcomes for line in diff(outcome)).encode("utf-8"))
    findings = [finding for outcome in outcomes for finding in _findings(outcome, request)]
    if request.mode:
        findings += _untracked(outcomes)
    _report(outcomes, findings, request)
    changed = bool(request.mode) and any(outcome.due for outcome in outcomes)
    return int(changed or any(_stops(finding, request) for finding in findings) or _attention(outcomes))


def _asked(request: Request) -> Asked:
    from bibnorm.models import fingerprint

    options = Options(
        refresh=request.refresh,
        take_source=frozenset(request.take_source),
        accept=frozenset(request.accept),
        prune=request.prune,
        add_missing=request.add_missing,
    )
    return Asked(
        lambda name: read_source(name, request),
        lambda sources, fmt: lambda blocks: read_blocks(blocks, sources, fmt, request),
        options,
        fingerprint,
        fresh=request.overwrite,
        alone=request.one_per_line,
        ascii=request.ascii,
        annotate=request.annotate,
    )


def diff(outcome: Outcome) -> Iterator[str]:
    """The lines of a unified diff of an output, as it is and as it is to be."""
    import difflib

    name = outcome.job.output.as_posix()
    old, new = (text.splitlines(keepends=True) for text in (outcome.standing.text, outcome.text))
    for line in difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


# ------------------------------------------------------------------ what is to be said
def _findings(outcome: Outcome, request: Request) -> Iterator[Finding]:
    """About the output, about the merge, about what was read; of sources that say nothing new what cannot be read."""
    yield from _standing(outcome)
    yield from outcome.plan.findings
    accepted = {line.fingerprint for line in outcome.plan.lock.lines if line.state == ACCEPTED}
    settled = {print_.block for print_ in outcome.prints if print_.fingerprint in accepted}
    readings = [reading for reading in outcome.plan.readings if reading.block not in settled]
    read = {reading.block.file for reading in readings}
    for finding in collect_findings(readings, outcome.sources):
        if finding.file in read or finding.code in UNREAD or request.verbose:
            yield finding
    if request.strict:
        yield from _open_doubts(outcome)
    if request.mode == "check" and outcome.due:
        yield Finding(str(outcome.job.output), 1, 1, "BN410", f"{_due(outcome)}: {RUN}")


def _open_doubts(outcome: Outcome) -> Iterator[Finding]:
    """Entries that were doubtful in an earlier run, and that no person has edited or accepted since."""
    read = {reading.block for reading in outcome.plan.readings}
    now = {print_.fingerprint for print_ in outcome.prints if print_.block in read}
    doubtful = {line.key: line for line in outcome.plan.lock.lines if line.state == DOUBTFUL}
    for entry in outcome.standing.existing.entries if outcome.standing.existing else ():
        line = doubtful.get(entry.key)
        if line and line.fingerprint not in now and entry.agrees(line.written):
            text = f"{line.key} is doubtful still: mend the entry, or settle it: {RUN} --accept {shlex.quote(line.key)}"
            yield Finding(str(outcome.job.output), entry.line, 1, "BN100", text)


def _standing(outcome: Outcome) -> Iterator[Finding]:
    """About the output and its lock as they were."""
    existing, output, lock = outcome.standing.existing, outcome.job.output, outcome.job.lock
    for unread in existing.unread if existing else ():
        text = f"cannot be read, and is left as it is: {unread.reason}; mend it"
        yield Finding(str(output), unread.line, 1, "BN406", text)
    if existing and existing.entries and outcome.standing.lock is None:
        what = "is missing" if outcome.standing.lock_text is None else "cannot be read"
        yield Finding(str(lock), 1, 1, "BN407", f"{what}: every entry of {output.name} counts as yours", "note")


def _due(outcome: Outcome) -> str:
    if outcome.output_due:
        return f"not what its sources make of it: {_counts(outcome, 'to be ')}"
    return f"its lock {outcome.job.lock.name} is not up to date"


def _counts(outcome: Outcome, before: str = "") -> str:
    """What happens to entries, in words: ``2 added, 1 replaced``."""
    counts = outcome.plan.counts
    rows = (("added", counts.added), ("replaced", counts.replaced), ("removed", counts.removed))
    return ", ".join(f"{number} {before}{done}" for done, number in rows if number) or "no entries"


def _untracked(outcomes: Sequence[Outcome]) -> Iterator[Finding]:
    """In a hook: what a commit would leave behind, because git does not know it."""
    if not os.environ.get("PRE_COMMIT"):
        return
    import subprocess

    for outcome in outcomes:
        output, lock = outcome.job.output, outcome.job.lock
        # in the folder that git started the hook in, for the paths in its environment are relative to that
        command = ["git", "ls-files", "--others", "--exclude-standard", "-z", "--", str(output), str(lock)]
        try:
            done = subprocess.run(command, capture_output=True, check=True)
        except (OSError, subprocess.CalledProcessError):
            return  # no repository of git: nothing is left behind
        if unknown := [os.fsdecode(name) for name in done.stdout.split(b"\0") if name]:
            files = shlex.join(unknown)
            yield Finding(unknown[0], 1, 1, "BN411", f"git does not know it, so no commit has it: git add {files}")


def _stops(finding: Finding, request: Request) -> bool:
    """Whether a finding alone makes the run end with 1."""
    if finding.code in (*UNREAD, "BN411"):
        return True
    return request.strict and finding.level == "doubt"


def _attention(outcomes: Sequence[Outcome]) -> bool:
    return any(outcome.plan.attention for outcome in outcomes)


# ------------------------------------------------------------------ saying it
def _report(outcomes: Sequence[Outcome], findings: Sequence[Finding], request: Request) -> None:
    color = wants_color(request.color, sys.stderr)
    readings = [reading for outcome in outcomes for reading in outcome.plan.readings]
    if request.quiet:
        print_report([f for f in findings if f.level == "doubt"], None, request.report, color)
        return
    read = {reading.block.file for reading in readings}
    sources = {source.file: source for outcome in outcomes for source in outcome.sources if source.file in read}
    summary = summarise(readings, sources.values()) if readings or not request.mode else None
    print_report(findings, summary, request.report, color, [_account(outcome) for outcome in outcomes])
    if request.report == "json":
        return
    if request.mode != "check":
        say(*(line for outcome in outcomes for line in _done(outcome, request)), color=color)


def _account(outcome: Outcome) -> Mapping[str, object]:
    """What becomes of an output, for a machine."""
    return {"file": str(outcome.job.output), "due": outcome.due, **asdict(outcome.plan.counts)}


def _done(outcome: Outcome, request: Request) -> Iterator[str]:
    """What was written, and what to do with it."""
    output, lock = outcome.job.output, outcome.job.lock
    again = "; add {} and commit again" if request.mode else ""
    if outcome.output_due and request.mode:
        both = f" and {lock.name}" if outcome.lock_due else ""
        yield f"wrote {output} ({_counts(outcome)}){both}{again.format('both' if both else 'it')}"
    elif outcome.output_due:
        merged = f", {_counts(outcome)}" if outcome.standing.existing else ""
        yield f"wrote {output} ({outcome.job.format}{merged})"
    elif outcome.lock_due and request.mode:
        yield f"wrote {lock}{again.format('it')}"
    elif not request.mode:
        yield f"{output} is unchanged"
