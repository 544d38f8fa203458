from .chunks import Chunk
from .presence import Gathered

def gather(chunks: list[Chunk], capital: int, /) -> Gathered: ...
