"""The shipped network: each text is labelled alone, whatever stands beside it."""

import random
from pathlib import Path

import pytest

from bibnorm.tag import tagger
from bibnorm.tag.tagger import OnnxTagger, load

SAMPLES = Path(__file__).parent.parent / "samples" / "refs.txt"
TEXTS = [line for line in SAMPLES.read_text("utf-8").splitlines() if line.strip()]


@pytest.fixture(scope="module")
def network() -> OnnxTagger:
    loaded = load()
    assert isinstance(loaded, OnnxTagger)
    return loaded


def test_company_changes_no_score(network: OnnxTagger, monkeypatch: pytest.MonkeyPatch) -> None:
    """To the last bit: the ranges of eight-bit products came from all that stood in the call."""
    mixed = [*TEXTS, *(text.upper() for text in TEXTS), *(text[: len(text) // 2] for text in TEXTS)]
    alone = [network.tag([text])[0] for text in mixed]
    assert network.tag(mixed) == alone
    order = random.Random(1).sample(range(len(mixed)), len(mixed))
    assert network.tag([mixed[i] for i in order]) == [alone[i] for i in order]
    monkeypatch.setattr(tagger, "GROUP", 3)
    assert network.tag(mixed) == alone


def test_one_length_in_one_call(network: OnnxTagger) -> None:
    """Same length, other words: these do share a call."""
    texts = [f"{name}, J. {title} Sea. Lima: Norma, {year}." for name, title, year in ONE_LENGTH]
    assert network.tag(texts) == [network.tag([text])[0] for text in texts]


ONE_LENGTH = [("Roe", "The", 1990), ("PÉREZ", "El", 2011), ("Ż", "§", 1), ("Иванов", "Море", 1957), ("中", "海", 2020)]
