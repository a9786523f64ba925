"""``status``: places in status lists, withdrawals, and the lists as files; and the place of a badge that is issued."""

from __future__ import annotations

import os
from argparse import Namespace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from eccoe_vc.cli import exits, signers, signing
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import Output, json_line, safe

if TYPE_CHECKING:
    from eccoe_vc.status_registry import StatusChange, StatusListing, StatusRegistry


def create(options: Namespace, output: Output) -> int:
    """Open a list, and a registry where there is none."""
    registry = _opened(options.registry, create=True)
    made = registry.create(
        options.url, purpose=options.purpose, entries=options.entries, capacity=options.capacity, issuer=options.issuer
    )
    output.record(_list_row(made))
    output.say(f"The list for {made.purpose} is {safe(made.url)}, with {made.capacity} places to give.")
    if made.template == made.url:
        output.say("It has no {number} in its address: once it is full, no further badge gets a place.", "quiet")
    output.say("`eccoe-vc issue --status-registry` gives a badge its place, `eccoe-vc status publish` writes the list.")
    return exits.ACCEPTED


def allocate(options: Namespace, output: Output) -> int:
    """Give credentials their places; each entry goes to standard output."""
    registry = _opened(options.registry)
    entries = registry.allocate_all(options.ids, purpose=options.purpose, template=options.url)
    for name, entry in zip(options.ids, entries, strict=True):
        output.record({"credential": name, "entry": entry})
        if not options.json:
            output.data(f"{json_line(entry)}\n".encode("ascii"))
    output.say("Write each entry into credentialStatus of its credential before you sign it.")
    return exits.ACCEPTED


def revoke(options: Namespace, output: Output) -> int:
    """Withdraw credentials for good."""
    return _changed(options, output, "revoke", "revoked")


def suspend(options: Namespace, output: Output) -> int:
    """Withdraw credentials until they are restored."""
    return _changed(options, output, "suspend", "suspended")


def restore(options: Namespace, output: Output) -> int:
    """Take suspensions back."""
    return _changed(options, output, "restore", "not suspended")


def publish(options: Namespace, output: Output) -> int:
    """Sign all lists and write them."""
    new = not os.path.isdir(options.folder)
    registry, form = _opened(options.registry), signing.form(options)
    found = registry.lists()
    with signers.opened(options) as signer:
        suites = signing.suites(options, signer) if options.suite or not form else []
        issuer = signer.controller
        files = registry.write_static(
            options.folder,
            signer=signing.plain(signer),
            valid_for=timedelta(days=options.valid_for),
            securing=[*suites, *form],
            delegated=options.delegated,
        )
    if not files:
        raise CommandError("cli.usage", "The registry has no list.", hint="`eccoe-vc status create` opens one.")
    own = [one for one in found if options.delegated or one.issuer in ("", issuer)]
    for listing, file in zip(own, files, strict=False):
        output.record({"file": os.fspath(file), **_list_row(listing)})
        output.say(f"Wrote '{safe(os.fspath(file), 160)}', to be had at {safe(listing.url)}")
    if new:
        words = f"The folder '{safe(options.folder, 160)}' was not there and is new: see that your web server shows it."
        output.say(words, "unsure")
    whose = (
        "the badges of others, whose verifiers have to name it" if options.delegated else "the badges of that issuer"
    )
    output.say(f"They are by {safe(issuer)}, for {whose}.")
    for one in found:
        if one not in own:
            output.say(f"Left as it is: {safe(one.url)}, for {safe(one.issuer)}.", "unsure")
    output.say(f"Publish again within {options.valid_for} days, and after each withdrawal.")
    return exits.ACCEPTED


def show(options: Namespace, output: Output) -> int:
    """What the places of credentials say, and what was done about them."""
    registry = _opened(options.registry)
    for name in options.ids:
        places, changes = registry.places(name), registry.history(name)
        rows = [{**place.entry, "value": place.value} for place in places]
        purposes = {place.listing.number: place.listing.purpose for place in places}
        output.record({"credential": name, "places": rows, "history": [_change_row(one) for one in changes]})
        output.say(f"{safe(name)}:" if places else f"{safe(name)} has no place here.")
        for place in places:
            says = "set" if place.value else "not set"
            output.say(f"  {place.listing.purpose}: {says}, place {place.index} of {safe(place.listing.url)}")
        for one in changes:
            words = ", ".join(safe(text) for text in (one.code, one.reason, one.actor) if text)
            what = "place given" if one.kind == "allocated" else f"set to {one.value}"
            what += f" for {purposes[one.list]}" if len(purposes) > 1 else ""
            output.say(f"  {safe(one.at)} {what}{': ' if words else ''}{words}")
    return exits.ACCEPTED


