"""What all signers have in common: a public key under the name that its controller gives it, and a secret behind it.

Here is only what is public, so ``repr`` and logs have nothing to hide; neither a private key nor the way to one is
pickled or copied.
"""

from __future__ import annotations

from typing import NoReturn

from eccoe_vc.errors import KeyLoadError, shown
from eccoe_vc.keys import naming
from eccoe_vc.keys.algorithms import PublicKey


class NamedKey:
    """The public attributes of a :class:`~eccoe_vc.keys.Signer`; how it signs is the matter of each kind."""

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
        raise KeyLoadError("key.not_serialisable", "A private key, or the way to one, is not pickled or copied.")

    def __copy__(self) -> NoReturn:
        self.__reduce__()

    def __deepcopy__(self, memo: object) -> NoReturn:
        self.__reduce__()


__all__ = ["NamedKey"]
