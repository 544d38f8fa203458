from .chunks import Chunk
from .phrases import PhraseMarks, Tables
from .presence import Gathered
from .word import Word

def gather(chunks: list[Chunk], capital: int, tables: Tables, /) -> Gathered: ...
def phrase_marks(words: list[Word], firsts: list[int], tables: Tables, /) -> PhraseMarks: ...
