"""Encrypted tokens (JWE, RFC 7516), opened by an explicit call and by nothing else: the one module that uses jwcrypto.

Never part of verification, where an encrypted token is refused (``jose.unexpected_jwe``). The engine is loaded when the
call is made, gets what came through the strict doors, a closed list of algorithms taken from the key, and a limit for
what it may inflate (docs/adr/0085).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eccoe_vc.carriers import token
from eccoe_vc.errors import InputTypeError, JoseError, KeyLoadError, shown
from eccoe_vc.keys import jwk, private
from eccoe_vc.limits import DEFAULT, Budget

_CURVES: Final = ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW")
#: Key management for each kind of key. No RSA1_5, no passwords, no shared keys (RFC 8725, section 3.2).
MANAGEMENT: Final[Mapping[str, tuple[str, ...]]] = {"RSA": ("RSA-OAEP-256",), "P-256": _CURVES, "P-384": _CURVES}
#: Content encryption.
ENCRYPTION: Final = ("A128GCM", "A256GCM", "A128CBC-HS256", "A256CBC-HS512")


def decrypt(text: str | bytes, key: Mapping[str, Any] | bytes | str, *, budget: Budget = DEFAULT) -> str:
    """What stands in the encrypted token ``text``, for :func:`eccoe_vc.inspect` and :func:`eccoe_vc.verify`.

    RFC 7516, section 5.2. Decryption says nothing about who wrote it: anybody can encrypt to a public key.

    :param text: a compact JWE.
    :param key: the private key of the recipient: a JWK, or PKCS#8 in PEM.
    :param budget: ``jwt_bytes``, ``jose_header_bytes``, and ``jwe_plaintext`` for what comes out.
    :raises JoseError: ``jose.format``, ``jose.encoding``, ``jose.size``, ``jose.alg`` (an algorithm outside the closed
        list, or another one than that of the key), ``jose.zip``, ``jose.crit``, ``jose.budget``.
    :raises KeyLoadError: ``key.load`` and what a private key can be.
    """
    envelope = token.read(text, budget)
    if envelope.form != "jwe":
        raise JoseError("jose.format", "The token is not encrypted, so there is nothing to decrypt.")
    header = envelope.header or {}
    alg, enc = _algorithms(header)
    engine_key, kind = _key(key, budget)
    if alg not in MANAGEMENT.get(kind, ()):
        raise JoseError("jose.alg", f"The token is encrypted with {alg}, which no {kind} key decrypts.", pointer="/alg")
    if kind != "RSA":
        _check_ephemeral(header.get("epk"), kind)
    return _decrypted(envelope.text, engine_key, [alg, enc], budget.jwe_plaintext)


def _algorithms(header: Mapping[str, Any]) -> tuple[str, str]:
    alg, enc = header.get("alg"), header.get("enc")
    if not isinstance(alg, str) or not any(alg in names for names in MANAGEMENT.values()):
        raise JoseError(
            "jose.alg", f"The keys of the token are managed by {shown(alg)}, which is refused.", pointer="/alg"
        )
    if not isinstance(enc, str) or enc not in ENCRYPTION:
        raise JoseError("jose.alg", f"The token is encrypted with {shown(enc)}, which is refused.", pointer="/enc")
    if header.get("zip", "DEF") != "DEF":
        raise JoseError(
            "jose.zip", f"The token is compressed with {shown(header['zip'])}, which is unknown.", pointer="/zip"
        )
    if "crit" in header:
        raise JoseError("jose.crit", "The token demands an extension that we do not understand.", pointer="/crit")
    return alg, enc


def _key(key: Mapping[str, Any] | bytes | str, budget: Budget) -> tuple[Any, str]:
    if isinstance(key, Mapping):
        engine = private.from_jwk(key)
    elif isinstance(key, bytes | str):
        engine = private.from_pem(key, None, budget)
    else:
        raise InputTypeError("input.type", "A private key as JWK or PEM was expected.")
    return engine, private.public_parts(engine)[0]


def _check_ephemeral(epk: Any, kind: str) -> None:
    """The sender's half must be a point of the very curve (RFC 7748 has no such question; NIST curves do)."""
    try:
        found = jwk.read(epk, "/epk")
    except KeyLoadError as error:
        raise JoseError(
            "jose.alg", f"The ephemeral key of the token cannot be used. {error.message}", pointer="/epk"
        ) from None
    if found.alg != kind:
        raise JoseError(
            "jose.alg", f"The ephemeral key of the token is of type {found.alg}, not {kind}.", pointer="/epk"
        )


def _decrypted(text: str, key: Any, algorithms: list[str], limit: int) -> str:
    from jwcrypto.common import JWException
    from jwcrypto.jwe import JWE
    from jwcrypto.jwk import JWK

    try:
        opened = JWE(algs=algorithms)
        opened.deserialize(text)
        opened.decrypt(JWK.from_pyca(key), max_plaintext=limit)
        data = opened.payload
    except (JWException, ValueError) as error:
        if "exceeds maximum allowed" in str(error):
            raise JoseError("jose.budget", f"What is in the token has more than {limit} bytes.") from None
        raise JoseError(
            "jose.encoding",
            "The token cannot be decrypted with this key, or was changed on its way.",
            hint="Check that it was encrypted to this key, and copy it again.",
        ) from None
    if len(data) > limit:
        raise JoseError("jose.budget", f"What is in the token has more than {limit} bytes.")
    try:
        return str(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise JoseError("jose.encoding", "What is in the token is no text in UTF-8.") from None
