from .chunks import Chunk
from .phrases import PhraseHit
from .presence import Gathered
from .word import Word

def gather(chunks: list[Chunk], capital: int, /) -> Gathered: ...
def phrase_hits(words: list[Word], as_written: str, /) -> list[PhraseHit]: ...
