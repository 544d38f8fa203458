"""Readings: how a word of a vocabulary was read out of what stands there."""

from __future__ import annotations

from typing import Final

AS_WRITTEN: Final = "as_written"
EVASION: Final = "evasion"
MASKED: Final = "masked"
MISSPELT: Final = "misspelt"
REFERENCE: Final = "reference"
READINGS: Final = (AS_WRITTEN, EVASION, MASKED, MISSPELT, REFERENCE)  # the most literal first
