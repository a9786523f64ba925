"""What a caller of the doctor hands in: a list of samples, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from inspect import iscoroutinefunction
from typing import Any, Final

from eccoe_vc.errors import InputTypeError

_CREDENTIAL: Final = (bytes, bytearray, memoryview, str, Mapping)


def credentials(samples: Any) -> tuple[Any, ...]:
    """The samples, each of a kind in which credentials come. One alone is refused: a text is a list of letters.

    :raises InputTypeError: ``input.type``.
    """
    if isinstance(samples, _CREDENTIAL) or not isinstance(samples, Iterable):
        message = f"The argument samples is {_kind(samples)}, not a list of credentials."
        raise InputTypeError("input.type", message, hint="Pass a list, with one credential too: samples=[badge].")
    listed = tuple(samples)
    for place, sample in enumerate(listed):
        if not isinstance(sample, _CREDENTIAL):
            message = f"samples[{place}] is {_kind(sample)}, not a credential as bytes, text or mapping."
            raise InputTypeError("input.type", message, hint="Pass the bytes of the file: Path(...).read_bytes().")
    return listed


def check_fetcher(fetch: object) -> None:
    """Refuse what can never answer; else each document would seem not to be found out.

    :raises InputTypeError: ``input.type``.
    """
    if isinstance(fetch, type):
        name = fetch.__name__
        message = f"The argument fetch is the class {name}, not an object of it."
        raise InputTypeError("input.type", message, hint=f"Pass an object: fetch={name}().")
    if fetch is not None and not callable(fetch):
        message = f"The argument fetch is {_kind(fetch)}, which cannot be called."
        raise InputTypeError("input.type", message, hint="Pass HttpFetcher(), or a function of yours.")
    if iscoroutinefunction(fetch) or iscoroutinefunction(getattr(fetch, "__call__", None)):  # noqa: B004
        message = "The argument fetch has to be awaited, and here nobody awaits."
        raise InputTypeError("input.type", message, hint="Pass a fetcher that waits for its answer itself.")


def _kind(value: object) -> str:
    return "None" if value is None else f"of type {type(value).__name__}"


__all__ = ["check_fetcher", "credentials"]
