"""The canonical form of a proof configuration: a small document of its own, made anew for every proof.

Data Integrity EdDSA Cryptosuites 1.0, section 3.2.5 (Proof Configuration). Proofs that one key makes under the same
contexts differ in nothing but ``created``. For the usual ones the rest of the text is therefore kept: the walk and
RDFC-1.0 say once what it is, and nothing is kept that they do not say.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

from eccoe_vc.errors import RefusedError
from eccoe_vc.jsonld import Compiled, canonical, to_quads
from eccoe_vc.limits import Meter
from eccoe_vc.proofs.suites import Digest

_CACHED: Final = 512
_LONGEST: Final = 4_096  # characters of all values together: did:key of RSA keys are long
_CREATED: Final = "1970-01-01T00:00:00Z"
# The usual form of a date: it means the same to every term for text, so that one may stand in the place of another.
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z\Z", re.ASCII).match


def canonical_configuration(
    proof: Mapping[str, Any], contexts: Any, compiled: Compiled, meter: Meter, digest: Digest
) -> str:
    """The canonical N-Quads of the options of ``proof``, which takes the ``@context`` of the document, ``contexts``.

    :param proof: ``proofValue`` and a context of its own are left out, every other member counts.
    :raises CanonicalizationError: as :func:`eccoe_vc.jsonld.to_quads`.
    """
    options = {key: value for key, value in proof.items() if key not in ("proofValue", "@context")}
    created = options.get("created")
    if created.__class__ is str and _DATE(created):
        parts = _parts({**options, "created": _CREATED}, contexts, compiled)
        if parts is not None:
            return created.join(parts)
    return canonical(to_quads({**options, "@context": contexts}, compiled, meter, unpaired=True), meter, digest).text


def _parts(options: dict[str, Any], contexts: Any, compiled: Compiled) -> tuple[str, str] | None:
    """What stands before and behind ``created``; None where this is no usual proof."""
    if contexts.__class__ is not list or not all(value.__class__ is str for value in (*contexts, *options.values())):
        return None
    if sum(map(len, (*contexts, *options, *options.values()))) > _LONGEST:
        return None
    try:
        return _kept(compiled, tuple(contexts), tuple(options.items()))
    except RefusedError:  # not kept; who asks is told by the ordinary way
        return None


@lru_cache(maxsize=_CACHED)
def _kept(
    compiled: Compiled, contexts: tuple[str, ...], options: tuple[tuple[str, str], ...]
) -> tuple[str, str] | None:
    meter = Meter()
    text, labels = canonical(
        to_quads({**dict(options), "@context": [*contexts]}, compiled, meter, unpaired=True), meter
    )
    lines = text.splitlines()
    predicates = {line.split(" ", 2)[1] for line in lines}
    before, literal, behind = text.partition(f'"{_CREATED}"')
    # One node (with a second one, also as an object, labels depend on hashes that cover the date), one statement for
    # each predicate, and the date once: then no date changes a label or the order of the lines.
    if len(labels) != 1 or not literal or _CREATED in before + behind or len(predicates) != len(lines):
        return None
    return (f'{before}"', f'"{behind}') if all(line.startswith("_:c14n0 ") for line in lines) else None
