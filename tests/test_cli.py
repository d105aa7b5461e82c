"""The command line: exit code, stdout and stderr."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fake
import pytest
from click.testing import CliRunner, Result

from bibnorm.cli import main
from bibnorm.jobs import choose_format

ROOT = Path(__file__).resolve().parent.parent
ABBOTT = "Abbott, Ann. Fairs. London: Stall, 1990.\n"
BELL = "Bell, Bob. Märkte?. Köln: Öl, 1991.\n"
PYTHON = [sys.executable, "-m", "bibnorm"]


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each test has a repository of its own, and the fake pipeline."""
    fake.install(monkeypatch)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)


def refused(*arguments: str | Path, stdin: str | bytes = "") -> str:
    """The one line on stderr of a run that could not be done."""
    result = run(*arguments, stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, ""), result.output
    assert result.stderr.startswith("bibnorm: ") and result.stderr.count("\n") == 1
    return result.stderr


# ------------------------------------------------------------------ convert
def test_convert_to_stdout() -> None:
    Path("refs.txt").write_text(ABBOTT + BELL, encoding="utf-8")
    result = run("convert", "refs.txt")
    assert result.exit_code == 0
    assert result.stdout.startswith("@book{abbott1990fairs,\n") and "Märkte?" in result.stdout
    assert result.stderr == (
        "refs.txt:2:1: BN100 record only 0.50 sure; check title 0.50: “Bell, Bob. Märkte?. Köln: Öl, 1991.”\n"
        "2 records, 1 doubtful (refs.txt is one a line)\n"
        "next: look at the doubtful record, the least sure first:"
        " bibnorm explain 'Bell, Bob. Märkte?. Köln: Öl, 1991.'\n"
    )


def test_several_files_make_one_bibliography() -> None:
    Path("a.txt").write_text(ABBOTT)
    Path("b.txt").write_text(f"1. {ABBOTT}2. {ABBOTT}")
    result = run("convert", "a.txt", "-", "b.txt", "-t", "csl-json", "--trace", stdin=ABBOTT)
    items = json.loads(result.stdout)
    traces = [item["custom"]["bibnorm"] for item in items]
    assert [(t["file"], t["line"]) for t in traces] == [("a.txt", 1), ("-", 1), ("b.txt", 1), ("b.txt", 2)]
    assert len({item["id"] for item in items}) == 4
    assert "a.txt is one a line; - is one a line; b.txt is numbered" in result.stderr


def test_a_work_printed_twice_is_one_entry() -> None:
    again = "Abbott, A. Fairs. London: Stall and Sons, 1990.\n"
    result = run("convert", "-", stdin=ABBOTT + BELL + again)
    assert result.exit_code == 0 and result.stdout.count("@book{") == 2
    assert (
        "-:3:1: BN401 the same work as abbott1990fairs (-:1), so it gets no second entry;"
        " otherwise here: author “A Abbott” for “Ann Abbott”, publisher “Stall and Sons” for “Stall”\n" in result.stderr
    )
    assert "3 records" in result.stderr
    for option in ("--one-per-line", "--trace"):
        items = json.loads(run("convert", "-", "-t", "csl-json", option, stdin=ABBOTT + again).stdout)
        assert [item["id"] for item in items] == ["abbott1990fairs", "abbott1990fairsa"]


def test_two_keys_are_two_entries() -> None:
    entry = "@book{%s, author = {Roe, Ada}, title = {The sea of stories}, year = {1999}, publisher = {Own}}\n"
    Path("refs.bib").write_text(entry % "roe" + entry % "sea")
    result = run("convert", "refs.bib", "-t", "csl-json")
    assert [item["id"] for item in json.loads(result.stdout)] == ["roe", "sea"]
    assert "refs.bib:2:1: BN415 sea may be the same work as roe" in result.stderr
    assert run("convert", "refs.bib", "-o", "new.bib").exit_code == 0
    assert "@book{roe," in Path("new.bib").read_text() and "@book{sea," in Path("new.bib").read_text()


