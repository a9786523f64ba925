"""Codes about the world around a credential: status, schemas, network, trust, stores, older formats.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# status: revocation and suspension
status.revoked | F |  | the entry says revoked; also what recheck() finds for a credential used in a recorded decision
status.suspended | F |  | the entry says suspended
status.message | W |  | a status message is set; its text is in the detail
status.refresh | W |  | the entry says that a newer credential exists
status.not_checked | I |  | an entry is there and was not read: no fetcher, or switched off by policy
status.required | F |  | the policy requires a status entry, none is there
status.unavailable | I/W | status:STATUS_RETRIEVAL_ERROR | asked for, and the list could not be had: network, server error, not a list. W with status="optional"
status.unreadable | F | vcdm:MALFORMED_VALUE_ERROR | a status entry that is not an object of a usable kind; never read as "no status"
status.shape | F | vcdm:MALFORMED_VALUE_ERROR | list or entry malformed; more than one subject
status.type | F | status:STATUS_VERIFICATION_ERROR | the document is not a status list credential
status.id_mismatch | F | status:STATUS_VERIFICATION_ERROR | the list is not the one that the entry names
status.issuer | F | status:STATUS_VERIFICATION_ERROR | the list is by another issuer without delegation
status.unsigned | F | status:STATUS_VERIFICATION_ERROR | the list is not signed
status.unsigned_method | W |  | the status method has no signature by design (1EdTechRevocationList)
status.proof | F | status:STATUS_VERIFICATION_ERROR | the list's own proof, validity or key check failed
status.recursion | F | status:STATUS_VERIFICATION_ERROR | the list itself has a status
status.purpose | F | status:STATUS_VERIFICATION_ERROR | the entry's purpose is not one of the list's
status.unknown_purpose | W |  | a purpose that we do not know; reported, not interpreted
status.index | F | vcdm:MALFORMED_VALUE_ERROR, vcdm:RANGE_ERROR | not a canonical non-negative integer string, or beyond the list (then RANGE_ERROR)
status.size | F | vcdm:MALFORMED_VALUE_ERROR | statusSize or message table malformed
status.encoding | F | vcdm:MALFORMED_VALUE_ERROR | not multibase u + base64url + one GZIP member
status.budget | F | vcdm:MALFORMED_VALUE_ERROR | expansion above the limit
status.too_short | F/W | status:STATUS_LIST_LENGTH_ERROR | fewer than 131,072 entries; policy may lower it
status.stale | F | status:STATUS_VERIFICATION_ERROR | the list's validity or the policy's maximum age is over
status.no_freshness | W |  | the list says nothing about its age
status.legacy | W |  | status by 1EdTechRevocationList or StatusList2021

# schema: credentialSchema
schema.invalid | F | vcdm:MALFORMED_VALUE_ERROR | the document does not conform, or the schema is none
schema.compact_form | W |  | only the schema for compacted documents accepts it
schema.digest | F |  | the schema is not the one that its digest names
schema.remote_ref | F |  | a reference outside the supplied documents
schema.regex | F |  | a pattern that we do not run
schema.budget | F |  | too much work
schema.dialect | W |  | an old dialect of JSON Schema that is still evaluated
schema.unavailable | I/W |  | could not be had. W with schema="optional", F with schema="required"

# fetch: the network, when a fetcher is given
fetch.not_allowed | I |  | no fetcher, or this purpose is switched off
fetch.scheme | F |  | not https, user info, control characters
fetch.blocked | F |  | the address is not public
fetch.redirect | F |  | a redirect that is not allowed
fetch.budget | F |  | body, header or decoded size above the limit
fetch.count | F |  | too many addresses named by one document
fetch.tls | F |  | certificate or host name not accepted
fetch.timeout | I |  | total deadline over
fetch.status | I |  | an HTTP error status
fetch.media_type | I |  | unexpected content type
fetch.error | I |  | anything else, including a faulty fetcher

# trust, id, text: who says so, and how it reads
trust.denied | F |  | the issuer is refused, withdrawn or expired in the list
trust.unknown_issuer | I |  | no list that was given knows the issuer
trust.no_anchor | I |  | the policy names nobody to trust
trust.registry_unavailable | I |  | a registry could not be had
trust.self_asserted | W |  | the identity rests on the document's own word
trust.unsafe_any | W |  | the caller accepts any issuer
id.confusable | W |  | an identifier that looks like another one
text.bidi_control | W |  | direction control characters in displayed text
text.control | W |  | other control characters in displayed text

# refresh, endorsement, clr, resource: parts beside the credential
refresh.identity | F |  | the refreshed copy is another credential, or older; it is dropped, the original stays the judged document, and the check fails
refresh.unavailable | W/F |  | could not be refreshed; the original counts. F with refresh="required"
endorsement.invalid | F/W |  | an embedded endorsement failed. F by the verification text; W with endorsements="report"
endorsement.subject | F/W | vcdm:MALFORMED_VALUE_ERROR | it endorses something else; as endorsement.invalid
endorsement.unsigned | W |  | an embedded endorsement without a proof of its own; not counted
endorsement.self | W |  | the issuer endorses itself
endorsement.limit | F |  | too many or too deep
endorsement.unverified | W |  | could not be decided
clr.inner | F |  | a credential inside the record failed; named by its index
clr.subject | F | vcdm:MALFORMED_VALUE_ERROR | an inner credential is about somebody else
clr.not_bound | I |  | an inner credential without a proof of its own under an RDFC outer proof: its sub-report is indeterminate, it is never evidence
clr.partial | W |  | the record says that it is partial
resource.digest | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | a related resource or image does not match its digest
resource.duplicate_id | F | vcdm:MALFORMED_VALUE_ERROR | two entries for one resource
resource.not_checked | W |  | not fetched

# unsupported: known to be beyond us, not known to be bad
unsupported.data_model | I |  | an unknown W3C base context or data model version
unsupported.cryptosuite | I/W |  | an unknown or not enabled cryptosuite; W, named by its index, beside a proof that holds
unsupported.proof_type | I/W |  | an unknown or not enabled proof type; W beside a proof that holds
unsupported.alg | I |  | a registered algorithm that is not implemented
unsupported.did_method | I |  | an unknown DID method
unsupported.status_type | I |  | an unknown or not enabled status type
unsupported.schema_type | I |  | a schema type that we do not evaluate (SHACL and others)
unsupported.schema_dialect | I |  | a draft of JSON Schema that is unknown, or a schema without $schema
unsupported.key_type | I |  | an unknown key type
unsupported.media_type | I |  | an unknown media type
unsupported.hash | I |  | an unknown hash name
unsupported.terms_of_use | W |  | terms of use of an unknown type
unsupported.proof_format | I |  | a securing mechanism that is recognised and not checked (JAdES, Merkle and other seals, token forms that a release does not verify); content is readable

# ob2: Open Badges 2.0 on the way in
ob2.verification | F | vcdm:MALFORMED_VALUE_ERROR | neither hosted nor signed verification is usable
ob2.origin | F |  | hosted URL outside the allowed origins or startsWith
ob2.revoked | F |  | revoked, or gone (HTTP 410)
ob2.hosted_unavailable | I |  | the hosted copy could not be had
ob2.lossy | W |  | a member has no place in Open Badges 3.0; it is kept beside the import

# store, batch, path, signer: files and many at once (issuing side; raised, or in the ledger line)
store.io | X |  | could not be written; the old state is intact
store.format | X |  | not a store of ours
store.version | X |  | written by a newer release; untouched
store.corrupt | X |  | a store of ours whose digest or structure does not hold
store.lock | X |  | another writer holds the lock beyond the deadline
store.index_exhausted | X |  | no free status index
store.journal | W |  | an unfinished step was found; resume or discard
batch.entry | F |  | an entry that is unsafe or faulty; the batch goes on
path.unsafe | X |  | an output path outside the given folder, or through a link
signer.output | X |  | the signer's output does not verify
"""
