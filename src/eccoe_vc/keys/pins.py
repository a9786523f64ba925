"""Keys that the caller knows to be an issuer's, learnt by other ways than the issuer's document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import InputTypeError, KeyLoadError, shown
from eccoe_vc.keys import did_web, multikey
from eccoe_vc.keys.algorithms import PublicKey
from eccoe_vc.keys.did import Reference
from eccoe_vc.keys.method import VerificationMethod

Pin = PublicKey | VerificationMethod | str
_THUMBPRINT: Final = re.compile(r"[A-Za-z0-9_-]{43}\Z", re.ASCII).match


class Pins:
    """The pins of one issuer; immutable."""

    __slots__ = ("_by_id", "_keys", "_thumbprints")

    def __init__(self, pins: Iterable[Pin]) -> None:
        by_id: dict[str, VerificationMethod] = {}
        keys: list[PublicKey] = []
        thumbprints: set[str] = set()
        for pin in pins:
            if isinstance(pin, str) and _THUMBPRINT(pin):
                thumbprints.add(pin)
            elif isinstance(pin, VerificationMethod):
                by_id[pin.id] = pin
                thumbprints.add(pin.public_key.thumbprint())
            elif isinstance(pin, PublicKey):
                keys.append(pin)
                thumbprints.add(pin.thumbprint())
            else:
                raise _no_pin(pin)
        self._by_id = by_id
        self._keys = tuple(keys)
        self._thumbprints = frozenset(thumbprints)

    def holds(self, key: PublicKey) -> bool:
        """Whether ``key`` is pinned, in any form."""
        return key.thumbprint() in self._thumbprints

    def lookup(self, reference: Reference, issuer: str) -> VerificationMethod | None:
        """The pinned method that ``reference`` names, or None where only the key itself can tell.

        A pinned :class:`VerificationMethod` is found by its id. A bare key is found by its Multikey text or thumbprint
        as the fragment, and a lone one by any fragment that is no other key, of a method in the issuer's own document.
        """
        named = self._by_id.get(reference.text)
        if named is not None or reference.document != issuer:
            return named
        fitting = [key for key in self._keys if reference.fragment in (key.to_multikey(), key.thumbprint())]
        if not fitting and len(self._keys) == len(self._thumbprints) == 1 and not multikey.is_key(reference.fragment):
            fitting = list(self._keys)
        if len(fitting) != 1:
            return None
        return VerificationMethod(id=reference.text, controller=issuer, type="Multikey", public_key=fitting[0])

    def named(self, name: str, issuer: str) -> Iterator[VerificationMethod]:
        """The pinned method that a token calls ``name``, a lone key by any name; nothing where it is not certain."""
        fitting = [m for m in self._by_id.values() if name in (m.id.partition("#")[2], m.public_key.thumbprint())]
        keys = [key for key in self._keys if name in (key.to_multikey(), key.thumbprint())]
        alone = len(self._thumbprints) == 1 and not multikey.is_key(name)
        if not fitting and not keys and alone:
            fitting, keys = list(self._by_id.values()), list(self._keys)
        held = {method.public_key: method for method in fitting} | {
            key: VerificationMethod(id=issuer, controller=issuer, type="JsonWebKey", public_key=key) for key in keys
        }
        if len(held) == 1:
            yield from held.values()

    def contradict(self, reference: Reference, issuer: str) -> bool:
        """Whether ``reference``, to the issuer's own document, has a fragment that is itself another key."""
        if reference.document != issuer or not multikey.is_key(reference.fragment):
            return False
        try:
            return not self.holds(PublicKey.from_multikey(reference.fragment))
        except KeyLoadError:
            return True  # no key that could have been pinned


class PinnedKeys:
    """Which keys the caller accepts for which issuer. An issuer that is named here has these keys and no others.

    :param pins: issuer id to one pin or several: a :class:`PublicKey`, a :class:`VerificationMethod`, or a JWK
        thumbprint (RFC 7638, SHA-256, base64url), with which the key still comes from the issuer's document.
    :raises InputTypeError: ``input.type``, no mapping, a name that is no id, something that is no pin.

    >>> key = PublicKey.from_multikey("z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw")
    >>> pinned = PinnedKeys({"https://example.edu/issuer": key})
    >>> pinned.of("https://example.edu/issuer").holds(key), pinned.of("https://example.edu/other")
    (True, None)
    """

    __slots__ = ("_pins",)

    def __init__(self, pins: Mapping[str, Pin | Iterable[Pin]]) -> None:
        if not isinstance(pins, Mapping):
            raise InputTypeError(
                "input.type", f"Keys are pinned to issuers by a mapping, but {shown(pins)} was given.",
                hint="Pass PinnedKeys({issuer: public_key}).",
            )  # fmt: skip
        self._pins = {_issuer(name): Pins(_several(given)) for name, given in pins.items()}

    def of(self, issuer: str) -> Pins | None:
        """The pins of ``issuer``, compared code point for code point, or None."""
        return self._pins.get(issuer)

    def __repr__(self) -> str:
        return f"PinnedKeys({len(self._pins)} issuers)"


def _issuer(name: object) -> str:
    """The id of an issuer. A name that no issuer can have would leave its keys unpinned in silence."""
    if isinstance(name, str) and is_iri(name):
        return name
    meant = did_web.meant_by(name) if isinstance(name, str) else ""
    raise InputTypeError(
        "input.type", f"{shown(name)} is no id of an issuer, so its keys would be pinned to nobody.",
        hint=(f"Did you mean {meant}? " if meant else "")
        + "Name issuers by their ids, as they stand in their credentials, such as did:web:north.example.",
    )  # fmt: skip


def _several(given: object) -> Iterable[Pin]:
    """One pin or several, as several."""
    if isinstance(given, PublicKey | VerificationMethod | str):
        return (given,)
    if not isinstance(given, Iterable) or isinstance(given, bytes | Mapping):
        raise _no_pin(given)
    return given


def _no_pin(given: object) -> InputTypeError:
    hint = "Take signer.public_key, PublicKey.from_jwk(...) or PublicKey.from_multikey(...)."
    if isinstance(getattr(given, "public_key", None), PublicKey):
        hint = "Pass its public_key: {signer.controller: signer.public_key}."
    return InputTypeError(
        "input.type", f"A pin is a PublicKey, a VerificationMethod or a JWK thumbprint, but {shown(given)} was given.",
        hint=hint,
    )  # fmt: skip
