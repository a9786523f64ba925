"""Group E of the attack corpus: tokens. SD-JWT and decryption stand elsewhere."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Callable
from typing import Any, Final

import pytest
from tests.attacks import chains
from tests.attacks.bases import AT, ISSUER, policy, signer
from tests.attacks.corpus import Builder, Input, Variant, check, variants
from tests.attacks.jwt_bases import claims, jose, jwt, ob3, part, rs256, rsa

from eccoe_vc import OFFLINE, Budget, LocalSigner, inspect
from eccoe_vc.encoding import base64url

HTTPS: Final = "https://north.example/issuers/1"
JWKS: Final = "https://north.example/jwks.json"
#: Decryption: tests/unit/proofs/test_jose_engine.py; SD-JWT: test_group_e_selective.py.
APART = {variant.id for variant in variants("E22", "E23", "E24", "E28", "E29")}


def with_header(**members: Any) -> str:
    return jwt(header=members)


def parts(text: str, **changed: str) -> str:
    header, payload, signature = text.split(".")
    made = {"header": header, "payload": payload, "signature": signature} | changed
    return ".".join((made["header"], made["payload"], made["signature"]))


def web(jwk_set: Any, *, kid: Any = "#k1", **header: Any) -> Input:
    """A token of an https issuer whose key set is at hand."""
    by = signer("issuer", controller=HTTPS)
    named = f"{HTTPS}{kid}" if isinstance(kid, str) else ...
    text = jwt(claims(by), header={"kid": named, **header}, by=by)
    sources = OFFLINE if jwk_set is None else OFFLINE.with_document(HTTPS, jwk_set)
    return Input(text, policy(HTTPS), sources)


def jwk(**members: Any) -> dict[str, Any]:
    return {**signer().public_key.to_jwk(), "kid": "k1"} | members


def chained(kind: str) -> list[Input]:
    """A token by the issuer's own key whose header names it by nothing but a chain of certificates."""
    by = signer("issuer", controller=HTTPS)
    chain = chains.of(kind, by.public_key)
    tokens = [jwt(claims(), header={"kid": ..., "typ": typ, "x5c": chain}) for typ in ("JWT", "vc+jwt")]
    web_issuer = jwt(claims(by), header={"kid": ..., "typ": "vc+jwt", "x5c": chain}, by=by)
    return [*several(*tokens), Input(web_issuer, policy(HTTPS), OFFLINE.with_document(HTTPS, {"keys": [jwk()]}))]


def attacker() -> LocalSigner:
    return signer("attacker")


# ---- E01 to E03: algorithms and serialisations ---------------------------------------------------------------------


def algs(*values: Any, signature: str = "") -> list[Input]:
    payload = part(claims())
    return [Input(f"{part({'alg': alg, 'typ': 'JWT'})}.{payload}.{signature or 'AAAA'}") for alg in values]


def flattened(**changed: Any) -> dict[str, Any]:
    header, payload, signature = ob3().split(".")
    return {"protected": header, "payload": payload, "signature": signature, **changed}


def general() -> dict[str, Any]:
    header, payload, signature = ob3().split(".")
    good, bad = {"protected": header, "signature": signature}, {"protected": header, "signature": "AAAA"}
    return {"payload": payload, "signatures": [good, bad]}


# ---- E04: keys in the header ---------------------------------------------------------------------------------------


def carried(key: dict[str, Any], by: LocalSigner, **header: Any) -> str:
    return jwt(claims(), header={"jwk": key, **header}, by=by)


def only_jwk_https() -> Input:
    by = signer("issuer", controller=HTTPS)
    return Input(jwt(claims(by), header={"jwk": by.public_key.to_jwk(), "kid": ...}, by=by), policy(HTTPS))


def hmac_with_jwk() -> str:
    return f"{part({'alg': 'HS256', 'jwk': {'kty': 'oct', 'k': 'AAAA'}})}.{part(claims())}.{part(bytes(32))}"


# ---- E09: base64url ------------------------------------------------------------------------------------------------


def padded() -> list[Input]:
    header, payload, signature = ob3().split(".")
    return [
        Input(text)
        for text in (
            f"{header}=.{payload}.{signature}", f"{header}.{payload}=.{signature}", f"{header}.{payload}.{signature}==",
        )
    ]  # fmt: skip


