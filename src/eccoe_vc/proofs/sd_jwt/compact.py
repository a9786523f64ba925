"""The compact form: ``<issuer-signed JWT>~<disclosure>~...~[<key binding JWT>]`` (RFC 9901, section 4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eccoe_vc.errors import JoseError, RefusedError
from eccoe_vc.limits import DEFAULT, Budget

_HINT = "Send the token as the wallet presents it: with a tilde behind the token and behind each disclosure."


@dataclass(frozen=True, slots=True, repr=False)
class SdJwt:
    """The parts of one SD-JWT. ``binding`` is the key binding JWT, empty where there is none."""

    issued: str
    disclosures: tuple[str, ...] = ()
    binding: str = ""

    @property
    def presented(self) -> str:
        """Everything before the key binding JWT: what ``sd_hash`` is over (section 4.3.1)."""
        return "".join([f"{part}~" for part in (self.issued, *self.disclosures)])

    @property
    def text(self) -> str:
        """The compact form."""
        return self.presented + self.binding

    def with_(self, disclosures: Iterable[str], binding: str = "") -> SdJwt:
        """The same credential with other disclosures; a key binding JWT does not outlive a change."""
        return SdJwt(self.issued, tuple(disclosures), binding)

    def __repr__(self) -> str:
        return f"<SdJwt disclosures={len(self.disclosures)} bound={bool(self.binding)}>"  # no content: about people


def split(text: str, budget: Budget = DEFAULT) -> SdJwt:
    """The parts of ``text``, none of them looked at.

    :raises JoseError: ``sdjwt.format``, no tilde, or an empty disclosure; ``jose.size``.
    :raises RefusedError: ``struct.limit``, more disclosures than the Budget allows.

    >>> split("a.b.c~d1~d2~")
    <SdJwt disclosures=2 bound=False>
    >>> split("a.b.c")
    Traceback (most recent call last):
    eccoe_vc.errors.JoseError: The token has no tilde: it is a plain JWT, not an SD-JWT. ... [sdjwt.format]
    """
    if len(text) > budget.jwt_bytes:
        raise JoseError(
            "jose.size", f"The token has {len(text)} characters, more than the limit of {budget.jwt_bytes}."
        )
    if text.count("~") > budget.disclosures + 1:
        raise RefusedError("struct.limit", f"The token has more than {budget.disclosures} disclosures.")
    issued, *rest = text.split("~")
    if not rest:
        raise JoseError("sdjwt.format", "The token has no tilde: it is a plain JWT, not an SD-JWT.", hint=_HINT)
    *disclosures, binding = rest
    if not all(disclosures):
        raise JoseError("sdjwt.format", "One of the disclosures of the token is empty.", hint=_HINT)
    return SdJwt(issued, tuple(disclosures), binding)
