"""What a suite of selective disclosure does, by name: each is a module of this room, loaded when it is first met."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

if TYPE_CHECKING:
    from eccoe_vc.errors import Finding
    from eccoe_vc.keys import PublicKey
    from eccoe_vc.keys.signer import Signer
    from eccoe_vc.limits import Meter
    from eccoe_vc.proofs.bbs.signer import MessageSigner
    from eccoe_vc.proofs.hashing import Hasher
    from eccoe_vc.proofs.reading import Proof
    from eccoe_vc.proofs.selective.grouping import Labelled
    from eccoe_vc.proofs.suites import Suite

_HOMES: Final = {"bbs-2023": "bbs_2023", "ecdsa-sd-2023": "ecdsa_sd"}


class Mechanism(Protocol):
    """The functions that such a module has."""

    def read(self, value: bytes) -> object:
        """The parts of a derived proof value; raises ``proof.value`` where it has not their shape."""
        ...

    def check(self, hasher: Hasher, proof: Proof, key: PublicKey) -> Finding | None:
        """None where a derived proof holds under the issuer's ``key``, else the finding that says why not."""
        ...

    def mandatory(self, hasher: Hasher, proof: Proof) -> tuple[Labelled, frozenset[int]]:
        """The document under the names of a derived proof, and which statements its holder could not leave out."""
        ...

    def issuer_signature(self, value: bytes) -> bytes:
        """The issuer's ECDSA signature in a derived proof value, r followed by s; empty where it is of another kind."""
        ...

    def shows_all(self, value: bytes) -> bool:
        """Whether a derived proof value shows that nothing of what the issuer signed was left out."""
        ...

    def sign(
        self, hasher: Hasher, signer: Signer | MessageSigner, proof: Mapping[str, Any], mandatory: Sequence[str]
    ) -> str:
        """The base proof value; ``mandatory`` are JSON Pointers to what every presentation shows."""
        ...

    def derive(
        self, hasher: Hasher, proof: Mapping[str, Any], reveal: Sequence[str], meter: Meter, **own: Any
    ) -> tuple[dict[str, Any], str]:
        """The document that is revealed, and its derived proof value; ``own`` are arguments of one suite."""
        ...


def of(suite: Suite) -> Mechanism:
    """The functions of ``suite``, which must be one of selective disclosure."""
    return cast(Mechanism, import_module(f"eccoe_vc.proofs.selective.{_HOMES[suite.name]}"))
