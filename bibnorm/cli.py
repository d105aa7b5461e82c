"""The command line: options in, exit code out. What a command needs is imported when it runs."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import click

from bibnorm.config import (
    MERGED_FORMATS,
    ORDERS,
    OUTPUT_FORMATS,
    Configuration,
    find_configuration,
    load_configuration,
)
from bibnorm.errors import BibnormError, ConfigurationError
from bibnorm.formats import FORMATS, INPUT_FORMATS

FOUND, FAILED, INTERRUPTED = 1, 2, 130
EXAMPLE = "name a file, as in bibnorm convert refs.txt -o refs.bib (or - for stdin)"
EXAMPLE_KEPT = "name a file, as in bibnorm convert --write refs.txt, or configure one: bibnorm init"
KEEPING = ("prune", "refresh", "add_missing", "take_source", "accept", "order")
Command = TypeVar("Command", bound=Callable[..., Any])


class Commands(click.Group):
    """The group of commands, with every failure as one line on stderr and its exit code."""

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        """Run, and leave with 0, 1 (findings), 2 (the work could not be done) or 130 (interrupted)."""
        extra |= {"standalone_mode": False, "prog_name": "bibnorm"}
        alone = not args and not extra.get("args")  # called by the script, not by a test
        if alone:  # numpy is not to start threads, which it is never asked to use
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        try:
            with _without_collector():
                code = super().main(*args, **extra)
        except click.ClickException as error:
            code = _fail(_message(error))
        except BibnormError as error:
            code = _fail(str(error))
        except click.Abort:
            _fail("interrupted; nothing was written")
            code = INTERRUPTED
        if alone:  # what is there now is not to be searched for cycles when the interpreter ends
            gc.freeze()
        sys.exit(code or 0)

    def invoke(self, ctx: click.Context) -> Any:
        """A reader of stdout or stderr that went away ends the run quietly."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            for stream in (sys.stdout, sys.stderr):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
            return 0

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The command named first; an unknown name is told what there is."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise click.UsageError(f"no command {args[0]!r}; there are {', '.join(self.commands)}", ctx)
        return super().resolve_command(ctx, args)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Records hold no cycles: a collection would only walk the tables, a twentieth of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _fail(message: str) -> int:
    print(f"bibnorm: {message}", file=sys.stderr)
    return FAILED


def _message(error: click.ClickException) -> str:
    """A usage error in one line, with the command whose help tells more."""
    context = getattr(error, "ctx", None)
    hint = f" (see {context.command_path} --help)" if context else ""
    return " ".join(error.format_message().split()).rstrip(".") + hint


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        print(f"bibnorm {version('bibnorm')}")
    except PackageNotFoundError:
        print("bibnorm, not installed")
    ctx.exit()


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Show the version."
)
@click.pass_context
def main(ctx: click.Context) -> None:
    """Turn messy printed references, in many languages, into clean BibTeX, biblatex, CSL-JSON or RIS."""
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help(), err=True)
        ctx.exit(FAILED)


# ------------------------------------------------------------------ options that commands share
def _common(command: Command) -> Command:
    color = click.Choice(["auto", "always", "never"])
    for option in (
        click.option("--color", type=color, default="auto", help="Colours on the terminal."),
        click.option("--config", metavar="FILE", help="Configuration to use, instead of the one found upward."),
        click.option("--lang", metavar="CODES", default="auto", help="Languages to expect, as in es,en."),
    ):
        command = option(command)
    return command


def _configuration(config: str | None) -> Configuration:
    if config is None:
        return find_configuration(Path())
    if not Path(config).is_file():
        raise ConfigurationError(f"{config}: no such file; --config names a bibnorm.toml or pyproject.toml")
    return load_configuration(Path(config))


