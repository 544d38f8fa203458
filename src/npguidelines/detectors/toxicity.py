"""Scores of Detoxify's models: they stand under `advisories`, may order a queue, and decide nothing (policy 6(f)(iii)).

The weights come from a folder that holds a checkpoint in Detoxify's format beside the files of its Hugging Face model, or,
only where the caller says `download=True`, from Detoxify's own loader, which fetches what it has not kept. Nothing is loaded
before the first comment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from ..errors import DetectorError
from .extras import need, version_of
from .once import LoadedOnce
from .protocol import Score

MODELS: Final = ("multilingual", "original", "original-small", "unbiased", "unbiased-small")
WINDOW: Final = 512  # tokens that the models read at once
STRIDE: Final = 64  # tokens that neighbouring windows share
_HELP: Final = (
    "give a folder that holds one Detoxify checkpoint (*.ckpt, *.pt, *.pth or *.bin) and the config and tokenizer files of its model (config.json, "
    "tokenizer.json or vocab files), as in --detector toxicity=FOLDER; or, on a machine with a network, ToxicityAdviser(model='original', download=True)"
)


class ToxicityAdviser(LoadedOnce):
    """Scores texts with one Detoxify model, loaded once and safe to share between threads.

    `folder` holds the checkpoint; `model` names one of Detoxify's own, which needs `download=True`. `device` is any that
    PyTorch knows, or `auto` for a GPU where there is one. `batch` windows are scored together; a text of more than `WINDOW`
    tokens is read in overlapping windows and gets the highest score of each label. `trusted` lets a checkpoint be read that
    holds more than tensors and plain data; such a file can run code. Raises `DetectorError`.
    """

    name: Final = "toxicity"

    def __init__(self, folder: str | Path | None = None, *, model: str | None = None, download: bool = False, device: str = "cpu", batch: int = 16, trusted: bool = False) -> None:
        super().__init__()
        if model is not None and model not in MODELS:
            raise DetectorError("NPG206", expected="one of Detoxify's models: " + ", ".join(MODELS), got=repr(model), cure="choose one of them, or give a folder")
        self._folder = Path(folder) if folder is not None else None
        self._model, self._download, self._device, self._batch, self._trusted = model, download, device, batch, trusted
        self._version = ""

    @property
    def version(self) -> str:
        """Which weights: the first letters of the SHA-256 of the checkpoint, or the name of Detoxify's model and its version."""
        if not self._version:
            if self._folder is None:
                self._version = f"{self._model} (detoxify {version_of('detoxify')})"
            else:
                with self._checkpoint().open("rb") as handle:
                    self._version = "sha256:" + hashlib.file_digest(handle, "sha256").hexdigest()[:12]
        return self._version

    def ready(self) -> None:
        """Raise `DetectorError` NPG207 unless the packages and the weights are here, or may be fetched."""
        need(self.name, "toxicity", "torch", "transformers", *(["detoxify"] if self._folder is None else []))
        if self._folder is None:
            if self._model is None or not self._download:
                raise DetectorError("NPG207", expected="weights for detector 'toxicity'", got="no folder, and no leave to download", cure=_HELP)
            return
        self._checkpoint()
        if not (self._folder / "config.json").is_file():
            raise DetectorError("NPG207", expected=f"config.json in {self._folder}", got="nothing there", cure=_HELP)

    def _checkpoint(self) -> Path:
        assert self._folder is not None
        found = sorted(p for p in self._folder.glob("*") if p.suffix in (".ckpt", ".pt", ".pth", ".bin")) if self._folder.is_dir() else []
        if len(found) != 1:
            raise DetectorError("NPG207", expected=f"one checkpoint in {self._folder}", got=", ".join(p.name for p in found) or "none", cure=_HELP)
        return found[0]

    def load(self) -> None:
        """Load the model unless it is loaded; raises `DetectorError` NPG207 where that fails."""
        with self._lock:
            if self._loaded is None:
                from . import checkpoint

                device = checkpoint.device_of(self._device)
                if self._folder is None:
                    assert self._model is not None
                    self._loaded = checkpoint.fetched(self._model, device)
                else:
                    self._loaded = checkpoint.local(self._checkpoint(), self._folder, device, trusted=self._trusted)

    def advise(self, texts: Sequence[str]) -> list[list[Score]]:
        """Return a score in [0, 1] of each label for each text; an empty text has none."""
        self.load()
        best: list[dict[str, float]] = [{} for _ in texts]
        for owners, scores in self._windows(texts):
            for owner, row in zip(owners, scores, strict=True):
                for label, score in zip(self._loaded.labels, row, strict=True):
                    best[owner][label] = max(score, best[owner].get(label, 0.0))
        return [[Score(label, score) for label, score in sorted(b.items())] for b in best]

    def _windows(self, texts: Sequence[str]) -> Iterator[tuple[list[int], list[list[float]]]]:
        """Score the windows of all texts in batches of like length: the texts that they belong to, and their scores."""
        pieces: list[tuple[int, list[int]]] = []
        for number, text in enumerate(texts):
            if text.strip():
                whole = text.encode("utf-8", "replace").decode()  # tokenizers refuse lone surrogates
                pieces.extend((number, window) for window in self._loaded.windows(whole, WINDOW, STRIDE))
        pieces.sort(key=lambda p: len(p[1]))
        for start in range(0, len(pieces), self._batch):
            batch = pieces[start : start + self._batch]
            yield [n for n, _ in batch], self._loaded.scores([w for _, w in batch])
