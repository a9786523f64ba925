"""The digest by which agreements, tables, credentials and decisions name each other.

Recognition, section 4.1: multibase ``u`` + base64url of the multihash sha2-256, the form of ``digestMultibase`` in VC
Data Model 2.0, section 5.3; over the RFC 8785 form of the JSON, so equal JSON has one digest in every language.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any, Final

from eccoe_vc.encoding import base64url
from eccoe_vc.jsonld import jcs

_SHA2_256: Final = b"\x12\x20"  # multihash: function sha2-256, 32 bytes


def of_json(tree: Any) -> str:
    """The digest of a JSON tree.

    :raises RefusedError: ``json.*``, a value that has no RFC 8785 form.

    >>> of_json({"b": "1", "a": ["2"]}) == of_json({"a": ["2"], "b": "1"})
    True
    """
    return of_bytes(jcs.encode(tree))


def of_bytes(data: bytes) -> str:
    """The digest of bytes.

    >>> of_bytes(b"")
    'uEiDjsMRCmPwcFJr79MiZb7kkJ65B5GSbk0yklZkbeFK4VQ'
    """
    return "u" + base64url.encode(_SHA2_256 + sha256(data).digest())
