"""What an issuer can do about what was found of her own. The registry speaks to whoever received a credential.

What is said to makers of credentials (:mod:`eccoe_vc.advice`) holds for her too; here stands what only she can do
about documents and credentials that are out already.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

from eccoe_vc.advice import for_maker
from eccoe_vc.codes import code as registered
from eccoe_vc.errors import Finding

_DOCUMENT: Final = "Publish the document again: `eccoe-vc issuer document` writes one."
#: Codes, and behind ``>`` what is said about them; both may take several lines.
_TABLE: Final = """
status.stale status.proof status.shape status.type status.id_mismatch status.unsigned status.encoding status.size
status.recursion
> Publish the list again: `eccoe-vc status publish` signs it and writes the file for your web server.
status.revoked status.suspended
> Name a sample that stands: this one was withdrawn.
status.unavailable
> See to it that the list can be read at the address that the credential names.
status.not_checked
> It is asked for once everything else of the sample is in order and a network is at hand.
status.unknown_value
> Let the list hold the value 0 for credentials that stand.
status.issuer
> Sign the list yourself, under the identifier that issues the credential; verifiers take no other list.
status.too_short
> Publish a list of at least 131,072 entries; shorter ones tell whose credential is looked up.
status.required
> Put a status entry into what you issue, so that it can be withdrawn.
unsupported.status_type
> Put a BitstringStatusListEntry into what you issue; not every verifier reads another kind.
proof.signature proof.set_invalid
> Compare it with what your system issued. Either the file was changed after it was signed, or the key that you publish
> is not the one that signed it.
json.encoding json.syntax json.depth json.surrogate json.not_object jsonld.not_compact jsonld.keyword
jsonld.node_described_twice ctx.proof_mismatch image.format image.encoding proof.encoding proof.value proof.chain
jose.format jose.encoding cose.structure refresh.identity resource.digest
> Take the file as your system gave it out. If it is that file, your system writes what nobody reads.
proof.missing
> Name the file that your system gives out signed; nothing in this one says who issued it.
proof.time
> Set the clock of the machine that signs, and sign again.
json.size struct.limit jsonld.budget rdf.budget image.budget proof.limit jose.size status.budget schema.budget
endorsement.limit did.limit jwks.limit
> Make it smaller; verifiers do not read more.
fetch.count
> Name fewer addresses in one credential.
json.number
> Write the number with fewer digits, or as text.
budget.deadline budget.memory budget.stack
> Run it again; this says nothing about what you publish.
input.unknown_format image.no_credential unsupported.media_type jose.unexpected_jwe jose.typ cose.typ envelope.type
envelope.depth envelope.members vp.credential_shape vp.members
> Name it as JSON, as a token, or baked into a PNG or SVG image.
image.ambiguous
> Name an image that holds one credential.
time.expired time.not_yet_valid
> Name a sample that is in its period, or a moment inside it: at=, --at on the command line.
subject.ambiguous subject.mismatch clr.subject
> Issue one credential for each person.
sd.base_proof sd.mandatory sd.partial sd.end_unseen sdjwt.format sdjwt.disclosure sdjwt.hidden sdjwt.kb vp.challenge
vp.domain vp.holder_binding vp.empty vp.unchallenged vp.credential subject.unmatchable
> Name the credential itself as a sample, as your system issues it, before anybody shows a part of it.
ctx.unknown ctx.invalid rdf.bad_datatype
> Publish the context where everybody can get it; most verifiers know those of the standards alone.
ctx.inline
> Publish the terms as a context at an address of its own, and name that address.
jsonld.outside_profile
> Use plain terms; not every verifier reads this form of JSON-LD.
schema.digest schema.remote_ref schema.unavailable
> See to it that everybody can read the schema at the address that the credential names.
schema.regex unsupported.schema_dialect unsupported.schema_type
> Use JSON Schema 2020-12 with plain patterns.
endorsement.invalid endorsement.subject
> Name an endorsement that holds, or leave it out.
clr.inner
> Examine the inner credential by itself: name it as a sample.
clr.not_bound
> Give the inner credential a proof of its own.
key.unavailable
> See to it that your key document can be read at its address.
key.unknown key.unbound
> List the key that signs: `eccoe-vc issuer rotate` adds one and keeps the old ones.
key.url key.alg key.controller key.certificate jose.header_key jose.kid
> Sign with the key that your document lists for it, and name that key in the signature.
key.relationship key.use
> List the key under assertionMethod: `eccoe-vc issuer document` does.
key.revoked
> Sign again with a key that is in force.
key.private_in_public
> Replace the key at once: `eccoe-vc issuer rotate` with --revoked. Everybody can sign in your name.
jwks.symmetric
> Take it out and replace it at once: a secret key was public.
key.small_order key.not_prime_order key.weak key.size unsupported.key_type
> Make a new key with `eccoe-vc keygen`, publish it, and sign with it.
key.type key.invalid key.noncanonical
> List the key as its program exports it: `eccoe-vc issuer document` writes it.
did.document
> Publish the document again: `eccoe-vc issuer document` writes one.
did.id_mismatch
> Publish at this address the document of this identifier, or examine the identifier that the document names.
did.deactivated
> Issue under the identifier that you use now, and examine that one.
unsupported.did_method
> Examine a did:web, or the https address of a controller document or key set.
jwks.ambiguous
> Give each key of the set a kid of its own.
issuer.shape
> Name yourself by one complete address, or by an object that has one.
jose.alg cose.alg unsupported.alg
> Let your system sign with EdDSA, ES256 or ES384.
unsupported.cryptosuite unsupported.proof_type unsupported.proof_format
> Sign with eddsa-rdfc-2022, which most verifiers know.
unsupported.data_model
> Issue it in data model 2.0.
jose.crit jose.b64 jose.media_type jwt.dialect jwt.two_bodies jwt.claim_mismatch
> Let your system sign the token again, in the form that the sentence names.
ob2.verification ob2.origin ob2.revoked ob2.hosted_unavailable
> Issue the badge as Open Badges 3.0.
"""


def _read(table: str) -> Iterator[tuple[str, str]]:
    for row in re.findall(r"((?:[^>].*\n)+)((?:>.*\n)+)", table.lstrip()):
        hint = " ".join(line[1:].strip() for line in row[1].splitlines())
        yield from ((code, hint) for code in row[0].split())


_HINTS: Final = MappingProxyType(dict(_read(_TABLE)))
#: Of what an issuer publishes, which nobody signs and nobody sends.
_PUBLISHED: Final = re.compile(r"json\.(?!duplicate_key|size|number)")
_OF_VERIFIERS: Final = re.compile(
    r"\b[Aa]sk (?:the|for|her|whoever)\b|\bpolic(?:y|ies)\b|--pin\b|--any-credential|\bPin\b|you trust"
    r"|\b[Aa]ccept it\b|\bowner\b|\b[Gg]et the document again\b"
)


def codes() -> frozenset[str]:
    """The codes about which an issuer is told something of her own."""
    return frozenset(_HINTS)


def published(found: Finding) -> Finding:
    """``found`` in a document that the issuer publishes, with what she can do about it.

    >>> published(Finding("json.syntax", "The text is not one JSON value.")).hint
    'Publish the document again: `eccoe-vc issuer document` writes one.'
    """
    return found._replace(hint=_DOCUMENT) if _PUBLISHED.match(found.code) else for_issuer(found)


def for_issuer(found: Finding) -> Finding:
    """``found`` in a credential of the issuer, with what she can do about it.

    >>> for_issuer(Finding("time.format", "It is no date.", hint="Ask the issuer to correct it.")).hint
    'Correct it.'
    """
    if found.code.startswith("doctor."):
        return found
    row = registered(found.code)
    said = _made(found) if found.hint not in ("", row.hint) else ""  # where it was found more is known than its code
    for hint in (said, _HINTS.get(found.code, ""), _made(found._replace(hint=row.hint))):
        if hint and not _OF_VERIFIERS.search(hint):
            return found._replace(hint=hint)
    return found._replace(hint="")


def _made(found: Finding) -> str:
    (told,) = for_maker([found])
    return told.hint


__all__ = ["codes", "for_issuer", "published"]
