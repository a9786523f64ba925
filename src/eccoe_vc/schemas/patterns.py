"""Regular expressions of foreign schemas, in linear time: written for RE2, which never goes back, and run there.

ECMA-262, section 22.2, is the syntax that JSON Schema names. The few constructs that RE2 reads in another way are
rewritten; what it cannot do (back-references, look-around) and what it has beyond ECMA-262 is ``schema.regex``. The
package is ``google-re2`` (extra ``schema``). A text is searched, not matched as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, Final

from eccoe_vc.errors import RefusedError, shown
from eccoe_vc.schemas import resolving

_MEMORY: Final = 1 << 18  # bytes of one pattern; RE2 refuses what needs more
_MOVES: Final = 9  # the work of one step, as a power of two: instructions that look at one character
_FIXED: Final = 16  # instructions that every pattern is charged for beside its own
_SPACES: Final = r"\t-\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}"
_NO_SPACES: Final = (
    r"\x{0}-\x{8}\x{e}-\x{1f}!-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"
    r"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{fefe}\x{ff00}-\x{10ffff}"
)
_EVERY: Final = r"\x{0}-\x{10ffff}"
_TOKEN: Final = re.compile(
    r"\\(?:c(?P<control>[A-Za-z])"
    r"|u(?P<high>[Dd][89ABab][0-9A-Fa-f]{2})\\u(?P<low>[Dd][C-Fc-f][0-9A-Fa-f]{2})"
    r"|x(?P<two>[0-9A-Fa-f]{2})|u(?P<four>[0-9A-Fa-f]{4})|u\{(?P<six>[0-9A-Fa-f]{1,6})\}"
    r"|(?P<null>0(?![0-9]))|(?P<same>[dDwWtnvfr]|[pP]\{[A-Z][a-z]?\})"
    r"|(?P<property>[pP])\{(?P<category>[A-Z][A-Za-z_]{2,30})\}|(?P<escaped>.))"
    r"|(?P<empty>\[\^?\])|(?P<opened>\[\^?)|(?P<group>\(\?:|\(\?<[A-Za-z_$][A-Za-z0-9_$]{0,60}>)|(?P<odd>\(\?)"
    r"|(?P<plain>.)",
    re.DOTALL | re.ASCII,
)
#: Of the long names of ECMA-262 for general categories those that are used; RE2 knows the short ones.
_CATEGORIES: Final = MappingProxyType(
    {"Letter": "L", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Mark": "M", "Number": "N",
     "Decimal_Number": "Nd", "Punctuation": "P", "Symbol": "S", "Separator": "Z"}
)  # fmt: skip
#: What RE2 says of texts that are patterns in nobody's grammar.
_NONE: Final = (
    "missing ]", "missing )", "unexpected )", "trailing \\", "no argument for repetition operator",
    "invalid character class range: ", "bad repetition operator",
)  # fmt: skip


class Pattern:
    """A pattern, ready to be searched for. RefusedError: ``schema.regex``, a construct that is not run or one that
    needs too much; ``schema.invalid``, no pattern; ``schema.unavailable``, the package is another one.

    >>> Pattern("^b+a?d$").search("bbad"), Pattern("x{3}").search("axxb")
    (True, False)
    """

    def __init__(self, text: str) -> None:
        try:
            import re2

            options = re2.Options()
        except (AttributeError, ImportError):  # another package of that name, or one that does not load here
            raise resolving.missing() from None
        options.max_mem, options.log_errors, options.never_capture = _MEMORY, False, True
        try:
            self._compiled: Any = re2.compile(translated(text), options)
        except UnicodeEncodeError:
            raise _beyond(text, "half a character") from None
        except re2.error as error:
            raise _refused(text, error) from None
        # Backwards it may be larger; the engine goes both ways.
        self._size = _FIXED + max(self._compiled.programsize, self._compiled.reverseprogramsize)

    def search(self, text: str, charge: Callable[[int], None] = lambda count: None) -> bool:
        """Whether it matches anywhere in ``text``. ``charge`` is told how much work that is, before it is done."""
        charge(len(text) * self._size >> _MOVES)
        return self._compiled.search(text) is not None


def translated(text: str) -> str:
    r"""A pattern of ECMA-262 as RE2 reads it.

    :raises RefusedError: ``schema.regex``, a construct of one that the other lacks.

    >>> print(translated(r"^.[^[]\/$"))
    ^[^\n\r\x{2028}\x{2029}][^\[]\/$
    """
    parts, inside = [], False
    for token in _TOKEN.finditer(text):
        kind, found = token.lastgroup, token.group()
        if kind in ("empty", "opened", "group", "odd") and inside:
            # Nothing opens inside a class: the bracket is a character, and so is what stands behind it.
            closed = found.endswith("]")
            parts.append(found.replace("[", r"\["))
            inside = not closed
        elif kind == "plain":
            parts.append(_plain(found, inside))
            inside = inside and found != "]"
        elif kind == "opened":
            inside = True
            parts.append(found)
        elif kind == "empty":
            parts.append(f"[{_EVERY}]" if found == "[^]" else f"[^{_EVERY}]")
        elif kind == "group":
            parts.append("(?:")
        elif kind == "odd":
            raise _beyond(text, "look-around or another kind of group that is not run")
        else:
            parts.append(_escape(token, inside, text))
    return "".join(parts)


def _plain(sign: str, inside: bool) -> str:
    return r"[^\n\r\x{2028}\x{2029}]" if sign == "." and not inside else sign


def _escape(token: re.Match[str], inside: bool, text: str) -> str:
    """One escape, rewritten."""
    if token["control"]:
        return rf"\x{{{ord(token['control']) % 32:x}}}"
    if token["high"]:
        high, low = (int.from_bytes(bytes.fromhex(token[name]), "big") for name in ("high", "low"))
        return rf"\x{{{0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF):x}}}"
    if digits := token["two"] or token["four"] or token["six"]:
        if len(digits) == 4 and digits[0] in "Dd" and digits[1] in "89ABCDEFabcdef":
            raise _beyond(text, "half a character")
        return rf"\x{{{digits}}}"
    if token["null"]:
        return r"\x{0}"
    if token["same"]:
        return token.group()
    if token["category"] in _CATEGORIES:
        return rf"\{token['property']}{{{_CATEGORIES[token['category']]}}}"
    if token["category"]:
        raise _beyond(text, f"a property of Unicode that is not run, {token['category']}")
    sign = token["escaped"]
    if sign in "sS":
        ranges = _SPACES if sign == "s" else _NO_SPACES
        return ranges if inside else f"[{ranges}]"
    if sign in "bB" and not (inside and sign == "B"):
        return r"\x{8}" if inside else token.group()
    if sign.isalnum() and sign.isascii():
        raise _beyond(text, f"the escape {sign!r}, for instance a reference back to a group")
    return token.group() if sign.isascii() and not sign.isspace() else sign


def _beyond(text: str, what: str) -> RefusedError:
    return RefusedError("schema.regex", f"The pattern {shown(text)} of the schema uses {what}.")


def _refused(text: str, error: Exception) -> RefusedError:
    """What RE2 refused."""
    said = error.args[0] if error.args else ""
    said = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    if said.startswith(_NONE):
        return RefusedError("schema.invalid", f"The pattern {shown(text)} of the schema is none.")
    return _beyond(text, "what is not run, or repeats too much")
