"""From the options of ``inspect`` and ``verify`` to what the library is asked: policy, sources, moment."""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from eccoe_vc.cli import files, known
from eccoe_vc.cli.exits import CommandError
from eccoe_vc.cli.output import safe
from eccoe_vc.encoding.iri import is_iri
from eccoe_vc.errors import Finding, InputTypeError, shown
from eccoe_vc.limits import Budget
from eccoe_vc.models.vocabulary import IDENTIFIER_TYPES
from eccoe_vc.verification import policies
from eccoe_vc.verification.policies import Policy
from eccoe_vc.verification.recipients import Recipient
from eccoe_vc.verification.trust import AnyOf, TrustedIssuers, TrustRule, UnsafeAnyIssuer
from eccoe_vc.verification.world import Sources

#: A bare mail address: nothing around it, no list, no display name, no query.
_MAIL: Final = re.compile(r"[^\s@<>,;?=:\"%]+@[^\s@<>,;?=:\"%/]+\Z").match


@dataclass(frozen=True, slots=True)
class Question:
    """What one command line asks about each of its files."""

    policy: Policy
    sources: Sources
    at: datetime | None


class Nobody:
    """The trust rule of ``inspect`` without ``--trust``: it names the issuer and how to trust it."""

    def judge(self, issuer: str) -> tuple[bool, tuple[Finding, ...]]:
        """See :class:`~eccoe_vc.verification.trust.TrustRule`."""
        return False, (
            Finding(
                "trust.no_anchor",
                f"You named nobody whom you trust. The issuer calls itself {shown(issuer, 120)}.",
                "/issuer",
                "Find out by another way whose identifier this is. If you trust them, add --trust and the identifier.",
            ),
        )


def question(options: Namespace) -> Question:
    """What ``options`` ask for.

    :raises CommandError: ``cli.usage``, ``cli.unreadable``.
    :raises KeyLoadError: a key of ``--pin``.
    :raises RefusedError: a context of ``--context`` is none.
    :raises ContextIntegrityError: a context of ``--context`` has other bytes than the one that we ship.
    """
    once(options, *options.files)
    _check_trust(options)
    return Question(_policy(options), known.sources_of(options), options.at)


def _check_trust(options: Namespace) -> None:
    """Whom ``verify`` trusts has to be said, and what asks for no issuer goes with no list of issuers.

    :raises CommandError: ``cli.usage``.
    """
    otherwise = options.unsafe_any_issuer is not None or options.proof_only
    for given, name in ((options.registry, "--registry"), (options.linked_domain, "--linked-domain")):
        if given and otherwise:
            raise CommandError(
                "cli.usage", f"{name} says whom you trust; --unsafe-any-issuer and --proof-only ask for nobody.",
                hint="Name one of them.",
            )  # fmt: skip
    if options.recipient and options.proof_only:
        raise CommandError(
            "cli.usage", "--proof-only asks for nothing but the signature; --recipient asks whom it is about.",
            hint="Name one of them.",
        )  # fmt: skip
    named = options.trust or options.registry or options.linked_domain
    if options.trust_required and not (named or otherwise):
        raise CommandError(
            "cli.usage",
            "One of --trust, --registry, --linked-domain, --unsafe-any-issuer and --proof-only is required.",
            hint="If you trust the issuer, add --trust and its identifier, which `eccoe-vc inspect` tells.",
        )  # fmt: skip


def once(options: Namespace, *names: str | None) -> None:
    """Make sure that standard input is named once, among ``names`` and the files of what is known.

    :raises CommandError: ``cli.usage``.
    """
    lists = getattr(options, "registry", ())
    files.once(*names, *(name for _, name in (*options.context, *options.pin, *options.document, *lists)))


def trusting(options: Namespace, trust: TrustRule, *, badges: bool, presented: bool = False) -> Policy:
    """The policy of commands that know themselves whom to trust.

    :param badges: hold the credentials to Open Badges.
    :param presented: they are a learner's, who may show them with a wallet: ``--presentation``, ``--withheld``.
    """
    budget = Budget.clr() if options.clr else Budget()
    answers = _answers(options)
    if presented:
        answers["withheld"] = options.withheld
        holder = of_holder(options)
        if options.presentation:
            del holder["purpose"]
            return policies.presentation(trust=trust, budget=budget, **answers, **holder)
    make = policies.open_badge if badges else policies.credential
    return make(trust=trust, budget=budget, **answers)


def _answers(options: Namespace) -> dict[str, Any]:
    """What the options say about every policy but ``proof_only``."""
    days = options.status_max_age
    return {
        "status": options.status,
        "status_issuers": options.status_issuer,
        "status_max_age": None if days is None else timedelta(days=days),
        "allow_short_lists": options.short_status_lists,
        "refresh": options.refresh,
        "schema": options.schema_check,
        "endorsements": options.endorsements,
        "signing_time": options.signing_time,
        "legacy": options.legacy,
    }