def _languages(asked: str, configured: tuple[str, ...]) -> tuple[str, ...]:
    """The codes asked for, else those configured, without regions; none for ``auto``."""
    from bibnorm.lang import codes

    wanted = [asked] if asked != "auto" else list(configured)
    found = [code.strip().lower() for text in wanted for code in text.replace(",", " ").split()]
    languages = tuple(code.partition("-")[0] for code in found if code != "auto")
    for code in languages:
        if code not in codes():
            raise click.UsageError(f"no language {code!r} in --lang; bibnorm languages lists the known codes")
    return languages


# ------------------------------------------------------------------ commands
def _keeping(command: Command) -> Command:
    """The options for outputs that are kept up to date."""
    for option in reversed((
        click.option("--write", is_flag=True, help="Bring each output up to date; 1 if anything was written."),
        click.option("--check", is_flag=True, help="Write nothing; exit with 1 if --write would."),
        click.option("--diff", is_flag=True, help="Like --check, and show what --write would change."),
        click.option("--prune", is_flag=True, help="Take out untouched entries whose references are gone."),
        click.option("--refresh", is_flag=True, help="Read the references of untouched entries again."),
        click.option("--add-missing", is_flag=True, help="Add references that have no entry, and nobody knows why."),
        click.option("--take-source", metavar="KEY", multiple=True, help="Replace your entry by its reference's."),
        click.option("--accept", metavar="KEY", multiple=True, help="Settle what is doubtful about an entry for good."),
        click.option("--order", type=click.Choice(ORDERS), help="Where new entries go: as in the sources, or by key."),
    )):  # fmt: skip
        command = option(command)
    return command


@main.command(
    epilog="Exit codes: 0 clean; 1 written by --write, due under --check, or a person must look (--strict: doubts too);"
    " 2 could not be done, and nothing was written; 130 interrupted."
)
@click.argument("files", metavar="[FILE]...", nargs=-1)
@click.option("-o", "--output", metavar="OUT", default="", help="File to write, or to merge into; else stdout.")
@click.option("-t", "--to", type=click.Choice(OUTPUT_FORMATS), help="Output format; else by the suffix of OUT.")
@click.option(
    "-f", "--from", "input_format", type=click.Choice(tuple(INPUT_FORMATS)), help="Input format; else found out."
)
@_common
@_keeping
@click.option("--encoding", metavar="NAME", default="", help="Encoding of the input; UTF-8 or found out without it.")
@click.option("--one-per-line", is_flag=True, help="Every line that is not blank is one reference, read alone.")
@click.option("--trace", is_flag=True, help="Put the account of every character into CSL-JSON.")
@click.option("--annotate", is_flag=True, help="Put findings as % comments above the entries.")
@click.option("--ascii", is_flag=True, help="Escape what is not ASCII.")
@click.option("--strict", is_flag=True, help="Exit with 1 if a record needs a human eye.")
@click.option("--overwrite", is_flag=True, help="Replace OUT, and lose what is in it.")
@click.option("--report", type=click.Choice(["text", "github", "json"]), default="text", help="Form of the findings.")
@click.option("-q", "--quiet", is_flag=True, help="Doubts only: no notes, no summary.")
@click.option("-v", "--verbose", is_flag=True, help="Say how each source was read, and how long it took.")
def convert(
    files: tuple[str, ...],
    output: str,
    to: str | None,
    lang: str,
    config: str | None,
    encoding: str,
    write: bool,
    check: bool,
    **options: Any,
) -> int:
    """Convert references to a bibliography, or keep one up to date.

    FILE is a list of references as plain text: one a line, numbered, bulleted, with hanging indents, or parted by
    blank lines; or records in BibTeX, biblatex, CSL-JSON or RIS, whose keys stay; - is stdin. Several files make one
    bibliography. Without FILE the configuration's sources are read.

    With --write each source has its output, refs.txt its refs.bib, or as the configuration says. What a person
    changed in it stays; a lock beside it remembers what bibnorm wrote.
    """
    from bibnorm.convert import Request, run
    from bibnorm.jobs import choose_format, find_jobs, from_here

    if files.count("-") > 1:
        _misused("stdin (-) can be read only once")
    configuration = _configuration(config)
    mode = _mode(write, check, output, options)
    request = Request(
        files or tuple(str(from_here(path)) for path in (() if mode else configuration.find_sources())),
        output,
        "" if mode else choose_format(to or "", output, configuration.format),
        input_format=options.pop("input_format") or "",
        langs=_languages(lang, configuration.lang),
        encoding=encoding or configuration.encoding,
        key=configuration.key,
        order=options.pop("order") or configuration.order,
        mode=mode,
        **options,
    )
    if not mode:
        return run(request) if request.files else _misused(f"nothing to convert: {EXAMPLE}")
    from bibnorm.update import run as update

    jobs = find_jobs(files, configuration, output=output, to=to or "", order=request.order)
    return update(jobs, request) if jobs else _misused(f"nothing to convert: {EXAMPLE_KEPT}")


