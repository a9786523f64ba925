"""What is wrong with a text that is no YAML, in our words: what stands there, and what to do at the desk.

The parser that we use says it in the words of its own workings. Here each of its sentences has one of ours, by what it
was reading and how its sentence begins; a sentence that a later version of it adds gets the last one.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Fault(NamedTuple):
    """What is wrong, what to do, and whether the place to look at is where the thing begins that is wrong."""

    problem: str
    hint: str
    at_begin: bool = False


_ANCHOR: Final = Fault(
    "anchors and aliases have no place in an agreement",
    "Write the value out; put a text that begins with & or * into quotes.",
)
_TAG: Final = Fault(
    "tags have no place in an agreement",
    "Leave the tag out: all values are text. Put a text that begins with ! into quotes.",
)
_DIRECTIVE: Final = Fault("directives have no place in an agreement", "Delete the lines that begin with %.")
_BLOCK: Final = Fault(
    "behind | or > stands something else than the end of the line", "Begin the text in the next line, indented."
)
_OPEN_QUOTE: Final = Fault(
    "a quotation mark is never closed", "Close it; inside of 'single' quotes an apostrophe is written twice.", True
)
#: Beginning of what the parser was reading, and beginning of what it says, in the order in which they are tried.
_FAULTS: Final = (
    ("while scanning a directive", "", _DIRECTIVE),
    ("while parsing a directive", "", _DIRECTIVE),
    ("while scanning an ", "", _ANCHOR),
    ("while scanning a tag", "", _TAG),
    ("while parsing a tag", "", _TAG),
    ("while scanning a block scalar", "", _BLOCK),
    (
        "while scanning a double-quoted scalar", "",
        Fault("a backslash in double quotes begins no escape of YAML",
              "Write the backslash twice, or put the text into 'single' quotes."),
    ),
    ("while scanning a quoted scalar", "", _OPEN_QUOTE),
    (
        "while scanning a simple key", "",
        Fault("here is a text where a member was expected", "Write a colon and a blank behind the name of the member; "
              "put a text over several lines into quotes.", True),
    ),
    (
        "while scanning for the next token", "found character '\\t'",
        Fault("a tab stands where blanks indent", "Indent with blanks."),
    ),
    (
        "while scanning for the next token", "",
        Fault("a value cannot begin with this character", "Put the value into quotes."),
    ),
    ("", "found duplicate YAML directive", _DIRECTIVE),
    ("", "found incompatible YAML document", _DIRECTIVE),
    ("", "duplicate tag handle", _DIRECTIVE),
    ("", "found undefined tag handle", _TAG),
    (
        "", "mapping values are not allowed",
        Fault("a colon and a blank stand inside of a text", "Put the whole text into quotes, or begin a new line."),
    ),
    ("", "mapping keys are not allowed", Fault("a question mark begins no member here", "Put the text into quotes.")),
    (
        "", "sequence entries are not allowed",
        Fault("a list cannot begin here", "Begin it in a new line, each entry with a dash and a blank."),
    ),
    (
        "", "expected <block end>",
        Fault("this line is indented otherwise than its neighbours", "Indent all members of one object, and all "
              "entries of one list, by the same number of blanks."),
    ),
    (
        "", "expected ',' or ']'",
        Fault("a list in brackets has no comma or closing bracket here", "Write a comma between two values and ] at "
              "the end; a text with commas or brackets goes into quotes."),
    ),
    (
        "", "expected ',' or '}'",
        Fault("an object in braces has no comma or closing brace here", "Write a comma between two members and } at "
              "the end; a text with commas or braces goes into quotes."),
    ),
    ("", "expected the node content", Fault("a value was expected here", "Write one, in quotes if in doubt.")),
    (
        "", "expected '<document start>'",
        Fault("something stands behind the end of the text", "One file holds one agreement; delete what is behind it."),
    ),
)  # fmt: skip
#: For a sentence that the parser did not have when this was written.
OTHER: Final = Fault("this cannot be read as YAML", "Compare the line with one of: eccoe-vc agreement new.")


def fault(context: str, problem: str) -> Fault:
    """Our words for what the parser says.

    :param context: what it was reading, empty where it does not say.

    >>> fault("", "mapping values are not allowed here").problem
    'a colon and a blank stand inside of a text'
    """
    return next(
        (found for begin, says, found in _FAULTS if context.startswith(begin) and problem.startswith(says)), OTHER
    )


__all__ = ["OTHER", "Fault", "fault"]
