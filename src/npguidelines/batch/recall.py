"""What has been judged already in a file: identical comments are judged once and counted, within bounded memory."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, Generic, TypeVar

from ..engine.moderator import Moderator
from ..engine.rows import Key, judge
from ..model.verdict import Verdict

_COMMENTS: Final = 200_000  # distinct comments whose copies are recognised
_CLEAN: Final = 200_000
_FOUND: Final = 4_096  # verdicts that hold findings are large
_Value = TypeVar("_Value")


class Bounded(dict[bytes, _Value], Generic[_Value]):
    """A dictionary that forgets its oldest entries when it is full; `forgot` says that it has.

    >>> few = Bounded(2)
    >>> few.keep(b"a", 1); few.keep(b"b", 2); few.keep(b"c", 3)
    >>> few, few.forgot
    ({b'b': 2, b'c': 3}, True)
    """

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        self.forgot = False

    def keep(self, key: bytes, value: _Value) -> None:
        """Add an entry as the newest."""
        if key not in self and len(self) >= self.limit:
            self.forgot = True
            del self[next(iter(self))]
        self[key] = value


class Recall:
    """Remembers answers by digest of the comment and of what it answered, and which row first held a text.

    Memory is bounded (about 80 MB when full): what is forgotten is judged again, with the same result.
    """

    def __init__(self, moderator: Moderator) -> None:
        self._moderator = moderator
        self._clean: Bounded[None] = Bounded(_CLEAN)
        self._found: Bounded[Verdict] = Bounded(_FOUND)
        self._first: Bounded[str] = Bounded(_COMMENTS)
        self._flying: set[bytes] = set()
        self.copies: Bounded[tuple[str, int]] = Bounded(_COMMENTS)  # text -> (first row, how many copies of it)

    @property
    def exact(self) -> bool:
        """Whether every copy so far was recognised as one."""
        return not self._first.forgot

    def unknown(self, digests: Sequence[bytes], keys: Sequence[Key]) -> list[tuple[bytes, Key]]:
        """The distinct keys that have to be judged: neither known nor under way. They count as under way from now on."""
        wanted = []
        for ident, key in zip(digests, keys, strict=True):
            if ident not in self._clean and ident not in self._found and ident not in self._flying:
                self._flying.add(ident)
                wanted.append((ident, key))
        return wanted

    def learn(self, wanted: Sequence[tuple[bytes, Key]], answers: Sequence[Verdict | None]) -> None:
        """Remember the answers to what `unknown` returned."""
        for (ident, _), answer in zip(wanted, answers, strict=True):
            self._flying.discard(ident)
            if answer is None:
                self._clean.keep(ident, None)
            else:
                self._found.keep(ident, answer)

    def answer(self, ident: bytes, key: Key) -> Verdict | None:
        """The answer to a key."""
        if ident in self._clean:
            return None
        found = self._found.get(ident)
        return found if found is not None else judge(self._moderator, key)  # forgotten since

    def copy_of(self, text: bytes, row: str) -> str:
        """The row that first held the text with this digest, counted as copied; "" for the first itself."""
        first = self._first.get(text)
        if first is None:
            self._first.keep(text, row)
            return ""
        self.copies.keep(text, (first, self.copies.get(text, ("", 0))[1] + 1))
        return first


def digest(key: Key) -> bytes:
    """A digest of 128 bits; the parts are kept apart by their lengths."""
    text, post, parent = key
    if post is None and parent is None:
        return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
    parts = [p.encode("utf-8", "surrogatepass") if p is not None else b"" for p in key]
    lengths = repr([len(p) if given is not None else None for p, given in zip(parts, key, strict=True)])
    return blake2b(b"\x00".join(parts) + lengths.encode(), digest_size=16, person=b"npg-context").digest()
