"""Group B of the attack corpus: contexts and the meaning of JSON-LD."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from tests.attacks import bases, jwt_bases, naive
from tests.attacks.bases import (
    LEARNER,
    OB,
    V1,
    V2,
    Tree,
    di,
    jcs,
    policy,
    raw_signed,
    signer,
    unsigned,
    unsigned_v1,
    vc11,
)
from tests.attacks.corpus import Builder, Input, Variant, check, variants

from eccoe_vc import (
    OFFLINE,
    ContextIntegrityError,
    InputTypeError,
    IssueError,
    Sources,
    documents,
    inspect,
    issue,
)
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import CanonicalizationError

VC = "https://www.w3.org/2018/credentials#"
DATETIME = "http://www.w3.org/2001/XMLSchema#dateTime"
EXTENSION = "https://north.example/contexts/v1"
PAST = "2026-02-01T00:00:00Z"
UNSET = object()


def changed(tree: Tree, **places: Any) -> Tree:
    """A copy of ``tree`` with members set by JSON Pointer (``__`` for a slash) or taken out (``UNSET``)."""
    made = copy.deepcopy(tree)
    for place, value in places.items():
        head, _, last = place.replace("__", "/").rpartition("/")
        parent = pointers.resolve(made, f"/{head}" if head else "")
        if value is UNSET:
            del parent[last]
        else:
            parent[last] = value
    return made


def survives(tree: Tree) -> Input:
    """An input changed after signing whose signature a naive verifier still finds correct."""
    assert naive.holds(tree), "the attack does not survive a naive verifier, so refusing it proves nothing"
    return Input(tree)


def fresh(tree: Tree, **options: Any) -> Input:
    """An input that its issuer signed as it is."""
    return Input(raw_signed(tree, **options))


def stale(tree: Tree) -> Input:
    return Input(tree)


def added(place: str, name: str, value: Any) -> Tree:
    tree = di()
    pointers.resolve(tree, place)[name] = value
    return tree


def subject(**members: Any) -> Tree:
    tree = unsigned()
    tree["credentialSubject"] |= members
    return tree


def achievement(**members: Any) -> Tree:
    tree = unsigned()
    tree["credentialSubject"]["achievement"] |= members
    return tree


def supplied(context: Any, url: str = EXTENSION) -> Sources:
    data = context if isinstance(context, bytes) else json.dumps({"@context": context}).encode()
    return OFFLINE.with_(
        documents=OFFLINE.documents.with_documents(documents.pinned(url, data, sha256(data).hexdigest()))
    )


def with_context(*extra: Any, tree: Tree | None = None) -> Tree:
    """A signed document with entries appended to its contexts afterwards."""
    made = copy.deepcopy(tree or di())
    made["@context"] = [*made["@context"], *extra]
    return made


# ---- B04, B05: identifiers -------------------------------------------------------------------------------------------


def evidence_ids(*names: str) -> list[Input]:
    made = []
    for name in names:
        tree = raw_signed(unsigned(evidence=[{"id": "#a", "type": ["Evidence"], "name": "Report"}]))
        tree["evidence"][0]["id"] = name
        made.append(survives(tree))
    return made


def status_entry(**members: Any) -> Tree:
    entry = {
        "id": "https://north.example/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://north.example/status/1",
    }
    return unsigned(credentialStatus=entry | members)


def bad_ids(*ids: str) -> list[Input]:
    return [fresh_jcs_like(subject(id=text)) for text in ids]


def fresh_jcs_like(tree: Tree) -> Input:
    """Signed by its issuer with an engine that lets such an identifier through, or with a value that cannot hold where
    even that engine refuses: the refusal must come before the signature is looked at."""
    try:
        return Input(raw_signed(tree))
    except Exception:  # noqa: BLE001 - the general engine refuses some of these itself
        return Input({**tree, "proof": di()["proof"]})


# ---- B19: re-keyed members -------------------------------------------------------------------------------------------


def rekeyed(tree: Tree, name: str, make: Callable[[Any], Any] = lambda value: value, *, keep: bool = False) -> Tree:
    made = copy.deepcopy(tree)
    value = made[name] if keep else made.pop(name)
    made[f"{VC}{name}" if name != "description" else "https://schema.org/description"] = make(value)
    return made


def typed(value: str) -> dict[str, str]:
    return {"@value": value, "@type": DATETIME}


def future() -> Tree:
    return di(validFrom="2030-01-01T00:00:00Z", validUntil="2036-01-01T00:00:00Z")


def status_set() -> Tree:
    return bases.signed(status_entry())


INLINE_STATUS = {"cs": {"@id": f"{VC}credentialStatus", "@type": "@id"}}
TITLES = {"title": "https://example.org/v#title", "grade": "https://example.org/v#grade"}
SWAPPED = {"title": "https://example.org/v#grade", "grade": "https://example.org/v#title"}


def swapped_terms() -> Input:
    sources = supplied(TITLES)
    tree = unsigned(context=[V2, OB, EXTENSION])
    tree["credentialSubject"] |= {"title": "Student", "grade": "A"}
    made = bases.signed(tree, sources=sources)
    made["@context"].append(SWAPPED)
    made["credentialSubject"] |= {"title": "A", "grade": "Student"}
    return Input(made, sources=sources)


def nested_null(place: str, name: str, value: Any) -> Tree:
    return added(place, name, value)


def moved(name: str, to: str) -> Tree:
    tree = di()
    tree[to] = tree.pop(name)
    return tree


def endorsement() -> Tree:
    inner = {
        "@context": [V2, OB],
        "id": "urn:uuid:9a0c3f0e-8f2e-4b1e-9c1d-0a6f4f1f2b10",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Endorsement",
        "issuer": {"id": signer("endorser").controller, "type": ["Profile"], "name": "A body"},
        "validFrom": "2026-01-20T00:00:00Z",
        "credentialSubject": {
            "id": "https://north.example/achievements/soil",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well made.",
        },
    }
    return bases.signed(inner, by=signer("endorser"))


def evidence_subject() -> Tree:
    other = {
        "id": "https://north.example/achievements/phd",
        "type": ["Achievement"],
        "name": "Doctorate",
        "description": "A doctorate.",
        "criteria": {"narrative": "None."},
    }
    return unsigned(evidence=[{"id": LEARNER, "type": ["AchievementSubject"], "achievement": other}])


def issuer_subject() -> Tree:
    identifier = {
        "type": "IdentityObject",
        "hashed": False,
        "identityHash": "mallory@example.org",
        "identityType": "emailAddress",
    }
    return unsigned(issuer={"id": bases.ISSUER, "type": ["Profile"], "name": "N"}) | {
        "credentialSubject": {**unsigned()["credentialSubject"], "id": bases.ISSUER},
        "issuer": {"id": bases.ISSUER, "type": ["Profile"], "identifier": [identifier]},
    }


def creator() -> Tree:
    return achievement(creator={"id": bases.ISSUER, "type": ["Profile"], "name": "North University"})


def language(tag: str, shown: str) -> Tree:
    name = {"@value": "Soil", "@language": tag}
    tree = raw_signed(unsigned(name=name, description={"@value": "Boden", "@language": "de"}))
    tree["name"] = {"@value": "Soil", "@language": shown}
    return tree


def types(*names: str, place: str = "/credentialSubject/achievement") -> Tree:
    tree = di()
    pointers.resolve(tree, place)["type"] = list(names)
    return tree


NO_CONTEXTS: tuple[Any, ...] = ([], None, 5, {})
SUBJECT = "/credentialSubject"
ACHIEVEMENT = "/credentialSubject/achievement"
BUILDERS: dict[str, Builder] = {
    "B01-subject": lambda: survives(added(SUBJECT, "bogusGrade", "A+")),
    "B01-top": lambda: survives(added("", "honours", "summa cum laude")),
    "B01-in-proof": lambda: survives(added("/proof", "note", "checked")),
    "B01-null": lambda: survives(added("", "honours", None)),
    "B01-compact-iri": lambda: stale(added("", "x:y", "1")),
    "B01-colon": lambda: stale(added("", "grade:", "A+")),
    "B04-empty": lambda: fresh(subject(id="")),
    "B04-fragment": lambda: fresh(unsigned(id="#list")),
    "B04-name": lambda: fresh(subject(id="alice")),
    "B04-dot": lambda: [fresh(subject(id="./alice")), fresh(subject(id="//example.org/a"))],
    "B04-blank": lambda: [fresh(unsigned(id="_:b0")), fresh(subject(id="_:b0"))],
    "B04-status": lambda: fresh(status_entry(statusListCredential="/status/1")),
    "B04-changed": lambda: evidence_ids("#b"),
    "B05-space": lambda: bad_ids("urn:a b"),
    "B05-newline": lambda: bad_ids("urn:x\n"),
    "B05-angle": lambda: bad_ids("urn:x> <urn:p> <urn:y"),
    "B05-quote": lambda: bad_ids('urn:x"y', "urn:x\\y", "urn:x^y", "urn:x`y", "urn:x{y}", "urn:x|y"),
    "B05-control": lambda: bad_ids("urn:x\x01y", "urn:x\x7fy"),
    "B05-achievement": lambda: [
        fresh_jcs_like(achievement(id="urn:a b")),
        fresh_jcs_like(unsigned(evidence=[{"id": "urn:a b", "type": ["Evidence"], "name": "x"}])),
    ],
    "B05-percent": lambda: bad_ids("urn:x%zz"),
    "B05-unicode": lambda: fresh(achievement(id="https://example.org/caf\u00e9")),
    "B07-datatype": lambda: stale(changed(di(), name={"@value": "a", "@type": "urn:t> .\n<urn:s> <urn:p> <urn:o"})),
    "B07-predicate": lambda: stale(added("", "urn:p> <urn:o> .\n<urn:s> <urn:q", "x")),
    "B07-graph": lambda: [
        stale(added("", "@graph", {"@id": "urn:g> <urn:x"})),
        stale(added("/proof", "id", "urn:g> <u")),
    ],
    "B08-upper": lambda: survives(language("en-us", "en-US")),
    "B08-lower": lambda: survives(language("en-US", "en-us")),
    "B08-jcs": lambda: stale(
        changed(jcs(name={"@value": "Soil", "@language": "en-us"}), name={"@value": "Soil", "@language": "en-US"})
    ),
    "B09-append": swapped_terms,
    "B09-new-term": lambda: survives(with_context({"note": "https://example.org/v#note"})),
    "B09-empty": lambda: survives(with_context({})),
    "B09-only": lambda: stale({**di(), "@context": {"@vocab": "https://example.org/#"}}),
    "B09-caller": lambda: Input(
        raw_signed(unsigned(context=[V2, OB, {"note": "https://example.org/v#note"}]), suite="eddsa-jcs-2022"),
        policy(allow_inline_contexts=True),
    ),
    "B10-vocab": lambda: survives(with_context({"@vocab": "https://example.org/#"})),
    "B10-base": lambda: survives(with_context({"@base": "https://example.org/"})),
    "B10-language": lambda: stale(with_context({"@language": "de"})),
    "B10-version": lambda: survives(with_context({"@version": 1.1})),
    "B10-propagate": lambda: stale(with_context({"@propagate": False})),
    "B11-achievement": lambda: stale(added(ACHIEVEMENT, "extra", {"@context": None, "secret": "x"})),
    "B11-criteria": lambda: stale(added(f"{ACHIEVEMENT}/criteria", "@context", None)),
    "B11-term": lambda: survives(added("", "extra", {"@context": None, "text": "free"})),
    "B11-top": lambda: stale(with_context(None, V2)),
    "B11-proof": lambda: stale(added("/proof", "@context", None)),
    "B13-evil": lambda: fresh_unknown("https://evil.example/ctx"),
    "B13-loopback": lambda: [*fresh_unknown("http://127.0.0.1:8080/ctx"), *fresh_unknown("file:///etc/passwd")],
    "B13-jcs": lambda: Input(
        raw_signed(unsigned(context=[V2, OB, "https://evil.example/ctx"]), suite="eddsa-jcs-2022")
    ),
    "B13-supplied": lambda: supplied_signed({"note": "https://example.org/v#note"}, "note", "x"),
    "B15-swapped": lambda: stale({**di(), "@context": [OB, V2]}),
    "B15-both": lambda: stale({**di(), "@context": [V2, V1, OB]}),
    "B15-missing": lambda: stale({**di(), "@context": [OB]}),
    "B15-string": lambda: stale({**di(), "@context": V2}),
    "B15-dup": lambda: fresh(unsigned(context=[V2, V2, OB])),
    "B15-empty": lambda: [stale({**di(), "@context": value}) for value in NO_CONTEXTS],
    "B18-inline": lambda: stale(with_context({"issuer": "https://example.org/v#issuer"})),
    "B18-supplied": lambda: with_supplied({"validUntil": "https://example.org/v#until"}),
    "B18-same": lambda: supplied_same(),
    "B18-scoped": lambda: with_supplied(
        {"Extra": {"@id": "https://example.org/v#Extra", "@context": {"id": "https://example.org/v#id"}}},
        extra_type="Extra",
    ),
    "B19-until": lambda: survives(rekeyed(bases.di_expired(), "validUntil", typed)),
    "B19-from": lambda: survives(rekeyed(future(), "validFrom", typed)),
    "B19-array": lambda: survives(rekeyed(bases.di_expired(), "validUntil", lambda value: [typed(value)])),
    "B19-both": lambda: survives(rekeyed(bases.di_expired(), "validUntil", typed, keep=True)),
    "B19-subject": lambda: survives(rekeyed(di(), "credentialSubject")),
    "B19-issuer": lambda: survives(rekeyed(di(), "issuer")),
    "B19-schema-term": lambda: survives(rekeyed(di(description="Text"), "description")),
    "B22-alias": lambda: survives(changed(with_context(INLINE_STATUS, tree=moved_status("cs")))),
    "B22-prefix": lambda: survives(with_context({"cred": VC}, tree=moved_status("cred:credentialStatus"))),
    "B22-id-alias": lambda: survives(with_context({"key": "@id"}, tree=aliased_ids())),
    "B24-string": lambda: fresh(unsigned(credentialStatus="https://example.org/status#5")),
    "B24-empty": lambda: stale({**di(), "credentialStatus": {}}),
    "B24-null": lambda: survives({**di(), "credentialStatus": None}),
    "B24-empty-array": lambda: survives({**di(), "credentialStatus": []}),
    "B24-no-type": lambda: fresh(changed(status_entry(), credentialStatus__type=UNSET)),
    "B24-unknown-type": lambda: supplied_status("AcmeStatus2031"),
    "B24-number": lambda: [stale({**di(), "credentialStatus": value}) for value in (5, True)],
    "B26-included": lambda: stale(added("", "@included", [{"id": "urn:x:1", "type": "Profile", "name": "New"}])),
    "B26-reverse": lambda: [
        stale(added("", "@reverse", {"https://example.org/v#holds": {"id": "urn:x:1"}})),
        with_supplied({"holds": {"@reverse": "https://example.org/v#holds"}}, member=("holds", {"id": "urn:x:1"})),
    ],
    "B26-graph": lambda: stale({"@context": [V2, OB], "@graph": [di()], "id": "urn:x:1"}),
    "B26-index": lambda: survives(added("", "@index", "x")),
    "B26-nest": lambda: survives(nested_until()),
    "B26-direction": lambda: survives(direction()),
    "B26-set": lambda: survives(changed(di(), name={"@set": ["Soil Science"]})),
    "B26-list": lambda: stale(changed(di(), name={"@list": ["Soil Science"]})),
    "B26-json": lambda: stale(changed(di(), name={"@value": {"a": 1}, "@type": "@json"})),
    "B26-none": lambda: [stale(added("", name, {"a": 1})) for name in ("@none", "@version", "@container")],
    "B26-unknown-at": lambda: survives(added("", "@foo", 1)),
    "B26-language-ok": lambda: Input(di(name={"@value": "Abschluss", "@language": "de"})),
    "B26-direction-jcs": lambda: Input(jcs(name={"@value": "Abschluss", "@language": "de", "@direction": "rtl"})),
    "B27-evidence": lambda: fresh(evidence_subject()),
    "B27-issuer": lambda: fresh(issuer_subject()),
    "B27-endorsement": lambda: Input(bases.signed(achievement(endorsement=[endorsement()]))),
    "B27-creator": lambda: Input(bases.signed(creator())),
    "B30-v2-expiration": lambda: fresh(unsigned(validUntil=..., expirationDate="2026-02-01T00:00:00Z")),
    "B30-v2-jwt": lambda: [
        Input(jwt_bases.jwt(expirationDate=PAST)),
        Input(jwt_bases.jwt(expirationDate=PAST, validUntil=..., exp=...)),
    ],
    "B30-v1-validuntil": lambda: Input({**vc11(), "validUntil": "2026-02-01T00:00:00Z"}, policy(legacy=True)),
    "B30-both": lambda: fresh(unsigned(expirationDate="2026-02-01T00:00:00Z")),
    "B31-subject": lambda: Input(changed(vc11(), credentialSubject__bogusGrade="A+"), policy(legacy=True)),
    "B31-proof": lambda: Input(changed(vc11(), proof__note="checked"), policy(legacy=True)),
    "B31-legacy-context": lambda: fresh(
        unsigned(context=[V2, OB.replace("3.0.3", "3.0.2")], endorsementJwt=["eyJhbGciOiJFZERTQSJ9.e30.c2ln"])
    ),
    "B33-string": lambda: survives(changed(di(), credentialSubject__achievement__type="Achievement")),
    "B33-order": lambda: survives(types("OpenBadgeCredential", "VerifiableCredential", place="")),
    "B33-extra": lambda: stale(types("VerifiableCredential", "OpenBadgeCredential", "EndorsementCredential", place="")),
    "B33-removed": lambda: stale(types("VerifiableCredential", place="")),
    "B33-duplicate": lambda: survives(types("Achievement", "Achievement")),
    "B33-jcs": lambda: stale(changed(jcs(), type=["OpenBadgeCredential", "VerifiableCredential"])),
    "B35-ok": lambda: supplied_signed({"note": "https://example.org/v#note"}, "note", "x"),
    "B35-recursive": lambda: [with_supplied(EXTENSION), with_supplied(deep_scopes(1_000), extra_type="T0")],
}
APART = {"B02-rdfc", "B02-jcs", "B07-direct", "B08-issue", "B17-byte", "B17-newline", "B17-missing", "B17-manifest",
         "B35-digest", "B35-shadow", "B34-complete", "B34-complete-v1", "B34-extensions", "B34-vcdm",
         "B37-number", "B37-whole", "B36-subject", "B36-achievement", "B36-place",
         "B38-label", "B38-again", "B38-text", "B39-bytes", "B39-elsewhere", "B39-unseen", "B40-type",
         "B41-bytes", "B41-members", "B41-envelope"}  # fmt: skip
#: ``issue`` refuses undefined members in tokens as it does in proofs, unless it is told to allow them; a signature over
#: bytes covers them, and whoever verifies a token does not walk it, so that no note is made (B02-jwt). The sample of a
#: learner record stands in tests/conformance/test_official_examples.py (B34-clr).
LATER = {"B02-jwt", "B34-clr"}


def fresh_unknown(url: str) -> list[Input]:
    """Signed by an issuer whose engine knows the context; ours does not."""
    tree = di()
    tree["@context"] = [*tree["@context"], url]
    return [Input(tree)]


def supplied_signed(context: Any, name: str, value: Any) -> Input:
    sources = supplied(context)
    tree = unsigned(context=[V2, OB, EXTENSION])
    tree["credentialSubject"][name] = value
    return Input(bases.signed(tree, sources=sources), sources=sources)


def supplied_same() -> Input:
    protected = {"@protected": True, "validUntil": {"@id": f"{VC}validUntil", "@type": DATETIME}}
    return supplied_signed([protected, {"note": "https://example.org/v#note"}], "note", "x")


def with_supplied(context: Any, *, extra_type: str = "", member: tuple[str, Any] | None = None) -> Input:
    """A document whose last context the caller supplied; its proof does not matter, because it is refused before."""
    tree = di()
    tree["@context"] = [*tree["@context"], EXTENSION]
    if extra_type:
        tree["type"] = [*tree["type"], extra_type]
    if member:
        tree["credentialSubject"][member[0]] = member[1]
    return Input(tree, sources=supplied(context))


def supplied_status(kind: str) -> Input:
    sources = supplied({kind: f"https://example.org/v#{kind}"})
    tree = unsigned(
        context=[V2, OB, EXTENSION], credentialStatus={"id": "https://north.example/status#1", "type": kind}
    )
    return Input(bases.signed(tree, sources=sources), sources=sources)


def moved_status(name: str) -> Tree:
    tree = status_set()
    tree[name] = tree.pop("credentialStatus")
    return tree


def aliased_ids() -> Tree:
    tree = status_set()
    tree["credentialStatus"]["key"] = tree["credentialStatus"].pop("id")
    return tree


def nested_until() -> Tree:
    tree = bases.di_expired()
    tree["@nest"] = {"validUntil": tree.pop("validUntil")}
    return tree


def direction() -> Tree:
    tree = raw_signed(unsigned(name={"@value": "Soil", "@language": "en"}))
    tree["name"]["@direction"] = "rtl"
    return tree


def deep_scopes(depth: int) -> bytes:
    opened = "".join(f'{{"T{level}":{{"@id":"https://example.org/v#T{level}","@context":' for level in range(depth))
    return f'{{"@context":{opened}{{}}{"}}" * depth}}}'.encode()


@pytest.mark.parametrize("variant", [v for v in variants("B") if v.id in BUILDERS], ids=str)
def test_attack(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())


@pytest.mark.attack("B02", "rdfc")
@pytest.mark.attack("B02", "jcs")
@pytest.mark.parametrize("suite", ["EDDSA_RDFC_2022", "EDDSA_JCS_2022"])
def test_an_undefined_member_is_not_issued(suite: str) -> None:
    import eccoe_vc

    tree = unsigned(honours="summa cum laude")
    securing = getattr(eccoe_vc, suite)
    with pytest.raises(IssueError) as caught:
        issue(tree, signer=signer(), securing=securing)
    assert (caught.value.code, caught.value.pointer) == ("jsonld.undefined_term", "/honours")
    made = issue(tree, signer=signer(), securing=securing, allow_undefined_terms=True, created=bases.AT)
    report = inspect(made.text, policy=policy(), at=bases.AT)
    assert report.verdict == "accepted"
    if suite == "EDDSA_RDFC_2022":
        assert "ctx.vocab" in {note.code for note in report.notes}


@pytest.mark.attack("B07", "direct")
@pytest.mark.parametrize("position", range(4))
def test_the_quad_api_refuses_terms_that_would_leave_their_line(position: int) -> None:
    from eccoe_vc.jsonld import canonical
    from eccoe_vc.limits import Meter

    quad = ["<urn:s>", "<urn:p>", '"x"', "<urn:g>"]
    quad[position] = '"x"^^<urn:t> .\n<urn:s> <urn:p> <urn:o>' if position == 2 else "<urn:p> <urn:o> .\n<urn:s>"
    with pytest.raises(CanonicalizationError) as caught:
        canonical([(quad[0], quad[1], quad[2], quad[3])], Meter())
    assert caught.value.code.startswith("rdf.")


@pytest.mark.attack("B08", "issue")
def test_language_tags_are_issued_in_lower_case() -> None:
    made = issue(unsigned(name={"@value": "Soil", "@language": "en-US"}), signer=signer(), created=bases.AT)
    assert made.document is not None
    assert made.document["name"]["@language"] == "en-us"


@pytest.mark.attack("B35", "digest")
def test_a_supplied_context_needs_its_digest() -> None:
    with pytest.raises(ContextIntegrityError) as caught:
        documents.pinned(EXTENSION, b'{"@context": {}}', "0" * 64)
    assert caught.value.code == "ctx.integrity"


@pytest.mark.attack("B35", "shadow")
def test_a_bundled_url_cannot_be_given_other_bytes() -> None:
    data = b'{"@context": {}}'
    with pytest.raises(ContextIntegrityError):
        OFFLINE.documents.with_documents(documents.pinned(V2, data, sha256(data).hexdigest()))


def test_v1_members_are_refused_in_both_directions() -> None:
    with pytest.raises(IssueError) as caught:
        issue(unsigned_v1(validFrom="2026-01-01T00:00:00Z"), signer=signer())
    assert "ctx.mixed_model" in {finding.code for finding in caught.value.findings}


def test_a_policy_is_not_a_trust_rule() -> None:
    with pytest.raises(InputTypeError):
        inspect({}, policy="strict")  # type: ignore[arg-type]
