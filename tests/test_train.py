"""A small training run, where torch is there: it learns, goes on where it stopped, and its export reads."""

import json
from pathlib import Path

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (pip install 'bibnorm[train]')")
pytest.importorskip("onnx", reason="onnx is not installed (pip install 'bibnorm[train]')")

from bibnorm.tag import publish, train  # noqa: E402
from bibnorm.tag.tagger import OnnxTagger  # noqa: E402


def labelled(i: int) -> dict[str, object]:
    name, title = f"Roe{i}, J.", f"Sea and tide {i}"
    text = f"{name} {title}. {1900 + i % 99}."
    a, b = len(name), len(name) + 1 + len(title)
    return {"text": text, "spans": [[0, a, "author"], [a + 1, b, "title"], [b + 2, b + 6, "date"]]}


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "small.jsonl"
    file.write_text("\n".join(json.dumps(labelled(i)) for i in range(240)))
    monkeypatch.setitem(train.MIX, "small", (240, 240))
    monkeypatch.setattr(train, "BATCH", 120)
    return file


@pytest.mark.filterwarnings("ignore")
def test_train_resume_export(corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = train.load([corpus])
    out = tmp_path / "model.pt"

    def run(steps: int) -> train.Run:
        return train.Run(width=32, rate=0.01, steps=steps, seed=1, start=None)

    whole = train.Run.save

    def save_and_stop(self: train.Run, path: Path) -> None:
        whole(self, path)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(train.Run, "save", save_and_stop)
        train.train(data, out, 4, run)
    first = torch.load(out, weights_only=False)["epoch"]
    train.train(data, out, 4, run)
    assert (first, torch.load(out, weights_only=False)["epoch"]) == (0, 3)

    publish.publish(out, [corpus], tmp_path / "model")
    tagger = OnnxTagger(tmp_path / "model")
    (tagged,) = tagger.tag(["Roe7, J. Sea and tide 7. 1907."])
    assert tagger.tag(["Roe7, J. Sea and tide 7. 1907.", "Roe8, J. SEA AND TIDE 8. 1908."])[0] == tagged
    assert [(r.label, tagged.text[r.start : r.end]) for r in tagged.runs if r.label in ("title", "date")] == [
        ("title", "Sea and tide 7"),
        ("date", "1907"),
    ]
