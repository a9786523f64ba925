"""Codes about the document itself: bytes, JSON, contexts, meaning, shape, dates, people, pictures.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# json: the one strict JSON door
json.size | F | vcdm:PARSING_ERROR | input longer than the budget; decided before any walk
json.encoding | F | vcdm:PARSING_ERROR | not UTF-8, a byte-order mark, an overlong form
json.syntax | F | vcdm:PARSING_ERROR | not one JSON value: trailing data, comments, two objects
json.depth | F | vcdm:PARSING_ERROR | nesting deeper than the budget
json.duplicate_key | F | vcdm:PARSING_ERROR | a member name occurs twice in one object, compared after unescaping
json.number | F | vcdm:PARSING_ERROR | not finite, outside the I-JSON range, or too many digits
json.surrogate | F | vcdm:PARSING_ERROR | a lone surrogate in a string or name
json.not_object | F | vcdm:PARSING_ERROR | top level is not an object

# input, struct, budget, guard: what was handed in; size and time, in every parser
struct.limit | F | vcdm:MALFORMED_VALUE_ERROR | too many nodes, types, values, contexts or embedded credentials
budget.deadline | I |  | the deadline given by the caller passed
budget.memory | I |  | memory ran out inside a parser
budget.stack | I |  | the caller's stack leaves too little room
input.unknown_format | F | vcdm:PARSING_ERROR | neither JSON, compact token, SD-JWT, PNG nor SVG; a file type that we do not open
input.type | X |  | the caller passes something that is not bytes, text or a plain JSON mapping, or a naive datetime
input.not_verified | X |  | decide() was given evidence that is not Verified
input.challenge_required | X |  | authentication is to be checked but the caller gave no challenge
guard.unavailable | I |  | the start-up canary failed: an engine gives other canonical bytes or signatures; the suites that need it are off. In a report I, elsewhere raised

# ctx: contexts
ctx.unknown | I/W | sec:DATA_LOSS_DETECTION_ERROR | a context URL that is not pinned and was not supplied; nothing is fetched (the caller may pin it by bytes and digest). A signature over the bytes (JCS, tokens) may hold, the meaning stays unknown. Token forms: W where the policy allows unknown contexts
ctx.inline | F/W | sec:DATA_LOSS_DETECTION_ERROR | a context object in the document, or @import. Token forms and JCS suites: W where the policy allows it; RDF suites: always F
ctx.nested | F | sec:DATA_LOSS_DETECTION_ERROR | @context below the top level and not at the top of an embedded credential; includes null
ctx.order | F | vcdm:MALFORMED_VALUE_ERROR | base context not first, profile context not in its place, v1 and v2 base contexts together, a context listed twice
ctx.missing_base | F | vcdm:MALFORMED_VALUE_ERROR | no VC base context
ctx.mixed_model | F | vcdm:MALFORMED_VALUE_ERROR | member names of the other data model
ctx.proof_mismatch | F | sec:PROOF_VERIFICATION_ERROR | the document's contexts do not start with the proof's (JCS suites)
ctx.invalid | F | sec:PROOF_TRANSFORMATION_ERROR | a supplied context is not valid JSON-LD 1.1
ctx.integrity | X |  | a bundled or supplied context has not its SHA-256
ctx.protected | F | sec:PROOF_TRANSFORMATION_ERROR | a protected term is redefined
ctx.draft | F |  | a draft context URL that is known but not accepted
ctx.version | W |  | an alias or an older released Open Badges or CLR context
ctx.edition | W |  | the caller supplied another edition of a pinned URL
ctx.vocab | W |  | undefined terms are covered by a catch-all vocabulary

# jsonld: reading only what was signed
jsonld.undefined_term | F/W | sec:DATA_LOSS_DETECTION_ERROR | a member has no meaning under the contexts, so it is not signed. Token forms, which sign bytes: W
jsonld.undefined_type | F | sec:DATA_LOSS_DETECTION_ERROR | a type value has no meaning
jsonld.relative_iri | F | sec:DATA_LOSS_DETECTION_ERROR | a relative id or type; the base IRI is null
jsonld.blank_policy_node | F | sec:DATA_LOSS_DETECTION_ERROR | credential, issuer, subject, status or schema entry named by a blank node label
jsonld.dropped_value | F | sec:DATA_LOSS_DETECTION_ERROR | a value that JSON-LD would drop or merge: the same value twice in a set, an empty or repeated type, a double beyond 16 digits, an invalid object; null and empty arrays that the model check has not seen
jsonld.not_compact | F | sec:PROOF_TRANSFORMATION_ERROR | the JSON is not the compact form of what it means (re-keyed member, untyped or re-typed value)
jsonld.keyword | F | sec:PROOF_TRANSFORMATION_ERROR | a JSON-LD keyword or keyword alias that the profile does not allow
jsonld.shape | F | vcdm:MALFORMED_VALUE_ERROR | array in array, null item, array where one value is due, object where text is due
jsonld.node_described_twice | F | sec:PROOF_TRANSFORMATION_ERROR | a policy statement about a node stands outside that node's policy position (security/rules.md rule 6b)
jsonld.budget | F | sec:PROOF_TRANSFORMATION_ERROR | expansion work above the budget
jsonld.outside_profile | I |  | valid JSON-LD outside our profile and no general engine allowed

# rdf: dataset and canonical form
rdf.bad_iri | F | sec:PROOF_TRANSFORMATION_ERROR | an IRI with forbidden characters
rdf.bad_langtag | F | sec:PROOF_TRANSFORMATION_ERROR | a language tag that is not well-formed BCP 47
rdf.bad_datatype | F | sec:PROOF_TRANSFORMATION_ERROR | a datatype that is not an absolute IRI
rdf.roundtrip | F | sec:PROOF_TRANSFORMATION_ERROR | canonical N-Quads do not parse back to the same dataset
rdf.budget | F | sec:PROOF_TRANSFORMATION_ERROR | canonicalisation work above the budget (poison graph)

# time: dates of the credential
time.format | F | vcdm:MALFORMED_VALUE_ERROR | not an XSD dateTimeStamp (VC 2.0) or dateTime (VC 1.1) in the table of security/rules.md section 4; proof dates alike
time.window | F | vcdm:MALFORMED_VALUE_ERROR | end before start
time.not_yet_valid | F |  | before the start, beyond the skew
time.expired | F |  | after the end; the stricter of claim and member counts
time.within_skew | W |  | accepted only by the allowed skew

# image: baked images
image.format | F | vcdm:PARSING_ERROR | not a well-formed PNG or SVG, or wrapped in another format
image.encoding | F | vcdm:PARSING_ERROR | the text chunk does not decode, or holds more than its text
image.xml | F | vcdm:PARSING_ERROR | entity declarations, internal subset, inclusions
image.budget | F | vcdm:PARSING_ERROR | size, depth, number of parts
image.no_credential | F | vcdm:PARSING_ERROR | nothing baked under the right keyword or namespace; the hint names near misses
image.ambiguous | F | vcdm:PARSING_ERROR | more than one credential of the asked kind; all are listed, none is chosen
image.other_payload | W |  | a payload of another version is present too
image.compressed | W |  | the chunk is compressed though the specification forbids it
image.not_bound | W |  | the carrier is not the image that the achievement names by digest
image.already_baked | X |  | the image holds a payload and replace=True was not given
image.unsafe_svg | X |  | active or remote content in an SVG to be baked

# model, issuer: shape of the credential
model.missing | F | vcdm:MALFORMED_VALUE_ERROR | a required member is absent
model.type | F | vcdm:MALFORMED_VALUE_ERROR | a JSON kind that is not the defined one, or a type that does not name the class that stands here; nothing is coerced
model.cardinality | F | vcdm:MALFORMED_VALUE_ERROR | too many or too few
model.value | F | vcdm:MALFORMED_VALUE_ERROR | a value outside its lexical form
model.range | F | vcdm:RANGE_ERROR | a number outside its range (negative credits)
model.enum | F | vcdm:MALFORMED_VALUE_ERROR | a term that is neither listed nor ext:
model.id | F | vcdm:MALFORMED_VALUE_ERROR | an id that is null, a list, or not a URL
model.null | F | vcdm:MALFORMED_VALUE_ERROR | a null member
model.empty_array | F | vcdm:MALFORMED_VALUE_ERROR | an empty array in plain JSON form
model.reference | F | vcdm:MALFORMED_VALUE_ERROR | an internal reference without target (result description, CLR association)
model.language | W |  | a language object where Open Badges wants text; valid VC
issuer.shape | F | vcdm:MALFORMED_VALUE_ERROR | issuer is neither a URL nor an object with one

# subject, identity: who it is about
subject.missing | F | vcdm:MALFORMED_VALUE_ERROR | neither id nor identifier; manual review in decisions
subject.ambiguous | F | vcdm:MALFORMED_VALUE_ERROR | several subjects where one is due
subject.mismatch | F |  | not the expected person
subject.unmatchable | I |  | nothing that can be compared with what the caller knows
subject.not_checked | W |  | no expectation was given
identity.format | F | vcdm:MALFORMED_VALUE_ERROR | identity hash malformed
identity.weak_hash | W |  | MD5 or an unsalted hash of the identifier
"""