def _policy(options: Namespace) -> Policy:
    budget = Budget.clr() if options.clr else Budget()
    holder = of_holder(options)
    if options.key_binding == "required":
        holder["key_binding"] = "required"
    if options.proof_only:
        return policies.proof_only(budget=budget, signing_time=options.signing_time, **holder)
    answers = _answers(options) | {"withheld": options.withheld, "recipient": recipient(options.recipient)}
    if options.presentation:
        del holder["purpose"]
        holder["any_holder"] = options.any_holder
        return policies.presentation(trust=_trust(options), budget=budget, **answers, **holder)
    make = policies.credential if options.any_credential else policies.open_badge
    return make(trust=_trust(options), budget=budget, **answers, **holder)


def of_holder(options: Namespace) -> dict[str, Any]:
    """Purpose, challenge and domain, as :func:`eccoe_vc.issue` and policies take them.

    :raises CommandError: ``cli.usage``, challenge or domain of something that is no presentation.
    """
    any_holder = getattr(options, "any_holder", False)
    bound = getattr(options, "key_binding", "") == "required"
    given = options.challenge is not None or options.domain is not None
    if bound and (options.presentation or any_holder):
        raise CommandError(
            "cli.usage", "--key-binding is about SD-JWTs, --presentation and --any-holder are about presentations.",
            hint="Name one of them.",
        )  # fmt: skip
    if bound and options.challenge is None:
        raise CommandError(
            "cli.usage", "A key binding is compared with the challenge that you gave out.", hint="Add --challenge."
        )
    if (given or any_holder) and not (options.presentation or bound):
        or_bound = ", or --key-binding required for an SD-JWT" if hasattr(options, "key_binding") else ""
        raise CommandError(
            "cli.usage", "--challenge, --domain and --any-holder are about presentations.",
            hint=f"Add --presentation{or_bound}.",
        )  # fmt: skip
    purpose = "authentication" if options.presentation else "assertionMethod"
    return {"purpose": purpose, "challenge": options.challenge, "domain": options.domain}


def _trust(options: Namespace) -> TrustRule:
    if options.unsafe_any_issuer is not None:
        return UnsafeAnyIssuer(reason=options.unsafe_any_issuer)
    named: list[TrustRule] = [TrustedIssuers(options.trust)] if options.trust else []
    named += [_registry(url, name) for url, name in options.registry]
    if options.linked_domain:
        from eccoe_vc.verification.trust.linking import LinkedDomains

        named.append(LinkedDomains(options.linked_domain))
    return AnyOf(*named) if len(named) > 1 else named[0] if named else Nobody()


def _registry(url: str, name: str) -> TrustRule:
    """The list of issuers in a file of ``--registry``, under the address where it stands.

    :raises CommandError: ``cli.unreadable``.
    :raises RefusedError: it is none.
    """
    from eccoe_vc.verification.trust.registries import IssuerRegistry

    budget = Budget()
    with files.about(name):
        return IssuerRegistry.read(files.read(name, budget.registry_bytes), name=url, budget=budget)


def recipient(given: Sequence[str]) -> Recipient | None:
    """The person whom the values of ``--recipient`` describe together; None where there are none.

    :raises CommandError: ``cli.usage``, a value is none of the three kinds.
    """
    if not given:
        return None
    ids: list[str] = []
    emails: list[str] = []
    identities: dict[str, list[str]] = {}
    for one in given:
        kind, sign, value = one.partition("=")
        scheme, colon, address = one.partition(":")
        mail = address if colon and scheme.lower() == "mailto" else one
        if sign and (kind in IDENTIFIER_TYPES or kind.startswith("ext:")):
            if kind == "emailAddress" and not _MAIL(value):
                raise _no_recipient(one)
            identities.setdefault(kind, []).append(value)
        elif mail is one and is_iri(one):
            ids.append(one)
        elif _MAIL(mail):
            emails.append(mail)
        else:
            raise _no_recipient(one)
    try:
        return Recipient(did=ids, email=emails, identities=identities)
    except InputTypeError:
        raise _no_recipient(" ".join(given)) from None


def _no_recipient(given: str) -> CommandError:
    # A slip must not become a no about the learner: somebody else's badge is refused, and so would hers be.
    return CommandError(
        "cli.usage", f"A value of --recipient is no DID, no mail address, and no TYPE=VALUE: '{safe(given, 80)}'.",
        hint="Write did:key:..., ada@north.example, or sisSourcedId=S-17; the types are "
        f"{', '.join(IDENTIFIER_TYPES)}.",
    )  # fmt: skip
