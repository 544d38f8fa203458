"""Tiny models with the architectures and label heads of Detoxify's, and a tiny spaCy pipeline; made in the test, saved, loaded through the real paths."""

from __future__ import annotations

from pathlib import Path
from typing import Any

LABELS = {
    "original": ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"],
    "unbiased": ["toxicity", "severe_toxicity", "obscene", "identity_attack", "insult", "threat", "sexual_explicit"],
}
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "chief", "is", "wrong", "about", "budget", "thank", "you", "plow", "road", "again"]


def detoxify_folder(folder: Path, kind: str = "original", **odd: Any) -> Path:
    """Write a checkpoint in Detoxify's format with random weights, its configuration and its tokenizer; `odd` replaces parts."""
    import torch
    import transformers

    torch.manual_seed(7)
    folder.mkdir(parents=True, exist_ok=True)
    classes = LABELS[kind]
    if kind == "original":
        config: Any = transformers.BertConfig(vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, max_position_embeddings=40, num_labels=len(classes))
        names = ("BertForSequenceClassification", "BertTokenizer")
        _bert_tokenizer(folder)
    else:
        config = transformers.RobertaConfig(vocab_size=262, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, max_position_embeddings=42, num_labels=len(classes), pad_token_id=1, bos_token_id=0, eos_token_id=2)
        names = ("RobertaForSequenceClassification", "RobertaTokenizer")
        _byte_tokenizer(folder)
    model = getattr(transformers, names[0])(config)
    config.save_pretrained(folder)
    arch = {"model_type": str(folder), "model_name": names[0], "tokenizer_name": names[1], "num_classes": len(classes)}
    saved = {"config": {"arch": {"args": arch}, "dataset": {"args": {"classes": classes}}}, "state_dict": model.state_dict(), **odd}
    torch.save(saved, folder / f"toxic_{kind}.ckpt")
    return folder


def _bert_tokenizer(folder: Path) -> None:
    from transformers import BertTokenizer

    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n", encoding="utf-8")
    BertTokenizer(vocab=str(folder / "vocab.txt")).save_pretrained(folder)


def _byte_tokenizer(folder: Path) -> None:
    import json

    from tokenizers.pre_tokenizers import ByteLevel
    from transformers import RobertaTokenizer

    signs = ["<s>", "<pad>", "</s>", "<unk>", "<mask>", *sorted(ByteLevel.alphabet())]
    vocab = {sign: number for number, sign in enumerate(signs)}
    (folder / "vocab.json").write_text(json.dumps(vocab), encoding="utf-8")
    (folder / "merges.txt").write_text("#version: 0.2\n", encoding="utf-8")
    RobertaTokenizer(vocab=str(folder / "vocab.json"), merges=str(folder / "merges.txt")).save_pretrained(folder)


def spacy_pipeline(folder: Path) -> Path:
    """Save a pipeline whose entities come from a list, so that the test does not hang on the numerics of a trained one."""
    import spacy

    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Nora Givens"}, {"label": "ORG", "pattern": "Frost Bakery"}, {"label": "GPE", "pattern": "Alaska"}])
    nlp.to_disk(folder)
    return folder
