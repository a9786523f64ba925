"""Codes about how it is secured: proofs, keys, controller documents, tokens, presentations.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# proof: Data Integrity
proof.missing | F | vcdm:PARSING_ERROR | no proof at all, empty or null proof
> Ask the learner for the signed file; this one holds nothing that proves who issued it.
proof.shape | F | sec:PROOF_VERIFICATION_ERROR | a required proof member is absent or has the wrong kind
> Ask the issuer to sign again; the proof is not complete.
proof.limit | F | sec:PROOF_VERIFICATION_ERROR | too many proofs
> Ask the issuer for a copy with fewer proofs, or pass a larger Budget if you trust it.
proof.encoding | F | sec:PROOF_VERIFICATION_ERROR | wrong multibase prefix, alphabet or length of proofValue
> The proof was damaged on its way or made wrongly; ask the issuer for the original.
proof.value | F | sec:PROOF_VERIFICATION_ERROR | the decoded proof value is not a possible signature
> The proof was damaged on its way or made wrongly; ask the issuer for the original.
proof.signature | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | the signature of a proof or token does not match
> Ask the learner for the original file; if that fails too, ask the issuer.
proof.purpose | F | sec:PROOF_VERIFICATION_ERROR | purpose absent, not text, or not the expected one
> Ask the issuer to sign again with the purpose assertionMethod.
proof.time | F | sec:PROOF_VERIFICATION_ERROR | created in the future, or expires past; a malformed date is time.format
> Check the clock of this machine and the moment that you ask about; if both are right, ask the issuer to sign again.
proof.chain | F | sec:PROOF_VERIFICATION_ERROR | previousProof names nothing, itself, or a cycle
> Ask the issuer for a copy with all proofs of the chain.
proof.set_invalid | F | sec:PROOF_VERIFICATION_ERROR | one recognised proof of a set fails; default policy: all recognised proofs must hold
> One of several proofs fails, so something was changed; ask the issuer for the original.
proof.legacy | W |  | verified by a suite kept for old credentials only
proof.ecdsa_high_s | W |  | malleable ECDSA form; with low_s_only it is proof.signature

# sd: selective disclosure (ecdsa-sd-2023, bbs-2023)
sd.base_proof | F | sec:PROOF_VERIFICATION_ERROR | a base proof is presented where a derived one is due
> Ask the learner to present the credential from her wallet; this copy is meant for her alone.
sd.mandatory | F | vcdm:MALFORMED_VALUE_ERROR | mandatory members (or those the profile requires) are not revealed, other than those of sd.lifecycle_hidden
> Ask the learner to present the credential again with all required members.
sd.lifecycle_hidden | F | vcdm:MALFORMED_VALUE_ERROR | issuer, type, validity, status or schema could be, or was, left undisclosed. Also raised by issue()
> Ask the issuer to make issuer, type, dates and status mandatory; they must never be hidden.
sd.partial | I |  | only a part of the credential is shown, or may be: what is absent there says nothing, and a decision is left to a person
> Ask the learner for the whole credential, or let a person decide.
sd.end_unseen | I/W |  | a part is shown without an end of validity or without a status; whether the issuer left one to the holder cannot be seen; a note where the policy relies on the issuer
> Ask the learner for the whole credential, or rely on the issuer to leave neither to holders: withheld="report" (--withheld report).
sd.pointer | X |  | a JSON Pointer that names what is mandatory or revealed leads nowhere, or to what cannot stand alone
> Name members that the credential has, as in /credentialSubject/creditsEarned, and name an ordered list as a whole.

# key: keys and binding
key.url | F | sec:INVALID_VERIFICATION_METHOD_URL | the verification method is not a usable URL
> Ask the issuer to name its key by a complete address in the proof.
key.unknown | F | sec:INVALID_VERIFICATION_METHOD | the issuer's document does not list the method
> Ask the issuer whether it still publishes this key; its document does not list it.
key.type | F | sec:INVALID_VERIFICATION_METHOD | the method's members contradict each other
> Ask the issuer to correct its key document; its statements contradict each other.
key.alg | F | sec:INVALID_VERIFICATION_METHOD | the algorithm does not fit the key, or the key declares another
> Ask the issuer to sign with the algorithm that belongs to its key.
key.use | F | sec:INVALID_VERIFICATION_METHOD | use or key_ops of the key forbid verification
> Ask the issuer to publish a key that may be used for signatures.
key.controller | F | sec:INVALID_VERIFICATION_METHOD | issuer, controller and controller document disagree
> Somebody else may have signed in the issuer's name; ask the issuer whether this key is its own.
key.relationship | F | sec:INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD | the method is not listed for this purpose
> Ask the issuer to list the key under assertionMethod in its document.
key.revoked | F/I | sec:INVALID_VERIFICATION_METHOD | the method was revoked or had expired at the time that counts; I where only the signer's word dates the signature (manual review in decisions)
> Ask the issuer to sign again with a key that is in force.
key.revoked_later | W |  | revoked after a signature whose time is proved
key.unbound | I | sec:INVALID_VERIFICATION_METHOD | no evidence that key and issuer belong together
> Pin the issuer's key, or supply the issuer's key document.
key.pinned | W |  | the key was pinned by the caller
key.invalid | F | sec:INVALID_VERIFICATION_METHOD | not a point on the curve, wrong curve, wrong length
> Ask the issuer for its correct public key; this one cannot belong to anybody.
key.small_order | F | sec:INVALID_VERIFICATION_METHOD | Ed25519 point of small order
> Ask the issuer for a new key; signatures can be made for this one without a private key.
key.noncanonical | F | sec:INVALID_VERIFICATION_METHOD | Ed25519 point not in canonical encoding
> Ask the issuer to publish its key in the standard encoding.
key.not_prime_order | F | sec:INVALID_VERIFICATION_METHOD | Ed25519 point with a small-order component
> Ask the issuer for a new key made by a sound program.
key.weak | F | sec:INVALID_VERIFICATION_METHOD | RSA below 2048 bits, bad exponent, known weak modulus
> Ask the issuer for a new key: Ed25519, P-256, P-384, or RSA with at least 2048 bits.
key.size | F | sec:INVALID_VERIFICATION_METHOD | RSA above 8192 bits
> Ask the issuer for a key of at most 8192 bits.
key.private_in_public | F | sec:INVALID_VERIFICATION_METHOD | a private part in a public key
> Warn the issuer at once: its private key is public and must be replaced.
key.certificate | F | sec:INVALID_VERIFICATION_METHOD | the key of a token is named by nothing but an X.509 chain in its header, which is not read and vouches for nobody
> Ask the issuer for a token with a kid, or pin its key if you know it.
key.archived | W |  | verified against an archived controller document supplied by the caller
key.unavailable | I |  | the controller document could not be had, the DID not be resolved
> Try again later, or supply the issuer's key document or a pinned key.
key.load | X |  | key text cannot be read: wrong passphrase, wrong kind; never with content
> Check that it is the right file and the right passphrase; one key in PEM form is expected.
key.unsupported | X |  | key type outside the closed list
> Make a key of a supported type; Ed25519 is the usual choice.
key.cost | X |  | a key file asks for more work than the budget
> Encrypt the key file again with fewer rounds, or pass a larger Budget if the file is your own.
key.not_serialisable | X |  | private key objects are not pickled or copied
> Keep the key in its file and load it where it is needed.

# did, jwks: documents that hold keys
did.syntax | F | sec:INVALID_VERIFICATION_METHOD_URL | not a well-formed DID or DID URL; path tricks
> Ask the issuer to correct the identifier; it is not a well-formed DID.
did.id_mismatch | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID | the document is for another identifier
> Fetch the document again from the issuer; this one belongs to another identifier.
did.document | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | the document is malformed
> Ask the issuer to correct its key document.
did.key | F | sec:INVALID_VERIFICATION_METHOD | did:key or did:jwk does not decode canonically
> Ask the issuer to correct the identifier; the key inside it is not well formed.
did.limit | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | too many methods, too large
> Ask the issuer for a smaller key document, or pass a larger Budget if you trust it.
did.ambiguous | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | two methods with one id
> Ask the issuer to give each key an identifier of its own.
did.deactivated | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | the DID is deactivated
> Ask the issuer for a credential under the identifier that it uses now.
jwks.ambiguous | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | the key set does not give exactly one key
> Ask the issuer to give each key of its set a kid of its own.
jwks.symmetric | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | a symmetric key in a public key set
> Warn the issuer at once: a secret key is in its public key set.
jwks.limit | F | sec:INVALID_CONTROLLED_IDENTIFIER_DOCUMENT | key set too large
> Ask the issuer for a smaller key set, or pass a larger Budget if you trust it.

# jose: JWS headers and encoding
jose.format | F | vcdm:PARSING_ERROR | not a compact serialisation: JSON forms, unprotected headers, wrong number of parts
> Send the compact token: three parts of letters and digits, joined by dots.
jose.encoding | F | vcdm:PARSING_ERROR | padding, wrong alphabet, white space, non-zero trailing bits, impossible length
> The token was damaged on its way; copy it again without line breaks and spaces.
jose.size | F | vcdm:PARSING_ERROR | token, header or number of signatures above the limit
> Ask the issuer for a shorter token, or pass a larger Budget if you trust it.
jose.budget | X |  | decompressed plaintext above the limit, in an explicit decrypt call
> Pass a larger Budget if you trust the sender.
jose.zip | X |  | unknown compression, in an explicit decrypt call
> Ask the sender for a token without compression.
jose.alg | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | algorithm absent, none, symmetric, not listed, or not fit for the key type
> Ask the issuer to sign with EdDSA, ES256, ES384, or another algorithm that your policy lists.
jose.crit | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | crit malformed or naming something not understood
> Ask the issuer for a token without header extensions that are marked as critical.
jose.b64 | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | unencoded payload option
> Ask the issuer for a token whose payload is encoded in the usual way.
jose.typ | F | vcdm:MALFORMED_VALUE_ERROR | typ of another kind of token
> Send the token of the credential, not an access token or another kind of token.
jose.media_type | F | vcdm:MALFORMED_VALUE_ERROR | content type or cty contradicts the content
> Ask the issuer to name the content type that the token really has.
jose.header_extra | W |  | header parameters that the Open Badges profile does not allow
jose.header_key | F | sec:INVALID_VERIFICATION_METHOD | the key offered in the header (jwk, jku, x5u, x5c) is not one of the issuer's keys; never trusted, never fetched
> Ask the issuer to publish its key; a key inside the token proves nothing.
jose.kid | F | sec:INVALID_VERIFICATION_METHOD_URL | kid malformed or not the issuer's
> Ask the issuer to name its own key, by complete address, in the token.
jose.unexpected_jwe | F | vcdm:PARSING_ERROR | an encrypted token; decryption is a separate, explicit call
> Decrypt the token first, with the explicit call for it, and check what comes out.

# jwt: claims
jwt.dialect | F | vcdm:MALFORMED_VALUE_ERROR | the three dialects cannot be told apart, or are mixed
> Ask the issuer to follow one of the token forms: Open Badges 3.0, VC 1.1, or VC JOSE.
jwt.two_bodies | F | vcdm:MALFORMED_VALUE_ERROR | credential at the root and in a claim, or in two claims
> Ask the issuer for a token that holds the credential only once.
jwt.forbidden_claim | F | vcdm:MALFORMED_VALUE_ERROR | vc or vp claim where VC-JOSE-COSE forbids it
> Ask the issuer to put the credential at the top of the payload.
jwt.claim_mismatch | F | vcdm:MALFORMED_VALUE_ERROR | iss, sub, jti, nbf or exp contradicts the credential, or is missing where the dialect requires it
> Ask the issuer for a token whose claims say the same as the credential inside.
jwt.numeric_date | F | vcdm:MALFORMED_VALUE_ERROR | not a NumericDate
> Ask the issuer to write token dates as seconds since 1970.
jwt.subject_identifier_only | W |  | subject has only identifier, so sub cannot match; F under the strict flag
> Ask the issuer to give the subject an id that equals the claim sub.

# sdjwt: SD-JWT
sdjwt.format | F | vcdm:PARSING_ERROR | not an SD-JWT where one is due, one where none is due, or malformed
> Send the token as the wallet presents it, with its disclosures and without changes.
sdjwt.alg | F | vcdm:MALFORMED_VALUE_ERROR | _sd_alg not allowed
> Ask the issuer to use sha-256 for the digests of disclosures.
sdjwt.disclosure | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | a disclosure without a digest, used twice, with a forbidden name, or a name clash
> Ask the learner to present the credential again; a disclosure does not belong to it.
sdjwt.hidden | F | vcdm:MALFORMED_VALUE_ERROR | a claim that must be visible (validity, status, type, issuer) is withheld
> Ask the learner to present the credential again with this claim disclosed.
sdjwt.withheld | W |  | members are withheld where an end of validity or a status could stand; the policy relies on the issuer
sdjwt.kb | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | key binding absent though required, or wrong audience, nonce or hash
> Ask the learner to present the credential again to you, now, with her wallet.

# cose, envelope, vp: other carriers of signatures
cose.structure | F | vcdm:PARSING_ERROR | not a COSE_Sign1, or not deterministic where due
> Ask the issuer for a well-formed COSE_Sign1 message.
cose.alg | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | algorithm not listed or not fit for the key
> Ask the issuer to sign with an algorithm that your policy lists.
cose.typ | F | vcdm:MALFORMED_VALUE_ERROR | typ or content type of another kind
> Send the message of the credential, not another kind of message.
envelope.type | F | vcdm:MALFORMED_VALUE_ERROR | a data: URL of a wrong media type, or malformed
> Ask for an envelope whose data: address names the media type of the credential inside.
envelope.depth | F | vcdm:MALFORMED_VALUE_ERROR | envelopes nested too deep
> Send the inner credential itself.
envelope.members | F | vcdm:MALFORMED_VALUE_ERROR | an envelope carries members of a credential
> Ask for an envelope that holds the token only; its other members are signed by nobody.
vp.credential_shape | F | vcdm:MALFORMED_VALUE_ERROR | an entry of verifiableCredential is not a credential object (bare strings included)
> Ask the wallet to put credentials in as objects, and tokens as enveloped credentials.
vp.challenge | F | sec:INVALID_CHALLENGE_ERROR | expected challenge or domain absent or other (challenge)
> Ask the learner to present again, with the challenge that you sent.
vp.domain | F | sec:INVALID_DOMAIN_ERROR | expected domain absent or other
> Ask the learner to present again, for your domain.
vp.holder_binding | W/F |  | holder is not the subject; F when the policy demands binding, I when it demands it and the subject has only hashed identifiers
> Ask the learner to present the credential herself, from the wallet that it was issued to.
vp.unchallenged | W |  | the policy gave no challenge, so an old or overheard presentation would pass as well
> Send a challenge that nobody can guess, use it once, and name it in the policy.
vp.members | F | vcdm:MALFORMED_VALUE_ERROR | a presentation carries members of a credential
> Ask for a presentation that holds the credential; its other members are the holder's own words.
vp.empty | I/W |  | a presentation without a credential: nothing that could be trusted; W where nobody asks whom to trust
> Ask the learner to present the credential that you want to see.
vp.credential | F |  | a credential inside the presentation failed; named by its index
> Look at the report of the inner credential that is named by its index.
"""