def other_alphabet() -> str:
    # A signature whose text has both characters that differ between the two alphabets.
    for number in range(500):
        text = jwt(name=f"Soil Science {number}")
        signature = text.rpartition(".")[2]
        if "-" in signature and "_" in signature:
            return parts(text, signature=signature.replace("-", "+").replace("_", "/"))
    raise AssertionError("no such signature")


def trailing() -> str:
    text = ob3()  # 64 bytes make 86 characters: the last one has four bits that mean nothing
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + alphabet[alphabet.index(text[-1]) + 1]


# ---- E11, E12, E14: keys -------------------------------------------------------------------------------------------


def weak(n: int, e: int = 65537) -> Input:
    """A token of an https issuer whose RSA key is the number given; nobody needs the signature."""
    size = (n.bit_length() + 7) // 8
    key = {"kty": "RSA", "n": part(n.to_bytes(size, "big")), "e": part(e.to_bytes((e.bit_length() + 7) // 8, "big"))}
    by = signer("issuer", controller=HTTPS)
    header = {"alg": "RS256", "kid": f"{HTTPS}#k1", "typ": "JWT"}
    text = f"{part(header)}.{part(claims(by))}.{part(bytes(size))}"
    return Input(text, policy(HTTPS), OFFLINE.with_document(HTTPS, {"keys": [{**key, "kid": "k1"}]}))


def modulus(bits: int) -> int:
    """A number of that many bits that nobody has chosen: odd, and its small factors are what is looked for first."""
    data = b"".join(hashlib.sha256(f"eccoe_vc modulus {bits} {n}".encode()).digest() for n in range(bits // 256 + 1))
    return (int.from_bytes(data, "big") >> (len(data) * 8 - bits)) | (1 << (bits - 1)) | 1


def sound(e: int = 65537) -> Input:
    """A sound modulus with another exponent."""
    return weak(number(), e)


def number() -> int:
    return int.from_bytes(base64url.decode(rsa().public_key.to_jwk()["n"]), "big")


def small_factor() -> Input:
    """The nearest odd number to a sound modulus that the prime 65521 divides."""
    multiple = number() // 65521
    return weak(65521 * (multiple if multiple % 2 else multiple - 1))


def roca() -> Input:
    """A modulus with the fingerprint of ROCA: modulo each small prime a power of 65537, here 65537 itself."""
    product = 1
    for prime in [p for p in range(3, 168) if all(p % q for q in range(2, p))]:
        product *= prime
    n = (1 << 2047) - (1 << 2047) % product + 65537
    while n % 2 == 0:
        n += product
    return weak(n)


# ---- the table -----------------------------------------------------------------------------------------------------

NBF = 1_768_467_600  # 2026-01-15T09:00:00Z
EXP = 2_083_827_600  # 2036-01-15T09:00:00Z
DAY = 86_400


def several(*texts: str) -> list[Input]:
    return [Input(text) for text in texts]


def one(make: Callable[[], Any]) -> Builder:
    return lambda: made if isinstance(made := make(), Input | list) else Input(made)


def signatures() -> Input:
    """Whoever allows that many values is told what it is; by default there are too many values."""
    many = {"payload": part({}), "signatures": [{"protected": part({}), "signature": ""}] * 10_000}
    return Input(many, policy(budget=Budget(credential_bytes=1 << 20, values_per_member=20_000, json_objects=20_000)))


def padded_header(size: int) -> str:
    return f"{part({'alg': 'EdDSA', 'x': 'a' * size})}.{part({})}.AAAA"


BUILDERS: dict[str, Builder] = {
    "E01-none": lambda: (
        algs("none", signature=part(b""))
        if False
        else [Input(f"{part({'alg': 'none'})}.{part(claims())}."), *algs("none")]
    ),
    "E01-case": lambda: algs("None", "NONE", "nOnE"),
    "E01-empty": lambda: [*algs("", None, 5, ["none"]), Input(f"{part({'typ': 'JWT'})}.{part(claims())}.AAAA")],
    "E01-kept": lambda: algs("none", signature=ob3().rpartition(".")[2]),
    "E01-space": lambda: algs(" none"),
    "E03-flattened": one(lambda: flattened(header={"alg": "EdDSA"})),
    "E03-general": one(general),
    "E03-alg-unprotected": one(lambda: flattened(protected=part({"typ": "JWT"}), header={"alg": "EdDSA"})),
    "E03-kid-unprotected": one(lambda: flattened(header={"kid": attacker().verification_method})),
    "E04-jwk-and-kid": one(
        lambda: carried(attacker().public_key.to_jwk(), attacker(), kid=signer().verification_method)
    ),
    "E04-jwk-only": only_jwk_https,
    "E04-jwk-did": one(lambda: carried(attacker().public_key.to_jwk(), attacker(), kid=...)),
    "E04-jwk-good": one(lambda: carried(signer().public_key.to_jwk(), signer(), kid=...)),
    "E04-jwk-private": one(lambda: carried({**signer().public_key.to_jwk(), "d": part(bytes(32))}, signer(), kid=...)),
    "E04-jku": lambda: several(
        with_header(jku="https://north.example/jwks.json"), with_header(x5u="https://north.example/c.pem")
    ),
    "E04-x5c": lambda: several(with_header(x5c=["MIIB"]), with_header(x5c=["MIIB"], kid=..., typ="vc+jwt")),
    **{f"E30-{name}": functools.partial(chained, name) for name in chains.KINDS},
    "E04-jwk-oct": one(hmac_with_jwk),
    "E06-unknown": one(lambda: with_header(crit=["exp2"], exp2=1)),
    "E06-empty": one(lambda: with_header(crit=[])),
    "E06-type": lambda: several(*(with_header(crit=value) for value in (5, "b64", None))),
    "E06-absent": one(lambda: with_header(crit=["exp2"])),
    "E06-standard": one(lambda: with_header(crit=["alg"])),
    "E06-duplicate": one(lambda: with_header(crit=["exp2", "exp2"], exp2=1)),
    "E07-with-crit": one(lambda: with_header(b64=False, crit=["b64"])),
    "E07-without-crit": one(lambda: with_header(b64=False)),
    "E07-true": one(lambda: with_header(b64=True, crit=["b64"])),
    "E07-string": one(lambda: with_header(b64="false")),
    "E07-detached": one(lambda: parts(ob3(), payload="")),
    "E09-padding": padded,
    "E09-alphabet": one(other_alphabet),
    "E09-newline": one(lambda: ob3()[:-10] + "\n" + ob3()[-10:]),
    "E09-space": lambda: several(ob3()[:-10] + "  " + ob3()[-10:], ob3()[:100] + " " + ob3()[100:]),
    "E09-trailing-bits": one(trailing),
    "E09-length": one(lambda: parts(ob3(), signature=ob3().rpartition(".")[2][:-1])),
    "E09-junk": one(lambda: parts(ob3(), signature="!!!!" + ob3().rpartition(".")[2])),
    "E09-unicode": one(lambda: ob3()[:-1] + "\uff11"),
    "E09-four": lambda: several(ob3() + ".AAAA", ob3().rpartition(".")[0]),
    "E11-use": lambda: web({"keys": [jwk(use="enc")]}),
    "E11-ops": lambda: web({"keys": [jwk(key_ops=["encrypt"])]}),
    "E11-ops-sign": lambda: web({"keys": [jwk(key_ops=["sign"])]}),
    "E11-ops-dup": lambda: web({"keys": [jwk(key_ops=["verify", "verify"])]}),
    "E11-conflict": lambda: web({"keys": [jwk(use="sig", key_ops=["encrypt"])]}),
    "E11-absent": lambda: web({"keys": [jwk()]}),
    "E12-1024": lambda: weak(modulus(1024)),
    "E12-2047": lambda: weak(modulus(2047)),
    "E12-e1": lambda: sound(e=1),
    "E12-even": lambda: sound(e=65538),
    "E12-e-large": lambda: [sound(e=(1 << 256) + 1), sound(e=(1 << 300) + 1)],
    "E12-roca": roca,
    "E12-16384": lambda: weak(modulus(16384)),
    "E12-small-factor": small_factor,
    "E14-same-kid": lambda: web({"keys": [jwk(), {**attacker().public_key.to_jwk(), "kid": "k1"}]}),
    "E14-mixed": lambda: web({"keys": [jwk(), {"kty": "oct", "k": "AAAA", "kid": "k1"}]}),
    "E14-no-kid": lambda: web({"keys": [signer().public_key.to_jwk(), attacker().public_key.to_jwk()]}, kid=None),
    "E14-private": lambda: web({"keys": [jwk(), {**jwk(kid="k2"), "d": part(bytes(32))}]}),
    "E14-many": lambda: web({"keys": [{"kid": str(index), "kty": "OKP"} for index in range(10_000)]}),
    "E15-iss": one(lambda: jwt(iss="did:web:west.example")),
    "E15-sub": one(lambda: jwt(sub="did:web:west.example")),
    "E15-jti": one(lambda: jwt(jti="urn:uuid:00000000-0000-0000-0000-000000000000")),
    "E15-nbf": one(lambda: jwt(nbf=NBF - 2 * DAY)),
    "E15-exp": one(lambda: jwt(exp=EXP + 365 * DAY)),
    "E15-missing": lambda: several(jwt(iss=...), jwt(nbf=...), jwt(jti=...), jwt(sub=...)),
    "E15-fraction": one(lambda: jwt(claims(validFrom="2026-01-15T09:00:00.750Z"), nbf=NBF)),
    "E15-vc-jose": one(lambda: jwt(claims(), header={"typ": "vc+jwt"}, exp=EXP - 365 * DAY, nbf=NBF + DAY)),
    "E15-type": lambda: several(jwt(iss=5), jwt(iss=[ISSUER])),
    "E18-at": one(lambda: with_header(typ="at+jwt")),
    "E18-kb": one(lambda: with_header(typ="kb+jwt")),
    "E18-openid": lambda: several(
        *(with_header(typ=typ) for typ in ("openid4vci-proof+jwt", "logout+jwt", "dpop+jwt"))
    ),
    "E18-sd": one(lambda: with_header(typ="vc+sd-jwt")),
    "E18-absent": one(lambda: with_header(typ=...)),
    "E18-JWT": lambda: several(with_header(typ="JWT"), with_header(typ="jwt")),
    "E18-vp": one(lambda: with_header(typ="vp+jwt")),
    "E18-id-token": one(
        lambda: jwt({"iss": ISSUER, "sub": "alice", "aud": "south", "exp": EXP, "iat": NBF}, header={"typ": ...})
    ),
    "E21-five": one(lambda: f"{part({'alg': 'ECDH-ES', 'enc': 'A256GCM'})}..{part(bytes(12))}.AAAA.{part(bytes(16))}"),
    "E21-dir": one(lambda: f"{part({'alg': 'dir', 'enc': 'A256GCM'})}..{part(bytes(12))}.AAAA.{part(bytes(16))}"),
    "E21-nested": one(
        lambda: f"{part({'alg': 'dir', 'enc': 'A256GCM', 'cty': 'JWT'})}..{part(bytes(12))}.AAAA.{part(bytes(16))}"
    ),
    "E25-header": one(lambda: padded_header(1_000_000)),
    "E25-token": one(lambda: (ob3() + "A" * 262_144)[: 262_144 + 1]),
    "E25-signatures": signatures,
    "E25-signature-part": one(lambda: parts(ob3(), signature="A" * 300_000)),
    "E25-dots": one(lambda: "eyJ" + "." * 200_000),
    "E26-outer": lambda: several(f" \t{ob3()} \n", f"\r\n{ob3()}\n"),
    "E26-bearer": one(lambda: f"Bearer {ob3()}"),
    "E26-url": one(lambda: f"https://example.org/?t={ob3()}"),
    "E26-quotes": one(lambda: f'"{ob3()}"'),
    "E26-bom": lambda: [Input("\ufeff" + ob3()), Input(b"\xef\xbb\xbf" + ob3().encode())],
    "E26-nbsp": one(lambda: f"{ob3()}\u00a0"),
}


@pytest.mark.parametrize("make", [ob3, rs256, jose])
def test_the_untouched_fixture_is_accepted(make: Callable[[], str]) -> None:
    report = inspect(make(), policy=policy(rsa().controller), at=AT)
    assert report.verdict == "accepted", report.to_dict()


@pytest.mark.parametrize("variant", [v for v in variants("E") if v.id in BUILDERS], ids=str)
def test_variant(variant: Variant) -> None:
    check(variant, BUILDERS[variant.id]())
