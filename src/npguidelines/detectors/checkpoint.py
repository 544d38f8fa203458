"""Load a Detoxify model: from a checkpoint file without any network, or by Detoxify's own loader.

A checkpoint of Detoxify is what `torch.save` makes of `{"config": {"arch": {"args": {"model_name", "tokenizer_name",
"num_classes", ...}}, "dataset": {"args": {"classes": [...]}}}, "state_dict": {...}}`. Detoxify itself asks the model hub for the
configuration even where the checkpoint is local (`get_model_and_tokenizer`, 0.5.4), so local ones are read here.
Imports PyTorch and transformers: import it late.
"""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any, Final

import torch
import transformers

from ..errors import DetectorError

# Detoxify's models name some labels otherwise than its own loader does; these are the names that it gives them.
_NAMES: Final = {"toxic": "toxicity", "identity_hate": "identity_attack", "severe_toxic": "severe_toxicity"}
_ABSENT: Final = "position_ids"  # older checkpoints keep a table that newer models compute


class LoadedModel:
    """A model with its tokenizer and labels, on one device."""

    def __init__(self, model: Any, tokenizer: Any, labels: list[str], device: str) -> None:
        self.model = model.to(device).eval()
        self.tokenizer = tokenizer
        self.labels = labels
        self.device = device

    def windows(self, text: str, window: int, stride: int) -> list[list[int]]:
        """Cut `text` into runs of at most `window` token ids with their special tokens, `stride` of them shared by neighbours."""
        first, *last = self.tokenizer("")["input_ids"]  # every model of Detoxify puts one special token before and one behind
        ids = self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"]
        room = min(window, self._positions()) - 1 - len(last)
        step = max(1, room - min(stride, room // 4))
        starts = range(0, max(1, len(ids) - room + step), step)
        return [[first, *ids[start : start + room], *last] for start in starts]

    def _positions(self) -> int:
        """How many tokens the model can place."""
        config = self.model.config
        offset = config.pad_token_id + 1 if config.model_type in ("roberta", "xlm-roberta") else 0
        return int(config.max_position_embeddings) - offset

    def scores(self, windows: list[list[int]]) -> list[list[float]]:
        """Return the score of every label for every window: the sigmoid of the model's outputs, as Detoxify computes it."""
        padded = self.tokenizer.pad({"input_ids": windows}, return_tensors="pt").to(self.device)
        with torch.inference_mode():
            output = self.model(**padded)[0]
        return torch.sigmoid(output.float()).cpu().tolist()  # type: ignore[no-any-return]


def device_of(name: str) -> str:
    """Return the name of the device, a GPU for `auto` where there is one; raises `DetectorError` NPG207 for one that is not here."""
    if name == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    try:
        torch.empty(0, device=name)
    except (RuntimeError, AssertionError, ValueError) as error:
        raise DetectorError("NPG207", expected=f"the device {name!r}", got=str(error).splitlines()[0], cure="use cpu or auto") from error
    return name


def local(path: Path, folder: Path, device: str, *, trusted: bool) -> LoadedModel:
    """Load the checkpoint `path` with the configuration and the tokenizer that lie in `folder`. Touches no network."""
    held = _read(path, trusted=trusted)
    try:
        arch = held["config"]["arch"]["args"]
        classes = [_NAMES.get(c, c) for c in held["config"]["dataset"]["args"]["classes"]]
        model_class, tokenizer_class = (getattr(transformers, arch[key]) for key in ("model_name", "tokenizer_name"))
        weights = held["state_dict"]
        count = int(arch.get("num_classes", len(classes)))
    except (KeyError, TypeError, AttributeError) as error:
        raise _broken(path, f"{type(error).__name__}: {error}", "a checkpoint in Detoxify's format (config and state_dict)") from error
    if count < len(classes):
        raise _broken(path, f"{len(classes)} classes for {count} outputs", "an output of the model for every class")
    try:
        config = model_class.config_class.from_pretrained(str(folder), num_labels=count, local_files_only=True)
        tokenizer = tokenizer_class.from_pretrained(str(folder), local_files_only=True)
    except (OSError, ValueError) as error:
        raise _broken(folder, str(error).splitlines()[0], "config.json and the files of the tokenizer") from error
    model = model_class(config)
    try:
        missing, foreign = model.load_state_dict(weights, strict=False)
    except RuntimeError as error:
        raise _broken(path, str(error).splitlines()[-1].strip(), "weights that fit config.json") from error
    odd = sorted([*missing, *(k for k in foreign if not k.endswith(_ABSENT))])
    if odd:
        raise _broken(path, f"{len(odd)} tables that do not fit, such as {odd[0]}", "weights that fit config.json")
    return LoadedModel(model, tokenizer, classes, device)


def _read(path: Path, *, trusted: bool) -> Any:
    try:
        return torch.load(path, map_location="cpu", weights_only=not trusted)
    except (pickle.UnpicklingError, EOFError, RuntimeError, OSError) as error:
        cure = "a file of more than tensors and plain data can run code when it is read: pass trusted=True only if you know where it comes from"
        raise DetectorError("NPG207", expected=f"a checkpoint in {path}", got=str(error).splitlines()[0], cure=cure) from error


def _broken(path: Path, got: str, expected: str) -> DetectorError:
    return DetectorError("NPG207", expected=f"{expected} in {path}", got=got, cure="fetch the checkpoint again, or take config and tokenizer of the model that it was trained from")


def fetched(model: str, device: str) -> LoadedModel:
    """Load one of Detoxify's models by its own loader, which downloads what it has not kept."""
    from detoxify import Detoxify

    try:
        loaded = Detoxify(model, device=device)
    except Exception as error:
        raise DetectorError("NPG207", expected=f"Detoxify's model {model!r}", got=f"{type(error).__name__}: {error}", cure="check the network, or give a folder with the checkpoint") from error
    return LoadedModel(loaded.model, loaded.tokenizer, list(loaded.class_names), device)
