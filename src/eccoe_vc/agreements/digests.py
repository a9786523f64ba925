"""The digest by which agreements, tables, credentials and decisions name each other.

Recognition, section 4.1: multibase ``u`` + base64url of the multihash sha2-256, the form of ``digestMultibase`` in VC
Data Model 2.0, section 5.3; over the RFC 8785 form of the JSON, so equal JSON has one digest in every language.
"""

from __future__ import annotations

from typing import Any

from eccoe_vc.encoding import multihash
from eccoe_vc.jsonld import jcs


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
    return multihash.sha2_256(data)
