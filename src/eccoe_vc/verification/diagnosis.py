"""Why a signature fails. A diagnosis explains; it never accepts.

Each guess changes the document in one well-known way and asks whether the signature would then hold. If it does, the
finding stays ``proof.signature`` and says what happened on the way. Guesses are few, bounded by the Meter of the call,
and only made for a document that is rejected already.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from eccoe_vc.contexts import OTHER_EDITIONS
from eccoe_vc.encoding import pointers
from eccoe_vc.errors import EccoeError, Finding
from eccoe_vc.jsonld import compiled
from eccoe_vc.jsonld.documents import edition
from eccoe_vc.proofs.data_integrity import check
from eccoe_vc.proofs.hashing import Hasher
from eccoe_vc.proofs.reading import Proof

if TYPE_CHECKING:
    from eccoe_vc.keys import PublicKey
    from eccoe_vc.verification.case import Case

Guess = tuple[str, str, Hasher, Proof]
_MOST_LEAVES: Final = 24  # of one kind, each a guess of its own
_LARGEST: Final = 64_000  # characters of JSON; beyond it a diagnosis costs more than it is worth


def explain(case: Case, proof: Proof, key: PublicKey, fault: Finding, previous: Sequence[Mapping[str, Any]]) -> Finding:
    """``fault`` with the reason, where one of the guesses makes the signature hold."""
    if previous or len(case.envelope.text) > _LARGEST:
        return fault
    try:
        for reason, hint, hasher, altered in _guesses(case, proof):
            case.meter.check_time()
            if check(hasher, altered, key) is None:
                return fault._replace(message=f"The signature does not match: {reason}.", hint=hint)
    except EccoeError:
        return fault  # the Budget ended, or a guess is no document: then there is no diagnosis
    return fault


def _guesses(case: Case, proof: Proof) -> Iterator[Guess]:
    def hasher(document: Mapping[str, Any]) -> Hasher:
        return Hasher(document, case.compiled, case.meter)

    for reason, hint, change in _TEXT_CHANGES:
        document = _mapped(case.document, change)
        if document != case.document:
            yield reason, hint, hasher(document), _with_tree(proof, _mapped(proof.tree, change))
    for reason, change in _LEAF_CHANGES:
        for document in islice(_one_leaf_changed(case.document, change), _MOST_LEAVES):
            yield reason, _KEEP_BYTES, hasher(document), proof
    yield from _options(case, proof)
    if case.quads is not None:
        for document in (edition(url, label) for url, label in OTHER_EDITIONS if url in case.urls):
            other = compiled(case.sources.documents.with_documents(document))
            yield (
                f"it was signed under the edition {document.edition} of the context {document.url}",
                "Ask the issuer to sign again under the released context, or supply that edition in Sources.documents.",
                Hasher(case.document, other, case.meter),
                proof,
            )


def _options(case: Case, proof: Proof) -> Iterator[Guess]:
    """Proof options that were added, or changed in a well-known way, after signing."""
    for name in ("created", "expires", "domain", "challenge", "nonce", "id", "previousProof"):
        if name in proof.tree:
            tree = {key: value for key, value in proof.tree.items() if key != name}
            reason = f"the member {name} of the proof was added after signing"
            yield reason, "Use the credential as the issuer gave it out.", case.hasher, _with_tree(proof, tree)
    created = proof.tree.get("created")
    if isinstance(created, str) and "." in created:
        tree = {**proof.tree, "created": created.partition(".")[0] + "Z"}
        reason = "fractions of a second were added to the date `created` of the proof"
        yield reason, "Store dates as text; do not parse and write them again.", case.hasher, _with_tree(proof, tree)


def _with_tree(proof: Proof, tree: Mapping[str, Any]) -> Proof:
    return Proof(proof.index, proof.pointer, tree, proof.suite, (), proof.value)


# ---- changes of text and numbers -------------------------------------------------------------------------------------


def _mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _mapped(member, change) for key, member in value.items()}
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    return change(value)


def _one_leaf_changed(document: Mapping[str, Any], change: Callable[[Any], Any]) -> Iterator[dict[str, Any]]:
    """Copies of ``document`` in each of which one leaf is changed."""
    unsigned = {key: value for key, value in document.items() if key != "proof"}
    for path, item in pointers.walk(unsigned):
        if not isinstance(item, dict | list) and (changed := change(item)) is not item and changed != item:
            yield _replaced(unsigned, pointers.tokens(path), changed)


def _replaced(value: Any, path: list[str | int], leaf: Any) -> Any:
    if not path:
        return leaf
    if isinstance(value, list):
        return [_replaced(item, path[1:], leaf) if index == path[0] else item for index, item in enumerate(value)]
    return {key: _replaced(item, path[1:], leaf) if key == path[0] else item for key, item in value.items()}


def _unmojibake(value: Any) -> Any:
    """Text whose UTF-8 bytes were read as Latin-1 or Windows-1252 on the way."""
    if not isinstance(value, str) or value.isascii():
        return value
    for wrong in ("cp1252", "latin-1"):
        try:
            return value.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return value


def _normalised(form: Any) -> Callable[[Any], Any]:
    return lambda value: unicodedata.normalize(form, value) if isinstance(value, str) else value


def _number_as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _text_as_number(value: Any) -> Any:
    if isinstance(value, str) and len(value) <= 12 and value.replace(".", "", 1).isdecimal() and value.isascii():
        return float(value) if "." in value else int(value)
    return value


_KEEP_BYTES: Final = "Pass the file on as it is; do not let a program parse and rewrite it."
_TEXT_CHANGES: Final[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = (
    ("its text was brought into another Unicode normal form (it was signed as NFC)", _KEEP_BYTES, _normalised("NFC")),
    ("its text was brought into another Unicode normal form (it was signed as NFD)", _KEEP_BYTES, _normalised("NFD")),
    ("its text was read in a wrong character encoding (UTF-8 taken for Windows-1252)", _KEEP_BYTES, _unmojibake),
    ("a line break or space was added at the end of a text", _KEEP_BYTES,
     lambda value: value.strip() if isinstance(value, str) else value),
)  # fmt: skip
_LEAF_CHANGES: Final[tuple[tuple[str, Callable[[Any], Any]], ...]] = (
    ("a number was turned into text after signing", _text_as_number),
    ("text was turned into a number after signing", _number_as_text),
)
