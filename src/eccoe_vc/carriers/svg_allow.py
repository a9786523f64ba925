"""May this SVG image carry a badge? Only if everything in it stands on a list (security rule 26, requirement B7).

Badges are shown by other people's websites, so an image with script, links, animation, foreign content or anything that
is loaded from elsewhere is refused and never cleaned: cleaning by pattern is a race. SVG 2, section 2.6 and appendix on
security; the tables are in :mod:`eccoe_vc.carriers.svg_names` (docs/adr/0042).
"""

from __future__ import annotations

import re
from typing import Final

from eccoe_vc.carriers import svg_css, svg_names
from eccoe_vc.carriers.svg import SEPARATOR, SVG, check_text, new_parser, parse
from eccoe_vc.carriers.svg_refs import Drawing
from eccoe_vc.errors import CarrierError, Finding, shown
from eccoe_vc.limits import DEFAULT, Budget

# The white space of URLs (URL Standard): other kinds would be part of the address to a browser.
_LOCAL: Final = re.compile(r"[ \t\r\n\f]*#([A-Za-z_][\w.:-]*)[ \t\r\n\f]*\Z").match
_PICTURE: Final = re.compile(
    r"[ \t\r\n\f]*data:image/(?:png|jpeg|jpg|gif|webp);base64,[A-Za-z0-9+/= \t\r\n\f]*\Z"
).match
_FREE: Final = frozenset({"d", "points", "id", "class"})
_FINDINGS: Final = 20
_HINT: Final = "Export the image as plain SVG (static drawing, nothing loaded), or bake into a PNG image."


def check(image: bytes, budget: Budget = DEFAULT) -> None:
    """Refuse an SVG image with anything in it that is not on the list.

    :raises CarrierError: ``image.unsafe_svg`` with one finding per problem (the first 20); ``image.format``,
        ``image.xml``, ``image.budget``.

    >>> check(b"<svg xmlns='http://www.w3.org/2000/svg'><path d='M0 0h9'/></svg>")
    >>> check(b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")
    Traceback (most recent call last):
    eccoe_vc.errors.CarrierError: The SVG image holds the element 'script' in line 1. ... [image.unsafe_svg]
    """
    check_text(image, budget)
    _Check(image, budget)


class _Check:
    """One pass over the image against the lists."""

    def __init__(self, image: bytes, budget: Budget) -> None:
        self._budget = budget
        self._findings: list[Finding] = []
        self._drawing = Drawing()
        self._elements = 0
        self._style: list[str] | None = None
        self._sheet_references: list[str] = []
        self._parser = parser = new_parser(image)
        parser.buffer_text = True
        parser.StartElementHandler = self._on_start
        parser.EndElementHandler = self._on_end
        parser.ProcessingInstructionHandler = self._on_instruction
        parse(parser, image)
        problem = self._drawing.problem(budget.xml_elements)
        if problem:
            self._refuse(problem)
        # Which elements a style sheet paints is not worked out here, so it may name only what cannot multiply.
        for identifier in self._sheet_references:
            if not self._drawing.is_gradient(identifier):
                self._refuse(f"a style sheet that refers to {shown(identifier, 40)}, which is not a gradient")
        del self._parser  # it holds our handlers, and they hold us
        if self._findings:
            raise CarrierError.of(tuple(self._findings))

    def _refuse(self, what: str, *, line: bool = False) -> None:
        if len(self._findings) < _FINDINGS:
            where = f" in line {self._parser.CurrentLineNumber}" if line else ""
            self._findings.append(Finding("image.unsafe_svg", f"The SVG image holds {what}{where}.", "", _HINT))

    def _on_instruction(self, target: str, _: str) -> None:
        if target not in svg_names.INSTRUCTIONS:
            self._refuse(f"the processing instruction {shown(target, 40)}", line=True)

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > self._budget.xml_elements:
            raise CarrierError("image.budget", "The SVG image has too many elements.")
        namespace, _, local = name.rpartition(SEPARATOR)
        drawn = namespace == SVG
        outline = len(attributes.get("d", "")) + len(attributes.get("points", "")) if drawn else 0
        self._drawing.open(local if drawn else "", attributes.get("id"), outline)
        if self._style is not None:
            self._refuse("an element inside a style sheet", line=True)
        if drawn and local not in svg_names.ELEMENTS:
            self._refuse(f"the element {shown(local, 40)}", line=True)
        elif not drawn and namespace not in svg_names.INERT:
            of = f"of the namespace {shown(namespace, 60)}" if namespace else "without a namespace"
            self._refuse(f"the element {shown(local, 40)} {of}", line=True)
        for key, value in attributes.items():
            reason = self._attribute(local, key, value) if drawn else _inert(key, value)
            if reason:
                self._refuse(f"{reason} (attribute {shown(key.rpartition(SEPARATOR)[2], 40)})", line=True)
        if drawn and local == "style":
            if attributes.get("type", "text/css").strip().lower() != "text/css":
                self._refuse("a style sheet in another language than CSS", line=True)
            self._style = []
            self._parser.CharacterDataHandler = self._style.append

    def _on_end(self, name: str) -> None:
        self._drawing.close()
        if self._style is not None and name == f"{SVG}{SEPARATOR}style":
            reason = svg_css.problem("".join(self._style), self._sheet_references)
            if reason:
                self._refuse(f"a style sheet with {reason}", line=True)
            self._style = self._parser.CharacterDataHandler = None

    def _attribute(self, element: str, key: str, value: str) -> str:
        """Why an attribute of a drawing element is refused, or ""."""
        namespace, _, name = key.rpartition(SEPARATOR)
        if namespace in svg_names.INERT:
            return ""
        if namespace == svg_names.XML:
            return "" if name in svg_names.XML_ATTRIBUTES else "an attribute that is not on the list"
        if (namespace and namespace != svg_names.XLINK) or not _listed(namespace, name):
            return "an attribute that is not on the list"
        if name == "href":
            return self._link(element, value)
        if namespace or name in _FREE or name.startswith(svg_names.ATTRIBUTE_PREFIXES):
            return ""
        references: list[str] = []
        reason = svg_css.problem(value, references)
        per_vertex = bool(references) and ("marker" in name or "marker" in value)
        for identifier in references:
            self._drawing.refer(identifier, per_vertex=per_vertex)
        return reason

    def _link(self, element: str, value: str) -> str:
        if element == "image":
            return "" if _PICTURE(value) else "a picture that is loaded from outside"
        local = _LOCAL(value)
        if local is None:
            return "a reference to something outside the image"
        self._drawing.refer(local[1])
        return ""


def _listed(namespace: str, name: str) -> bool:
    if namespace:
        return name in svg_names.XLINK_ATTRIBUTES
    return name in svg_names.ATTRIBUTES or name.startswith(svg_names.ATTRIBUTE_PREFIXES)


def _inert(key: str, value: str) -> str:
    """Why an attribute of an element that drawing programs left behind is refused, or ""."""
    namespace, _, name = key.rpartition(SEPARATOR)
    name = name.lower()
    if namespace in svg_names.INERT or namespace == svg_names.XML:
        return ""
    if namespace or name.startswith("on") or name in svg_names.LOADING:
        return "" if name == "href" and _LOCAL(value) else "an attribute that is not on the list"
    return ""
