"""What signers have in common whose key is not in this process: names, a public half, and nothing that could show more.

The key stays in a token or a service. Here is only what is public, so ``repr`` and logs have nothing to hide; the
connection to the key is neither pickled nor copied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256, sha384
from types import MappingProxyType
from typing import Any, Final, NoReturn

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import naming
from eccoe_vc.keys.algorithms import PublicKey

#: The hash of each curve (FIPS 186-5, RFC 7518 section 3.4); other keys are given the data itself.
HASHES: Final[Mapping[str, Callable[[bytes], Any]]] = MappingProxyType({"P-256": sha256, "P-384": sha384})


class KeyElsewhere:
    """The public attributes of a :class:`~eccoe_vc.keys.Signer`; the method ``sign`` is that of each kind."""

    __slots__ = ("_controller", "_public", "_verification_method")

    def __init__(self, public_key: PublicKey, controller: str | None, verification_method: str | None) -> None:
        self._public = public_key
        self._controller, self._verification_method = naming.names(public_key, controller, verification_method)

    @property
    def alg(self) -> str:
        """See :attr:`Signer.alg`."""
        return self._public.alg

    @property
    def controller(self) -> str:
        """See :attr:`Signer.controller`."""
        return self._controller

    @property
    def verification_method(self) -> str:
        """See :attr:`Signer.verification_method`."""
        return self._verification_method

    @property
    def public_key(self) -> PublicKey:
        """See :attr:`Signer.public_key`."""
        return self._public

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self._public.alg} {shown(self._verification_method)}>"

    def __reduce__(self) -> NoReturn:
        raise KeyLoadError("key.not_serialisable", "The way to a private key is not pickled or copied.")

    def __copy__(self) -> NoReturn:
        self.__reduce__()

    def __deepcopy__(self, memo: object) -> NoReturn:
        self.__reduce__()


def missing(extra: str, library: str, what: str) -> KeyLoadError:
    """The refusal where the library of an extra is not installed: ``key.load``."""
    return KeyLoadError(
        "key.load", f"{what} need {library}, which is not installed.", hint=f'pip install "eccoe-vc[{extra}]"'
    )


__all__ = ["HASHES", "KeyElsewhere", "missing"]
