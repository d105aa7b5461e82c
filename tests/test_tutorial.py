"""The tutorial's commands print what it shows, run one after the other in a new repository."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TUTORIAL = ROOT / "docs/tutorial.md"
BLOCK = re.compile(r"(?s)(?<=```console\n).*?(?=```\n)")
IDENTITY = {"NAME": "Ada Roe", "EMAIL": "ada@example.org", "DATE": "2024-05-01T12:00:00+00:00"}
COMMAND = re.compile(r"^\$ .*\n(?:> .*\n)*", re.M)


def environment(folder: Path) -> dict[str, str]:
    """A person without settings, at a fixed time, with this checkout's bibnorm and no network."""
    programs = folder / "bin"
    programs.mkdir()
    launcher = programs / "bibnorm"
    launcher.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m bibnorm "$@"\n')
    launcher.chmod(0o755)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT", "BIBNORM"))}
    nowhere = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")
    who = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in IDENTITY.items()}
    return {
        **kept, **nowhere, **who,
        "PATH": os.pathsep.join([str(programs), str(Path(sys.executable).parent), os.environ["PATH"]]),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")])),
        "HOME": str(folder), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0",
        "PRE_COMMIT_HOME": str(folder / "cache"), "PIP_NO_INDEX": "1", "PYTHONUTF8": "1", "LC_ALL": "C",
    }  # fmt: skip


def test_the_commands_print_what_the_tutorial_shows(tmp_path: Path) -> None:
    surroundings = environment(tmp_path)
    for program in ("git", "pre-commit", "perl", "sh"):
        if not shutil.which(program, path=surroundings["PATH"]):
            pytest.skip(f"needs {program}, which is not there")
    folder = tmp_path / "thesis"
    folder.mkdir()

    def run(block: re.Match[str]) -> str:
        printed = ""
        for shown in COMMAND.findall(block[0]):
            command = re.sub(r"^(?:\$|>) ", "", shown, flags=re.M)
            done = subprocess.run(
                ["sh", "-c", command], cwd=folder, env=surroundings, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
            )  # fmt: skip
            printed += shown + done.stdout
        return printed

    text = TUTORIAL.read_text(encoding="utf-8")
    expected = BLOCK.sub(run, text)
    assert str(tmp_path) not in expected
    if os.environ.get("BIBNORM_REWRITE") == "golden":
        TUTORIAL.write_text(expected, encoding="utf-8")
        text = expected
    assert text == expected
