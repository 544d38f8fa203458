"""The phrases of a rulebook: one trie over flat arrays of 32-bit numbers, read as it stands, by Python and by `text/_presence.c`.

A rulebook holds nearly three hundred thousand nodes, of which a comment reaches a few: nothing is unpacked for any of them. The nodes
that follow a node stand in a row, in the order of the numbers of their words. The first words of phrases have nodes of
their own (`Phrases.opens`); node 0, word 0 and the record of ids at 0 are none.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence, Set
from itertools import count
from sys import intern
from typing import Final

from .ids import shared
from .readings import READINGS

# Concept -> length in tokens -> bit set of first tokens; and (concept, first token, length) -> (the words read, reading) where they are not as written.
PhraseMarks = tuple[dict[int, dict[int, int]], dict[tuple[int, int, int], tuple[str, str]]]
# For the C: the word of each node; first and number of the nodes that follow it; the place of its record in `ids`; the records; the names of the readings.
Tables = tuple["array[int]", "array[int]", "array[int]", "array[int]", tuple[str, ...]]

_RECORD: Final = 1 << 31  # marks the head of a record of ids, which no id looks like: how they are read and how many they are
_READING: Final = 24
_COUNT: Final = (1 << _READING) - 1


class Phrases:
    """The phrases, each of at least two words, with their concepts and how they are read. Changed while a rulebook is made or patched only; then safe to share between threads.

    numbers: every word of a phrase -> its number. opens: number -> the node of the phrases that begin with the word, or 0. tables: what the C reads.
    """

    __slots__ = ("_added", "_after", "_ids", "_records", "_words", "numbers", "opens", "tables")

    def __init__(self, numbers: dict[str, int] | None = None, *data: bytes) -> None:
        self.numbers = numbers or {}
        self.opens, words, after, records, ids = (array("I", d) for d in data or map(bytes, (4, 4, 8, 4, 4)))
        self.tables: Tables = (words, after, records, ids, READINGS)
        self._words, self._after, self._records, self._ids = words, after, records, ids
        self._added: dict[tuple[str, ...], tuple[tuple[int, ...], str]] = {}  # not yet in the arrays

    def __contains__(self, form: str) -> bool:
        return self.step(form)[1] > 0

    def step(self, form: str) -> tuple[int, int]:
        """The number of a word of phrases, and the node of the phrases that begin with it; 0 for none."""
        if self._added:
            self._lay()
        number = self.numbers.get(form, 0)
        return number, self.opens[number]

    def following(self, node: int, number: int) -> int:
        """The node that the word of this number leads to, or 0."""
        first = self._after[2 * node]
        stop = first + self._after[2 * node + 1]
        at = bisect_left(self._words, number, first, stop)
        return at if at < stop and self._words[at] == number else 0

    def goes_on(self, node: int) -> bool:
        """Whether any word leads on from a node."""
        return self._after[2 * node + 1] > 0

    def ids(self, node: int) -> list[int]:
        """The concepts of the phrase that ends at a node."""
        at = self._records[node]
        return shared(self._ids[at + 1 : at + 1 + (self._ids[at] & _COUNT)])

    def reading(self, node: int) -> str:
        """How the phrase that ends at a node is read."""
        return READINGS[(self._ids[self._records[node]] & ~_RECORD) >> _READING]

    def words(self) -> Collection[str]:
        """Every word of a phrase."""
        if self._added:
            self._lay()
        return self.numbers.keys()

    def add(self, words: Sequence[str], ids: Sequence[int], reading: str, *, instead: bool) -> None:
        """Add a phrase of at least two words; one that is there already takes these ids too if `instead`, else stays as it is."""
        key = tuple(map(intern, words))
        there = self._added[key][0] if key in self._added else self._ids_of(key)
        if not there or instead:
            self._added[key] = (tuple(sorted({*there, *ids})), reading)

    def forget(self, concepts: Set[int]) -> None:
        """Take all phrases of these concepts out."""
        if self._added:
            self._lay()
        ids = self._ids
        for concept in concepts:
            at = 0
            while True:
                try:
                    at = ids.index(concept, at + 1)
                except ValueError:
                    break
                head = at
                while ids[head] < _RECORD:
                    head -= 1
                stop = head + (ids[head] & _COUNT)  # of the record
                ids[at : stop + 1] = ids[at + 1 : stop + 1] + array("I", (_RECORD,))  # a record of nothing takes the place that is free
                ids[head] -= 1

    def _ids_of(self, key: tuple[str, ...]) -> list[int]:
        """The concepts of a phrase that is in the arrays."""
        node = self.opens[self.numbers.get(key[0], 0)]
        for word in key[1:]:
            node = self.following(node, self.numbers.get(word, 0))
        return self.ids(node)

    def _lay(self) -> None:
        """Lay what was added into the arrays: all at once into empty ones, else phrase by phrase."""
        added, self._added = self._added, {}
        for word in sorted({word for key in added for word in key} - self.numbers.keys()):
            self.numbers[word] = len(self.opens)
            self.opens.append(0)
        numbered = {tuple(map(self.numbers.__getitem__, key)): value for key, value in added.items()}
        if len(self._words) == 1:
            self._lay_all(numbered)
            return
        for key, (ids, reading) in numbered.items():
            self._lay_one(key, ids, reading)

    def _lay_all(self, phrases: Mapping[tuple[int, ...], tuple[tuple[int, ...], str]]) -> None:
        """The nodes in order of their depth, then of the words that lead to them."""
        records: dict[tuple[tuple[int, ...], str], int] = {}
        before: dict[tuple[int, ...], int] = {}
        for depth in range(1, max(map(len, phrases)) + 1):
            level = {prefix: number for number, prefix in enumerate(sorted({key[:depth] for key in phrases if len(key) >= depth}), len(self._words))}
            for prefix, node in level.items():
                self._node(prefix[-1])
                known = phrases.get(prefix)
                if known is not None:
                    if known not in records:
                        records[known] = self._record(*known)
                    self._records[node] = records[known]
                if depth == 1:
                    self.opens[prefix[0]] = node
                else:
                    self._follows(before[prefix[:-1]], node)
            before = level

    def _lay_one(self, key: tuple[int, ...], ids: tuple[int, ...], reading: str) -> None:
        node = self.opens[key[0]]
        if not node:
            node = self.opens[key[0]] = self._node(key[0])
        for number in key[1:]:
            node = self.following(node, number) or self._branch(node, number)
        self._records[node] = self._record(ids, reading)

    def _node(self, number: int) -> int:
        """A new node, which the word of this number leads to and nothing follows."""
        self._words.append(number)
        self._after.extend((0, 0))
        self._records.append(0)
        return len(self._words) - 1

    def _follows(self, node: int, last: int) -> None:
        """Note that `last`, after those that follow `node` already, follows it too."""
        if not self.goes_on(node):
            self._after[2 * node] = last
        self._after[2 * node + 1] += 1

    def _branch(self, node: int, number: int) -> int:
        """Let the word of this number lead on from `node`: those that follow it move to the end of the arrays, the new one among them."""
        first = self._after[2 * node]
        old = range(first, first + self._after[2 * node + 1])
        self._after[2 * node + 1] = 0
        made = 0
        for at in (*(o for o in old if self._words[o] < number), 0, *(o for o in old if self._words[o] > number)):
            moved = self._node(self._words[at] if at else number)
            if at:
                self._after[2 * moved : 2 * moved + 2] = self._after[2 * at : 2 * at + 2]
                self._records[moved] = self._records[at]
            else:
                made = moved
            self._follows(node, moved)
        return made

    def _record(self, ids: Sequence[int], reading: str) -> int:
        self._ids.append(_RECORD | READINGS.index(reading) << _READING | len(ids))
        self._ids.extend(ids)
        return len(self._ids) - 1 - len(ids)

    def __reduce__(self) -> tuple[object, ...]:
        if self._added:
            self._lay()
        return _restored, (tuple(self.numbers), *(a.tobytes() for a in (self.opens, self._words, self._after, self._records, self._ids)))


def _restored(words: tuple[str, ...], *data: bytes) -> Phrases:
    return Phrases(dict(zip(words, count(1))), *data)