def test_output_format_follows_the_suffix() -> None:
    for name, start in (("a.bib", "@book"), ("a.json", "["), ("a.txt", "@book")):
        result = run("convert", "-", "-o", name, stdin=ABBOTT)
        assert (result.exit_code, result.stdout) == (0, "")
        assert Path(name).read_text().startswith(start) and f"wrote {name}" in result.stderr


FORMATS = [
    # -t, OUT, configured, format
    ("", "", "", "bibtex"),
    ("", "", "biblatex", "biblatex"),
    ("", "a.bib", "biblatex", "biblatex"),
    ("", "a.BIB", "", "bibtex"),
    ("", "a.bib", "csl-json", "bibtex"),
    ("", "a.json", "biblatex", "csl-json"),
    ("bibtex", "a.json", "biblatex", "bibtex"),
    ("", "a.txt", "csl-json", "csl-json"),
]


@pytest.mark.parametrize(("asked", "output", "configured", "chosen"), FORMATS)
def test_output_format(asked: str, output: str, configured: str, chosen: str) -> None:
    assert choose_format(asked, output, configured) == chosen


def test_an_existing_bib_is_merged_into_unless_told() -> None:
    mine = "@book{mine, title = {Mine}}\n"
    Path("refs.bib").write_text(mine)
    result = run("convert", "-", "-o", "refs.bib", stdin=ABBOTT)
    assert result.exit_code == 1 and "BN405" in result.stderr and "--add-missing" in result.stderr
    assert Path("refs.bib").read_text() == mine
    assert run("convert", "-", "-o", "refs.bib", "--add-missing", stdin=ABBOTT).exit_code == 0
    assert Path("refs.bib").read_text().startswith(mine) and "abbott1990fairs" in Path("refs.bib").read_text()
    assert run("convert", "-", "-o", "refs.bib", "--overwrite", stdin=ABBOTT).exit_code == 0
    assert Path("refs.bib").read_text() == run("convert", "-", stdin=ABBOTT).stdout
    assert "refs.bib is unchanged" in run("convert", "-", "-o", "refs.bib", stdin=ABBOTT).stderr


def test_other_outputs_are_replaced() -> None:
    Path("refs.json").write_text("[]")
    assert run("convert", "-", "-o", "refs.json", stdin=ABBOTT).exit_code == 0
    assert json.loads(Path("refs.json").read_text())[0]["id"] == "abbott1990fairs"


