"""What an SVG image that we bake into may hold: tables of elements, attributes, functions and namespaces.

Static drawing only (SVG 1.1 and SVG 2, without scripting, animation, links, foreign content and fonts from elsewhere).
Absence is refusal: a name is added here when a harmless picture needs it.
"""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


#: Drawing, structure, text, paint servers, filters. No a, animate*, discard, feImage, font*, foreignObject, handler,
#: iframe, listener, script, set, switch with extensions, tref, video.
ELEMENTS: Final = _words(
    """
    svg g defs symbol use title desc metadata style image switch
    path rect circle ellipse line polyline polygon text tspan textPath
    linearGradient radialGradient stop clipPath mask pattern marker view
    filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap
    feDistantLight feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    """
)

#: Attributes without a namespace. Nothing that begins with "on", nothing that loads.
ATTRIBUTES: Final = _words(
    """
    id class style lang tabindex role focusable version baseProfile contentStyleType zoomAndPan type media
    x y x1 y1 x2 y2 cx cy r rx ry dx dy fx fy fr d points width height viewBox preserveAspectRatio transform
    pathLength rotate textLength lengthAdjust startOffset method spacing side offset href
    gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits mask-type patternUnits
    patternContentUnits patternTransform markerUnits markerWidth markerHeight refX refY orient
    filterUnits primitiveUnits filterRes in in2 result mode operator k1 k2 k3 k4 values stdDeviation edgeMode order
    kernelMatrix divisor bias targetX targetY preserveAlpha kernelUnitLength surfaceScale diffuseConstant
    specularConstant specularExponent limitingConeAngle azimuth elevation z pointsAtX pointsAtY pointsAtZ scale
    xChannelSelector yChannelSelector baseFrequency numOctaves seed stitchTiles radius tableValues slope intercept
    amplitude exponent requiredFeatures systemLanguage enable-background
    alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters
    color-profile color-rendering cursor direction display dominant-baseline fill fill-opacity fill-rule filter
    flood-color flood-opacity font-family font-size font-size-adjust font-stretch font-style font-variant font-weight
    glyph-orientation-horizontal glyph-orientation-vertical image-rendering isolation kerning letter-spacing
    lighting-color marker-end marker-mid marker-start mask mix-blend-mode opacity overflow paint-order pointer-events
    shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin
    stroke-miterlimit stroke-opacity stroke-width text-anchor text-decoration text-rendering transform-box
    transform-origin unicode-bidi vector-effect visibility white-space word-spacing writing-mode
    """
)
ATTRIBUTE_PREFIXES: Final = ("data-", "aria-")

#: Functions that a value or a style sheet may use; ``url(#id)`` is looked at apart.
FUNCTIONS: Final = _words(
    """
    rgb rgba hsl hsla hwb lab lch oklab oklch color matrix translate translatex translatey scale scalex scaley rotate
    skewx skewy skew calc min max clamp blur brightness contrast drop-shadow grayscale hue-rotate invert opacity
    saturate sepia circle ellipse inset polygon not
    """
)

XML: Final = "http://www.w3.org/XML/1998/namespace"
XML_ATTRIBUTES: Final = frozenset({"space", "lang", "id"})
XLINK: Final = "http://www.w3.org/1999/xlink"
XLINK_ATTRIBUTES: Final = frozenset({"href", "title", "type", "show", "actuate", "role", "arcrole"})

#: What drawing programs leave behind, and what no reader acts upon. Badges stand in the last two.
INERT: Final = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://web.resource.org/cc/",
        "http://purl.org/dc/elements/1.1/",
        "http://www.serif.com/",
        "http://www.bohemiancoding.com/sketch/ns",
        "http://www.figma.com/figma/ns",
        "https://boxy-svg.com",
        "https://purl.imsglobal.org/ob/v3p0",
        "http://openbadges.org",
    }
)
#: Attributes that an element of those namespaces may not have, whatever reads it as HTML.
LOADING: Final = frozenset({"href", "src", "style", "srcdoc", "srcset", "data", "action", "formaction", "background"})

INSTRUCTIONS: Final = frozenset({"xpacket"})
