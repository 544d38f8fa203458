"""Detoxify's models, tiny ones of the same architectures and label heads: saved, loaded through the real paths, and deciding nothing."""

from __future__ import annotations

import json
import pickle
import re
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from npguidelines import DetectorError, Moderator
from npguidelines.detectors.toxicity import ToxicityAdviser
from npguidelines.report.queue import review_queue

from .tiny_models import LABELS, detoxify_folder

pytest.importorskip("torch")
pytest.importorskip("detoxify")
TEXTS = ["the chief is wrong about the budget", "", "thank you", "plow the road again " * 40]
NAMES = {"toxic": "toxicity", "severe_toxic": "severe_toxicity", "identity_hate": "identity_attack"}


@pytest.fixture(scope="module", params=sorted(LABELS))
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return detoxify_folder(tmp_path_factory.mktemp("weights") / request.param, request.param)


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    yield


def test_a_local_checkpoint_scores_every_label_of_every_text(folder: Path, no_network: None) -> None:
    scores = ToxicityAdviser(folder, batch=3).advise(TEXTS)
    wanted = sorted(NAMES.get(c, c) for c in LABELS[folder.name])
    assert [[s.label for s in one] for one in scores] == [wanted, [], wanted, wanted]
    assert all(0 < s.score < 1 for one in scores for s in one)


def test_the_scores_are_those_of_detoxify_itself(folder: Path) -> None:
    """Detoxify's own class reads the same file (its `model_type` names the folder, so that it need not ask the hub)."""
    from detoxify import Detoxify

    theirs = Detoxify(checkpoint=str(next(folder.glob("*.ckpt")))).predict(TEXTS[0])
    ours = dict(ToxicityAdviser(folder).advise([TEXTS[0]])[0])
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_its_own_loader_is_used_where_the_caller_allows_it(folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The file lies where PyTorch keeps what it has downloaded, so that Detoxify's loader finds it there."""
    from detoxify.detoxify import MODEL_URLS

    kept = tmp_path / "hub" / "checkpoints"
    kept.mkdir(parents=True)
    (kept / MODEL_URLS[folder.name].rsplit("/", 1)[1]).write_bytes(next(folder.glob("*.ckpt")).read_bytes())
    monkeypatch.setenv("TORCH_HOME", str(tmp_path))
    adviser = ToxicityAdviser(model=folder.name, download=True)
    adviser.ready()
    assert adviser.version.startswith(folder.name + " (detoxify 0.")
    assert dict(adviser.advise([TEXTS[0]])[0]) == pytest.approx(dict(ToxicityAdviser(folder).advise([TEXTS[0]])[0]))


def test_a_batch_changes_no_score(folder: Path) -> None:
    one, many = (ToxicityAdviser(folder, batch=b).advise(TEXTS * 3) for b in (1, 7))
    for a, b in zip(one, many, strict=True):
        assert dict(a) == pytest.approx(dict(b), abs=1e-5)


@pytest.mark.parametrize("words", [1, 30, 37, 38, 39, 40, 75, 400])
def test_windows_cover_a_long_text_and_fit_the_model(folder: Path, words: int) -> None:
    adviser = ToxicityAdviser(folder)
    adviser.load()
    model = adviser._loaded
    ids = model.tokenizer("road " * words, add_special_tokens=False)["input_ids"]
    windows = model.windows("road " * words, 512, 64)
    assert all(len(w) <= 40 for w in windows)
    step = 38 - 38 // 4
    joined = [i for n, w in enumerate(windows) for i in (w[1:-1] if n == 0 else w[1 + 38 - step : -1])]
    assert joined == ids


def test_the_highest_score_of_the_windows_counts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    adviser = ToxicityAdviser(folder, batch=1)
    adviser.load()
    rising = iter(range(1, 1000))
    monkeypatch.setattr(adviser._loaded, "scores", lambda windows: [[next(rising) / 1000] * len(adviser._loaded.labels) for _ in windows])
    count = len(adviser._loaded.windows(TEXTS[3], 512, 64))
    assert count > 1 and {s.score for s in adviser.advise([TEXTS[3]])[0]} == {count / 1000}


def test_it_is_loaded_once_though_threads_ask_at_the_same_time(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from npguidelines.detectors import checkpoint

    loads: list[Path] = []
    whole = checkpoint.local

    def counted(path: Path, *rest: Any, **more: Any) -> Any:
        loads.append(path)
        return whole(path, *rest, **more)

    monkeypatch.setattr(checkpoint, "local", counted)
    adviser = ToxicityAdviser(folder)
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: adviser.advise(TEXTS[:1]), range(8)))
    assert len(loads) == 1 and all(r == results[0] for r in results)


def test_it_survives_pickling_without_the_weights(folder: Path) -> None:
    adviser = ToxicityAdviser(folder)
    before = adviser.advise(TEXTS[:1])
    data = pickle.dumps(adviser)
    assert len(data) < 2000 and pickle.loads(data).advise(TEXTS[:1]) == before


def spoil(change: Callable[[Path], object]) -> Callable[[Path], Path]:
    def made(folder: Path) -> Path:
        detoxify_folder(folder)
        change(folder)
        return folder

    return made


