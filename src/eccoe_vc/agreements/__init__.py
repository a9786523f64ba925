"""Agreements that decide: what two universities wrote down once, applied to what a learner holds, with every reason.

Recognition (the domain document of this project) is the specification; ``docs/specs/agreements.md`` says what is built.
The verbs of deciding stand at the front door of the package; here is what people who write and study agreements need::

    from eccoe_vc import agreements

    agreements.read_text(data)                   JSON or YAML in, the agreement out, or everything that is wrong with it
    agreements.lint(agreement)                   what is allowed and cannot be meant
    agreements.describe(agreement)               what it says, in words
    agreements.counterpart(agreement, ...)       the credential in which a party signs it
    agreements.diff(old, new)                    what changes, and for whom
    agreements.reverse_lookup(agreements, course, on=...)   what would give a course
    agreements.coverage(agreement, catalogue, on=...)       what it recognises of a catalogue
    agreements.simulate(draft, cases, ...)       what it would have meant for past learners
    agreements.standard_elements(document)       the sixteen standard elements of a micro-credential
    agreements.RuleBase.of(counterparts)         many agreements, read once for many decisions

The rooms, in the way of the data:

===============  ===================================================================================================
writing an agreement
--------------------------------------------------------------------------------------------------------------------
``writing``      an agreement in Python, as the contract reads; ``template``: a first draft in YAML
``reading``      from text to an agreement, or to everything that is wrong with it; ``references``: across places;
                 ``readable``: what can be said beside a fault
``text_forms``   JSON and YAML in and out; ``yaml_tree``: the door for YAML; ``yaml_words``: its faults in our words
``text_places``  the line of a finding in the text
``linting``      what is allowed and cannot be meant; ``competing``: rules that say different things;
                 ``filling``: with how many awards a source can be filled
``showing``      an agreement in words; ``phrases``: the sentences
``exchange``     spreadsheets and CTDL, in and out, with what is lost
``questions``    what changes for whom, what gives a course, what is covered, what if
signing it
--------------------------------------------------------------------------------------------------------------------
``signing``      the credentials in which parties sign and end it
``signed``       what a verified credential says; ``counterparts``, ``notices``: who signed what
``history``      all versions of one agreement on a day; ``states``: of all agreements
``state``        whether a text is in force on a day; ``differences``: where two texts differ
deciding
--------------------------------------------------------------------------------------------------------------------
``deciding``     from what was verified to what is recognised; ``asked``: the request; ``decision``: the answer
``evidence``     from what was verified to what counts; ``learners``: whose it is
``facts``        what a credential says about itself, and where
``naming``       one award is one award, in whatever form and under whatever name; ``awards``: the rule for it
``chains``       along agreements that all allow it
``rulebase``     many agreements at once; ``large``: agreements whose rules are kept as text
``matching``     which rules could use which awards; ``leaves``, ``arranging``: how a source can be filled
``eligibility``  everything that is asked of one award in one place of a rule
``judging``      one award by a condition, as a tree of reasons
``conditions``   single conditions: grade, level, supervision, lists; ``logic``: false, unknown, true
``windows``      dates that decide: period, termination, age; ``days``: which day a date means
``amounts``      credit units, limits, minimal sets, chains; ``grades``: scales, distribution tables, conversions
``weighing``     what a match gives, and how it stands beside others; ``texts``: under which text
``ceilings``     the limits of a text; ``limits``: granted and applied
``choosing``     from matches to a choice; ``precedence``, ``ambiguity``: which rule goes first, and when it is open
``plans``        the plan of a registrar; ``maximise`` that of a learner, exactly, and what pending ones would gain
``maximising``   how the best plan is found; ``optimising``: with HiGHS
``ledger``       what was recognised, so that nothing is recognised twice; ``earlier``, ``often``: what follows from it
saying why
--------------------------------------------------------------------------------------------------------------------
``refusing``     refusals with their grounds; ``leftover``: what was not used, with its code
``missing``      what would be enough; ``nearby``: the rules that a learner comes near to; ``advising``: who can help
``explaining``   the tree of reasons, and lines for people
``record``       what a decision writes down; ``entries``: its parts; ``rounding``: once, with lines that add up
``recognising``  from a decision to the credential that a learner takes along
``rechecking``   does it still rest on what it rested on? ``transcripts``: many decisions on one sheet
``digests``      how agreements, tables and credentials name each other
===============  ===================================================================================================
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from eccoe_vc.agreements.bodies import controller_documents
    from eccoe_vc.agreements.counterparts import Standing
    from eccoe_vc.agreements.exchange import from_ctdl, rules_from_csv, rules_to_csv, to_ctdl, with_rules
    from eccoe_vc.agreements.facts.elements import StandardElements, standard_elements
    from eccoe_vc.agreements.linting import Lint, lint
    from eccoe_vc.agreements.questions.changes import Change, diff
    from eccoe_vc.agreements.questions.changes import lines as lines_of_changes
    from eccoe_vc.agreements.questions.coverage import Coverage, coverage
    from eccoe_vc.agreements.questions.lookup import Lookup, Way, reverse_lookup
    from eccoe_vc.agreements.questions.simulation import Simulation, simulate
    from eccoe_vc.agreements.questions.trials import Case
    from eccoe_vc.agreements.reading import read
    from eccoe_vc.agreements.rulebase import RuleBase
    from eccoe_vc.agreements.showing import describe
    from eccoe_vc.agreements.signing import counterpart, termination_notice
    from eccoe_vc.agreements.template import new_agreement_template
    from eccoe_vc.agreements.text_forms import read_text, read_yaml, to_text, to_yaml

_HOMES: Final = {
    "bodies": ("controller_documents",),
    "counterparts": ("Standing",),
    "exchange": ("from_ctdl", "rules_from_csv", "rules_to_csv", "to_ctdl", "with_rules"),
    "facts.elements": ("StandardElements", "standard_elements"),
    "linting": ("Lint", "lint"),
    "questions.changes": ("Change", "diff", "lines_of_changes"),
    "questions.coverage": ("Coverage", "coverage"),
    "questions.lookup": ("Lookup", "Way", "reverse_lookup"),
    "questions.simulation": ("Simulation", "simulate"),
    "questions.trials": ("Case",),
    "reading": ("read",),
    "rulebase": ("RuleBase",),
    "showing": ("describe",),
    "signing": ("counterpart", "termination_notice"),
    "template": ("new_agreement_template",),
    "text_forms": ("read_text", "read_yaml", "to_text", "to_yaml"),
}
_THERE: Final = {"lines_of_changes": "lines"}
_HOME: Final = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Case",
    "Change",
    "Coverage",
    "Lint",
    "Lookup",
    "RuleBase",
    "Simulation",
    "StandardElements",
    "Standing",
    "Way",
    "controller_documents",
    "counterpart",
    "coverage",
    "describe",
    "diff",
    "from_ctdl",
    "lines_of_changes",
    "lint",
    "new_agreement_template",
    "read",
    "read_text",
    "read_yaml",
    "reverse_lookup",
    "rules_from_csv",
    "rules_to_csv",
    "simulate",
    "standard_elements",
    "termination_notice",
    "to_ctdl",
    "to_text",
    "to_yaml",
    "with_rules",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_HOME[name]}"), _THERE.get(name, name))
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
