"""Inspects the badge of the fixtures under a trust rule, with documents of the web at hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.attacks.bases import AT, di

from eccoe_vc import OFFLINE, Fetch, Fetched, Report, Sources, Unavailable, inspect, policies


class Web:
    """A fetcher over a table of documents, which notes what it was asked for."""

    def __init__(self, pages: Mapping[str, Any]) -> None:
        self.pages, self.asked = dict(pages), list[Fetch]()

    def __call__(self, wanted: Fetch) -> Fetched | Unavailable:
        self.asked.append(wanted)
        page = self.pages.get(wanted.url)
        if page is None:
            return Unavailable("fetch.status", "The server answered 404.")
        if isinstance(page, Fetched | Unavailable):
            return page
        return Fetched(wanted.url, page if isinstance(page, bytes) else json.dumps(page).encode())

    @property
    def urls(self) -> list[str]:
        return [wanted.url for wanted in self.asked]


def judged(rule: Any, pages: Mapping[str, Any] | Web | None = None, badge: Any = None, **given: Any) -> Report:
    """The report on the badge of the fixtures (or another one) under ``rule``."""
    at = given.pop("at", AT)
    sources: Sources = given.pop("sources", OFFLINE)
    if pages is not None:
        sources = sources.with_(fetch=pages if isinstance(pages, Web) else Web(pages))
    return inspect(badge or di(), policy=policies.open_badge(trust=rule, **given), sources=sources, at=at)


def issuer_codes(report: Report) -> list[str]:
    return [finding.code for finding in report.check("issuer").findings]


def noted(report: Report) -> set[str]:
    return {note.code for note in report.notes}
