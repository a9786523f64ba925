"""The fixtures ``jwt``, ``jwt-rs256``, ``jwt-vcjose`` of the corpus, and tokens that :func:`issue` would never make."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from tests.attacks.bases import AT, signer, unsigned

from eccoe_vc import VC_JOSE, VC_JWT_OB3, LocalSigner, issue
from eccoe_vc.encoding import base64url

Tree = dict[str, Any]


def part(value: Any) -> str:
    """One part of a token: a tree as JSON, or bytes as they are."""
    data = value if isinstance(value, bytes) else json.dumps(value, separators=(",", ":")).encode()
    return base64url.encode(data)


def jwt(
    payload: Any = None, *, header: dict[str, Any] | None = None, by: LocalSigner | None = None, **members: Any
) -> str:
    """A token with a correct signature over whatever is asked for; ``...`` leaves a member out.

    :param members: members of the payload to replace or add.
    """
    who = by or signer()
    named: Tree = {"alg": who.public_key.jose_alg, "kid": who.verification_method, "typ": "JWT"} | (header or {})
    body = payload if payload is not None else claims(who)
    if isinstance(body, dict):
        body = {name: value for name, value in {**body, **members}.items() if value is not ...}
    signed = f"{part({name: value for name, value in named.items() if value is not ...})}.{part(body)}"
    return f"{signed}.{base64url.encode(who.sign(signed.encode()))}"


def claims(by: LocalSigner | None = None, **members: Any) -> Tree:
    """The payload of a token of the Open Badges profile."""
    who = by or signer()
    tree = unsigned(issuer={"id": who.controller, "type": ["Profile"], "name": "North University"}, **members)
    text = issue(tree, signer=who, securing=VC_JWT_OB3, created=AT).text
    found: Tree = json.loads(base64url.decode(text.split(".")[1]))
    return found


def ob3(**members: Any) -> str:
    """Base ``jwt``: Open Badges profile, EdDSA."""
    return issue(unsigned(**members), signer=signer(), securing=VC_JWT_OB3, created=AT).text


@cache
def rsa() -> LocalSigner:
    """A key of 2048 bits, made once."""
    return LocalSigner.generate("RSA-2048")


def rs256() -> str:
    """Base ``jwt-rs256``: the same with RS256."""
    return jwt(by=rsa())


def jose(**members: Any) -> str:
    """Base ``jwt-vcjose``: VC JOSE, ``vc+jwt``."""
    return issue(unsigned(**members), signer=signer(), securing=VC_JOSE, created=AT).text
