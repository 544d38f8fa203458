"""A comment, as it comes in."""

from __future__ import annotations

from .base import Frozen


class Comment(Frozen):
    """A public comment.

    Only `text` is evidence. `post_text` and `parent_text` resolve "he" and "this officer"; `author`, `created_at` and
    `url` are carried for the caller and reach no detector and no rule (design, "Viewpoint safeguard", 5).

    >>> Comment(text="Thank you!").text
    'Thank you!'
    """

    text: str
    id: str | None = None
    author: str | None = None
    created_at: str | None = None
    url: str | None = None
    post_text: str | None = None
    parent_text: str | None = None
