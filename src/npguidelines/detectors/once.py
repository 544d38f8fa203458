"""What a detector loads once and never takes along: a model, behind a lock."""

from __future__ import annotations

import threading
from typing import Any, Final

_STAY: Final = ("_lock", "_loaded")


class LoadedOnce:
    """A detector whose model is loaded by the first that needs it. A pickled copy travels without lock and model, and loads its own."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: Any = None

    def __getstate__(self) -> dict[str, Any]:
        return {k: v for k, v in self.__dict__.items() if k not in _STAY}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, _lock=threading.Lock(), _loaded=None)
