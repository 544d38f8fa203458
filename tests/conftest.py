from __future__ import annotations

import pytest

from npguidelines import Moderator


@pytest.fixture(scope="session")
def moderator() -> Moderator:
    return Moderator.default()