def _mode(write: bool, check: bool, output: str, options: Mapping[str, Any]) -> str:
    """``write``, ``check`` or ``""``; what does not go together is a usage error."""
    check = check or options["diff"]
    if write and check:
        _misused("--write writes, --check and --diff do not: choose one")
    if not (write or check or output):
        for name in KEEPING:
            if options[name]:
                _misused(f"--{name.replace('_', '-')} goes with --write, --check, --diff or -o")
    for name in ("trace", "overwrite"):
        if (write or check) and options[name]:
            _misused(f"--{name} does not go with --write, --check or --diff")
    return "write" if write else "check" if check else ""


def _misused(message: str) -> NoReturn:
    raise click.UsageError(message, click.get_current_context())


@main.command(epilog="Exit codes: 0 done, 1 a part is left to be added by hand, 2 could not be done.")
@click.option(
    "--source", "sources", metavar="FILE", multiple=True, help="List of references; else refs.txt. Repeatable."
)
@click.option("--output", metavar="FILE", default="", help="Bibliography to keep; else beside the source.")
@click.option("--to", type=click.Choice(MERGED_FORMATS), help="Output format; else by the suffix of the output.")
def init(sources: tuple[str, ...], output: str, to: str | None) -> int:
    """Set a repository up: write the configuration and the entry of the pre-commit hook.

    What is there is never overwritten; what is written is shown.
    """
    from bibnorm.init import run

    return run(sources, output, to or "")


@main.command(short_help="Show the fields of one reference over its text.")
@click.argument("reference")
@_common
@click.option("--json", "as_json", is_flag=True, help="Print the CSL-JSON item with its trace.")
def explain(reference: str, lang: str, config: str | None, color: str, as_json: bool) -> int:
    """Show the fields of one reference over its text, and how sure they are.

    REFERENCE stands in quotation marks; - is stdin.
    """
    from bibnorm.explain import explain_reference

    text = sys.stdin.buffer.read().decode("utf-8", "replace") if reference == "-" else reference
    explain_reference(text, _languages(lang, _configuration(config).lang), as_json, color)
    return 0


@main.command()
def formats() -> None:
    """List the input and output formats."""
    from bibnorm.output import write_stdout

    inputs = [f"  {name:<9}  {suffix:<6} {text}" for name, (suffix, text) in INPUT_FORMATS.items()]
    outputs = [f"  {row.name:<9}  {row.suffix:<6} {row.description}" for row in FORMATS.values()]
    rows = ["input (-f)", *inputs, "output (-t)", *outputs]
    write_stdout("".join(f"{row}\n" for row in rows).encode("utf-8"))


@main.command()
def languages() -> None:
    """List the languages whose words are known, with their codes."""
    from bibnorm.lang import codes, name
    from bibnorm.output import write_stdout

    write_stdout("".join(f"{code:<4} {name(code)}\n" for code in codes()).encode("utf-8"))
