"""SD-JWT: what is hidden and shown, and every way in which disclosures and digests may not fit (RFC 9901, 7.1)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eccoe_vc import LocalSigner
from eccoe_vc.encoding import base64url
from eccoe_vc.errors import Finding, InputTypeError, IssueError, RefusedError
from eccoe_vc.keys import PublicKey
from eccoe_vc.limits import Budget
from eccoe_vc.proofs.sd_jwt import binding, compact, disclosures, presenting
from eccoe_vc.proofs.sd_jwt.concealing import conceal
from eccoe_vc.proofs.sd_jwt.processing import process

CLAIMS: dict[str, Any] = {
    "iss": "did:web:north.example",
    "name": "Alice",
    "address": {"street": "Field Lane 1", "city": "Ost", "zip": "12345"},
    "grades": ["A", "B", "C"],
    "a/b": {"c~d": [1, [2, 3]]},
}
AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def text(*content: Any) -> str:
    return base64url.encode(json.dumps(content).encode())


def digest(written: str) -> str:
    return disclosures.digest(written)


def counted() -> Any:
    numbers: Iterator[int] = iter(range(10_000))
    return lambda: f"salt-{next(numbers)}"


def code_of(payload: dict[str, Any], shown: list[str], budget: Budget | None = None) -> str:
    with pytest.raises(RefusedError) as raised:
        process(payload, shown, budget or Budget())
    assert raised.value.hint
    return raised.value.code


# ---- hiding ----------------------------------------------------------------------------------------------------------


def test_hidden_claims_leave_the_payload() -> None:
    made = conceal(CLAIMS, ["/name", "/address/street", "/grades/1"])
    assert "name" not in made.payload
    assert "Alice" not in json.dumps(made.payload)
    assert "Field" not in json.dumps(made.payload)
    assert made.payload["grades"][0] == "A"
    assert set(made.payload["grades"][1]) == {"..."}
    assert made.payload["_sd_alg"] == "sha-256"
    assert process(made.payload, made.disclosures).document == CLAIMS


def test_nothing_hidden_leaves_no_trace() -> None:
    made = conceal(CLAIMS, [])
    assert made.payload == CLAIMS
    assert made.disclosures == ()


def test_digests_are_sorted_so_that_the_order_of_claims_does_not_show() -> None:
    made = conceal(CLAIMS, ["/name", "/iss", "/grades", "/address"])
    assert made.payload["_sd"] == sorted(made.payload["_sd"])


def test_disclosures_in_disclosures_come_out_inside_first_hidden() -> None:
    made = conceal(CLAIMS, ["/address", "/address/street", "/a~1b/c~0d/1", "/a~1b/c~0d/1/0", "/a~1b"])
    assert process(made.payload, made.disclosures).document == CLAIMS
    names = [disclosures.read(one).name for one in made.disclosures]
    assert names.index("address") < names.index("street")
    outer = made.disclosures[names.index("address")]
    assert process(made.payload, [outer]).document["address"] == {"city": "Ost", "zip": "12345"}


@pytest.mark.parametrize("alg", ["sha-256", "sha-384", "sha-512"])
def test_hashes_of_the_closed_list(alg: str) -> None:
    made = conceal(CLAIMS, ["/name"], alg=alg)
    assert made.payload["_sd_alg"] == alg
    processed = process(made.payload, made.disclosures)
    assert (processed.document, processed.alg) == (CLAIMS, alg)


def test_decoys_look_like_digests_and_change_nothing() -> None:
    made = conceal(CLAIMS, ["/name", "/address", "/address/city"], decoys=3)
    assert len(made.payload["_sd"]) == 2 + 3
    shown = process(made.payload, made.disclosures)
    assert shown.document == CLAIMS
    assert shown.withheld == ("", "/address")
    assert {len(one) for one in made.payload["_sd"]} == {43}


@pytest.mark.parametrize("decoys", [1_001, 10**9, 2**70])
def test_decoys_are_counted_before_they_are_made(decoys: int) -> None:
    with pytest.raises(IssueError) as raised:
        conceal(CLAIMS, ["/name"], decoys=decoys)
    assert raised.value.code == "struct.limit"


def test_salts_are_fresh_and_long_enough() -> None:
    salts = {disclosures.fresh_salt() for _ in range(200)}
    assert len(salts) == 200
    assert {len(base64url.decode(salt)) for salt in salts} == {16}
    made = conceal(CLAIMS, ["/name", "/iss", "/grades/0", "/grades/1"])
    assert len({disclosures.read(one).salt for one in made.disclosures}) == 4


def test_a_source_of_salts_that_repeats_itself_is_refused() -> None:
    with pytest.raises(InputTypeError):
        conceal(CLAIMS, ["/name", "/iss"], salt=lambda: "salt")


@pytest.mark.parametrize("pointer", ["", "/nothing", "/grades/3", "/grades/-", "/grades/01", "name", "/a~2b"])
def test_pointers_that_lead_nowhere_are_refused(pointer: str) -> None:
    with pytest.raises(IssueError) as raised:
        conceal(CLAIMS, [pointer])
    assert raised.value.code == "sd.pointer"


@pytest.mark.parametrize("given", ["/name", [5], [None]])
def test_pointers_are_a_list_of_texts(given: Any) -> None:
    with pytest.raises(InputTypeError):
        conceal(CLAIMS, given)


@pytest.mark.parametrize("options", [{"alg": "md5"}, {"alg": "SHA-256"}, {"decoys": -1}, {"decoys": True}])
def test_other_arguments(options: Any) -> None:
    with pytest.raises(InputTypeError):
        conceal(CLAIMS, ["/name"], **options)


@pytest.mark.parametrize(
    "claims", [{"_sd": []}, {"a": {"...": "x"}}, {"a": [{"_sd_alg": "sha-256"}]}, {"a": [{"...": "x"}]}]
)
def test_claims_that_use_names_of_the_mechanism_are_refused(claims: Any) -> None:
    with pytest.raises(IssueError) as raised:
        conceal({"b": 1, **claims}, ["/b"])
    assert raised.value.code == "sdjwt.format"


def test_more_disclosures_than_verifiers_take_are_refused() -> None:
    with pytest.raises(IssueError) as raised:
        conceal({"a": [1, 2, 3]}, ["/a/0", "/a/1", "/a/2"], budget=Budget(disclosures=2))
    assert raised.value.code == "struct.limit"


# ---- refusals --------------------------------------------------------------------------------------------------------

NAME = text("s1", "name", "Alice")
OTHER = text("s2", "other", 1)
ELEMENT = text("s3", "A")
INNER = text("s4", "city", "Ost")
OUTER = text("s5", "address", {"_sd": [digest(INNER)]})


def test_near_misses_of_the_refusals_hold() -> None:
    assert process({"_sd": [digest(NAME), digest(OTHER)]}, [OTHER, NAME]).document == {"name": "Alice", "other": 1}
    assert process({"a": [{"...": digest(ELEMENT)}]}, [ELEMENT]).document == {"a": ["A"]}
    assert process({"_sd": [digest(OUTER)]}, [OUTER, INNER]).document == {"address": {"city": "Ost"}}
    assert process({"_sd": [], "a": []}, []).document == {"a": []}
    assert process({"_sd": [digest(NAME)], "inner": {"name": 1}}, [NAME]).document == {
        "name": "Alice",
        "inner": {"name": 1},
    }
    assert process({"_sd": ["no digest of anything"]}, []).withheld == ("",)


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({}, [NAME]),
        ({"_sd": [digest(OTHER)]}, [OTHER, NAME]),
        ({"_sd": [digest(NAME)]}, [NAME, NAME]),
        ({"_sd": [digest(NAME), digest(NAME)]}, [NAME]),
        ({"_sd": [digest(NAME), digest(NAME)]}, []),
        ({"_sd": ["x"], "inner": {"_sd": ["x"]}}, []),
        ({"_sd": [digest(NAME)], "a": [{"...": digest(NAME)}]}, []),
        ({"a": [{"...": "x"}, {"...": "x"}]}, []),
        ({"_sd": [digest(OUTER), digest(INNER)]}, [OUTER, INNER]),
        ({"_sd": [digest(OUTER)]}, [INNER]),
        ({"_sd": [digest(NAME)], "name": "Bob"}, [NAME]),
        ({"_sd": [digest(NAME), digest(text("s9", "name", "Bob"))]}, [NAME, text("s9", "name", "Bob")]),
        ({"_sd": [digest(ELEMENT)]}, [ELEMENT]),
        ({"a": [{"...": digest(NAME)}]}, [NAME]),
        ({"_sd": [digest(text("s", "_sd", ["x"]))]}, [text("s", "_sd", ["x"])]),
        ({"_sd": [digest(text("s", "...", "x"))]}, [text("s", "...", "x")]),
        ({"_sd": [digest(text("s", "_sd_alg", "md5"))]}, [text("s", "_sd_alg", "md5")]),
    ],
)
def test_disclosures_that_do_not_fit(payload: dict[str, Any], shown: list[str]) -> None:
    assert code_of(payload, shown) == "sdjwt.disclosure"


@pytest.mark.parametrize(
    ("payload", "shown"),
    [
        ({"_sd": "x"}, []),
        ({"_sd": {}}, []),
        ({"_sd": [5]}, []),
        ({"_sd": [["x"]]}, []),
        ({"_sd": None}, []),
        ({"...": "x"}, []),
        ({"a": {"...": "x"}}, []),
        ({"a": [{"...": 5}]}, []),
        ({"a": [{"...": "x", "b": 1}]}, []),
        ({"a": [{"...": ["x"]}]}, []),
        ({"a": {"_sd_alg": "sha-256"}}, []),
        ({"a": [{"_sd_alg": "sha-256"}]}, []),
        ({"_sd": [digest(text("s", "n", {"_sd_alg": "sha-256"}))]}, [text("s", "n", {"_sd_alg": "sha-256"})]),
        ({"a": [{"...": digest(text("s", {"...": "x"}))}]}, [text("s", {"...": "x"})]),
        ({"_sd": ["x"]}, [text("s")]),
        ({"_sd": ["x"]}, [text()]),
        ({"_sd": ["x"]}, [text("s", "n", "v", "more")]),
        ({"_sd": ["x"]}, [text(5, "n", "v")]),
        ({"_sd": ["x"]}, [text("s", 5, "v")]),
        ({"_sd": ["x"]}, [base64url.encode(b'{"s":"n"}')]),
        ({"_sd": ["x"]}, [base64url.encode(b"5")]),
    ],
)
def test_what_is_malformed(payload: dict[str, Any], shown: list[str]) -> None:
    assert code_of(payload, shown) == "sdjwt.format"


@pytest.mark.parametrize("name", ["md5", "SHA-256", "sha256", "", None, 5, ["sha-256"], "sha3-256", "sha-256-32"])
def test_hashes_outside_the_closed_list(name: Any) -> None:
    assert code_of({"_sd_alg": name}, []) == "sdjwt.alg"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("WyJz=", "jose.encoding"),
        ("WyJzIl1", "jose.encoding"),
        (base64url.encode(b'["s","n",{"a":1,"a":2}]'), "json.duplicate_key"),
        (base64url.encode(b'["s","n",1e999]'), "json.number"),
        (base64url.encode(b'["s","n",1] '), "sdjwt.disclosure"),  # white space is a matter of the issuer: no digest
        (base64url.encode(b'["s","n",1]x'), "json.syntax"),
        (base64url.encode(b'["s","n","\xff"]'), "json.encoding"),
        (base64url.encode(b'["s","n","\\ud800"]'), "json.surrogate"),
        (base64url.encode(b'["s","n",' + b"[" * 70 + b"]" * 70 + b"]"), "json.depth"),
    ],
)
def test_disclosures_come_through_the_one_json_door(written: str, code: str) -> None:
    assert code_of({"_sd": ["x"]}, [written]) == code


def nest(levels: int) -> tuple[dict[str, Any], list[str]]:
    """Disclosures that stand in each other: each is small, together they nest as deep as there are some."""
    made = text("innermost", "leaf", 1)
    shown = [made]
    for level in range(levels):
        made = text(f"s{level}", "inner", {"_sd": [digest(made)]})
        shown.append(made)
    return {"_sd": [digest(made)]}, shown


def test_depth_through_disclosures_is_bounded() -> None:
    budget = Budget(json_depth=8)
    payload, shown = nest(7)
    process(payload, shown, budget)
    payload, shown = nest(8)
    assert code_of(payload, shown, budget) == "json.depth"


def test_objects_through_disclosures_are_bounded() -> None:
    made = [text(f"s{number}", [[], [], []]) for number in range(5)]
    payload = {"a": [{"...": digest(one)} for one in made]}
    process(payload, made, Budget(json_objects=22))
    assert code_of(payload, made, Budget(json_objects=21)) == "struct.limit"


def test_the_number_of_disclosures_is_bounded() -> None:
    made = [text(f"s{number}", number) for number in range(4)]
    payload = {"a": [{"...": digest(one)} for one in made]}
    process(payload, made, Budget(disclosures=4))
    assert code_of(payload, made, Budget(disclosures=3)) == "struct.limit"


def test_a_payload_is_not_changed() -> None:
    payload = {"_sd": [digest(NAME)], "a": [{"...": "x"}]}
    before = json.dumps(payload)
    process(payload, [NAME])
    assert json.dumps(payload) == before


def test_elements_withheld_shift_what_comes_behind() -> None:
    made = conceal(CLAIMS, ["/grades/0", "/grades/2"], salt=counted())
    last = next(one for one in made.disclosures if disclosures.read(one).value == "C")
    shown = process(made.payload, [last])
    assert shown.document["grades"] == ["B", "C"]
    assert shown.disclosed == ("/grades/1",)
    assert shown.withheld == ("/grades",)


# ---- choosing --------------------------------------------------------------------------------------------------------


def held() -> tuple[compact.SdJwt, dict[str, Any]]:
    made = conceal(CLAIMS, ["/name", "/address", "/address/street", "/grades/0", "/grades/2", "/a~1b/c~0d/1/0"])
    return compact.SdJwt("a.b.c", made.disclosures), made.payload


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ([], {"iss": CLAIMS["iss"], "grades": ["B"], "a/b": {"c~d": [1, [3]]}}),
        ([""], CLAIMS),
        (["/iss"], {"iss": CLAIMS["iss"], "grades": ["B"], "a/b": {"c~d": [1, [3]]}}),
        (["/name", "/grades/2"], {**CLAIMS, "address": ..., "grades": ["B", "C"], "a/b": {"c~d": [1, [3]]}}),
        (["/grades", "/a~1b"], {**CLAIMS, "name": ..., "address": ...}),
        (
            ["/address/city"],
            {
                **CLAIMS,
                "name": ...,
                "address": {"city": "Ost", "zip": "12345"},
                "grades": ["B"],
                "a/b": {"c~d": [1, [3]]},
            },
        ),
        (["/address/street"], {**CLAIMS, "name": ..., "grades": ["B"], "a/b": {"c~d": [1, [3]]}}),
        (["/address"], {**CLAIMS, "name": ..., "grades": ["B"], "a/b": {"c~d": [1, [3]]}}),
    ],
)
def test_what_pointers_show(wanted: list[str], expected: dict[str, Any]) -> None:
    token, payload = held()
    chosen = presenting.select(token, payload, wanted)
    assert process(payload, chosen.disclosures).document == {k: v for k, v in expected.items() if v is not ...}


@pytest.mark.parametrize("wanted", [["/nothing"], ["/grades/3"], [5], ["name"]])
def test_pointers_that_show_nothing_are_refused(wanted: Any) -> None:
    token, payload = held()
    with pytest.raises(IssueError) as raised:
        presenting.select(token, payload, wanted)
    assert raised.value.code == "sd.pointer"
    with pytest.raises(InputTypeError):
        presenting.select(token, payload, "/name")


def test_choosing_drops_a_key_binding() -> None:
    token, payload = held()
    bound = token.with_(token.disclosures, "x.y.z")
    assert presenting.select(bound, payload, [""]).binding == ""


# ---- the compact form ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", ["a.b.c~", "a.b.c~d~", "a.b.c~d~e~x.y.z"])
def test_the_parts_make_the_text_again(written: str) -> None:
    token = compact.split(written)
    assert token.text == written
    assert token.presented + token.binding == written
    assert "d" not in repr(token).replace("disclosures", "").replace("SdJwt", "").replace("bound", "")


@pytest.mark.parametrize("written", ["a.b.c", "", "a.b.c~~", "a.b.c~d~~x.y.z"])
def test_what_is_no_compact_form(written: str) -> None:
    with pytest.raises(RefusedError) as raised:
        compact.split(written)
    assert raised.value.code == "sdjwt.format"


def test_limits_of_the_compact_form() -> None:
    compact.split("a~b~c~", Budget(disclosures=2))
    with pytest.raises(RefusedError) as raised:
        compact.split("a~b~c~d~", Budget(disclosures=2))
    assert raised.value.code == "struct.limit"
    with pytest.raises(RefusedError) as raised:
        compact.split("a~" * 10, Budget(jwt_bytes=19))
    assert raised.value.code == "jose.size"


# ---- key binding -----------------------------------------------------------------------------------------------------

ASKED = binding.Asked("n-1", "https://south.example", AT)


def bound(signer: LocalSigner, **changes: Any) -> compact.SdJwt:
    token, _ = held()
    options: dict[str, Any] = {"nonce": "n-1", "audience": "https://south.example", "at": AT} | changes
    return binding.bind(token, "sha-256", signer, **options)


@pytest.mark.parametrize("alg", ["Ed25519", "P-256", "P-384", "RSA-2048"])
def test_a_key_binding_holds(alg: str) -> None:
    signer = LocalSigner.generate(alg)
    assert list(binding.check(bound(signer), "sha-256", signer.public_key, ASKED)) == []


def rebound(signer: LocalSigner, header: dict[str, Any], claims: dict[str, Any]) -> compact.SdJwt:
    """A key binding with other members, rightly signed."""
    token = bound(signer)
    head, body, _ = token.binding.split(".")
    parts = [json.loads(base64url.decode(head)) | header, json.loads(base64url.decode(body)) | claims]
    parts = [{name: value for name, value in part.items() if value is not ...} for part in parts]
    signed = ".".join(base64url.encode(json.dumps(part).encode()) for part in parts)
    return token.with_(token.disclosures, f"{signed}.{base64url.encode(signer.sign(signed.encode()))}")


@pytest.mark.parametrize(
    ("header", "claims"),
    [
        ({"typ": "JWT"}, {}),
        ({"typ": ...}, {}),
        ({"typ": "KB+JWT"}, {}),
        ({"alg": "none"}, {}),
        ({"alg": "ES256"}, {}),
        ({"alg": ...}, {}),
        ({"crit": ["exp"]}, {}),
        ({"b64": False}, {}),
        ({}, {"nonce": "n-2"}),
        ({}, {"nonce": ...}),
        ({}, {"nonce": 1}),
        ({}, {"aud": "https://other.example"}),
        ({}, {"aud": ["https://south.example"]}),
        ({}, {"aud": ...}),
        ({}, {"sd_hash": "x"}),
        ({}, {"sd_hash": ...}),
        ({}, {"iat": ...}),
        ({}, {"iat": "2026-06-01T12:00:00Z"}),
        ({}, {"iat": True}),
        ({}, {"iat": -1}),
        ({}, {"iat": int(AT.timestamp()) + 61}),
        ({}, {"iat": int(AT.timestamp()) - 361}),
    ],
)
def test_key_bindings_that_do_not_hold(header: dict[str, Any], claims: dict[str, Any]) -> None:
    signer = LocalSigner.generate("Ed25519")
    found = list(binding.check(rebound(signer, header, claims), "sha-256", signer.public_key, ASKED))
    assert {finding.code for finding in found} == {"sdjwt.kb"}


@pytest.mark.parametrize("shift", [-360, 0, 60])
def test_near_misses_of_the_window(shift: int) -> None:
    signer = LocalSigner.generate("Ed25519")
    token = rebound(signer, {"kid": "any"}, {"iat": int(AT.timestamp()) + shift, "more": 1})
    assert list(binding.check(token, "sha-256", signer.public_key, ASKED)) == []


def test_other_presentations_keys_and_signatures() -> None:
    signer = LocalSigner.generate("Ed25519")
    token = bound(signer)
    fewer = compact.SdJwt(token.issued, token.disclosures[:-1], token.binding)
    other = LocalSigner.generate("Ed25519").public_key
    cut = compact.SdJwt(token.issued, token.disclosures, token.binding[:-4])
    broken = compact.SdJwt(token.issued, token.disclosures, "a.b")
    for changed, key in ((fewer, signer.public_key), (token, other), (cut, signer.public_key), (broken, other)):
        assert [found.code for found in binding.check(changed, "sha-256", key, ASKED)] == ["sdjwt.kb"]
    absent = compact.SdJwt(token.issued, token.disclosures)
    assert [found.code for found in binding.check(absent, "sha-256", other, ASKED)] == ["sdjwt.kb"]


def test_the_key_of_the_holder() -> None:
    key = LocalSigner.generate("P-256").public_key
    assert binding.holder_key({"cnf": {"jwk": key.to_jwk()}}) == key
    declared = binding.holder_key({"cnf": {"jwk": {**key.to_jwk(), "alg": "ES256"}}})
    assert isinstance(declared, PublicKey)


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({}, "sdjwt.kb"),
        ({"cnf": None}, "sdjwt.kb"),
        ({"cnf": "x"}, "sdjwt.kb"),
        ({"cnf": {}}, "unsupported.key_type"),
        ({"cnf": {"kid": "did:example:1#2"}}, "unsupported.key_type"),
        ({"cnf": {"jwk": 5}}, "key.type"),
        ({"cnf": {"jwk": {"kty": "oct", "k": "AA"}}}, "key.private_in_public"),
    ],
)
def test_keys_of_holders_that_cannot_be_used(claims: dict[str, Any], code: str) -> None:
    found = binding.holder_key(claims)
    assert isinstance(found, Finding)
    assert found.code == code


def test_only_the_holder_binds() -> None:
    signer = LocalSigner.generate("Ed25519")
    binding.require_holder({"cnf": {"jwk": signer.public_key.to_jwk()}}, signer)
    for claims in ({}, {"cnf": {"jwk": LocalSigner.generate("Ed25519").public_key.to_jwk()}}):
        with pytest.raises(IssueError) as raised:
            binding.require_holder(claims, signer)
        assert raised.value.code == "sdjwt.kb"


@pytest.mark.parametrize("options", [{"nonce": ""}, {"nonce": 5}, {"audience": "a\nb"}, {"audience": None}])
def test_words_of_a_binding(options: dict[str, Any]) -> None:
    with pytest.raises(InputTypeError):
        bound(LocalSigner.generate("Ed25519"), **options)


def test_a_binding_that_is_late_by_another_window() -> None:
    signer = LocalSigner.generate("Ed25519")
    later = binding.Asked("n-1", "https://south.example", AT + timedelta(days=1), window=timedelta(days=2))
    assert list(binding.check(bound(signer), "sha-256", signer.public_key, later)) == []


def test_reprs_hold_no_content() -> None:
    made = conceal(CLAIMS, ["/name"])
    shown = process(made.payload, made.disclosures)
    for value in (made, shown, disclosures.read(made.disclosures[0]), disclosures.read(ELEMENT)):
        assert "Alice" not in repr(value)
        assert made.disclosures[0] not in repr(value)
