"""Codes about the document itself: bytes, JSON, contexts, meaning, shape, dates, people, pictures.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# json: the one strict JSON door
json.size | F | vcdm:PARSING_ERROR | input longer than the budget; decided before any walk
> Ask for the document alone, without attachments, or pass a larger Budget if you trust the sender.
json.encoding | F | vcdm:PARSING_ERROR | not UTF-8, a byte-order mark, an overlong form
> Save the file as UTF-8 without a byte order mark, or ask the issuer for the original file.
json.syntax | F | vcdm:PARSING_ERROR | not one JSON value: trailing data, comments, two objects
> Ask for the file again as the issuer's system exported it; do not repair it by hand.
json.depth | F | vcdm:PARSING_ERROR | nesting deeper than the budget
> Genuine documents nest far less; ask for the original file.
json.duplicate_key | F | vcdm:PARSING_ERROR | a member name occurs twice in one object, compared after unescaping
> Two readers may see two different documents in this file; ask for the original.
json.number | F | vcdm:PARSING_ERROR | not finite, outside the I-JSON range, or too many digits
> Ask for the number with fewer digits, or as text.
json.surrogate | F | vcdm:PARSING_ERROR | a lone surrogate in a string or name
> The text was damaged on its way; ask the issuer for the original file.
json.not_object | F | vcdm:PARSING_ERROR | top level is not an object
> Send the document itself, an object in braces, not a list of documents or a bare text.

# input, struct, budget, guard: what was handed in; size and time, in every parser
struct.limit | F | vcdm:MALFORMED_VALUE_ERROR | too many nodes, types, values, contexts or embedded credentials
> Ask for single credentials instead of a collection, or pass a larger Budget if you trust the sender.
budget.deadline | I |  | the deadline given by the caller passed
> Try again when the machine is less busy, or pass a Budget with more time if you trust the sender.
budget.memory | I |  | memory ran out inside a parser
> Try again on a machine with more free memory; this says nothing about the credential.
budget.stack | I |  | the caller's stack leaves too little room
> Call the check from a place with fewer nested calls; this says nothing about the credential.
input.unknown_format | F | vcdm:PARSING_ERROR | neither JSON, compact token, SD-JWT, PNG nor SVG; a file type that we do not open
> Send the JSON, PNG or SVG file, or the token, that the issuer's system gave to the learner.
input.type | X |  | the caller passes something that is not bytes, text or a plain JSON mapping, or a naive datetime
> Pass a value of the kind that the documentation of this argument names.
input.not_verified | X |  | decide() was given evidence that is not Verified
> Call verify() first and pass what it returns.
input.challenge_required | X |  | authentication is to be checked but the caller gave no challenge
> Pass the challenge that you sent to the holder.
guard.unavailable | I |  | the start-up canary failed: an engine gives other canonical bytes or signatures; the suites that need it are off. In a report I, elsewhere raised
> Reinstall the library and its dependencies; this says nothing about the credential.

# ctx: contexts
ctx.unknown | I/W | sec:DATA_LOSS_DETECTION_ERROR | a context URL that is not pinned and was not supplied, or that the package ships and the caller did not admit (documents.EVERYTHING, --legacy); nothing is fetched (the caller may pin it by bytes and digest). A signature over the bytes (JCS, tokens) may hold, the meaning stays unknown. Token forms: W where the policy allows unknown contexts
> Obtain the context from its publisher and pass it with its SHA-256; nothing is fetched for you.
ctx.inline | F/W | sec:DATA_LOSS_DETECTION_ERROR | a context object in the document, or @import. Token forms and JCS suites: W where the policy allows it; RDF suites: always F
> Ask the issuer to publish the context under an address and to name that address instead.
ctx.nested | F | sec:DATA_LOSS_DETECTION_ERROR | @context below the top level and not at the top of an embedded credential; includes null
> Ask the issuer to list every context at the top of the credential.
ctx.order | F | vcdm:MALFORMED_VALUE_ERROR | base context not first, profile context not in its place, v1 and v2 base contexts together, a context listed twice
> Ask the issuer to list the W3C base context first, the Open Badges context second, and each only once.
ctx.missing_base | F | vcdm:MALFORMED_VALUE_ERROR | no VC base context
> Ask the issuer to put the W3C credentials context first; without it this is no verifiable credential.
ctx.mixed_model | F | vcdm:MALFORMED_VALUE_ERROR | member names of the other data model
> Ask the issuer to use the member names of one data model, as its first context says.
ctx.proof_mismatch | F | sec:PROOF_VERIFICATION_ERROR | the document's contexts do not start with the proof's, or the proof was made over none (JCS suites)
> The list of contexts was changed after signing; ask the issuer for the original.
ctx.invalid | F | sec:PROOF_TRANSFORMATION_ERROR | a supplied context is not valid JSON-LD 1.1
> Ask the publisher of the context for a corrected one; the credential cannot be read with this one.
ctx.integrity | X |  | a bundled or supplied context has not its SHA-256
> Install the package again, or get the document again from its publisher and compare the digests.
ctx.protected | F | sec:PROOF_TRANSFORMATION_ERROR | a protected term is redefined
> Ask the issuer to rename the term: a later context must not change what an earlier one protects.
ctx.draft | F |  | a draft context URL that is known but not accepted
> Ask the issuer to reissue the credential with the released context.
ctx.version | W |  | an alias or an older released Open Badges or CLR context
ctx.edition | W |  | the caller supplied another edition of a pinned URL
ctx.unsigned | W |  | contexts follow that the proof was not made over (JCS suites); whoever held the credential may have added them
ctx.vocab | W |  | undefined terms are covered by a catch-all vocabulary

# jsonld: reading only what was signed
jsonld.undefined_term | F/W | sec:DATA_LOSS_DETECTION_ERROR | a member has no meaning under the contexts, so it is not signed. Token forms, which sign bytes: W
> Nobody signed this member: check its spelling, or ask the issuer to add the context that defines it.
jsonld.undefined_type | F | sec:DATA_LOSS_DETECTION_ERROR | a type value has no meaning
> Check the spelling of the type, or ask the issuer to add the context that defines it.
jsonld.relative_iri | F | sec:DATA_LOSS_DETECTION_ERROR | a relative id or type; the base IRI is null
> Ask the issuer to write a complete address, such as one that begins with https: or urn:uuid:.
jsonld.blank_policy_node | F | sec:DATA_LOSS_DETECTION_ERROR | credential, issuer, subject, status or schema entry named by a blank node label
> Ask the issuer to give it a real identifier instead of a label that begins with an underscore.
jsonld.dropped_value | F | sec:DATA_LOSS_DETECTION_ERROR | a value that JSON-LD would drop or merge: the same value twice in a set, an empty or repeated type, a double beyond 16 digits, an invalid object; null and empty arrays that the model check has not seen
> Ask the issuer to remove the repeated or empty value; a signature would not cover it.
jsonld.not_compact | F | sec:PROOF_TRANSFORMATION_ERROR | the JSON is not the compact form of what it means (re-keyed member, untyped or re-typed value)
> The document was rewritten after signing; ask the learner for the file that the issuer gave out.
jsonld.keyword | F | sec:PROOF_TRANSFORMATION_ERROR | a JSON-LD keyword or keyword alias that the profile does not allow
> The document was rewritten, or its system writes another form of JSON-LD; ask the issuer for the plain form.
jsonld.shape | F | vcdm:MALFORMED_VALUE_ERROR | array in array, null item, array where one value is due, object where text is due
> Ask the issuer to write the value in the form that the specification gives.
jsonld.node_described_twice | F | sec:PROOF_TRANSFORMATION_ERROR | a policy statement about a node stands outside that node's policy position (security/rules.md rule 6b)
> Something is said about this node in a place where it must not be said; ask the issuer for the original.
jsonld.budget | F | sec:PROOF_TRANSFORMATION_ERROR | expansion work above the budget
> Ask the issuer for a credential with fewer nested contexts, or pass a larger Budget if you trust it.
jsonld.outside_profile | I |  | valid JSON-LD outside our profile and no general engine allowed
> Allow the general engine for this context, or ask the issuer for a plainer one.

# rdf: dataset and canonical form
rdf.bad_iri | F | sec:PROOF_TRANSFORMATION_ERROR | an IRI with forbidden characters
> Ask the issuer to correct the address: no spaces, quotes or line breaks, and complete percent escapes.
rdf.bad_langtag | F | sec:PROOF_TRANSFORMATION_ERROR | a language tag that is not well-formed BCP 47
> Ask the issuer to correct the language tag, for example en or de-CH.
rdf.bad_datatype | F | sec:PROOF_TRANSFORMATION_ERROR | a datatype that is not an absolute IRI
> Ask the publisher of the context to correct the data type; it must be a complete address.
rdf.roundtrip | F | sec:PROOF_TRANSFORMATION_ERROR | canonical N-Quads do not parse back to the same dataset
> Please report this to the authors of the library; the credential cannot be judged.
rdf.budget | F | sec:PROOF_TRANSFORMATION_ERROR | canonicalisation work above the budget (poison graph)
> Genuine credentials need far less work; ask the issuer to give its parts identifiers.

# time: dates of the credential
time.format | F | vcdm:MALFORMED_VALUE_ERROR | not an XSD dateTimeStamp (VC 2.0) or dateTime (VC 1.1) in the table of security/rules.md section 4; proof dates alike
> Ask the issuer for a date with time and time zone, such as 2026-01-31T09:00:00Z.
time.window | F | vcdm:MALFORMED_VALUE_ERROR | end before start
> Ask the issuer which dates are meant; the end stands before the start.
time.not_yet_valid | F |  | before the start, beyond the skew
> Check again after the date on which it becomes valid.
time.expired | F |  | after the end; the stricter of claim and member counts
> Ask the learner for a newer copy, or judge it as of a date inside its period.
time.within_skew | W |  | accepted only by the allowed skew

# image: baked images
image.format | F | vcdm:PARSING_ERROR | not a well-formed PNG or SVG, or wrapped in another format
> Ask the learner for the original image; photo tools and messengers damage or convert it.
image.encoding | F | vcdm:PARSING_ERROR | the text chunk does not decode, or holds more than its text
> Ask the learner for the original image; the baked text is damaged.
image.xml | F | vcdm:PARSING_ERROR | entity declarations, internal subset, inclusions
> Ask the issuer to bake the badge into a plain SVG without DOCTYPE declarations of its own.
image.budget | F | vcdm:PARSING_ERROR | size, depth, number of parts
> Ask for a smaller image, or pass a larger Budget if you trust the sender.
image.no_credential | F | vcdm:PARSING_ERROR | nothing baked under the right keyword or namespace; the hint names near misses
> Ask the learner for the image as the issuer gave it out; screenshots and edited copies lose the credential.
image.ambiguous | F | vcdm:PARSING_ERROR | more than one credential of the asked kind; all are listed, none is chosen
> Ask the learner for an image that holds one credential; we do not choose for you.
image.other_payload | W |  | a payload of another version is present too
image.compressed | W |  | the chunk is compressed though the specification forbids it
image.not_bound | W |  | the carrier is not the image that the achievement names by digest
image.already_baked | X |  | the image holds a payload and replace=True was not given
> Take the original image, or say that the badge in it may be replaced.
image.unsafe_svg | X |  | active or remote content in an SVG to be baked
> Export the image without scripts, links and remote parts, or take a PNG.

# model, issuer: shape of the credential
model.missing | F | vcdm:MALFORMED_VALUE_ERROR | a required member is absent
> Ask the issuer to add the member that is named.
model.type | F | vcdm:MALFORMED_VALUE_ERROR | a JSON kind that is not the defined one, or a type that does not name the class that stands here; nothing is coerced
> Ask the issuer to write the member in the form that the specification gives.
model.cardinality | F | vcdm:MALFORMED_VALUE_ERROR | too many or too few
> Ask the issuer to give as many values as the specification allows.
model.value | F | vcdm:MALFORMED_VALUE_ERROR | a value outside its lexical form
> Ask the issuer to correct the value; the sentence says which form is due.
model.range | F | vcdm:RANGE_ERROR | a number outside its range (negative credits)
> Ask the issuer to correct the number; the sentence says which range is allowed.
model.enum | F | vcdm:MALFORMED_VALUE_ERROR | a term that is neither listed nor ext:
> Use a listed term, or one of your own that begins with ext:.
model.id | F | vcdm:MALFORMED_VALUE_ERROR | an id that is null, a list, or not a URL
> Ask the issuer to give one complete address as identifier, such as https://..., did:..., mailto:... or urn:uuid:...
model.null | F | vcdm:MALFORMED_VALUE_ERROR | a null member
> Ask the issuer to leave the member out instead of writing null.
model.empty_array | F | vcdm:MALFORMED_VALUE_ERROR | an empty array in plain JSON form
> Ask the issuer to leave the member out instead of writing an empty list.
model.reference | F | vcdm:MALFORMED_VALUE_ERROR | an internal reference without target (result description, CLR association)
> Ask the issuer to correct the reference; nothing in the credential has this identifier.
model.language | W |  | a language object where Open Badges wants text; valid VC
issuer.shape | F | vcdm:MALFORMED_VALUE_ERROR | issuer is neither a URL nor an object with one
> Ask the issuer to name itself by one complete address, or by an object that has one.

# subject, identity: who it is about
subject.missing | F | vcdm:MALFORMED_VALUE_ERROR | neither id nor identifier; manual review in decisions
> Ask the issuer to say whom the credential is about, by id or by identifier.
subject.ambiguous | F | vcdm:MALFORMED_VALUE_ERROR | several subjects where one is due
> Ask for one credential for each person.
subject.mismatch | F |  | not the expected person
> Ask the learner for her own credential, or correct the identity that you expect.
subject.unmatchable | I |  | nothing that can be compared with what the caller knows
> Give another identity of the learner, such as the e-mail address that the issuer used, or ask her.
subject.matched | W |  | it is about the expected person; the pointer names the identifier that fits
subject.not_checked | W |  | no expectation was given
identity.format | F | vcdm:MALFORMED_VALUE_ERROR | identity hash malformed
> Ask the issuer to write the hash as sha256$ followed by 64 hexadecimal digits.
identity.weak_hash | W |  | MD5 or an unsalted hash of the identifier
"""