def listed(options: Namespace, output: Output) -> int:
    """The lists, and how full they are."""
    found = _opened(options.registry).lists()
    for one in found:
        output.record(_list_row(one))
        whose = f", for {safe(one.issuer)}" if one.issuer else ""
        output.say(f"{safe(one.url)}: {one.purpose}, {one.given} of {one.capacity} places given{whose}")
        if one.template != one.url:
            output.say(f"  one of {safe(one.template)}", "quiet")
    if not found:
        output.say("There is no list yet.", "quiet")
    return exits.ACCEPTED


def check(options: Namespace, output: Output) -> int:
    """Compare the tables with the journal; 1 where something was changed past the program."""
    found = _opened(options.registry).check()
    for one in found:
        output.say(f"{safe(one.message)} [{one.code} at {safe(one.pointer)}]", "bad")
    rows = [{"code": one.code, "pointer": one.pointer, "message": one.message} for one in found]
    output.record({"registry": options.registry, "findings": rows})
    if not found:
        output.say("Lists and places are as the journal says.", "good")
    return exits.REJECTED if found else exits.ACCEPTED


def placed(credential: dict[str, Any], options: Namespace, issuer: str) -> dict[str, Any]:
    """The credential with a place for each ``--status-purpose``; as it is where no registry is named.

    :raises CommandError: ``cli.usage``, it has no id, or is nothing that can be revoked so.
    :raises StoreError: ``store.*``.
    """
    if options.status_registry is None:
        if options.status_purpose or options.status_url:
            message = "--status-purpose and --status-url are about a registry."
            raise CommandError("cli.usage", message, hint="Add --status-registry.")
        return credential
    if options.presentation or options.securing == "sd-jwt-vc":
        message = "--status-registry is about credentials, which have a credentialStatus."
        hint = "Presentations have none, and an SD-JWT VC has lists of another kind."
        raise CommandError("cli.usage", message, hint=hint)
    name = credential.get("id")
    if not isinstance(name, str):
        message = "The credential has no id, by which it could be revoked."
        raise CommandError("cli.usage", message, hint="Write an id into it that it keeps, such as urn:uuid:...")
    registry, stated = _opened(options.status_registry), credential.get("issuer")
    stated = stated.get("id") if isinstance(stated, dict) else stated
    # One who signs for somebody else is refused later; the lists must not be hers then.
    by = issuer if stated in (None, issuer) else None
    before = credential.get("credentialStatus", [])
    entries = [*before] if isinstance(before, list) else [before]
    for purpose in dict.fromkeys(options.status_purpose or ["revocation"]):
        entry = registry.allocate(name, purpose=purpose, template=options.status_url, issuer=by)
        entries += [] if entry in entries else [entry]
    return {**credential, "credentialStatus": entries[0] if len(entries) == 1 else entries}


def _changed(options: Namespace, output: Output, verb: str, told: str) -> int:
    registry = _opened(options.registry)
    words = {word: getattr(options, word) or "" for word in ("code", "reason", "actor")}
    purpose = "revocation" if verb == "revoke" else "suspension"
    for name in options.ids if len(options.ids) > 1 else ():
        if not any(place.listing.purpose == purpose for place in registry.places(name)):
            message = f"The credential '{safe(name, 160)}' has no place in a list for {purpose}; nothing was done."
            raise CommandError("store.no_place", message)
    for name in options.ids:
        made = getattr(registry, verb)(name, **words)
        output.record({"credential": name, **_change_row(made)})
        output.say(f"{safe(name)} is {told} in the registry.")
    output.say("Publish the lists, so that verifiers learn of it: `eccoe-vc status publish`.")
    return exits.ACCEPTED


def _opened(place: str, *, create: bool = False) -> StatusRegistry:
    from eccoe_vc.status_registry import StatusRegistry

    return StatusRegistry.open(place, create=create)


def _list_row(listing: StatusListing) -> dict[str, Any]:
    names = ("url", "template", "purpose", "entries", "capacity", "given", "issuer")
    return {name: getattr(listing, name) for name in names}


def _change_row(change: StatusChange) -> dict[str, Any]:
    names = ("number", "kind", "at", "value", "code", "reason", "actor")
    return {name: getattr(change, name) for name in names}


__all__ = ["allocate", "check", "create", "listed", "placed", "publish", "restore", "revoke", "show", "suspend"]
