"""Lists as signed credentials, and the files that they are written to."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Final

from eccoe_vc.carriers import open_credential
from eccoe_vc.clock import moment
from eccoe_vc.errors import EccoeError, InputTypeError, IssueError, PathError, shown
from eccoe_vc.issuing import Secured, Securing, issue
from eccoe_vc.issuing_options import check_signer, securing_of
from eccoe_vc.keys import Signer
from eccoe_vc.limits import DEFAULT, Budget
from eccoe_vc.status.writing import status_list
from eccoe_vc.status_registry.records import NUMBER, StatusListing

#: Verifiers read lists of so many bytes, and other credentials of fewer.
_BUDGET: Final[Budget] = DEFAULT.with_(
    credential_bytes=DEFAULT.status_compressed_bytes, jwt_bytes=DEFAULT.status_compressed_bytes
)


@dataclass(frozen=True, slots=True)
class Means:
    """By whom and until when lists are published."""

    signer: Signer
    since: datetime
    until: datetime
    securing: tuple[Securing, ...]
    ttl: int | None

    @classmethod
    def of(
        cls,
        signer: Signer,
        valid_for: timedelta,
        valid_from: datetime | None,
        securing: Securing | Iterable[Securing],
        ttl: int | None,
    ) -> Means:
        """What a caller asked for.

        :raises InputTypeError: ``input.type``.
        """
        check_signer(signer)
        if not isinstance(valid_for, timedelta) or valid_for <= timedelta():
            raise InputTypeError(
                "input.type", f"A list cannot be valid for {shown(valid_for)}.", hint="Pass timedelta(days=7)."
            )
        if ttl is not None and (not isinstance(ttl, int) or isinstance(ttl, bool) or ttl < 0):
            raise InputTypeError("input.type", f"The ttl is {shown(ttl)}.", hint="Pass whole milliseconds.")
        since = moment(valid_from, "valid_from")
        try:
            until = since + valid_for
        except OverflowError:
            raise InputTypeError("input.type", "The list would be valid beyond the year 9999.") from None
        suites, form = securing_of(securing, _BUDGET)
        return cls(signer, since, until, suites if form is None else (*suites, form), ttl)

    def signed(self, listing: StatusListing, values: Mapping[int, int]) -> Secured:
        """A list with what it says now.

        :raises IssueError: as :func:`eccoe_vc.issue`.
        """
        document = status_list(
            listing.url, issuer=self.signer.controller, values=values, purpose=listing.purpose,
            entries=listing.entries, size=listing.size, valid_from=self.since, valid_until=self.until, ttl=self.ttl,
        )  # fmt: skip
        return issue(document, signer=self.signer, securing=self.securing, created=self.since, budget=_BUDGET)


def check_for_whom(listing: StatusListing, signer: Signer, *, delegated: bool) -> None:
    """Whether the lists are signed by the issuer of the badges in them.

    :param delegated: they are not, and verifiers know it.
    :raises IssueError: ``key.controller``.
    """
    if listing.issuer and listing.issuer != signer.controller and not delegated:
        raise IssueError(
            "key.controller",
            f"The list {shown(listing.url)} is for the badges of {shown(listing.issuer)}, and the key belongs to "
            f"{shown(signer.controller)}. Verifiers would refuse every badge that names the list.",
            hint="Sign as that issuer (controller=, --controller), or say that you publish for it (delegated).",
        )


def of_signer(
    found: list[tuple[StatusListing, dict[int, int]]], signer: Signer, *, delegated: bool
) -> list[tuple[StatusListing, dict[int, int]]]:
    """The lists that a signer publishes, with what they say: its own, and those of which nobody said for whom they are.

    :raises IssueError: ``key.controller``, lists are for the badges of others, and none for those of the signer.
    """
    named = [one for one, _ in found if one.issuer]
    if delegated or not named:
        return found
    if all(one.issuer != signer.controller for one in named):
        check_for_whom(named[0], signer, delegated=False)
    return [(one, values) for one, values in found if one.issuer in ("", signer.controller)]


def check_standing(standing: bytes, listing: StatusListing, signer: Signer) -> None:
    """Whether a list may take the place of what stands in its file: one by another issuer would end every badge.

    What is no list, and a COSE message, which does not show by whom it is, are replaced.

    :raises IssueError: ``key.controller``, a list by another issuer stands there.
    """
    try:
        found = open_credential(standing, budget=_BUDGET)
    except EccoeError:
        return
    issuer = (found.document or {}).get("issuer")
    by = issuer.get("id") if isinstance(issuer, dict) else issuer
    kid = (found.header or {}).get("kid")
    if isinstance(kid, str) and "#" in kid:
        by = kid.partition("#")[0]
    if isinstance(by, str) and by != signer.controller:
        raise IssueError(
            "key.controller",
            f"The list {shown(listing.url)} that stands there is by {shown(by)}, and the key belongs to "
            f"{shown(signer.controller)}. Verifiers would refuse every badge that names the list.",
            hint="Sign as before (controller=, --controller); if another issuer is meant, remove the old file.",
        )


def following(listing: StatusListing, taken: Container[str] = ()) -> StatusListing:
    """The list that is opened when ``listing`` is full: with the next number whose address no list has."""
    numbers = count(listing.serial + 1)
    serial, url = next((n, url) for n in numbers if (url := listing.template.replace(NUMBER, str(n))) not in taken)
    return replace(listing, serial=serial, url=url, given=0)


def check_names(listings: Iterable[StatusListing]) -> None:
    """Whether each list can have a file of its own.

    :raises PathError: ``path.unsafe``, two want one name, or one has a name that is a folder of another.
    """
    taken: dict[str, str] = {}
    for listing in listings:
        if listing.file in taken:
            message = f"The lists {shown(taken[listing.file])} and {shown(listing.url)} want one file."
            raise PathError("path.unsafe", message, hint="Write lists of several hosts by publish(), each to its own.")
        taken[listing.file] = listing.url
    for name, url in taken.items():
        parts = name.split("/")
        above = next((up for end in range(1, len(parts)) if (up := "/".join(parts[:end])) in taken), None)
        if above is not None:
            message = f"The list {shown(taken[above])} wants the name of the folder of {shown(url)}."
            raise PathError("path.unsafe", message, hint="Write them by publish(), under names of yours.")


__all__ = ["Means", "check_for_whom", "check_names", "check_standing", "following", "of_signer"]
