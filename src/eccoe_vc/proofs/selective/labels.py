"""Names for blank nodes that say nothing about the rest of the document.

Canonical names (``_:c14n0``) follow from everything that a document says, so they would tell something about what is
not shown. Selective disclosure suites replace them: section 3.4, createHmacIdLabelMapFunction and
createLabelMapFunction; Data Integrity BBS Cryptosuites 1.0, createShuffledIdLabelMapFunction.

A label map here goes from the blank nodes of the input (``_:b1``) to their new names, both with ``_:``.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping

from eccoe_vc.encoding import base64url

#: From the canonical names of the blank nodes of the input to a label map.
LabelMaker = Callable[[Mapping[str, str]], Mapping[str, str]]


def by_hmac(key: bytes) -> LabelMaker:
    """Names that are the HMAC-SHA-256 of the canonical ones (createHmacIdLabelMapFunction).

    :param key: 32 bytes, made for one document and shown to nobody but its holder.

    >>> by_hmac(bytes(32))({"_:b1": "_:c14n0"})["_:b1"][:14]
    '_:uwwvlFDP5KbF'
    """
    return lambda canonical: {node: f"_:{_digest(key, name)}" for node, name in canonical.items()}


def shuffled(key: bytes) -> LabelMaker:
    """Names ``_:b0``, ``_:b1`` in the order of their HMAC: as little as possible to recognise a document by.

    >>> shuffled(bytes(32))({"_:x": "_:c14n0", "_:y": "_:c14n1"}) == {"_:x": "_:b1", "_:y": "_:b0"}
    True
    """

    def make(canonical: Mapping[str, str]) -> Mapping[str, str]:
        digests = {node: _digest(key, name) for node, name in canonical.items()}
        order = {digest: f"_:b{index}" for index, digest in enumerate(sorted(digests.values()))}
        return {node: order[digest] for node, digest in digests.items()}

    return make


def by_map(labels: Mapping[str, str]) -> LabelMaker:
    """The names that a proof gives to the canonical ones (createLabelMapFunction).

    :param labels: from canonical names to new ones, both with ``_:``. A canonical name that is not in it has none: the
        label map then lacks that node, which :func:`~eccoe_vc.proofs.selective.grouping.relabelled` refuses.
    """
    return lambda canonical: {node: labels[name] for node, name in canonical.items() if name in labels}


def _digest(key: bytes, name: str) -> str:
    return "u" + base64url.encode(hmac.digest(key, name.removeprefix("_:").encode(), "sha256"))
