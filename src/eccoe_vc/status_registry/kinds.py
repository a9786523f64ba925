"""Which lists are meant, whose badges they are for, and places in them, in new ones where they are full."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlalchemy import Connection

from eccoe_vc.errors import InputTypeError, StoreError, shown
from eccoe_vc.status_registry import publishing, rows
from eccoe_vc.status_registry.records import NUMBER, StatusListing, StatusPlace


def meant(known: list[StatusListing], purpose: object, template: str | None) -> StatusListing:
    """The newest list of the one kind that is meant.

    :raises InputTypeError: ``input.type``, there is none, or several kinds fit.
    """
    fitting = {one.template: one for one in known if one.purpose == purpose and template in (None, one.template)}
    if len(fitting) == 1:
        return next(iter(fitting.values()))
    if not fitting:
        where = "" if template is None else f" of the template {shown(template)}"
        message = f"The registry has no list for the purpose {shown(purpose, 60)}{where}."
        raise InputTypeError("input.type", message, hint="Open a list for it first.")
    message = f"The registry has {len(fitting)} kinds of lists for the purpose {shown(purpose, 60)}."
    raise InputTypeError("input.type", message, hint="Say which, by the template of its address.")


def check_issuer(kind: StatusListing, issuer: str) -> None:
    """Whether a badge of ``issuer``, empty where nobody said whose it is, may have its place in these lists.

    :raises InputTypeError: ``input.type``, they are for the badges of another issuer.
    """
    if issuer and kind.issuer and issuer != kind.issuer:
        raise InputTypeError(
            "input.type",
            f"The lists {shown(kind.template, 200)} are for the badges of {shown(kind.issuer)}, and this one is by "
            f"{shown(issuer)}. A verifier takes a list of the issuer of the badge alone.",
            hint="Open lists for this issuer, at an address of their own.",
        )


def of_issuer(connection: Connection, kind: StatusListing, issuer: str) -> StatusListing:
    """The kind of lists, which is from now on for the credentials of ``issuer``, if anybody is named.

    :raises InputTypeError: ``input.type``, it is for those of another issuer.
    """
    check_issuer(kind, issuer)
    if not issuer or issuer == kind.issuer:
        return kind
    rows.name_issuer(connection, kind.template, issuer)
    return replace(kind, issuer=issuer)


def check_same(old: StatusListing, new: StatusListing) -> None:
    """Whether a kind that is opened again is what it was.

    :raises InputTypeError: ``input.type``.
    """
    names = ("purpose", "entries", "capacity", "messages")
    differs = [name for name in names if getattr(old, name) != getattr(new, name)]
    if differs:
        message = f"The lists of this template were opened with other values of: {', '.join(differs)}."
        raise InputTypeError("input.type", message, hint="Take another address; lists are never changed.")


def given(connection: Connection, kind: StatusListing, credentials: list[str], at: str) -> Iterator[StatusPlace]:
    """Places for credentials that have none, in the newest list of a kind and in new ones where it is full.

    :raises StoreError: ``store.index_exhausted``, the one list of the kind is full.
    """
    while credentials:
        room = kind.capacity - kind.given
        if room > 0:
            now, credentials = credentials[: min(room, rows.AT_ONCE)], credentials[min(room, rows.AT_ONCE) :]
            yield from rows.give(connection, kind, now, at)
            kind = replace(kind, given=kind.given + len(now))
        elif NUMBER in kind.template:
            taken = {one.url for one in rows.listings(connection)}
            kind = rows.open_list(connection, publishing.following(kind, taken), at)
        else:
            raise StoreError("store.index_exhausted", f"All places of the list {shown(kind.url)} are given.")


__all__ = ["check_issuer", "check_same", "given", "meant", "of_issuer"]