@pytest.mark.parametrize("data", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_an_empty_bibliography(data: str) -> None:
    assert run("convert", "-", "-t", "csl-json", stdin=data.encode()).stdout == "[]\n"
    result = run("convert", "-", stdin=data.encode())
    assert (result.exit_code, result.stdout) == (0, "") and result.stderr.startswith("0 records, 0 doubtful")


def test_strict_turns_doubts_into_1() -> None:
    assert run("convert", "-", "--strict", stdin=ABBOTT).exit_code == 0
    result = run("convert", "-", "--strict", "-o", "refs.bib", stdin=ABBOTT + BELL)
    assert result.exit_code == 1 and Path("refs.bib").exists()
    assert run("convert", "-", "--strict", stdin="References\n\n" + ABBOTT).exit_code == 0  # a note is no doubt


def test_one_per_line_reads_each_line_alone() -> None:
    text = f"References\n{ABBOTT}\n———. More fairs. London: Stall, 1991.\n"
    alone = json.loads(run("convert", "-", "--one-per-line", "-t", "csl-json", "--trace", stdin=text).stdout)
    assert [item["custom"]["bibnorm"]["line"] for item in alone] == [1, 2, 4]
    assert "author" not in alone[2]
    result = run("convert", "-", "-t", "csl-json", stdin=text)
    assert [item["author"][0]["family"] for item in json.loads(result.stdout)] == ["Abbott", "Abbott"]
    assert "-:4:1: BN110" in result.stderr and "1 record took the names" in result.stderr
    assert "-:1:1: BN010 heading left out: References" in result.stderr


def test_annotate_and_ascii() -> None:
    result = run("convert", "-", "--annotate", "--ascii", stdin=BELL)
    assert result.stdout.startswith("% ") and result.stdout.isascii()
    assert "--annotate goes with bibtex" in run("convert", "-", "--annotate", "-t", "csl-json", stdin=BELL).stderr
    assert "--trace goes with -t csl-json" in run("convert", "-", "--trace", stdin=BELL).stderr


def test_reports_for_machines() -> None:
    result = run("convert", "-", "--report", "json", stdin=BELL)
    report = json.loads(result.stderr)
    assert report["findings"][0]["code"] == "BN100" and report["summary"]["doubtful"] == 1
    result = run("convert", "-", "--report", "github", stdin=BELL)
    assert result.stderr.startswith("::warning file=-,line=1,col=1,title=BN100::record only 0.50 sure")


def test_quiet_says_doubts_only_and_verbose_more() -> None:
    text = f"References\n\n{ABBOTT}{BELL}"
    quiet = run("convert", "-", "-q", stdin=text).stderr
    assert quiet.count("\n") == 1 and "BN100" in quiet
    assert run("convert", "-", "-q", stdin=ABBOTT).stderr == ""
    verbose = run("convert", "-", "-v", stdin=text).stderr
    assert verbose.startswith("-: utf-8, one a line, references: 2\n") and " s, all in " in verbose


def test_color_only_when_asked_for_or_on_a_terminal() -> None:
    assert "\x1b[" not in run("convert", "-", stdin=BELL).stderr
    result = run("convert", "-", "--color", "always", stdin=BELL)
    assert "\x1b[" in result.stderr and "\x1b[" not in result.stdout


def test_encodings() -> None:
    latin = "Muñoz, José. Peñas y montañas de México. León: Año, 1990.\n".encode("cp1252")
    result = run("convert", "-", stdin=latin)
    assert "Muñoz" in result.stdout and "-:1:1: BN013 not UTF-8, read as cp1252" in result.stderr
    asked = run("convert", "-", "--encoding", "latin-1", stdin=latin)
    assert "Muñoz" in asked.stdout and "BN013" not in asked.stderr
    assert "-: byte offset 2 (0xF1, line 1) is not UTF-8" in refused("convert", "-", stdin=b"Mu\xf1oz")


# ------------------------------------------------------------------ what cannot be done
def test_sources_that_will_not_do(tmp_path: Path) -> None:
    Path("photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0")
    Path("refs.pdf").write_text("no PDF")
    assert "none.txt: no such file" in refused("convert", "none.txt")
    assert "is a folder" in refused("convert", tmp_path)
    assert "photo.txt: this is a picture" in refused("convert", "photo.txt")
    assert "refs.pdf: looks like a PDF" in refused("convert", "refs.pdf")
    assert run("convert", "refs.pdf", "-f", "refs").exit_code == 0
    assert "only once" in refused("convert", "-", "-")
    assert "cannot be read" in refused("convert", "a\0b")


def test_destinations_that_will_not_do(tmp_path: Path) -> None:
    Path("refs.txt").write_text(ABBOTT)
    assert "there is no folder" in refused("convert", "refs.txt", "-o", "no/refs.bib")
    assert "is a folder" in refused("convert", "refs.txt", "-o", tmp_path)
    assert "is one of the sources" in refused("convert", "refs.txt", "-o", "./refs.txt")
    assert Path("refs.txt").read_text() == ABBOTT


NOT_ASKED_FOR = [
    ("tidy refs.bib", "no command 'tidy'; there are convert, init, explain, formats, languages"),
    ("convert - --write", "-: stdin has no output beside it; name one"),
    ("convert - --check", "-: stdin has no output beside it"),
    ("convert a.txt --write --check", "--write writes, --check and --diff do not: choose one"),
    ("convert a.txt --write --diff", "choose one"),
    ("convert a.txt --write --trace", "--trace does not go with --write"),
    ("convert a.txt --check --overwrite", "--overwrite does not go with --write"),
    ("convert a.txt --prune", "--prune goes with --write, --check, --diff or -o"),
    ("convert a.txt --take-source roe", "--take-source goes with --write"),
    ("convert a.txt --write -t ris", "ris cannot be kept up to date; use bibtex, biblatex, csl-json"),
    ("convert a.bib --write", "a.bib: is a source and an output"),
    ("convert a.txt a.md --write", "a.bib: is the output of both a.txt and a.md"),
    ("convert --write", "nothing to convert: name a file, as in bibnorm convert --write refs.txt, or"),
    ("convert - -t csl-yaml", "'csl-yaml' is not one of 'bibtex', 'biblatex', 'csl-json', 'ris'"),
    ("convert - -f odt", "'odt' is not"),
    ("convert - -o refs.yaml", "refs.yaml: bibnorm does not write .yaml files"),
    ("convert - --lang xx", "no language 'xx'"),
    ("convert - --encoding klingon", "unknown encoding 'klingon'"),
    ("convert - --config none.toml", "none.toml: no such file"),
]


@pytest.mark.parametrize(("arguments", "message"), NOT_ASKED_FOR)
def test_not_asked_for_is_a_usage_error(arguments: str, message: str) -> None:
    assert message in refused(*arguments.split(), stdin=ABBOTT)


def test_help_lists_what_there_is() -> None:
    shown = run("--help").stdout + run("convert", "--help").stdout
    commands = ("convert", "init", "explain", "formats", "languages")
    for word in (*commands, "--version", "--one-per-line", "--write", "--prune"):
        assert word in shown
    for word in ("review", "tidy", "train", "bulk", "docx"):
        assert word not in shown.split()
    alone = run()
    assert (alone.exit_code, alone.stdout) == (2, "") and "Usage" in alone.stderr


# ------------------------------------------------------------------ configuration
def test_the_sources_of_the_configuration() -> None:
    Path("bibnorm.toml").write_text('sources = ["refs.txt"]\nformat = "biblatex"\nkey = "{family}_{year}"\n')
    Path("refs.txt").write_text(ABBOTT)
    Path("part").mkdir()
    os.chdir("part")
    result = run("convert")
    assert result.exit_code == 0 and "langid" in result.stdout and "@book{abbott_1990," in result.stdout
    assert run("convert", "-t", "bibtex").stdout.count("langid") == 0  # flags win


def test_without_files_and_configuration_there_is_an_example() -> None:
    assert "bibnorm convert refs.txt -o refs.bib" in refused("convert")


def test_a_broken_configuration_is_told() -> None:
    Path("pyproject.toml").write_text("[tool.bibnorm]\nformat = 'docx'\n")
    assert "pyproject.toml: format: no such format 'docx'" in refused("convert", "-", stdin=ABBOTT)


# ------------------------------------------------------------------ lists
def test_lists() -> None:
    assert "biblatex" in run("formats").stdout and "refs" in run("formats").stdout
    assert "es   Spanish\n" in run("languages").stdout
    assert run("--version").stdout.startswith("bibnorm")


# ------------------------------------------------------------------ processes
def environment(**extra: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), **extra}


