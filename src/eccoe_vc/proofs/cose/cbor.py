"""The one door for CBOR (RFC 8949): one encoding for one value, within bounds.

Core deterministic encoding is asked of everything but the order of keys (section 4.2.1): shortest heads, definite
lengths, no key twice, nothing behind the value. Tags, floating point and undefined values have no place in a COSE
message of a credential and are refused before the engine sees them.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, Final

from eccoe_vc.errors import JoseError, RefusedError

_MOST_ITEMS: Final = 1_000
_MAX_DEPTH: Final = 8
_BYTES, _TEXT, _ARRAY, _MAP, _TAG, _SIMPLE = 2, 3, 4, 5, 6, 7  # major types
_INLINE: Final = 24  # below: the argument stands in the head itself
_PLAIN: Final = frozenset((20, 21, 22))  # false, true, null


def engine() -> Any:
    """The library cbor2.

    :raises RefusedError: ``unsupported.proof_format``, the extra is not installed.
    """
    try:
        return import_module("cbor2")
    except ImportError:
        raise RefusedError(
            "unsupported.proof_format",
            "COSE messages are read and made with cbor2, which is not installed.",
            hint='Install it with: pip install "eccoe-vc[cose]".',
        ) from None


def decode(data: bytes) -> Any:
    """The value of ``data``: int, bytes, str, bool, None, and lists and mappings of them.

    :raises JoseError: ``cose.structure``, anything else than one value in its shortest form.
    :raises RefusedError: ``unsupported.proof_format``.

    >>> decode(bytes.fromhex("a10126"))
    {1: -7}
    >>> decode(bytes.fromhex("a201260126"))
    Traceback (most recent call last):
    eccoe_vc.errors.JoseError: The CBOR of the message is not in its one form. ... [cose.structure]
    """
    cbor2 = engine()
    _scan(data)
    try:
        value = cbor2.loads(data, max_depth=_MAX_DEPTH, allow_indefinite=False, allow_duplicate_keys=False)
        same = cbor2.dumps(value) == data
    except (cbor2.CBORError, ValueError, TypeError):
        same, value = False, None
    if not same:
        raise _refused("is not in its one form")
    return value


def encode(value: Any) -> bytes:
    """The deterministic CBOR of ``value``, keys in order (RFC 8949, section 4.2.1).

    >>> encode({4: b"k", 1: -7}).hex()
    'a2012604416b'
    """
    made: bytes = engine().dumps(value, canonical=True)
    return made


def _scan(data: bytes) -> None:
    """Look at the heads of all items, without building any of them."""
    position, wanted, items = 0, 1, 0
    while wanted:
        major, argument, position = _head(data, position)
        wanted -= 1
        items += 1
        if major in (_BYTES, _TEXT):
            position += argument
        elif major in (_ARRAY, _MAP):
            wanted += argument * (major - _ARRAY + 1)
        elif major == _TAG or (major == _SIMPLE and argument not in _PLAIN):
            raise _refused("holds a tag, a floating point number or an undefined value")
        if items + wanted > _MOST_ITEMS:
            raise _refused(f"has more than {_MOST_ITEMS} items")
        if position > len(data):
            raise _refused("ends too early")
    if position != len(data):
        raise _refused("is followed by other bytes")


def _head(data: bytes, position: int) -> tuple[int, int, int]:
    """Major type, argument, and where the content begins."""
    if position >= len(data):
        raise _refused("ends too early")
    major, short = data[position] >> 5, data[position] & 31
    position += 1
    if short < _INLINE:
        return major, short, position
    if short > _INLINE + 3:
        raise _refused("has an item of indefinite length")
    length = 1 << (short - _INLINE)
    content = data[position : position + length]
    argument = int.from_bytes(content, "big")
    if len(content) < length:
        raise _refused("ends too early")
    least = _INLINE if length == 1 else 1 << (4 * length)
    if argument < least or major == _SIMPLE:
        raise _refused("has a number in a longer form than it needs")
    return major, argument, position + length


def _refused(what: str) -> JoseError:
    return JoseError("cose.structure", f"The CBOR of the message {what}.")
