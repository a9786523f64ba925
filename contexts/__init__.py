"""The JSON-LD contexts that the library ships, each pinned by the SHA-256 of its bytes.

W3C Data Integrity 1.0 ("Contexts and Vocabularies") and VCDM 2.0 ("Base Context") want their contexts to be treated as
already retrieved. Here every context is: nothing in this package fetches, and an address that is not in the table is
unknown. The table stands in code; a file that does not have its digest is not handed out.

* :data:`PINS`: address to :class:`Pin`, the default edition of each address.
* :data:`OTHER_EDITIONS`: (address, edition) to :class:`Pin`; loaded only where the caller names the edition.
* :func:`urls`, :func:`editions`, :func:`pin`: what there is. :func:`load`: the bytes.

One address can stand for unequal documents, so a report names address, edition and SHA-256 of what was used. No text
from a credential ever selects an edition: :data:`PINS` is keyed by plain addresses only.

:data:`RECOGNITION_V1` and :data:`ANNEX_I_V1` are ours, for agreements and for badges that say more about themselves.
Their addresses begin with :data:`OWN`, a placeholder in a reserved name: the permanent one must be registered by a
person before 1.0, and credentials that name the placeholder must not be issued in earnest before that.

Where each file comes from and under which licence: ``manifest.json`` and ``NOTICE`` beside the files.
``tools/build_contexts.py`` rebuilds all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from eccoe_vc.errors import ContextIntegrityError, shown

from ._pins import ANNEX_I_V1, DEFAULTS, OTHERS, OWN, RECOGNITION_V1, Group, Pin

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "ANNEX_I_V1",
    "OTHER_EDITIONS",
    "OWN",
    "PINS",
    "RECOGNITION_V1",
    "Group",
    "Pin",
    "editions",
    "load",
    "pin",
    "urls",
]

#: Address to pin: the default edition of every shipped context, core first. Read-only.
PINS: Final[Mapping[str, Pin]] = MappingProxyType({row.url: row for row in DEFAULTS})

#: (address, edition label) to pin: editions that are shipped but never loaded by address alone. Read-only.
OTHER_EDITIONS: Final[Mapping[tuple[str, str], Pin]] = MappingProxyType({(row.url, row.edition): row for row in OTHERS})


def urls(group: Group) -> tuple[str, ...]:
    """The addresses of one group, in the order of the table: ``"core"``, ``"extensions"`` or ``"legacy"``.

    >>> urls("core")[:2]
    ('https://www.w3.org/2018/credentials/v1', 'https://www.w3.org/ns/credentials/v2')
    >>> len(urls("core")), len(urls("extensions")), len(urls("legacy"))
    (21, 6, 10)
    """
    return tuple(row.url for row in DEFAULTS if row.group == group)


def editions(url: str) -> tuple[str, ...]:
    """The edition labels under which ``url`` can be loaded, the default (the empty label) first; empty if unknown.

    >>> editions("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
    ('', '2024-03')
    >>> editions("https://example.org/context")
    ()
    """
    default = ("",) if url in PINS else ()
    return default + tuple(label for address, label in OTHER_EDITIONS if address == url)


def pin(url: str, edition: str = "") -> Pin:
    """The pin of an address; ``edition`` empty: the default edition, else exactly the edition named.

    Addresses are compared as exact strings: no case folding, no trailing slash, no fragment.

    Raises :class:`LookupError` (never a ``KeyError``) where the address or the edition is not in the table. The
    JSON-LD layer answers that with ``ctx.unknown``; nothing is fetched.

    >>> pin("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json").file
    '1edtech/ob-v3p0-3.0.3.json'
    >>> pin("https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json", edition="2024-03").file
    '1edtech/ob-v3p0-3.0.3.2024-03.json'
    >>> pin("https://example.org/context")
    Traceback (most recent call last):
        ...
    LookupError: The context 'https://example.org/context' is not shipped.
    """
    found = OTHER_EDITIONS.get((url, edition)) if edition else PINS.get(url)
    if found is not None:
        return found
    which = f" in the edition {shown(edition)}" if edition else ""
    raise LookupError(f"The context {shown(url)} is not shipped{which}.")


def load(url: str, edition: str = "") -> bytes:
    """The bytes of a shipped context, read from the installed package and checked against the SHA-256 in code.

    The file is read anew at each call and ``bytes`` cannot be changed, so no caller can disturb another one; whoever
    parses them often keeps the result. The bytes are JSON in UTF-8.

    Raises :class:`LookupError` where the address or the edition is not in the table (see :func:`pin`), and
    :class:`~eccoe_vc.errors.ContextIntegrityError` (``ctx.integrity``) where the file is missing, cannot be read or
    does not have its digest.

    >>> len(load("https://w3id.org/security/multikey/v1"))
    1010
    """
    return _read(_folder(), pin(url, edition))


def _folder() -> Path | Traversable:
    folder = Path(__file__).parent
    if folder.is_dir():
        return folder
    from importlib.resources import files  # installed inside an archive; this brings a dozen modules

    return files(__name__)


def _read(root: Path | Traversable, row: Pin) -> bytes:
    """The file of ``row`` below ``root``, or ``ctx.integrity``: nothing of a file with another digest gets out."""
    from hashlib import sha256

    try:
        data = root.joinpath(*row.file.split("/")).read_bytes()
    except OSError as error:
        raise _damaged(row, "is missing or cannot be read") from error
    found = sha256(data).hexdigest()
    if found != row.sha256:
        raise _damaged(row, f"has the SHA-256 {found[:16]}... where {row.sha256[:16]}... was expected")
    return data


def _damaged(row: Pin, what: str) -> ContextIntegrityError:
    return ContextIntegrityError(
        "ctx.integrity",
        f"The context file {row.file} of this installation {what}.",
        hint="Reinstall eccoe-vc; if it happens again, find out what changes installed files.",
    )
