"""The detectors that plug in, measured: what each costs and what it adds.

usage: python benchmarks/detectors.py {profanity,speed,toxicity,spacy} [FILE] [--pipeline NAME] [--device cpu|cuda] [--rows N] [--folder WEIGHTS]
FILE holds ordinary comments (JSON Lines with `text`, plain or gzipped); without it the examples of the rulebook serve. Times
are processor time, for toxicity wall-clock time. Sections:
profanity  better-profanity's own matcher beside its list by our readings: comments a second, opinions, groups and ordinary words flagged, profanity found
speed      comments a second of the core, and with every detector but Detoxify
toxicity   texts a second and memory by batch size, with random weights of BERT's real size (or those in --folder)
spacy      what only spaCy could mark: lemmas and one-letter misspellings of the rulebook's own words, and with --pipeline people and organisations
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from npguidelines import Moderator, load_rulebook
from npguidelines.detectors.comment import ReadComment
from npguidelines.detectors.protocol import Mark
from npguidelines.evaluation.cases import Case, read_cases
from npguidelines.evaluation.examples import examples
from npguidelines.model.base import Kind
from npguidelines.rulebook.program import Rulebook

ROOT = Path(__file__).resolve().parents[1]
CORPORA = ROOT / "corpora"


def texts_of(path: Path | None, rows: int) -> list[str]:
    """Ordinary comments in a fixed random order."""
    if path is None:
        found = [e.text for e in examples(Moderator.default())]
    else:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as handle:
            found = [json.loads(line)["text"] for line in handle if line.strip()]
    random.Random(1).shuffle(found)
    return found[:rows]


def opinions() -> list[str]:
    """The two opinion banks, in which nothing may be flagged."""
    return [json.loads(line)["text"] for name in ("viewpoint", "viewpoint_second") for line in (CORPORA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def per_second(works: Sequence[Callable[[str], object]], texts: Sequence[str], rounds: int = 3) -> list[float]:
    """Texts a second of processor time, for each of `works`; the first half warms what is remembered, the second is measured, the best of rounds that take turns."""
    half = len(texts) // 2
    best = [0.0] * len(works)
    for work in works:
        for text in texts[:half]:
            work(text)
    for _ in range(rounds):
        for number, work in enumerate(works):
            start = time.process_time()
            for text in texts[half:]:
                work(text)
            best[number] = max(best[number], (len(texts) - half) / (time.process_time() - start))
    return best


def profanity(options: argparse.Namespace) -> None:
    """better-profanity's own matcher and ours, side by side."""
    from better_profanity import Profanity

    book = Moderator.default().rulebook
    own, core, listed = Profanity(), Moderator(book), Moderator(book, ["profanity"])
    ways: dict[str, Callable[[str], bool]] = {
        "its own matcher": own.contains_profanity,
        "core alone, clause a": lambda t: "a" in core.review(t).flagged,
        "core and its list, clause a": lambda t: "a" in listed.review(t).flagged,
    }
    groups = sorted(w for w, ids in book.lexicon.words.items() if any(book.ids[c] in ids for c in ("orientation_group", "religion_group", "race_group", "national_group", "disability_group")))
    cases = read_cases([CORPORA / "clauses"])
    samples = {
        "opinions": opinions(), "groups": [f"the {g} family next door" for g in groups], "allowed comments of clause a": [c.text for c in cases if c.id.startswith("a") and "a" not in {*c.expect, *c.also_ok}],
        "profane comments": [c.text for c in cases if "a" in c.expect],
    }  # fmt: skip
    print(f"{'':28}{'comments/s':>12}" + "".join(f"{f'{n} ({len(t)})':>38}" for n, t in samples.items()))
    ordinary = texts_of(options.file, options.rows)
    for name, flags in ways.items():
        (speed,) = per_second([flags], ordinary[: 100 if flags == own.contains_profanity else None])
        print(f"{name:28}{speed:12,.0f}" + "".join(f"{sum(map(flags, t)):38}" for t in samples.values()))


