"""What a check asks of the outside world, and what it may be told: three plain values.

Everything inside is written without input and output. A step that needs a document yields a :class:`Fetch` and is
sent a :class:`Fetched` or an :class:`Unavailable`; who drives the steps decides whether and how anything is asked for.
"""

from __future__ import annotations

from typing import Final, NamedTuple

#: What documents are asked for: the values of :attr:`Fetch.purpose`.
PURPOSES: Final = (
    "controller document",
    "status list",
    "schema",
    "refreshed credential",
    "related resource",
    "issuer registry",
    "domain linkage",
    "context",
)


class Fetch(NamedTuple):
    """A document is needed: its absolute ``url``, what for (``purpose``, a word or two), and its largest size."""

    url: str
    purpose: str
    max_bytes: int


class Fetched(NamedTuple):
    """The document at ``url``: the bytes as they came; ``media_type`` without parameters, empty if unknown.

    ``headers`` are those of the answer where the fetcher tells them; no verdict rests on them, only advice.
    """

    url: str
    data: bytes
    media_type: str = ""
    headers: tuple[tuple[str, str], ...] = ()


class Unavailable(NamedTuple):
    """The document could not be had. ``code`` is a code of group ``fetch``, or empty where nobody was asked."""

    code: str = ""
    message: str = ""
