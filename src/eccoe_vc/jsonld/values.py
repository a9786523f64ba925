"""JSON values to RDF literals: JSON-LD 1.1 API section 8.2.2 and the escapes of RDFC-1.0 section 5."""

from __future__ import annotations

import re
from typing import Any, Final

from eccoe_vc.encoding.language import is_language_tag
from eccoe_vc.jsonld import jcs
from eccoe_vc.jsonld.iris import RDF_JSON, XSD

#: Canonical N-Quads: short escapes where there are some, upper-case hexadecimal for the other controls and DEL.
ESCAPES: Final = {i: f"\\u{i:04X}" for i in (*range(32), 127)} | {
    8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\",
}  # fmt: skip
_EXPONENT: Final = re.compile(r"(\d)0*E\+?(-)?0*(\d)")
_XSD_BOOLEAN: Final = f"{XSD}boolean"
_XSD_DOUBLE: Final = f"{XSD}double"
_XSD_INTEGER: Final = f"{XSD}integer"
_XSD_STRING: Final = f"{XSD}string"
_I18N: Final = "https://www.w3.org/ns/i18n#"
#: Datatypes of XML Schema whose values JSON writes as numbers or booleans. Contexts spell the namespace in two ways.
_NATIVE: Final = re.compile(
    r"https?://www\.w3\.org/2001/XMLSchema#(?:boolean|decimal|double|float|integer|long|int|short|byte"
    r"|unsigned(?:Long|Int|Short|Byte)|(?:non)?(?:Posi|Nega|posi|nega)tiveInteger)"
).fullmatch
_NUMBER: Final = re.compile(r"-?[0-9]{1,21}|-?[0-9]\.[0-9]{1,15}E-?[0-9]{1,3}").fullmatch
_TEXT_MEMBERS: Final = frozenset({"name", "description"})


class ValueRefusedError(Exception):
    """A value that RDF would not carry as it stands."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message)
        self.code, self.message = code, message


def escape(text: str) -> str:
    r"""``text`` as it stands between the quotes of a canonical N-Quads literal.

    >>> print(escape('a"' + chr(10) + chr(127)))
    a\"\n\u007F
    """
    # Lone surrogates and unassigned characters are not printable either; translating leaves them as they are.
    if text.isprintable() and '"' not in text and "\\" not in text:
        return text
    return text.translate(ESCAPES)


def double(value: float) -> str:
    """The canonical lexical form of xsd:double with 16 significant digits (API section 8.2.2).

    >>> double(5.5), double(1e-7), double(-1e21)
    ('5.5E0', '1.0E-7', '-1.0E21')
    """
    return _EXPONENT.sub(r"\1E\2\3", f"{value:1.15E}")


def native(value: float | bool, datatype: str) -> str:
    """A JSON number or boolean as a literal (API section 8.2.2 steps 6 to 10); ``datatype`` empty: the native one.

    Whole numbers below 1e21 are integers however they were spelt; ``-0.0`` is ``0``.

    :raises ValueRefusedError: ``jsonld.dropped_value``, a double that 16 digits do not carry.

    >>> native(5.0, ""), native(True, "")[:6]
    ('"5"^^<http://www.w3.org/2001/XMLSchema#integer>', '"true"')
    """
    if value is True or value is False:
        text, own = ("true" if value else "false"), _XSD_BOOLEAN
    elif (value.__class__ is float and not value.is_integer()) or abs(value) >= 1e21 or datatype == _XSD_DOUBLE:
        text, own = double(value), _XSD_DOUBLE
        if float(text) != value:
            raise ValueRefusedError(
                "jsonld.dropped_value",
                "A number has more digits than the 16 that its canonical form carries, so its end would not be signed.",
            )
    else:
        text, own = str(int(value)), _XSD_INTEGER
    datatype = datatype or own
    return f'"{text}"' if datatype == _XSD_STRING else f'"{text}"^^<{datatype}>'


def is_native(datatype: str) -> bool:
    """Whether values of this datatype are written as numbers or booleans in JSON.

    >>> is_native("http://www.w3.org/2001/XMLSchema#float"), is_native("http://www.w3.org/2001/XMLSchema#date")
    (True, False)
    """
    return _NATIVE(datatype) is not None


def has_native_form(text: str, datatype: str) -> bool:
    """Whether a number or boolean in JSON gives the literal that ``text`` gives: then that is its one spelling.

    Under xsd:double this holds for every text, as some processors rewrite those.

    >>> has_native_form("5", ""), has_native_form("5.0", ""), has_native_form("9007199254740993", "")
    (True, False, False)
    """
    if datatype == _XSD_DOUBLE or text in ("true", "false"):
        return True
    if not _NUMBER(text):
        return False
    try:
        return native(float(text), _XSD_STRING) == f'"{text}"'
    except ValueRefusedError:
        return False


def json_literal(value: Any) -> str:
    """A value under a term of type ``@json``, as an rdf:JSON literal in the form of RFC 8785."""
    return f'"{escape(jcs.encode(value).decode())}"^^<{RDF_JSON}>'


def value_object(node: dict[str, Any], key: str, plain: bool, directions: bool) -> str:
    """A value object as a literal. ``plain``: the term has no type and no language of its own.

    The only value objects that are the compact form of what they mean are texts with a language, as VCDM 2.0 section
    11.1 has them for ``name`` and ``description``. ``directions``: write ``@direction`` as i18n datatypes.

    :raises ValueRefusedError: everything else.
    """
    text, language = node["@value"], node.get("@language")
    if "@direction" in node and not directions:
        raise ValueRefusedError("jsonld.keyword", "The direction of a text (@direction) is not part of what RDF signs.")
    if not node.keys() <= {"@value", "@language", "@direction"}:
        raise ValueRefusedError("jsonld.keyword", "A value object may hold @value and @language only.")
    if len(node) == 1 or text.__class__ is not str or not plain or key not in _TEXT_MEMBERS:
        raise ValueRefusedError(
            "jsonld.not_compact",
            "A value object is only allowed for the text of a name or description with a language.",
        )
    if "@language" in node and (language.__class__ is not str or not is_language_tag(str(language))):
        raise ValueRefusedError("rdf.bad_langtag", "A language tag is not well-formed (BCP 47).")
    tag = str(language or "").lower()
    if "@direction" not in node:
        return f'"{escape(text)}"@{tag}'
    if node["@direction"] not in ("ltr", "rtl"):
        raise ValueRefusedError("jsonld.shape", "A text direction is either ltr or rtl.")
    return f'"{escape(text)}"^^<{_I18N}{tag}_{node["@direction"]}>'