def speed(options: argparse.Namespace) -> None:
    """Comments a second with and without the detectors."""
    book = Moderator.default().rulebook
    texts = texts_of(options.file, options.rows)
    sets = ([], ["profanity"], ["profanity", "spacy" + (f"={options.pipeline}" if options.pipeline else "")])
    rates = per_second([Moderator(book, d).review for d in sets], texts)
    for detectors, rate in zip(sets, rates, strict=True):
        print(f"{' + '.join(['core', *detectors]):40}{rate:10,.0f} comments/s {rate / rates[0]:7.0%}")


def toxicity(options: argparse.Namespace) -> None:
    """Texts a second and memory of a Detoxify model by batch size."""
    from npguidelines.detectors.toxicity import ToxicityAdviser

    texts = texts_of(options.file, options.rows)
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.folder or base_sized(Path(scratch))
        for batch in (1, 8, 32, 128):
            adviser = ToxicityAdviser(folder, device=options.device, batch=batch)
            start = time.perf_counter()
            adviser.load()
            loaded = time.perf_counter() - start
            adviser.advise(texts[:batch])
            start = time.perf_counter()
            adviser.advise(texts)
            rate = len(texts) / (time.perf_counter() - start)
            print(f"batch {batch:4} on {options.device}: {rate:10,.1f} texts/s, load {loaded:.1f} s, {memory(options.device)}")


def memory(device: str) -> str:
    """The most memory used so far."""
    text = f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    if device != "cpu":
        import torch

        text += f", GPU {torch.cuda.max_memory_allocated() / 1e6:,.0f} MB"
    return text


def base_sized(folder: Path) -> Path:
    """A checkpoint with BERT's real size and random weights: the speed of Detoxify's `original`, none of its knowledge."""
    import torch
    import transformers

    sys.path.insert(0, str(ROOT / "tests" / "detectors"))
    from tiny_models import LABELS, detoxify_folder

    detoxify_folder(folder)
    config = transformers.BertConfig(num_labels=len(LABELS["original"]))
    config.save_pretrained(folder)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *(chr(c) for c in range(33, 127)), *("##" + chr(c) for c in range(33, 127))]
    transformers.BertTokenizer(vocab={w: n for n, w in enumerate(words)}).save_pretrained(folder)
    path = next(folder.glob("*.ckpt"))
    held = torch.load(path, weights_only=True)
    held["state_dict"] = transformers.BertForSequenceClassification(config).state_dict()
    torch.save(held, path)
    return folder


class Marker:
    """A detector that marks words of the rulebook's own vocabularies in readings that only spaCy gives."""

    version = "benchmark"

    def __init__(self, name: str, book: Rulebook, marks: Callable[[str], Iterator[tuple[int, int, str]]]) -> None:
        flagging = {i for i, k in enumerate(book.kinds) if k in {x.value for x in Kind} and Kind(k).flagging}
        self.name, self._marks = name, marks
        self.words = {w: [book.names[i] for i in ids if i in flagging and "'" not in book.names[i]] for w, ids in book.lexicon.words.items()}
        self.words = {w: names for w, names in self.words.items() if names and len(w) >= 4 and w.isalpha()}
        self.concepts = {n: book.kinds[book.ids[n]] for names in self.words.values() for n in names}
        self.hints = dict.fromkeys(self.concepts, "first")

    def mark(self, comment: ReadComment) -> list[Mark]:
        """Mark every concept of every word found."""
        return [Mark(n, start, end, word, "misspelt") for start, end, word in self._marks(comment.text) for n in self.words.get(word, ())]


