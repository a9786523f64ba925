"""Codes about how it is secured: proofs, keys, controller documents, tokens, presentations.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# proof: Data Integrity
proof.missing | F | vcdm:PARSING_ERROR | no proof at all, empty or null proof
proof.shape | F | sec:PROOF_VERIFICATION_ERROR | a required proof member is absent or has the wrong kind
proof.limit | F | sec:PROOF_VERIFICATION_ERROR | too many proofs
proof.encoding | F | sec:PROOF_VERIFICATION_ERROR | wrong multibase prefix, alphabet or length of proofValue
proof.value | F | sec:PROOF_VERIFICATION_ERROR | the decoded proof value is not a possible signature
proof.signature | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | the signature of a proof or token does not match
proof.purpose | F | sec:PROOF_VERIFICATION_ERROR | purpose absent, not text, or not the expected one
proof.time | F | sec:PROOF_VERIFICATION_ERROR | created in the future, or expires past; a malformed date is time.format
proof.chain | F | sec:PROOF_VERIFICATION_ERROR | previousProof names nothing, itself, or a cycle
proof.set_invalid | F | sec:PROOF_VERIFICATION_ERROR | one recognised proof of a set fails; default policy: all recognised proofs must hold
proof.legacy | W |  | verified by a suite kept for old credentials only
proof.ecdsa_high_s | W |  | malleable ECDSA form; with low_s_only it is proof.signature

# sd: selective disclosure (ecdsa-sd-2023, bbs-2023)
sd.base_proof | F | sec:PROOF_VERIFICATION_ERROR | a base proof is presented where a derived one is due
sd.mandatory | F | vcdm:MALFORMED_VALUE_ERROR | mandatory members (or those the profile requires) are not revealed, other than those of sd.lifecycle_hidden
sd.lifecycle_hidden | F | vcdm:MALFORMED_VALUE_ERROR | issuer, type, validity, status or schema could be, or was, left undisclosed. Also raised by issue()

# key: keys and binding
key.url | F | sec:INVALID_VERIFICATION_METHOD_URL | the verification method is not a usable URL
key.unknown | F | sec:INVALID_VERIFICATION_METHOD | the issuer's document does not list the method
key.type | F | sec:INVALID_VERIFICATION_METHOD | the method's members contradict each other
key.alg | F | sec:INVALID_VERIFICATION_METHOD | the algorithm does not fit the key, or the key declares another
key.use | F | sec:INVALID_VERIFICATION_METHOD | use or key_ops of the key forbid verification
key.controller | F | sec:INVALID_VERIFICATION_METHOD | issuer, controller and controller document disagree
key.relationship | F | sec:INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD | the method is not listed for this purpose
key.revoked | F/I | sec:INVALID_VERIFICATION_METHOD | the method was revoked or had expired at the time that counts; I where only the signer's word dates the signature (manual review in decisions)
key.revoked_later | W |  | revoked after a signature whose time is proved
key.unbound | I | sec:INVALID_VERIFICATION_METHOD | no evidence that key and issuer belong together
key.pinned | W |  | the key was pinned by the caller
key.invalid | F | sec:INVALID_VERIFICATION_METHOD | not a point on the curve, wrong curve, wrong length
key.small_order | F | sec:INVALID_VERIFICATION_METHOD | Ed25519 point of small order
key.noncanonical | F | sec:INVALID_VERIFICATION_METHOD | Ed25519 point not in canonical encoding
key.not_prime_order | F | sec:INVALID_VERIFICATION_METHOD | Ed25519 point with a small-order component
key.weak | F | sec:INVALID_VERIFICATION_METHOD | RSA below 2048 bits, bad exponent, known weak modulus
key.size | F | sec:INVALID_VERIFICATION_METHOD | RSA above 8192 bits
key.private_in_public | F | sec:INVALID_VERIFICATION_METHOD | a private part in a public key
key.certificate | F | sec:INVALID_VERIFICATION_METHOD | an X.509 chain is malformed, too long, repeats itself or does not hold
key.archived | W |  | verified against an archived controller document supplied by the caller
key.unavailable | I |  | the controller document could not be had, the DID not be resolved
key.load | X |  | key text cannot be read: wrong passphrase, wrong kind; never with content
key.unsupported | X |  | key type outside the closed list
key.cost | X |  | a key file asks for more work than the budget
key.not_serialisable | X |  | private key objects are not pickled or copied

# did, jwks: documents that hold keys
did.syntax | F | sec:INVALID_VERIFICATION_METHOD_URL | not a well-formed DID or DID URL; path tricks
did.id_mismatch | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID | the document is for another identifier
did.document | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | the document is malformed
did.key | F | sec:INVALID_VERIFICATION_METHOD | did:key or did:jwk does not decode canonically
did.limit | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | too many methods, too large
did.ambiguous | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | two methods with one id
did.deactivated | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | the DID is deactivated
jwks.ambiguous | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | the key set does not give exactly one key
jwks.symmetric | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | a symmetric key in a public key set
jwks.limit | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | key set too large

# jose: JWS headers and encoding
jose.format | F | vcdm:PARSING_ERROR | not a compact serialisation: JSON forms, unprotected headers, wrong number of parts
jose.encoding | F | vcdm:PARSING_ERROR | padding, wrong alphabet, white space, non-zero trailing bits, impossible length
jose.size | F | vcdm:PARSING_ERROR | token, header or number of signatures above the limit
jose.budget | X |  | decompressed plaintext above the limit, in an explicit decrypt call
jose.zip | X |  | unknown compression, in an explicit decrypt call
jose.alg | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | algorithm absent, none, symmetric, not listed, or not fit for the key type
jose.crit | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | crit malformed or naming something not understood
jose.b64 | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | unencoded payload option
jose.typ | F | vcdm:MALFORMED_VALUE_ERROR | typ of another kind of token
jose.media_type | F | vcdm:MALFORMED_VALUE_ERROR | content type or cty contradicts the content
jose.header_extra | W |  | header parameters that the Open Badges profile does not allow
jose.header_key | F | sec:INVALID_VERIFICATION_METHOD | the key offered in the header (jwk, jku, x5u, x5c) is not one of the issuer's keys; never trusted, never fetched
jose.kid | F | sec:INVALID_VERIFICATION_METHOD_URL | kid malformed or not the issuer's
jose.unexpected_jwe | F | vcdm:PARSING_ERROR | an encrypted token; decryption is a separate, explicit call

# jwt: claims
jwt.dialect | F | vcdm:MALFORMED_VALUE_ERROR | the three dialects cannot be told apart, or are mixed
jwt.two_bodies | F | vcdm:MALFORMED_VALUE_ERROR | credential at the root and in a claim, or in two claims
jwt.forbidden_claim | F | vcdm:MALFORMED_VALUE_ERROR | vc or vp claim where VC-JOSE-COSE forbids it
jwt.claim_mismatch | F | vcdm:MALFORMED_VALUE_ERROR | iss, sub, jti, nbf or exp contradicts the credential, or is missing where the dialect requires it
jwt.numeric_date | F | vcdm:MALFORMED_VALUE_ERROR | not a NumericDate
jwt.subject_identifier_only | W |  | subject has only identifier, so sub cannot match; F under the strict flag

# sdjwt: SD-JWT
sdjwt.format | F | vcdm:PARSING_ERROR | not an SD-JWT where one is due, one where none is due, or malformed
sdjwt.alg | F | vcdm:MALFORMED_VALUE_ERROR | _sd_alg not allowed
sdjwt.disclosure | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | a disclosure without a digest, used twice, with a forbidden name, or a name clash
sdjwt.hidden | F | vcdm:MALFORMED_VALUE_ERROR | a claim that must be visible (validity, status, type, issuer) is withheld
sdjwt.kb | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | key binding absent though required, or wrong audience, nonce or hash

# cose, envelope, vp: other carriers of signatures
cose.structure | F | vcdm:PARSING_ERROR | not a COSE_Sign1, or not deterministic where due
cose.alg | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | algorithm not listed or not fit for the key
cose.typ | F | vcdm:MALFORMED_VALUE_ERROR | typ or content type of another kind
envelope.type | F | vcdm:MALFORMED_VALUE_ERROR | a data: URL of a wrong media type, or malformed
envelope.depth | F | vcdm:MALFORMED_VALUE_ERROR | envelopes nested too deep
envelope.members | F | vcdm:MALFORMED_VALUE_ERROR | an envelope carries members of a credential
vp.credential_shape | F | vcdm:MALFORMED_VALUE_ERROR | an entry of verifiableCredential is not a credential object (bare strings included)
vp.challenge | F | sec:INVALID_CHALLENGE_ERROR | expected challenge or domain absent or other (challenge)
vp.domain | F | sec:INVALID_DOMAIN_ERROR | expected domain absent or other
vp.holder_binding | W/F |  | holder is not the subject; F when the policy demands binding, I when it demands it and the subject has only hashed identifiers
vp.credential | F |  | a credential inside the presentation failed; named by its index
"""
