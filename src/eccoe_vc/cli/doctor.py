"""``issuer doctor``: what is broken in what an issuer publishes, and what will break elsewhere."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from eccoe_vc.cli import files, known
from eccoe_vc.cli.exits import ACCEPTED, INDETERMINATE, REJECTED
from eccoe_vc.cli.output import Output, Style, safe
from eccoe_vc.doctor import Diagnosis, Symptom, examine_issuer
from eccoe_vc.limits import DEFAULT
from eccoe_vc.sources import Fetch, Unavailable
from eccoe_vc.verification.world import OFFLINE, Fetcher

_STYLES: Final[dict[str, Style]] = {"broken": "bad", "unknown": "unsure", "elsewhere": "unsure"}


def run(options: Namespace, output: Output) -> int:
    """Look at everything, say it, and end with 0 where nothing is broken and everything could be found out."""
    files.once(*options.sample, *(name for _, name in options.document))
    sources = OFFLINE.with_(at_hand=known.documents_of(options))
    samples = [files.read(name, DEFAULT.image_bytes) for name in options.sample]
    fetch = _nobody if options.offline else _network()
    found = examine_issuer(options.issuer, fetch=fetch, samples=samples, sources=sources, at=options.at)
    found = _named(found, options.sample)
    output.record(found.to_dict())
    _tell(found, output)
    return ACCEPTED if found else REJECTED if _broken(found) else INDETERMINATE


def _named(found: Diagnosis, names: Sequence[str]) -> Diagnosis:
    """The same, with the files of the samples in place of their numbers."""
    files_of = {f"samples[{place}]": name for place, name in enumerate(names)}
    symptoms = (one._replace(sample=files_of.get(one.sample, one.sample)) for one in found.symptoms)
    return replace(found, symptoms=tuple(symptoms))


def _network() -> Fetcher:
    from eccoe_vc.net import HttpFetcher

    return HttpFetcher()


def _nobody(wanted: Fetch) -> Unavailable:
    return Unavailable("fetch.not_allowed", "It was not named with --document, and nobody was asked for it.")


def _broken(found: Diagnosis) -> bool:
    return any(one.severity == "broken" for one in found.symptoms)


def _tell(found: Diagnosis, output: Output) -> None:
    for one in found.documents:
        had = "" if one.had else ", which could not be had"
        output.say(f"  looked at     {safe(one.purpose)}: {safe(one.url, 200)}{had}", "quiet")
    if not found.symptoms:
        output.say("Nothing was found.", "good")
    for symptom in found.symptoms:
        _tell_one(symptom, output)
    if found and found.symptoms:
        output.say("Nothing is broken.", "good")
    elif not found and not _broken(found):
        output.say("Nothing is known to be broken; not everything could be found out.", "unsure")


def _tell_one(symptom: Symptom, output: Output) -> None:
    place = f" at {safe(symptom.pointer, 120)}" if symptom.pointer else ""
    output.say(
        f"  {symptom.severity:<13} {safe(symptom.message, 400)} [{symptom.code}{place}]", _STYLES[symptom.severity]
    )
    where = f"in {safe(symptom.where, 200)}. " if symptom.where else ""
    output.say(f"                {where}{safe(symptom.hint, 300)}".rstrip())
