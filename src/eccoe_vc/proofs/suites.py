"""What a cryptosuite is: a frozen record of declared parts, not a class tree.

=====================  ===================  =========  ============  ============================================
suite                  proof type           canonical  keys          specification
=====================  ===================  =========  ============  ============================================
eddsa-rdfc-2022        DataIntegrityProof   RDFC-1.0   Ed25519       Data Integrity EdDSA Cryptosuites 1.0, 3.2
eddsa-jcs-2022         DataIntegrityProof   JCS        Ed25519       Data Integrity EdDSA Cryptosuites 1.0, 3.3
ecdsa-rdfc-2019        DataIntegrityProof   RDFC-1.0   P-256, P-384  Data Integrity ECDSA Cryptosuites 1.0, 3.2
ecdsa-jcs-2019         DataIntegrityProof   JCS        P-256, P-384  Data Integrity ECDSA Cryptosuites 1.0, 3.3
ecdsa-sd-2023          DataIntegrityProof   RDFC-1.0   P-256         Data Integrity ECDSA Cryptosuites 1.0, 3.6
bbs-2023               DataIntegrityProof   RDFC-1.0   BLS12-381-G2  Data Integrity BBS Cryptosuites 1.0, 3.4; extra
eddsa-2022             DataIntegrityProof   RDFC-1.0   Ed25519       name of eddsa-rdfc-2022 in drafts, read only
Ed25519Signature2020   the same             RDFC-1.0   Ed25519       Data Integrity EdDSA Cryptosuites 1.0, appendix
=====================  ===================  =========  ============  ============================================

The ECDSA suites hash with the hash of the key's curve, in RDFC-1.0 as well: SHA-256 for P-256, SHA-384 for P-384.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Literal

from eccoe_vc.errors import Finding, shown
from eccoe_vc.keys import bls12381

DATA_INTEGRITY_PROOF: Final = "DataIntegrityProof"
DATA_INTEGRITY_CONTEXT: Final = "https://w3id.org/security/data-integrity/v2"
ED25519_2020_CONTEXT: Final = "https://w3id.org/security/suites/ed25519-2020/v1"

Transformation = Literal["rdfc", "jcs"]
Digest = Literal["sha256", "sha384"]


@dataclass(frozen=True, slots=True)
class Suite:
    """One cryptosuite. Instances are values: compare them, put them in sets, hand them to ``issue(securing=...)``.

    ``digests`` names the hash for each key algorithm that the suite takes; a key of another algorithm is ``key.alg``.
    ``context`` is the context URL that a VC 2.0 document must list besides its base context, empty where the base
    context defines all terms of the proof; ``context_1_1`` the same for VC 1.1.

    A suite of selective disclosure names the first bytes of its proof values: ``base`` of those that issuers make for
    holders, ``derived`` of those that holders make for verifiers. ``extra`` names the optional part of this package
    that the suite needs; without it its proofs are ``unsupported.cryptosuite``.
    """

    name: str
    proof_type: str
    transformation: Transformation
    digests: Mapping[str, Digest] = field(compare=False)
    context: str = ""
    context_1_1: str = ""
    legacy: bool = False
    base: tuple[bytes, ...] = ()
    derived: tuple[bytes, ...] = ()
    extra: str = ""

    @property
    def selective(self) -> bool:
        """Whether a holder may show a part of what it signs: :mod:`eccoe_vc.proofs.selective`."""
        return bool(self.derived)

    @property
    def cryptosuite(self) -> str:
        """The ``cryptosuite`` member of its proofs; empty for suites that are named by the proof type alone."""
        return self.name if self.proof_type == DATA_INTEGRITY_PROOF else ""


_ED25519: Final[Mapping[str, Digest]] = MappingProxyType({"Ed25519": "sha256"})

#: Data Integrity EdDSA Cryptosuites 1.0, section 3.2.
EDDSA_RDFC_2022: Final = Suite(
    "eddsa-rdfc-2022", DATA_INTEGRITY_PROOF, "rdfc", _ED25519, context_1_1=DATA_INTEGRITY_CONTEXT
)
#: Data Integrity EdDSA Cryptosuites 1.0, section 3.3.
EDDSA_JCS_2022: Final = Suite(
    "eddsa-jcs-2022", DATA_INTEGRITY_PROOF, "jcs", _ED25519, context_1_1=DATA_INTEGRITY_CONTEXT
)
_ECDSA: Final[Mapping[str, Digest]] = MappingProxyType({"P-256": "sha256", "P-384": "sha384"})
#: Data Integrity ECDSA Cryptosuites 1.0, section 3.2.
ECDSA_RDFC_2019: Final = Suite(
    "ecdsa-rdfc-2019", DATA_INTEGRITY_PROOF, "rdfc", _ECDSA, context_1_1=DATA_INTEGRITY_CONTEXT
)
#: Data Integrity ECDSA Cryptosuites 1.0, section 3.3.
ECDSA_JCS_2019: Final = Suite("ecdsa-jcs-2019", DATA_INTEGRITY_PROOF, "jcs", _ECDSA, context_1_1=DATA_INTEGRITY_CONTEXT)
#: Data Integrity ECDSA Cryptosuites 1.0, section 3.6. The issuer's key and the key of each proof are P-256 keys.
ECDSA_SD_2023: Final = Suite(
    "ecdsa-sd-2023",
    DATA_INTEGRITY_PROOF,
    "rdfc",
    MappingProxyType({"P-256": "sha256"}),
    context_1_1=DATA_INTEGRITY_CONTEXT,
    base=(b"\xd9\x5d\x00",),
    derived=(b"\xd9\x5d\x01",),
)
#: Data Integrity BBS Cryptosuites 1.0 (draft of 2025-04-03), section 3.4. First bytes of proof values, in pairs:
#: baseline, bound to a holder, with a pseudonym, both; the last two are known and not offered (docs/specs/proofs.md).
BBS_2023: Final = Suite(
    "bbs-2023",
    DATA_INTEGRITY_PROOF,
    "rdfc",
    MappingProxyType({"BLS12-381-G2": "sha256"}),
    context_1_1=DATA_INTEGRITY_CONTEXT,
    base=tuple(b"\xd9\x5d" + bytes((number,)) for number in (2, 4, 6, 8)),
    derived=tuple(b"\xd9\x5d" + bytes((number,)) for number in (3, 5, 7, 9)),
    extra="bbs",
)
#: The predecessor of eddsa-rdfc-2022, on VC 1.1 and VC 2.0, with a context of its own.
ED25519_SIGNATURE_2020: Final = Suite(
    "Ed25519Signature2020",
    "Ed25519Signature2020",
    "rdfc",
    _ED25519,
    context=ED25519_2020_CONTEXT,
    context_1_1=ED25519_2020_CONTEXT,
    legacy=True,
)
#: eddsa-rdfc-2022 under the name that drafts gave it.
EDDSA_2022: Final = Suite(
    "eddsa-2022", DATA_INTEGRITY_PROOF, "rdfc", _ED25519, context_1_1=DATA_INTEGRITY_CONTEXT, legacy=True
)

CURRENT: Final = (EDDSA_RDFC_2022, EDDSA_JCS_2022, ECDSA_RDFC_2019, ECDSA_JCS_2019, ECDSA_SD_2023, BBS_2023)
LEGACY: Final = (ED25519_SIGNATURE_2020, EDDSA_2022)
_KNOWN: Final = frozenset(suite.name for suite in (*CURRENT, *LEGACY))


def is_selective(proof: Any, suites: Iterable[Suite] = CURRENT) -> bool:
    """Whether a parsed proof says that it is by a suite of selective disclosure, also where its extra is missing.

    >>> is_selective({"type": "DataIntegrityProof", "cryptosuite": "bbs-2023"})
    True
    """
    named = proof.get("cryptosuite") if isinstance(proof, dict) else None
    return any(suite.selective and suite.cryptosuite == named for suite in suites)


def proofs_in(document: Mapping[str, Any]) -> list[Any]:
    """The proofs of a parsed document, in order; what stands there need not be one."""
    member = document.get("proof")
    return member if isinstance(member, list) else [member]


def select(proof_type: str, cryptosuite: object, enabled: Iterable[Suite]) -> Suite | Finding:
    """The enabled suite that a proof names, compared exactly, or the finding that there is none.

    The finding is ``unsupported.cryptosuite`` or ``unsupported.proof_type``: INDETERMINATE, because an unknown suite is
    beyond us and not bad.
    """
    named = cryptosuite if proof_type == DATA_INTEGRITY_PROOF else ""
    for suite in enabled:
        if suite.proof_type == proof_type and suite.cryptosuite == named:
            return suite if _installed(suite) else _not_installed(suite)
    if proof_type == DATA_INTEGRITY_PROOF:
        return Finding(
            "unsupported.cryptosuite",
            f"The proof is made with the cryptosuite {shown(cryptosuite)}, which {_why(cryptosuite)}.",
            hint=_hint(cryptosuite),
        )
    return Finding(
        "unsupported.proof_type",
        f"The proof is of the type {shown(proof_type)}, which {_why(proof_type)}.",
        hint=_hint(proof_type),
    )


def _installed(suite: Suite) -> bool:
    return suite.extra != "bbs" or bls12381.available()


def _not_installed(suite: Suite) -> Finding:
    message = f"The proof is made with the cryptosuite {suite.name}, which needs a library that is not installed."
    return Finding("unsupported.cryptosuite", message, hint=bls12381.INSTALL)


def _why(name: object) -> str:
    return "the policy does not enable" if _known(name) else "this release does not know"


def _hint(name: object) -> str:
    return "Pass a policy that names the suite, such as policies.open_badge(..., legacy=True)." if _known(name) else ""


def _known(name: object) -> bool:
    return isinstance(name, str) and name in _KNOWN  # a document may hold anything here, also what cannot be hashed