def spacy_readings(book: Rulebook) -> Iterator[tuple[str, Marker]]:
    """Lemmas by the look-up tables, and words one edit away by the Matcher; ordinary English words are left alone."""
    import spacy
    from spacy.matcher import Matcher

    nlp = spacy.blank("en")
    nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    nlp.initialize()
    common = book.lexicon.common
    near: dict[str, list[str]] = {}  # an unknown word -> the words one edit away

    def lemmas(text: str) -> Iterator[tuple[int, int, str]]:
        yield from ((t.idx, t.idx + len(t), t.lemma_.lower()) for t in nlp(text) if t.lemma_.lower() != t.lower_)

    yield "lemmas", Marker("lemmas", book, lemmas)
    matcher = Matcher(nlp.vocab)

    def misspelt(text: str) -> Iterator[tuple[int, int, str]]:
        for token in nlp(text):
            word = token.lower_
            if word.isalpha() and word not in common and word not in book.lexicon.words:
                if word not in near:
                    near[word] = [nlp.vocab.strings[key] for key, _, _ in matcher(spacy.tokens.Doc(nlp.vocab, words=[word]))]
                yield from ((token.idx, token.idx + len(token), other) for other in near[word])

    fuzzy = Marker("fuzzy", book, misspelt)
    for word in fuzzy.words:
        matcher.add(word, [[{"LOWER": {"FUZZY1": word}}]])
    yield "FUZZY1", fuzzy


def spacy(options: argparse.Namespace) -> None:
    """Recall, near misses and opinions flagged, with each reading that only spaCy gives."""
    book = Moderator.default().rulebook
    cases = read_cases([CORPORA / "clauses", CORPORA / "plain", CORPORA / "attacks"])
    random.Random(2).shuffle(cases)
    cases = cases[: options.rows]
    told("core", Moderator(book), cases)
    for name, marker in spacy_readings(book):
        told(f"with {name}", Moderator(book, [marker], budget=60), cases)
    if options.pipeline:
        people = with_people()
        told("people by spaCy, rested", Moderator(people), cases)
        told("people by spaCy", Moderator(people, [f"spacy={options.pipeline}"], budget=60), cases)


def with_people() -> Rulebook:
    """The shipped rulebook whose `person_named` and `organization` take in what a trained pipeline marks."""
    with tempfile.TemporaryDirectory() as scratch:
        rules = Path(scratch) / "rules"
        shutil.copytree(ROOT / "rules", rules)
        for name, joins in (("person", "person_named"), ("organisation", "organization")):
            (rules / "concepts" / f"{name}.yaml").write_text(f'name: "{name}"\nkind: "target"\nabout: "By spaCy."\ndetector: "spacy"\noptional: true\n', encoding="utf-8")
            path = rules / "concepts" / f"{joins}.yaml"
            path.write_text(path.read_text(encoding="utf-8").replace("match:\n", f'match:\n  - "{name}"\n', 1), encoding="utf-8")
        return load_rulebook(rules)


def told(name: str, moderator: Moderator, cases: Iterable[Case]) -> None:
    """One line: expected clauses found, near misses flagged, opinions flagged, seconds."""
    found: Counter[str] = Counter()
    start = time.process_time()
    for case in cases:
        flagged = moderator.review(case.text).flagged
        found["expected"] += len(case.expect)
        found["found"] += sum(c in flagged for c in case.expect)
        found["near"] += not case.expect
        found["near flagged"] += bool(not case.expect and flagged)
    seconds = time.process_time() - start
    wrong = sum(bool(moderator.review(t).flagged) for t in opinions())
    print(f"{name:26} found {found['found']} of {found['expected']}, near misses flagged {found['near flagged']} of {found['near']}, opinions flagged {wrong}, {seconds:.0f} s", flush=True)


def main() -> None:
    """Measure one section and print it."""
    sections: dict[str, Callable[[Any], None]] = {"profanity": profanity, "speed": speed, "toxicity": toxicity, "spacy": spacy}
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("section", choices=sorted(sections))
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("--pipeline", help="a trained spaCy pipeline")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--folder", type=Path, help="weights of a Detoxify model")
    parser.add_argument("--rows", type=int, default=4000)
    options = parser.parse_args()
    sections[options.section](options)


if __name__ == "__main__":
    main()