def test_a_gpu_that_is_not_here_is_told(folder: Path) -> None:
    import torch

    if torch.cuda.is_available():
        assert ToxicityAdviser(folder, device="cuda").advise(TEXTS[:1])[0]
    else:
        with pytest.raises(DetectorError, match=r"NPG207.*device 'cuda'"):
            ToxicityAdviser(folder, device="cuda").load()


@pytest.mark.parametrize(
    ("make", "words"),
    [(lambda f: f / "nowhere", "one checkpoint in .*got none"), (spoil(lambda f: (f / "b.ckpt").write_bytes(b"")), "b.ckpt, toxic_original.ckpt"), (spoil(lambda f: (f / "config.json").unlink()), "config.json in"),
     (spoil(lambda f: (f / "toxic_original.ckpt").write_bytes(b"no weights")), "a checkpoint in"), (lambda f: detoxify_folder(f, state_dict={}), "tables that do not fit"), (lambda f: detoxify_folder(f, config={}), "Detoxify's format"),
     (spoil(lambda f: (f / "config.json").write_text((f / "config.json").read_text().replace('"hidden_size": 16', '"hidden_size": 32'))), "weights that fit config.json"),
     (lambda f: detoxify_folder(f, config={"arch": {"args": {"model_name": "BertForSequenceClassification", "tokenizer_name": "BertTokenizer", "num_classes": 6}}, "dataset": {"args": {"classes": ["a"] * 9}}}), "9 classes for 6 outputs")],
    ids=["no folder", "two checkpoints", "no config", "no weights", "empty weights", "another format", "another size", "too few outputs"],
)  # fmt: skip
def test_broken_weights_are_told_with_the_cure(tmp_path: Path, make: Callable[[Path], Path], words: str) -> None:
    with pytest.raises(DetectorError, match="NPG207") as error:
        adviser = ToxicityAdviser(make(tmp_path / "w"))
        adviser.ready()
        adviser.load()
    assert re.search(words, str(error.value))
    assert error.value.cure


def test_a_checkpoint_that_could_run_code_is_refused_unless_trusted(tmp_path: Path) -> None:
    folder = detoxify_folder(tmp_path / "w", extra=Path("x"))  # an object that is neither a tensor nor plain data
    with pytest.raises(DetectorError, match="trusted=True"):
        ToxicityAdviser(folder).load()
    assert ToxicityAdviser(folder, trusted=True).advise(TEXTS[:1])[0]


@pytest.mark.parametrize("setting", [{}, {"model": "original"}], ids=["nothing", "no leave"])
def test_nothing_is_downloaded_unless_the_caller_says_so(moderator: Moderator, no_network: None, setting: dict[str, str]) -> None:
    with pytest.raises(DetectorError, match=r"NPG207.*download=True"):
        Moderator(moderator.rulebook, [ToxicityAdviser(**setting)])  # type: ignore[arg-type]


def test_an_unknown_model_lists_the_valid_ones() -> None:
    with pytest.raises(DetectorError, match="unbiased-small"):
        ToxicityAdviser(model="orignal", download=True)


def test_a_statistical_score_changes_nothing(moderator: Moderator, folder: Path) -> None:
    """Issue 4: with the real detector at hand, every verdict is the same to the byte but for its advisories and its provenance."""
    texts = [json.loads(line)["text"] for line in (Path(__file__).parents[2] / "corpora" / "viewpoint.jsonl").read_text(encoding="utf-8").splitlines()[:40]]
    texts += ["Fuck this", "I will shoot you tonight, Kyle", "ssn 219-09-9999", "", "\ud800"]
    subject = Moderator(moderator.rulebook, [f"toxicity={folder}"])
    for plain, advised in zip(moderator.review_many(texts), subject.review_many(texts), strict=True):
        same = advised.model_copy(update={"advisories": (), "provenance": plain.provenance})
        assert same.model_dump_json() == plain.model_dump_json() and advised.complete
        assert len(advised.advisories) == (len(LABELS[folder.name]) if advised.comment.length else 0)
        assert advised.explain() == plain.explain()


def test_labels_come_with_the_clauses_of_the_rulebook(moderator: Moderator, folder: Path) -> None:
    subject = Moderator(moderator.rulebook, [f"toxicity={folder}"])
    verdict = subject.review("the chief is wrong")
    assert {a.label: a.clauses for a in verdict.advisories}["threat"] == ("j",)
    assert all(a.clauses and a.source == "toxicity" for a in verdict.advisories)
    assert subject.review("the chief is wrong").model_dump_json() == verdict.model_dump_json()


def test_scores_may_order_a_queue_behind_what_rules_say(moderator: Moderator) -> None:
    class Adviser:
        name, version = "toxicity", "1"

        def advise(self, texts: list[str]) -> list[list[tuple[str, float]]]:
            return [[("toxicity", len(t) / 100)] for t in texts]

    verdicts = list(Moderator(moderator.rulebook, [Adviser()]).review_many(["Thanks", "Thank you all", "Fuck this", "I want to kill myself"]))  # type: ignore[list-item]
    assert [v.comment.length for v in review_queue(verdicts)] == [21, 9, 13, 6]
