"""The phrases of a rulebook: a trie for each first word, unpacked when that word is first met, and its nodes when they are first reached.

A rulebook holds a hundred thousand nodes, of which a comment reaches a few: reading them all took half of the time to the
first verdict, and all those of one first word most of what a new word costs.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import ItemsView, Iterable, Iterator, Sequence, Set
from sys import intern
from threading import Lock
from typing import Final, NamedTuple, cast

from .ids import shared
from .readings import AS_WRITTEN

# A node: its ids as bytes, its reading and what follows; of the end of a phrase as written the ids alone.
_Packed = bytes | tuple[bytes, str, tuple[tuple[str, "_Packed"], ...]]
_PROTOCOL: Final = 5


class Only(NamedTuple):
    """The one word that may follow a node, and the node there: two thirds of the nodes have one, and a dict takes four times the room."""

    word: str
    node: PhraseNode

    def get(self, form: str) -> PhraseNode | None:
        """The node that `form` leads to."""
        return self.node if form == self.word else None

    def items(self) -> tuple[tuple[str, PhraseNode]]:
        """The word with its node."""
        return (self,)


class PhraseNode(NamedTuple):
    """A node of the phrase trie: the words that may follow, and the concepts of the phrase that ends here."""

    next: dict[str, PhraseNode] | Only
    ids: tuple[int, ...]
    reading: str


PhraseHit = tuple[int, int, PhraseNode, str, str]  # first token, length, node, reading, the words read (where not as written)
_reaching: Final = Lock()
_END: Final[dict[str, PhraseNode]] = {}  # what follows the last word of a phrase; one for all, never added to


class Following(dict[str, PhraseNode]):
    """The words that may follow a node that was unpacked, each with its node, which stays packed until it is asked for.

    To be asked by `get` and `items`; text/_presence.c looks into it as into any dict, and asks `get` where it finds a packed node. A node that was
    reached stays: the C borrows it.
    """

    __slots__ = ()

    def get(self, form: str, _default: None = None) -> PhraseNode | None:  # type: ignore[override]
        """The node that `form` leads to."""
        node = super().get(form)
        if node is None or isinstance(node, PhraseNode):
            return node
        with _reaching:
            node = self[form]
            if not isinstance(node, PhraseNode):  # no other thread was sooner
                node = self[form] = _unpacked(node)
        return node

    def items(self) -> ItemsView[str, PhraseNode]:  # type: ignore[override]
        """All words with their nodes."""
        for form in self:
            self.get(form)
        return super().items()


class Phrases:
    """First word -> trie. Safe to share between threads: unpacking twice gives equal tries."""

    __slots__ = ("_forgotten", "_nodes", "_packed")

    def __init__(self, packed: dict[str, bytes] | None = None) -> None:
        self._packed = dict(packed or {})
        self._nodes: dict[str, PhraseNode] = {}
        self._forgotten: frozenset[int] = frozenset()

    def __contains__(self, form: str) -> bool:
        return form in self._packed or form in self._nodes

    def get(self, form: str) -> PhraseNode | None:
        """The trie of the phrases that begin with `form`."""
        node = self._nodes.get(form)
        if node is None:
            packed = self._packed.get(form)
            if packed is None:
                return None
            node = self._nodes[form] = _unpacked(pickle.loads(packed), self._forgotten)
        return node

    def forget(self, concepts: Set[int]) -> None:
        """Take all phrases of these concepts out; tries that are not unpacked yet lose them when they are."""
        self._forgotten |= concepts
        self._nodes = {form: _unpacked(_packed(node), self._forgotten) for form, node in self._nodes.items()}

    def items(self) -> Iterator[tuple[str, PhraseNode]]:
        """All first words with their tries."""
        for form in dict.fromkeys((*self._packed, *self._nodes)):
            node = self.get(form)
            assert node is not None
            yield form, node

    def add(self, words: Sequence[str], ids: Sequence[int], reading: str, *, instead: bool) -> None:
        """Add a phrase of at least two words; one that is there already takes these ids too if `instead`, else stays as it is."""
        self.get(words[0])
        self._packed.pop(words[0], None)
        nodes = self._nodes
        for word in words[:-1]:
            node = nodes.get(word) or PhraseNode(_END, (), reading)
            if node.next is _END or isinstance(node.next, Only):
                node = nodes[word] = node._replace(next=dict(node.next.items()))
            assert isinstance(node.next, dict)
            nodes = node.next
        last = nodes.get(words[-1]) or PhraseNode(_END, (), reading)
        if not last.ids or instead:
            nodes[words[-1]] = PhraseNode(last.next, tuple(sorted({*last.ids, *ids})), reading)

    def __reduce__(self) -> tuple[object, ...]:
        nodes = dict(self.items()) if self._forgotten else self._nodes
        kept = {} if self._forgotten else self._packed
        made = {form: pickle.dumps(_packed(node), _PROTOCOL) for form, node in nodes.items() if form not in kept}
        return Phrases, (dict(sorted((kept | made).items())),)


def _packed(node: PhraseNode) -> _Packed:
    ids = array("I", node.ids).tobytes()
    if node.reading == AS_WRITTEN and not node.next:
        return ids
    return ids, node.reading, tuple((word, _packed(following)) for word, following in sorted(node.next.items()))


def _unpacked(packed: _Packed, forgotten: frozenset[int] = frozenset()) -> PhraseNode:
    """The node; with concepts to forget those that follow it too, at once."""
    data, reading, following = (packed, AS_WRITTEN, ()) if isinstance(packed, bytes) else packed
    ids = array("I", data)
    after: dict[str, PhraseNode] | Only = _END
    if len(following) == 1:
        ((word, node),) = following
        after = Only(word, _unpacked(node, forgotten))
    elif forgotten:
        after = {word: _unpacked(node, forgotten) for word, node in following} or _END
    elif following:
        after = Following((intern(w), node) for w, node in cast("Iterable[tuple[str, PhraseNode]]", following))  # the nodes packed as they are
    return PhraseNode(after, tuple(shared(i for i in ids if i not in forgotten)), reading)
