"""Spaced single letters (`f u c k`, `w o m e n`): runs of three or more are read as the words that they spell."""

from __future__ import annotations

from typing import Final

from .chunks import Chunk, Piece, Reader, is_lone, joined
from .fold import fold
from .readings import EVASION
from .word import Word

RUN: Final = 3  # single letters in a row that may spell a word


def row(chunk: Chunk, before: int) -> tuple[int, int]:
    """How many single letters stand in a row at most up to the end of `chunk`, and how many there; `before` stood in a row before it."""
    joined_on = before + chunk.lead
    return max(joined_on, chunk.most), joined_on if chunk.lead == len(chunk.words) else chunk.trail


def respaced(pieces: list[Piece], text: str, reader: Reader) -> list[Piece]:
    """Join runs of three or more spaced single letters (`f u c k`); wider gaps inside a run separate words."""
    result: list[Piece] = []
    index = 0
    while index < len(pieces):
        stop = index
        while stop < len(pieces) and is_lone(pieces[stop], text):
            stop += 1
        run = pieces[index:stop]
        if len(run) >= RUN and any(text[p.start].isalpha() for p in run):
            result.extend(_joined_run(run, text, reader))
        else:
            result.extend(run)
        if stop == index:
            result.append(pieces[index])
            stop += 1
        index = stop
    return result


def _letter_of(piece: Piece, text: str) -> str:
    """The folded letter of such a piece."""
    return (fold(text[piece.start : piece.end])[1] or piece.word.form)[0]


def _joined_run(run: list[Piece], text: str, reader: Reader) -> list[Piece]:
    groups: list[list[Piece]] = [[run[0]]]
    widths = [run[i + 1].start - run[i].end for i in range(len(run) - 1)]
    narrow = min(widths)
    for width, piece in zip(widths, run[1:], strict=True):
        if width > narrow and width >= 2:
            groups.append([piece])
        else:
            groups[-1].append(piece)
    wide = len(groups) > 1
    result: list[Piece] = []
    for group in groups:
        words, group, before, after = _trimmed(group, text, reader, wide)
        result.extend(before)
        whole = (group[0].start, group[-1].end)
        if len(group) < 2 or words is None:
            result.extend(group)
        elif len(words) == 1:
            result.append(Piece(*whole, _evaded(words[0], reader)))
        else:
            at = 0
            for form in words:
                result.append(Piece(group[at].start, group[at + len(form) - 1].end, _evaded(form, reader)))
                at += len(form)
        result.extend(after)
    return result


def _trimmed(group: list[Piece], text: str, reader: Reader, wide: bool) -> tuple[tuple[str, ...] | None, list[Piece], list[Piece], list[Piece]]:
    """The words that a run of letters spells, if need be less a letter at either end that stands for itself."""
    best: tuple[tuple[str, ...] | None, list[Piece], list[Piece], list[Piece]] = (None, group, [], [])
    for low, high in ((0, 0), (1, 0), (0, 1), (1, 1)):
        inner = group[low : len(group) - high]
        if len(inner) >= 3 or not low + high:
            words = _spelled("".join(_letter_of(p, text) for p in inner), reader, wide and not low + high)
            if words is not None and (best[0] is None or (len(words) == 1 and (len(best[0]) > 1 or _likelier(words[0], best[0][0], reader)))):
                best = (words, inner, group[:low], group[len(group) - high :])
    return best


def _likelier(shorter: str, whole: str, reader: Reader) -> bool:
    """Whether the letters less the first are the word meant (`a b i t c h`): the whole is rare and is an article and that word."""
    return whole[0] in "ai" and whole[1:] == shorter and reader.lexicon.common.get(whole, 99_999) > reader.lexicon.common.get(shorter, 99_998)


def _spelled(letters: str, reader: Reader, wide: bool) -> tuple[str, ...] | None:
    words = joined(letters, reader)
    if words is not None and (len(words) == 1 or sum(len(w) for w in words) >= 3 * len(words) or any(w in reader.lexicon.evadable for w in words)):
        return words
    return (letters,) if wide and len(letters) > 2 else None


def _evaded(form: str, reader: Reader) -> Word:
    return Word(((form, EVASION),), reader.lexicon) if form in reader.lexicon.words or form in reader.lexicon.phrases else reader.word(form)
