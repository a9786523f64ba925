"""The hash under which a badge may hide who its learner is. Open Badges 3.0, IdentityHash."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import Any, Literal

from eccoe_vc.errors import InputTypeError, shown


def identity_hash(value: str, salt: str = "", algorithm: Literal["sha256", "md5"] = "sha256") -> str:
    """``sha256$`` (or ``md5$``) and the lower-case hexadecimal hash of ``value`` with ``salt`` appended, in UTF-8.

    Open Badges 3.0, section "Verify the Recipient". The value is taken as it is: no case folding, no trimming. MD5 and
    an empty salt are there to read old badges (``identity.weak_hash``); new ones use sha256 and a random salt.

    >>> identity_hash("a@example.com", "Kosher")
    'sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399'

    :raises InputTypeError: ``input.type``, another algorithm, or text that UTF-8 cannot hold.
    """
    if algorithm not in ("sha256", "md5"):
        raise InputTypeError("input.type", f"Identities are hashed with sha256 or md5, not with {shown(algorithm)}.")
    try:
        data = f"{value}{salt}".encode()
    except UnicodeEncodeError:
        raise InputTypeError("input.type", "The identity or the salt holds a lone surrogate.") from None
    digest = hashlib.new(algorithm, data, usedforsecurity=False)
    return f"{algorithm}${digest.hexdigest()}"


def fits(entry: Mapping[str, Any], values: Collection[str]) -> bool | None:
    """Whether an ``IdentityObject`` holds one of ``values``, in plain text or hashed; None where it cannot be compared.

    Open Badges 3.0, section "Verify the Recipient". Which spellings of a value are tried is the caller's decision.

    >>> fits({"identityHash": "a@example.com", "hashed": False}, {"a@example.com"})
    True
    """
    text, salt = entry.get("identityHash"), entry.get("salt", "")
    if not isinstance(text, str) or not isinstance(salt, str) or not values:
        return None
    if entry.get("hashed") is not True:
        return text in values
    algorithm = text.partition("$")[0]
    if algorithm not in ("sha256", "md5"):
        return None
    return text.lower() in {identity_hash(value, salt, "md5" if algorithm == "md5" else "sha256") for value in values}
