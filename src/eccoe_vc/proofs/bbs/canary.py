"""Before the curve library is believed, it shows that it tells good signatures and proofs from bad ones (rule 29).

Public vectors: draft-irtf-cfrg-bbs-signatures-09, sections 8.4.4.1 and 8.4.5.1 (BLS12-381-SHA-256, one message).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from eccoe_vc.errors import GuardUnavailableError
from eccoe_vc.proofs.bbs import proving, scheme

_PUBLIC: Final = bytes.fromhex(
    "a820f230f6ae38503b86c70dc50b61c58a77e45c39ab25c0652bbaa8fa136f2851bd4781c9dcde39fc9d1d52c9e60268"
    "061e7d7632171d91aa8d460acee0e96f1e7c4cfb12d3ff9ab5d5dc91c277db75c845d649ef3c4f63aebc364cd55ded0c"
)
_HEADER: Final = bytes.fromhex("11223344556677889900aabbccddeeff")
_PRESENTATION: Final = bytes.fromhex("bed231d880675ed101ead304512e043ade9958dd0241ea70b4b3957fba941501")
_MESSAGE: Final = bytes.fromhex("9872ad089e452c7b6e283dfac2a80d58e8d0ff71cc4d5e310a1debdda4a45f02")
_SIGNATURE: Final = bytes.fromhex(
    "84773160b824e194073a57493dac1a20b667af70cd2352d8af241c77658da5253aa8458317cca0eae615690d55b1f271"
    "64657dcafee1d5c1973947aa70e2cfbb4c892340be5969920d0916067b4565a0"
)
_PROOF: Final = bytes.fromhex(
    "94916292a7a6bade28456c601d3af33fcf39278d6594b467e128a3f83686a104ef2b2fcf72df0215eeaf69262ffe8194"
    "a19fab31a82ddbe06908985abc4c9825788b8a1610942d12b7f5debbea8985296361206dbace7af0cc834c80f33e0aad"
    "aeea5597befbb651827b5eed5a66f1a959bb46cfd5ca1a817a14475960f69b32c54db7587b5ee3ab665fbd37b506830a"
    "49f21d592f5e634f47cee05a025a2f8f94e73a6c15f02301d1178a92873b6e8634bafe4983c3e15a663d64080678dbf2"
    "9417519b78af042be2b3e1c4d08b8d520ffab008cbaaca5671a15b22c239b38e940cfeaa5e72104576a9ec4a6fad78c5"
    "32381aeaa6fb56409cef56ee5c140d455feeb04426193c57086c9b6d397d9418"
)


@lru_cache(maxsize=1)
def require() -> bool:
    """True when the library passes; asked once, a failure is asked again.

    :raises GuardUnavailableError: ``guard.unavailable``; also where the extra ``bbs`` is missing.

    >>> require()
    True
    """
    good = scheme.verify(_PUBLIC, _SIGNATURE, _HEADER, [_MESSAGE]) and proving.verify(
        _PUBLIC, _PROOF, _HEADER, _PRESENTATION, [_MESSAGE], [0]
    )
    bad = scheme.verify(_PUBLIC, _SIGNATURE, _HEADER, [_MESSAGE + b"!"]) or proving.verify(
        _PUBLIC, _PROOF, _HEADER, _PRESENTATION, [_MESSAGE + b"!"], [0]
    )
    forged = bytes((_PROOF[-1] ^ 1,))
    if not good or bad or proving.verify(_PUBLIC, _PROOF[:-1] + forged, _HEADER, _PRESENTATION, [_MESSAGE], [0]):
        raise GuardUnavailableError(
            "guard.unavailable",
            "The library for BLS12-381 does not tell good BBS signatures from bad ones; they are not checked.",
            hint="Install the newest release of the package py-arkworks-bls12381.",
        )
    return True
