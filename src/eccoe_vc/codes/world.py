"""Codes about the world around a credential: status, schemas, network, trust, stores, older formats.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# status: revocation and suspension
status.revoked | F |  | the entry says revoked; also what recheck() finds for a credential used in a recorded decision
> Do not accept it; ask the issuer why it was withdrawn.
status.suspended | F |  | the entry says suspended
> Do not accept it for now; ask the issuer when the suspension ends.
status.message | W |  | a status message is set; its text is in the detail
status.refresh | W |  | the entry says that a newer credential exists
status.not_checked | I |  | an entry is there and was not read: no fetcher, or switched off by policy
> Hand in the status list, or allow a fetcher; or ask the issuer whether it still stands.
status.required | F |  | the policy requires a status entry, none is there
> Ask the issuer for a credential whose withdrawal can be checked, or relax your policy.
status.unavailable | I/W | status:STATUS_RETRIEVAL_ERROR | asked for, and the list could not be had: network, server error, not a list. W with status="optional"
> Try again later; whether the credential was withdrawn is not known.
status.unreadable | F | vcdm:MALFORMED_VALUE_ERROR | a status entry that is not an object of a usable kind; never read as "no status"
> Ask the issuer to correct the status entry; withdrawal cannot be checked.
status.shape | F | vcdm:MALFORMED_VALUE_ERROR | list or entry malformed; more than one subject
> Ask the issuer to correct its status list; withdrawal cannot be checked.
status.type | F | status:STATUS_VERIFICATION_ERROR | the document is not a status list credential
> Ask the issuer to correct the address in the status entry; no status list stands there.
status.id_mismatch | F | status:STATUS_VERIFICATION_ERROR | the list is not the one that the entry names
> Fetch the list again from the issuer; this one was published under another address.
status.issuer | F | status:STATUS_VERIFICATION_ERROR | the list is by another issuer without delegation
> Ask the issuer to publish its own list, or allow this delegation in your policy.
status.unsigned | F | status:STATUS_VERIFICATION_ERROR | the list is not signed
> Ask the issuer to sign its status list.
status.unsigned_method | W |  | the status method has no signature by design (1EdTechRevocationList)
status.proof | F | status:STATUS_VERIFICATION_ERROR | the list's own proof, validity or key check failed
> Fetch the list again; if it still fails, ask the issuer to repair it.
status.recursion | F | status:STATUS_VERIFICATION_ERROR | the list itself has a status
> Ask the issuer to publish a list that has no status of its own.
status.purpose | F | status:STATUS_VERIFICATION_ERROR | the entry's purpose is not one of the list's
> Ask the issuer to correct the entry; the list is for another purpose.
status.unknown_value | I |  | a value of a Token Status List that is not VALID and that nobody defined for us
> Ask the issuer what this value means; it does not say that the credential stands.
status.unknown_purpose | W |  | a purpose that we do not know; reported, not interpreted
status.index | F | vcdm:MALFORMED_VALUE_ERROR, vcdm:RANGE_ERROR | not a canonical non-negative integer string, or beyond the list (then RANGE_ERROR)
> Ask the issuer to correct the entry; its index is no place in the list.
status.size | F | vcdm:MALFORMED_VALUE_ERROR | statusSize or message table malformed
> Ask the issuer to correct statusSize or the table of messages.
status.encoding | F | vcdm:MALFORMED_VALUE_ERROR | not multibase u + base64url + one GZIP member
> Ask the issuer to correct its status list; the bits cannot be unpacked.
status.budget | F | vcdm:MALFORMED_VALUE_ERROR | expansion above the limit
> Ask the issuer for a smaller status list, or pass a larger Budget if you trust it.
status.too_short | F/W | status:STATUS_LIST_LENGTH_ERROR | fewer than 131,072 entries; policy may lower it
> Ask the issuer for a list of at least 131,072 entries, or lower the limit in your policy.
status.stale | F | status:STATUS_VERIFICATION_ERROR | the list's validity or the policy's maximum age is over
> Fetch a fresh copy of the status list.
status.no_freshness | W |  | the list says nothing about its age
status.legacy | W |  | status by 1EdTechRevocationList or StatusList2021

# schema: credentialSchema
schema.invalid | F/I | vcdm:MALFORMED_VALUE_ERROR | the document does not conform, or the schema is none; I where only a part is shown
> Ask the issuer to correct the credential; the sentence says where it leaves its schema.
schema.compact_form | W |  | only the schema for compacted documents accepts it
schema.digest | F |  | the schema is not the one that its digest names
> Supply the schema that has the named digest, or ask the issuer which one is meant.
schema.remote_ref | F |  | a reference outside the supplied documents
> Supply the documents that the schema refers to.
schema.regex | I/W |  | a pattern that we do not run. W with schema="optional"
> Ask the publisher of the schema for a pattern without back-references, look-around and rare properties of Unicode.
schema.budget | F |  | too much work
> Ask the publisher for a simpler schema, or pass a larger Budget if you trust it.
schema.dialect | W |  | an old dialect of JSON Schema that is still evaluated
schema.unavailable | I/W/F |  | could not be had. W with schema="optional", F with schema="required"
> Supply the schema, or make the schema check optional in your policy.

# fetch: the network, when a fetcher is given
fetch.not_allowed | I |  | no fetcher, or this purpose is switched off
> Pass a fetcher that may ask for this kind of document, or supply the document.
fetch.scheme | F |  | not https, user info, control characters
> Ask the issuer for an address that begins with https://.
fetch.blocked | F |  | the address is not public
> Ask the issuer for a public address; addresses inside a network are never asked.
fetch.redirect | F |  | a redirect that is not allowed
> Ask the issuer for the final address.
fetch.budget | F |  | body, header or decoded size above the limit
> Ask the issuer for a smaller document, or supply it yourself.
fetch.count | F |  | too many addresses named by one document
> Supply the documents yourself, or pass a Budget that allows more of them.
fetch.tls | F |  | certificate or host name not accepted
> Ask the issuer to renew the certificate of its server.
fetch.timeout | I |  | total deadline over
> Try again later, or supply the document yourself.
fetch.status | I |  | an HTTP error status
> Try again later, or ask the issuer whether the address still holds.
fetch.media_type | I |  | unexpected content type
> Ask the issuer to serve the document under its proper content type.
fetch.error | I |  | anything else, including a faulty fetcher
> Try again later, or supply the document yourself.

# doctor: what an issuer publishes, looked at by herself
doctor.unreachable | F/I |  | a document that verifiers need could not be had; F by what its server said, I where no server said anything: no network, an unknown name, a timeout, nobody asked
> Open the address in a browser that is not signed in, from outside your network.
doctor.address | W |  | the address that was given is not where verifiers look for the document of the did:web
> Publish the document where verifiers look for it.
doctor.no_key | F |  | no key that holds now may sign credentials
> List a key under assertionMethod: `eccoe-vc issuer document` writes such a document.
doctor.other_issuer | F |  | the sample is by another issuer
> Take a credential of the issuer that you examine.
doctor.media_type | W |  | served under a media type that strict readers refuse
> Let your server send the proper Content-Type.
doctor.cors | W |  | programs in web pages may not read the document
> Let your server send Access-Control-Allow-Origin: * for this address; it is public anyway.
doctor.no_store | W |  | the document may not be kept by readers
> Let your server send Cache-Control: max-age with some minutes.
doctor.no_kid | W |  | a key of a key set without a name
> Give each key of the set a kid of its own.
doctor.key_ended | W |  | a key that is revoked or expired is listed
> Leave it listed, so that what it signed before can be told apart.
doctor.ends_soon | W |  | a key or a status list ends soon
> Publish the next one before that day.
doctor.no_end | W |  | a status list without an end
> Publish it with validUntil.
doctor.context | W |  | a context is missing that readers of JSON-LD need
> Add the context; `eccoe-vc issuer document` writes it.
doctor.relative_id | W |  | a key is named by a fragment alone
> Write the name whole, with the id of the document before the fragment.
doctor.old_form | W |  | a key in an older form
> Write it as Multikey or JsonWebKey, under the name that it has.
doctor.kid | W |  | the kid of a JWK is none of the names of its key
> Write the fragment of the method, or the thumbprint of the key, as kid.
doctor.unknown_context | W |  | a context that verifiers do not ship, so that each of them has to get it from somewhere
> Use the contexts of the standards, or publish yours where everybody can get it and tell verifiers its digest.
doctor.unused_key | W |  | a key that stands under no relationship
> List it under assertionMethod if it signs credentials, or take it out.

# bundle: evidence bundles
bundle.format | X |  | not the file of an evidence bundle, or damaged
> Take the file as it was written; nothing in it can be relied on.
bundle.version | X |  | a version of the format that this release does not read
> Open it with the release that wrote it, or a newer one.
bundle.digest | X |  | the bundle is not the one of the digest that was given, or a file in it was changed
> Compare the digest in your record; if it is the right one, this file is not what you kept.
bundle.budget | X |  | more files or bytes than the limit
> Pass a larger Budget if you wrote the bundle yourself.

# trust, id, text: who says so, and how it reads
trust.denied | F |  | the issuer is refused, withdrawn or expired in the list
> Do not accept it; ask whoever keeps the list why this issuer is refused.
trust.unknown_issuer | I |  | no list that was given knows the issuer
> Find out who this issuer is; if you trust it, add its identifier to your list.
trust.no_anchor | I |  | the policy names nobody to trust
> Say whom you trust: give the policy a list of issuers.
trust.registry_unavailable | I |  | a registry could not be had
> Try again later, or supply a copy of the registry.
trust.registry_invalid | I |  | what was had as a registry is none, is another one, is too old, or its signature does not hold
> Get the registry again from whoever keeps it; nothing that it says was believed.
trust.not_linked | I |  | no domain that was named calls the issuer its own
> Ask the issuer to publish its DID configuration, or name the issuer by its identifier.
trust.listed | W |  | a registry, an anchor or a domain that was named knows the issuer
trust.self_asserted | W |  | the identity rests on the document's own word
trust.unsafe_any | W |  | the caller accepts any issuer
id.confusable | W |  | an identifier that looks like another one
text.bidi_control | W |  | direction control characters in displayed text
text.control | W |  | other control characters in displayed text

# refresh, endorsement, clr, resource: parts beside the credential
refresh.identity | F |  | the refreshed copy is another credential, or older; it is dropped, the original stays the judged document, and the check fails
> Judge the original; ask the issuer why its newer copy is another credential.
refresh.newer | W |  | a newer copy was judged in place of the one that came in; the report is about it
refresh.not_asked | W |  | a refresh service is named, and the policy does not ask for a newer copy
refresh.unavailable | W/F |  | could not be refreshed; the original counts. F with refresh="required"
> Try again later, or go on with the copy that you have if your policy allows it.
endorsement.invalid | F/W |  | an embedded endorsement failed. F by the verification text; W with endorsements="report"
> Do not count the endorsement; ask the endorser for a new one.
endorsement.subject | F/W | vcdm:MALFORMED_VALUE_ERROR | it endorses something else; as endorsement.invalid
> Do not count the endorsement; it speaks about something else.
endorsement.unsigned | W |  | an embedded endorsement without a proof of its own; not counted
endorsement.self | W |  | the issuer endorses itself
endorsement.limit | F |  | too many or too deep
> Ask for a copy with fewer endorsements, or pass a larger Budget if you trust the sender.
endorsement.unverified | W |  | could not be decided
clr.inner | F |  | a credential inside the record failed; named by its index
> Look at the report of the inner credential that is named by its index.
clr.subject | F | vcdm:MALFORMED_VALUE_ERROR | an inner credential is about somebody else
> Ask the issuer of the record why it holds a credential about somebody else.
clr.not_bound | I |  | an inner credential without a proof of its own under an RDFC outer proof: its sub-report is indeterminate, it is never evidence
> Ask for the inner credential with a proof of its own; the outer signature does not hold its parts together.
clr.partial | W |  | the record says that it is partial
resource.digest | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | a related resource or image does not match its digest
> Fetch the resource again; if it still differs, ask the issuer which version was signed.
resource.duplicate_id | F | vcdm:MALFORMED_VALUE_ERROR | two entries for one resource
> Ask the issuer to describe each resource once.
resource.not_checked | W |  | not fetched

# unsupported: known to be beyond us, not known to be bad
unsupported.data_model | I |  | an unknown W3C base context or data model version
> Ask the issuer for a credential of data model 1.1 or 2.0, or use a newer release of this library.
unsupported.cryptosuite | I/W |  | an unknown or not enabled cryptosuite; W, named by its index, beside a proof that holds
> Ask the issuer for a proof by eddsa-rdfc-2022, or enable the suite in your policy.
unsupported.proof_type | I/W |  | an unknown or not enabled proof type; W beside a proof that holds
> Ask the issuer for a DataIntegrityProof, or enable the proof type in your policy.
unsupported.alg | I |  | a registered algorithm that is not implemented
> Ask the issuer to sign with EdDSA or ES256.
unsupported.did_method | I |  | an unknown DID method
> Pin the issuer's key, or supply its key document yourself.
unsupported.refresh_type | W |  | a refresh service of an unknown type; it was not asked
unsupported.status_type | I |  | an unknown or not enabled status type
> Ask the issuer for a BitstringStatusListEntry, or check the status by hand.
unsupported.schema_type | I/W |  | a schema type that we do not evaluate (SHACL and others). W with schema="optional"
> Ask the issuer for a JsonSchema, or make the schema check optional in your policy.
unsupported.schema_dialect | I/W |  | a draft of JSON Schema that is unknown, or a schema without $schema. W with schema="optional"
> Ask the publisher of the schema for JSON Schema 2020-12, named by $schema.
unsupported.key_type | I |  | an unknown key type
> Ask the issuer to sign with Ed25519, P-256 or P-384.
unsupported.media_type | I |  | an unknown media type
> Ask for the credential as JSON, a compact token, a PNG or an SVG.
unsupported.hash | I |  | an unknown hash name
> Ask the issuer to use SHA-256 or SHA-384.
unsupported.terms_of_use | W |  | terms of use of an unknown type
unsupported.proof_format | I |  | a securing mechanism that is recognised and not checked (JAdES, Merkle and other seals, token forms that a release does not verify); content is readable
> Check it with the tools of the system it comes from, or ask the issuer for a Data Integrity proof.

# ob2: Open Badges 2.0 on the way in
ob2.verification | F | vcdm:MALFORMED_VALUE_ERROR | neither hosted nor signed verification is usable
> Ask the issuer to reissue the badge as Open Badges 3.0.
ob2.origin | F |  | hosted URL outside the allowed origins or startsWith
> Ask the issuer whether this address is its own.
ob2.revoked | F |  | revoked, or gone (HTTP 410)
> Do not accept it; ask the issuer why it was withdrawn.
ob2.hosted_unavailable | I |  | the hosted copy could not be had
> Try again later, or ask the issuer whether it still hosts the badge.
ob2.lossy | W |  | a member has no place in Open Badges 3.0; it is kept beside the import

# store, batch, path, signer: files and many at once (issuing side; raised, or in the ledger line)
store.io | X |  | could not be written; the old state is intact
> Check that the disk has room and that you may write there.
store.format | X |  | not a store of ours
> Check the path; this file was not written by the library.
store.version | X |  | written by a newer release; untouched
> Update the library; the file was written by a newer release.
store.corrupt | X |  | a store of ours whose digest or structure does not hold
> Restore the file from a copy.
store.lock | X |  | another writer holds the lock beyond the deadline
> Wait until the other program is done, then try again.
store.index_exhausted | X |  | no free status index
> Start a new status list.
store.no_place | X |  | the credential has no place in a status list for this purpose
> Check the id of the credential; a place is given before the credential is signed.
store.revoked | X |  | the credential was revoked, which is final
> Issue a new credential with an id of its own.
store.journal | W |  | an unfinished step was found; resume or discard
batch.entry | F |  | an entry that is unsafe or faulty; the batch goes on
> Correct this entry and run the batch again; finished entries are not repeated.
path.unsafe | X |  | an output path outside the given folder, or through a link
> Name an ordinary file in a folder of your own.
signer.output | X |  | the signer's output does not verify
> Check that the signer uses the key that it names; nothing was issued.

# cli: the command line
cli.usage | X |  | the command line asks for what does not exist or does not go together
> Add --help after the command to see what it takes.
cli.unreadable | X |  | a file that the command line names cannot be read
> Check the name of the file and whether you may read it.
cli.exists | X |  | the output file exists already; it is left as it is
> Name another file, or add --overwrite if the old one may go.
cli.cannot_create | X |  | the output file cannot be made there
> Check that the folder exists and that you may write into it.
cli.write_failed | X |  | writing stopped before the end; a file that was begun is taken away again
> Check that the disk has room and that the output was not closed.
cli.unexpected | X |  | a mistake in the program, not in what it was given
> Please report it with the command that you typed; do not send private keys.
"""
