"""The W3C vectors of bbs-2023 and what they were made with. Source: w3c/vc-di-bbs, TestVectors.

The scalars of their proofs are drawn as draft-irtf-cfrg-bbs-signatures, section 8.1, says, with the ``api_id`` of the
interface as domain separation tag. What the option is called in a base proof is not what its bytes say: the vectors of
the two options with pseudonyms carry the same header, a tagged number, and no ``nym_domain`` (docs/specs/proofs.md).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from tests.conformance.data import Topic
from tests.contexts import with_test_contexts

from eccoe_vc import BbsSigner, HolderSecret
from eccoe_vc.jsonld import canonical, compiled, to_quads
from eccoe_vc.keys import bls12381
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.bbs.blind import BLIND_SHA256
from eccoe_vc.proofs.bbs.generators import BBS_SHA256, Interface
from eccoe_vc.proofs.bbs.hashing import EXPAND_LEN
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.selective import grouping
from eccoe_vc.proofs.selective.grouping import Labelled
from eccoe_vc.proofs.selective.labels import LabelMaker
from eccoe_vc.proofs.suites import Digest

DATA: Final = Topic("data-integrity")
KEYS: Final = DATA.json("bbs/BBSKeyMaterial.json")
DERIVING: Final = DATA.json("bbs/BBSDeriveMaterial.json")
SECRET: Final = bytes.fromhex(KEYS["privateKeyHex"])
PUBLIC: Final = bytes.fromhex(KEYS["publicKeyHex"])
HMAC_KEY: Final = bytes.fromhex(KEYS["hmacKeyString"])
PRESENTATION_HEADER: Final = bytes.fromhex(DERIVING["presentationHeaderHex"])


class Case(NamedTuple):
    """One folder of vectors; ``unsigned``, ``mandatory`` and ``selective`` are its inputs."""

    folder: str
    unsigned: str
    mandatory: str
    selective: str

    def json(self, name: str) -> Any:
        return DATA.json(f"bbs/{self.folder}{name}.json")

    def text(self, name: str) -> str:
        return DATA.text(f"bbs/{self.folder}{name}")

    @property
    def messages(self) -> list[bytes]:
        return [line.encode() for _, line in self.json("addBaseTransform")["nonMandatory"]["value"]]

    @property
    def header(self) -> bytes:
        hashes = self.json("addHashData")
        return bytes.fromhex(hashes["proofHash"] + hashes["mandatoryHash"])


WIND: Final = Case("", "bbs/windDoc.json", "bbs/windMandatory.json", "bbs/windSelective.json")
CARD: Final = Case("prc/", "bbs/prCredUnsigned.json", "bbs/prCredMandatory.json", "bbs/prCredSelective.json")
_LICENSE: Final = tuple(f"bbs/FeatureInputs/license{name}.json" for name in ("", "Mandatory", "Selective"))
HELD: Final = Case("HolderBinding/", *_LICENSE)
NYM: Final = Case("Pseudonym/", *_LICENSE)
NYM_HELD: Final = Case("PseudonymHB/", *_LICENSE)


def feature(name: str, member: str) -> bytes:
    text: str = DATA.json(f"bbs/FeatureInputs/{name}.json")[member]
    return bytes.fromhex(text)


def seeded(interface: Interface) -> Callable[[int], list[Any]]:
    """The scalars of the derived proofs."""

    def scalars(count: int) -> list[Any]:
        seed = bytes.fromhex(DERIVING["pseudoRandSeedHex"])
        drawn = interface.suite.expand(seed, interface.api_id, EXPAND_LEN * count)
        return [bls12381.reduced(drawn[start : start + EXPAND_LEN]) for start in range(0, len(drawn), EXPAND_LEN)]

    return scalars


class InlineHasher(Hasher):
    """For the document with a context of its own, which no policy takes."""

    __slots__ = ("tree",)

    def __init__(self, document: dict[str, Any]) -> None:
        super().__init__(document, compiled(with_test_contexts()), Meter())
        self.tree = {name: value for name, value in document.items() if name != "proof"}

    def labelled(self, maker: LabelMaker, key: bytes) -> Labelled:
        return grouping.label(self.tree, compiled(with_test_contexts()), Meter(), maker, inline=True)

    def canonical_configuration(self, proof: Any, digest: Digest = "sha256") -> str:
        options = {name: value for name, value in proof.items() if name != "proofValue"}
        tree = {**options, "@context": self.tree["@context"]}
        return canonical(to_quads(tree, compiled(with_test_contexts()), Meter(), inline=True), Meter()).text


def hasher(document: dict[str, Any]) -> Hasher:
    if any(isinstance(item, dict) for item in document["@context"]):
        return InlineHasher(document)
    return Hasher(document, compiled(with_test_contexts()), Meter())


def secret_of(case: Case) -> HolderSecret:
    info = case.json("commitmentInfo")
    return HolderSecret(
        feature("holderSecret", "holderSecretHex"),
        bytes.fromhex(info["secretProverBlind"]),
        bytes.fromhex(info["commitmentWithProof"]),
    )


def made_with(case: Case, method: str) -> tuple[Any, HolderSecret | None, Interface]:
    """Signer, secret of the holder and interface of a case without pseudonym."""
    signer = BbsSigner(SECRET, verification_method=method)
    if case is not HELD:
        return signer, None, BBS_SHA256
    holder = secret_of(case)
    return signer.bound_to(holder.commitment), holder, BLIND_SHA256
