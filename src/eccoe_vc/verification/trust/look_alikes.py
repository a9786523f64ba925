"""Identifiers that a person could take for another one: other case, punycode, percent signs, letters drawn alike."""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache

_LONGEST_NAME = 2_000


def look_alike(issuer: str, ids: frozenset[str]) -> str:
    """An id of ``ids`` that a person could take for ``issuer``: other case, punycode, percent signs."""
    if len(issuer) > _LONGEST_NAME:  # nobody takes that for anything
        return ""
    return _skeletons(ids).get(_skeleton(issuer), "")


@lru_cache(maxsize=8)
def _skeletons(ids: frozenset[str]) -> dict[str, str]:
    # A national register has tens of thousands of issuers: they are drawn once, not for each stranger.
    return {_skeleton(known): known for known in sorted(ids, reverse=True)}


def _skeleton(text: str) -> str:
    from urllib.parse import unquote

    parts = []
    for label in unquote(text).casefold().replace(":", ".").split("."):
        if label.startswith("xn--") and len(label) <= 63:  # RFC 1035: longer ones are no labels
            with suppress(UnicodeError):
                label = label.encode("ascii").decode("idna")
        parts.append("".join(_FOLDS.get(char, char) for char in label).replace("rn", "m"))
    return ".".join(parts)


# Letters of other scripts that are drawn like Latin ones; the few that matter in host names.
_FOLDS = dict(zip("аеорсухіјѕԁɡһνοıɑ0", "aeopcyxijsdghvoiao", strict=True)) | {"1": "l"}
