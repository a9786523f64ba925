"""Which disclosures show what a holder wants to show: RFC 9901, section 7.2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eccoe_vc.encoding import DecodeError, pointers
from eccoe_vc.errors import InputTypeError, IssueError, shown
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.proofs.sd_jwt.compact import SdJwt
from eccoe_vc.proofs.sd_jwt.processing import process

_HINT = "Pointers lead into the credential as its holder sees it, with everything disclosed."


def select(sd_jwt: SdJwt, payload: Mapping[str, Any], wanted: Iterable[str], budget: Budget = DEFAULT) -> SdJwt:
    """``sd_jwt`` with the disclosures that show what ``wanted`` names, and no other.

    A pointer shows the value and everything in it, and whatever it stands in as far as that is needed to reach it.
    What is always visible may be named too. A key binding JWT is dropped: it was made for another presentation.

    :param payload: the parsed payload of the issuer-signed JWT.
    :param wanted: JSON Pointers into the processed payload with all disclosures; the empty pointer shows everything.
    :raises IssueError: ``sd.pointer``, a pointer that leads nowhere.
    :raises InputTypeError: ``input.type``, no list of texts.
    :raises RefusedError: as :func:`~eccoe_vc.proofs.sd_jwt.processing.process`.
    """
    if isinstance(wanted, str):
        raise InputTypeError(
            "input.type", "One text was given where pointers are expected.", hint="Pass a list of JSON Pointers."
        )
    processed = process(payload, sd_jwt.disclosures, budget)
    prefixes: list[tuple[str, ...]] = []
    for pointer in wanted:
        try:
            pointers.resolve(processed.document, pointer)
            prefixes.append(tuple(pointers.split(pointer)))
        except (DecodeError, AttributeError):
            raise IssueError(
                "sd.pointer", f"Nothing that could be shown stands at {shown(pointer)}.", hint=_HINT
            ) from None
    chosen = [
        text
        for text, place in zip(sd_jwt.disclosures, processed.disclosed, strict=True)
        if _shown(tuple(pointers.split(place)), prefixes)
    ]
    return sd_jwt.with_(chosen)


def _shown(place: tuple[str, ...], wanted: list[tuple[str, ...]]) -> bool:
    """Whether ``place`` stands inside something wanted, or something wanted stands inside it."""
    return any(place[: len(tokens)] == tokens or tokens[: len(place)] == place for tokens in wanted)
