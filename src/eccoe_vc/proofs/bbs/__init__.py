"""BBS signatures over BLS12-381, and what is built on them. Needs the extra ``bbs``.

=============  =====================================================================================================
``hashing``    ciphersuites: expand_message, hash to scalars and to points
``generators`` the points that messages are bound to
``octets``     signatures, proofs and commitments to bytes and strictly back
``scheme``     keys, Sign, Verify
``proving``    ProofGen, ProofVerify
``blind``      Commit, BlindSign and proofs over messages that the signer did not see
``pseudonym``  pseudonyms that are bound to a verifier
=============  =====================================================================================================

draft-irtf-cfrg-bbs-signatures-09, draft-irtf-cfrg-bbs-blind-signatures-01 and
draft-irtf-cfrg-bbs-per-verifier-linkability-01, in the form that the W3C vectors of bbs-2023 are made with. What has
vectors, and what has none, stands in ``docs/specs/proofs.md``.
"""

from __future__ import annotations
