"""Whether agreements are in force on a day: from verified counterparts and notices to the state of every text.

Recognition, sections 5.1 to 5.4. The state is computed and never stored.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from eccoe_vc.agreements import arguments
from eccoe_vc.agreements.counterparts import CREDENTIAL as AGREEMENT
from eccoe_vc.agreements.counterparts import SignedText, Standing, signed_text
from eccoe_vc.agreements.history import history
from eccoe_vc.agreements.notices import CREDENTIAL as NOTICE
from eccoe_vc.agreements.notices import Notice, signed_notice
from eccoe_vc.agreements.signed import document_of
from eccoe_vc.errors import AgreementError
from eccoe_vc.verification.verified import Verified


def standings_on(
    agreements: Iterable[Verified], on: date, signatories: Mapping[str, Collection[str]] | None = None
) -> tuple[tuple[Standing, ...], bool]:
    """Every text of every agreement on the day, by id, the newest version first; and is there a notice about none?

    :param agreements: counterparts and termination notices, as :func:`eccoe_vc.verify` returned them.
    :param signatories: party to the issuers that *you* let sign for it, besides the party itself.
    """
    copies: dict[str, list[SignedText]] = {}
    notices: list[Notice] = []
    for verified in arguments.listed(agreements, "agreements", "what verify() returned"):
        types = document_of(verified).get("type")
        if isinstance(types, list) and NOTICE in types and AGREEMENT not in types:
            notices.append(signed_notice(verified))
        else:
            copy = signed_text(verified)
            copies.setdefault(copy.agreement.id, []).append(copy)
    found = tuple(
        standing
        for name in sorted(copies)
        for standing in history(
            copies[name], on, notices=[one for one in notices if one.agreement == name], signatories=signatories
        )
    )
    return found, any(one.agreement not in copies for one in notices)


def agreement_state(
    counterparts: Iterable[Verified],
    *,
    at: date,
    signatories: Mapping[str, Collection[str]] | None = None,
) -> tuple[Standing, ...]:
    """The state of an agreement on a day, for each text of it; the one that is in force, if any, comes first.

    :param counterparts: counterparts of any number of versions, and termination notices, as :func:`eccoe_vc.verify`
        returned them; their order never matters.
    :param at: the day.
    :param signatories: party to the issuers that *you* let sign for it, besides the party itself. What a text says
        about who may sign is no evidence.
    :returns: for each text its :class:`Standing`: ``state`` and ``code``, who signed it, who is ``missing``, and
        where what others signed differs from it.
    :raises InputTypeError: ``agreement.unsigned``, ``input.not_verified``: something that was not verified;
        ``input.type``, ``at`` is no day.
    :raises AgreementError: ``agreement.unsigned``, nothing was handed over; everything that is wrong with a text.
    """
    arguments.on_day(at, "at")
    found, _ = standings_on(counterparts, at, signatories)
    if not found:
        raise AgreementError("agreement.unsigned", "No counterpart of an agreement was handed over.")
    return tuple(sorted(found, key=lambda one: one.state != "inForce"))  # stable: then as before


__all__ = ["agreement_state", "standings_on"]