def test_stdout_is_utf8_whatever_the_locale() -> None:
    extra = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "latin-1"}
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import fake, pytest\n"
    code += "fake.install(pytest.MonkeyPatch())\nfrom bibnorm.cli import main\nmain(['convert', '-'])"
    done = subprocess.run(
        [sys.executable, "-c", code], input=BELL.encode(), capture_output=True, env=environment(**extra), check=True
    )
    assert "Märkte" in done.stdout.decode("utf-8")
    assert b"BN100" in done.stderr


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom bibnorm.cli import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "print([m for m in ('rich', 'numpy', 'bibtexparser', 'charset_normalizer', 'tomllib') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, env=environment(), check=True, text=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_closed_pipe_is_quiet() -> None:
    process = subprocess.Popen(
        [*PYTHON, "languages"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout and process.stderr
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


def test_interrupted() -> None:
    code = f"import sys; sys.path.insert(0, {str(ROOT / 'tests')!r}); import fake, pytest, time\n"
    code += "def slow(blocks, **_):\n    print('ready', flush=True)\n    time.sleep(20)\n"
    code += "fake.install(pytest.MonkeyPatch(), slow)\nfrom bibnorm.cli import main\n"
    code += "main(['convert', 'refs.txt', '-o', 'refs.bib'])"
    Path("refs.txt").write_text(ABBOTT)
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    )
    assert process.stdout and process.stdout.readline() == b"ready\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert process.returncode == 130
    assert errors.decode().strip() == "bibnorm: interrupted; nothing was written"
    assert not Path("refs.bib").exists()
