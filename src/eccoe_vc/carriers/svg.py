"""SVG: read by expat with handlers of our own; no entity is expanded, nothing external is looked at.

A badge stands in one element ``credential`` of the namespace ``https://purl.imsglobal.org/ob/v3p0``, a child of the
root: a token in its attribute ``verify``, JSON in its CDATA (Open Badges 3.0, Document Formats, SVG; requirements B2 to
B4). Open Badges 2 has the element ``assertion`` of ``http://openbadges.org``. Names are compared as expanded names:
prefixes mean nothing. An internal subset, an entity declaration or an encoding other than UTF-8 and US-ASCII is
``image.xml``; a DOCTYPE that only names the SVG 1.1 DTD is ignored, because official samples carry one
(docs/adr/0041).

Baking works on the text of the file: two insertions, everything else keeps its bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.parsers.expat import errors as reasons

from eccoe_vc.carriers import sniff
from eccoe_vc.carriers.payload import Found, Payload, Version, choose
from eccoe_vc.errors import CarrierError, Finding, shown
from eccoe_vc.limits import DEFAULT, Budget

SVG: Final = "http://www.w3.org/2000/svg"
OB3: Final = "https://purl.imsglobal.org/ob/v3p0"
OB2: Final = "http://openbadges.org"
SEPARATOR: Final = "\x01"  # between namespace and local name; no XML document can hold it
PAYLOADS: Final[dict[str, Version]] = {f"{OB3}{SEPARATOR}credential": 3, f"{OB2}{SEPARATOR}assertion": 2}
_WHITE: Final = " \t\r\n"
_FOREIGN_ENTITY: Final = re.compile(rb"&(?!#|amp;|lt;|gt;|quot;|apos;)[^\s;&<>\"']+;").search
_ENCODINGS: Final = frozenset({"utf-8", "us-ascii", "ascii"})
_ATTRIBUTES: Final = 500_000
_NAMESPACE: Final = 1_000
_NAMES_BYTES: Final = 32_000_000
_DECLARATION: Final = re.compile(rb"\sxmlns(?::[^\s=<>\"']*)?\s*=\s*(?P<quote>[\"'])").finditer
_NOT_IN_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]").search
_TAG_STEP: Final = re.compile(rb"[\"'>]").search


@dataclass(slots=True)
class _Content:
    """What one payload element holds, while it is read."""

    version: Version
    start: int
    line: int
    nested: bool
    verify: str
    end: int = 0
    pieces: list[str] = field(default_factory=list)
    first_cdata: int = -1  # index of the piece before which the first CDATA section begins
    last_cdata: int = -1  # index of the piece after which the last one ends

    def text(self) -> str:
        """The character data, without the white space around the CDATA sections, or around the text without any."""
        if self.first_cdata < 0:
            return "".join(self.pieces).strip(_WHITE)
        before = "".join(self.pieces[: self.first_cdata]).lstrip(_WHITE)
        inside = "".join(self.pieces[self.first_cdata : self.last_cdata])
        return before + inside + "".join(self.pieces[self.last_cdata :]).rstrip(_WHITE)


class Walk:
    """One pass over the document: payloads, root element, namespace declarations of the root."""

    def __init__(self, image: bytes, budget: Budget = DEFAULT) -> None:
        """Walk ``image``.

        :raises CarrierError: ``image.format``, ``image.xml``, ``image.budget``, ``image.encoding``,
            ``input.unknown_format`` (XML with another root).
        """
        check_text(image, budget)
        self.root_start = -1
        self.namespaces: dict[str, str] = {}  # prefix to namespace, as declared on the root
        self._image, self._budget = image, budget
        self._elements = self._depth = 0
        self._left = budget.payload_bytes
        self._open: _Content | None = None
        self._contents: list[_Content] = []
        self._near: list[str] = []
        self._parser = parser = new_parser(image)
        parser.buffer_text = True
        parser.StartNamespaceDeclHandler = self._on_namespace
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parse(parser, image)
        del self._parser  # it holds our handlers, and they hold us
        self.found = Found(tuple(map(_payload, self._contents)), tuple(self._near))

    def _on_namespace(self, prefix: str | None, uri: str | None) -> None:
        self.namespaces[prefix or ""] = uri or ""

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        self._depth += 1
        if self._elements > self._budget.xml_elements or self._depth > self._budget.xml_depth:
            raise CarrierError("image.budget", "The SVG image has too many elements, or they are nested too deep.")
        if self._open is not None:
            raise CarrierError("image.encoding", "The element that holds the badge holds other elements too.")
        if self._depth == 1:
            if name != f"{SVG}{SEPARATOR}svg":
                raise _not_svg(name)
            self.root_start = self._parser.CurrentByteIndex
            self._parser.StartNamespaceDeclHandler = None
        elif (version := PAYLOADS.get(name)) is not None:
            self._begin(version, attributes)
        elif ("verify" in attributes or name.endswith(("credential", "assertion"))) and not self._near:
            namespace, _, local = name.rpartition(SEPARATOR)
            where = f"in the namespace {shown(namespace, 50)}" if namespace else "without a namespace"
            line = self._parser.CurrentLineNumber
            self._near.append(f"the element {shown(local, 30)} in line {line}, which is {where}")

    def _begin(self, version: Version, attributes: dict[str, str]) -> None:
        parser, verify = self._parser, attributes.get("verify", "")
        self._charge(verify)
        nested = self._depth != 2
        self._open = _Content(version, parser.CurrentByteIndex, parser.CurrentLineNumber, nested, verify)
        parser.CharacterDataHandler = self._on_text
        parser.StartCdataSectionHandler = self._on_cdata
        parser.EndCdataSectionHandler = self._on_cdata_end
        parser.CommentHandler = self._on_stranger
        parser.ProcessingInstructionHandler = self._on_stranger

    def _on_text(self, data: str) -> None:
        if self._open is not None:
            self._charge(data)
            self._open.pieces.append(data)

    def _on_cdata(self) -> None:
        if self._open is not None and self._open.first_cdata < 0:
            self._open.first_cdata = len(self._open.pieces)

    def _on_cdata_end(self) -> None:
        if self._open is not None:
            self._open.last_cdata = len(self._open.pieces)

    def _on_stranger(self, *_: str) -> None:
        raise CarrierError("image.encoding", "The element that holds the badge holds comments or instructions too.")

    def _on_end(self, _: str) -> None:
        self._depth -= 1
        if self._open is None:
            return
        content, parser = self._open, self._parser
        content.end, closed = tag_end(self._image, content.start)
        if not closed:
            content.end = self._image.index(b">", parser.CurrentByteIndex) + 1
        self._contents.append(content)
        self._open = parser.CharacterDataHandler = parser.StartCdataSectionHandler = None
        parser.EndCdataSectionHandler = parser.CommentHandler = parser.ProcessingInstructionHandler = None

    def _charge(self, text: str) -> None:
        self._left -= len(text.encode("utf-8"))
        if self._left < 0:
            raise CarrierError(
                "image.budget", f"The badges inside the image have more than {self._budget.payload_bytes} bytes in all."
            )


def read(image: bytes, version: Version = 3, budget: Budget = DEFAULT) -> tuple[str, tuple[Finding, ...]]:
    """The text that is baked into an SVG image, and the notes on it.

    :raises CarrierError: as :class:`Walk`, and ``image.no_credential``, ``image.ambiguous``.

    >>> ns = "xmlns='http://www.w3.org/2000/svg' xmlns:b='https://purl.imsglobal.org/ob/v3p0'"
    >>> read(f"<svg {ns}><b:credential verify='eyJ.eyJ.A'/></svg>".encode())
    ('eyJ.eyJ.A', ())
    """
    chosen, notes = choose(Walk(image, budget).found, version)
    content: _Content = chosen.content
    text, verify = content.text(), content.verify.strip(_WHITE)
    if not text.strip(_WHITE):
        text = ""
    # Open Badges 2 puts an address into the attribute and may put the assertion into the body (Baking, section SVGs).
    if text and verify and version == 3:
        raise CarrierError("image.ambiguous", f"{chosen.place} holds one badge in its attribute and one in its body.")
    if not text and not verify:
        raise CarrierError("image.no_credential", f"{chosen.place} is empty.")
    return text or verify, notes


def insert(image: bytes, walk: Walk, text: str, *, token: bool) -> bytes:
    """``image`` with ``text`` in a new element after the start tag; badges of Open Badges 3 that it held are taken out.

    :param token: ``text`` goes into the attribute ``verify``, else into CDATA.
    :raises CarrierError: ``image.encoding``, a character that XML or the encoding of this file cannot hold.
    """
    if (wrong := _NOT_IN_XML(text)) is not None:
        raise CarrierError(
            "image.encoding",
            f"The credential holds the character U+{ord(wrong[0]):04X}, which no SVG image can hold.",
            hint="Write it as a JSON escape before signing, or bake into a PNG image.",
        )
    end, closed = tag_end(image, walk.root_start)
    inner = end - (2 if closed else 1)
    prefix, declaration = _prefix(walk.namespaces)
    element = f'<{prefix}:credential verify="{text}"></{prefix}:credential>' if token else _cdata_element(prefix, text)
    if not element.isascii() and _declared_ascii(image[: walk.root_start]):
        raise CarrierError(
            "image.encoding",
            "The SVG image declares the encoding US-ASCII, and the credential holds other characters.",
            hint="Save the image as UTF-8.",
        )
    parts = [image[:inner], declaration.encode(), b">", element.encode()]
    if closed:
        name = re.split(rb"[\s/>]", image[walk.root_start + 1 : end], maxsplit=1)[0]
        return b"".join([*parts, b"</", name, b">", image[end:]])
    return b"".join([*parts, *_kept(image, walk, end)])


def remove(image: bytes, budget: Budget = DEFAULT) -> bytes:
    """``image`` without the badges of Open Badges 3 that it holds, and without a declaration that :func:`insert` made.

    :raises CarrierError: as :class:`Walk`.
    """
    walk = Walk(image, budget)
    if not walk.found.of(3):
        return image
    end, _ = tag_end(image, walk.root_start)
    inner = end - 1
    for prefix, namespace in walk.namespaces.items():
        made = f' xmlns:{prefix}="{OB3}"'.encode()
        if namespace == OB3 and prefix.startswith("openbadges") and image.endswith(made, walk.root_start, inner):
            inner -= len(made)
            break
    return b"".join([image[:inner], b">", *_kept(image, walk, end)])


# ---- expat -----------------------------------------------------------------------------------------------------------


def check_text(image: bytes, budget: Budget) -> None:
    """Size and encoding, before expat sees a byte.

    :raises CarrierError: ``image.budget``, ``image.xml``.
    """
    if len(image) > budget.image_bytes:
        raise CarrierError(
            "image.budget", f"The image has {len(image)} bytes, more than the limit of {budget.image_bytes}."
        )
    # Attributes cost more than elements, and those of one tag are read before a handler hears of them.
    attributes = max(_ATTRIBUTES, budget.xml_elements)
    if (equals := image.count(b"=")) > attributes:
        raise CarrierError("image.budget", f"The SVG image has more than {attributes} attributes.")
    _check_namespaces(image, equals + min(image.count(b"<"), budget.xml_elements))
    if sniff.wide_text(image) or b"\0" in image[:64] or image[:4] == b"\x4c\x6f\xa7\x94":
        raise _encoding("another encoding than UTF-8")


def _check_namespaces(image: bytes, names: int) -> None:
    """Expat writes the whole namespace before each name, and those of one tag before a handler hears of them."""
    longest = 0
    for declaration in _DECLARATION(image):
        end = image.find(declaration["quote"], declaration.end())
        longest = max(longest, end - declaration.end())
        if longest > _NAMESPACE:
            raise CarrierError("image.budget", f"A namespace of the image has more than {_NAMESPACE} characters.")
    if longest * names > _NAMES_BYTES:
        raise CarrierError("image.budget", "The image has too many names for the length of its namespaces.")


def new_parser(image: bytes) -> expat.XMLParserType:
    """A parser that expands nothing. It reads UTF-8 whatever the file declares; the declaration is tested beside it."""
    parser = expat.ParserCreate("utf-8", SEPARATOR)

    def on_declaration(_: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() not in _ENCODINGS:
            raise _encoding(f"the encoding {shown(encoding, 30)}")
        if encoding is not None and encoding.lower() != "utf-8" and not image.isascii():
            raise _encoding("characters outside US-ASCII, which it declares")

    def on_doctype(_: str, system: str | None, public: str | None, internal: int) -> None:
        if internal:
            raise CarrierError("image.xml", "The SVG image has an internal document type subset.", hint=_ENTITIES)
        # Without a definition at hand, expat would leave references out without a word where a DTD is named.
        if _FOREIGN_ENTITY(image) is not None:
            raise CarrierError(
                "image.xml", "The SVG image uses entities that only its DTD could define.", hint=_ENTITIES
            )

    def on_entity(*_: object) -> None:
        raise CarrierError("image.xml", "The SVG image declares or uses entities.", hint=_ENTITIES)

    parser.XmlDeclHandler = on_declaration
    parser.StartDoctypeDeclHandler = on_doctype
    parser.EntityDeclHandler = on_entity
    parser.SkippedEntityHandler = on_entity
    return parser


def parse(parser: expat.XMLParserType, image: bytes) -> None:
    """Run ``parser`` over all of ``image``.

    :raises CarrierError: ``image.format`` or ``image.xml`` where it is not well-formed; what a handler raises.
    """
    try:
        parser.Parse(image, True)
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        entity = reason in (reasons.XML_ERROR_UNDEFINED_ENTITY, reasons.XML_ERROR_RECURSIVE_ENTITY_REF)
        raise CarrierError(
            "image.xml" if entity else "image.format",
            f"The SVG image is not well-formed: {reason} in line {error.lineno}, column {error.offset + 1}.",
            hint="Ask for the original file.",
        ) from None


def tag_end(image: bytes, start: int) -> tuple[int, bool]:
    """Where the start tag at ``start`` ends, and whether it closes itself. The tag is known to be well-formed.

    >>> tag_end(b"<a b='>'/>", 0)
    (10, True)
    """
    at = start
    while (step := _TAG_STEP(image, at)) is not None:
        if step[0] == b">":
            return step.end(), image[step.start() - 1] == 0x2F
        at = image.find(step[0], step.end()) + 1
        if not at:
            break
    raise CarrierError("image.format", "A start tag of the SVG image has no end.")


# ---- pieces ----------------------------------------------------------------------------------------------------------


def _payload(content: _Content) -> Payload:
    name = "credential" if content.version == 3 else "assertion"
    place = f"the {name} element in line {content.line}"
    if content.nested:
        place += ", which is not directly below the svg element"
    return Payload(content.version, place, content.start, content.end, not content.nested, content)


def _prefix(namespaces: dict[str, str]) -> tuple[str, str]:
    """A prefix for the namespace of Open Badges 3 on this root, and the declaration that it still needs."""
    # Readers that match the prefix of the specification literally exist, so it is preferred to another one at hand.
    for prefix, namespace in sorted(namespaces.items()):
        if namespace == OB3 and prefix.startswith("openbadges"):
            return prefix, ""
    prefix, count = "openbadges", 3
    while prefix in namespaces:
        prefix, count = f"openbadges{count}", count + 1
    return prefix, f' xmlns:{prefix}="{OB3}"'


def _cdata_element(prefix: str, text: str) -> str:
    # XML readers turn CR and CR LF into LF, so a CR stands outside CDATA as a reference; `]]>` is split in two.
    body = text.replace("]]>", "]]]]><![CDATA[>").replace("\r", "]]>&#13;<![CDATA[")
    return f"<{prefix}:credential><![CDATA[{body}]]></{prefix}:credential>"


def _kept(image: bytes, walk: Walk, start: int) -> list[bytes]:
    parts = []
    for payload in walk.found.of(3):
        parts.append(image[start : payload.start])
        start = payload.end
    return [*parts, image[start:]]


def _declared_ascii(prolog: bytes) -> bool:
    return re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*['\"](?:us-)?ascii['\"]", prolog, re.IGNORECASE) is not None


def _not_svg(name: str) -> CarrierError:
    namespace, _, local = name.rpartition(SEPARATOR)
    if local == "svg":
        return CarrierError(
            "image.format",
            f"The svg element is not in the SVG namespace: found {shown(namespace)}, expected {shown(SVG)}.",
            hint=f'Write xmlns="{SVG}" into the svg element, or export the picture as an SVG file of its own.',
        )
    return CarrierError(
        "input.unknown_format",
        f"This is an XML document with the root element {shown(local, 40)}, not a credential.",
        hint="Credentials come as JSON, as a compact token, or baked into a PNG or SVG image.",
    )


def _encoding(found: str) -> CarrierError:
    return CarrierError("image.xml", f"The SVG image uses {found}; UTF-8 was expected.", hint="Save it as UTF-8.")


_ENTITIES: Final = "Entities are never expanded. Save the image as plain SVG, without a document type declaration."
