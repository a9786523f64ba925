"""How long an answer holds before the server is asked again (HTTP Caching, RFC 9111), within bounds of ours."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple

from eccoe_vc.encoding import DecodeError, quantities

_DIRECTIVE: Final = re.compile(r'([A-Za-z\-]+)(?:=(?:"([^"]*)"|([^\s,;"]*)))?', re.ASCII).findall
_TAG: Final = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{0,256}"\Z', re.ASCII).match
_DATE: Final = re.compile(r"[A-Za-z]{3}, [0-9]{2} [A-Za-z]{3} [0-9]{4} [0-9:]{8} GMT\Z", re.ASCII).match


class Freshness(NamedTuple):
    """``seconds`` for which an answer holds, and whether it may be kept (to be asked about later) at all."""

    seconds: float
    kept: bool


def of(headers: Message, *, usual: float, longest: float) -> Freshness:
    """What the head of an answer says about how long it holds.

    ``no-store`` keeps nothing; ``no-cache`` keeps it and asks each time; ``max-age``, else ``Expires`` beside ``Date``,
    less ``Age`` is believed up to ``longest``, and where it is said in two ways the shorter one. A server that says
    nothing is asked after ``usual``.

    >>> message = Message()
    >>> message["Cache-Control"] = "public, max-age=60"
    >>> of(message, usual=300, longest=86400)
    Freshness(seconds=60, kept=True)
    """
    said: dict[str, list[str]] = {}
    for name, quoted, plain in _DIRECTIVE(", ".join(headers.get_all("Cache-Control", []))):
        said.setdefault(name.lower(), []).append(quoted or plain)
    if "no-store" in said or "*" in headers.get("Vary", ""):
        return Freshness(0, kept=False)
    if "no-cache" in said:
        return Freshness(0, kept=True)
    if "max-age" in said:
        lifetime: float = min(map(_seconds, said["max-age"]))
    elif "Expires" in headers:
        lifetime = _moment(headers.get_all("Expires", []), min) - _moment(headers.get_all("Date", []), max)
    else:
        return Freshness(min(usual, longest), kept=True)
    age = max(_seconds(text, math.inf) for text in headers.get_all("Age", ["0"]))
    return Freshness(max(min(lifetime, longest) - age, 0), kept=True)


def conditions(headers: Message) -> dict[str, str]:
    """The headers that ask whether an answer still holds (RFC 9110, section 13.1); empty where there are none."""
    tag, date = headers.get("ETag", "").strip(), headers.get("Last-Modified", "").strip()
    made = {"If-None-Match": tag} if _TAG(tag) else {}
    if _DATE(date):
        made["If-Modified-Since"] = date
    return made


def _moment(texts: list[str], which: Callable[[list[float]], float]) -> float:
    """Which of several dates; no date, or one in another form than servers must write, makes an answer old."""
    careful = -math.inf if which is min else math.inf
    try:
        found = [parsedate_to_datetime(text).timestamp() for text in texts if _DATE(text.strip())]
    except ValueError:
        return careful
    return which(found) if found and len(found) == len(texts) else careful


def _seconds(text: str, careful: float = 0) -> float:
    """A number of seconds; for what is none the ``careful`` reading, after which an answer is old."""
    try:
        return quantities.whole(text.strip())
    except DecodeError:
        return careful
