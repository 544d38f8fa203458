from collections.abc import Callable, Mapping

from ..rulebook.program import Node
from ..text.document import Document
from .scan import Possible
from .values import Refer, Spans

class Values:
    def __init__(
        self, document: Document, patterns: dict[int, tuple[Node, ...]], any_word: int, marked: dict[int, Spans], possible: Possible,
        features: Callable[[], Mapping[str, int]], referred: frozenset[int], refer: Refer, n_concepts: int,
        kinds: tuple[type, ...], most: int, /,
    ) -> None: ...
    def value(self, node: Node, /) -> Spans: ...
    def starts(self, node: Node, /) -> int: ...
    def concept(self, ident: int, /) -> Spans: ...
    def own(self, ident: int, /) -> Spans: ...
