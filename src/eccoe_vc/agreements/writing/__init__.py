"""An agreement in Python that reads like the contract: each part by its own function, the whole by :func:`agree`.

Recognition, section 4.3. The functions return the frozen models of :mod:`eccoe_vc.models.agreement` and
:mod:`eccoe_vc.models.rules`. Numbers are taken exactly and written in their shortest form, text as it stands, days as
``date`` or text; floats, moments and timedeltas are refused at once (``input.type``). Everything else is judged where
the parts come together, with all faults at once.

>>> from eccoe_vc.agreements.writing import anything_from, elective, rule
>>> rule("free", has=anything_from("did:web:a.example"), gives=elective("free", ratio=1), outcome="partial").to_json()
... # doctest: +NORMALIZE_WHITESPACE
{'ruleId': 'free', 'outcome': 'partial', 'source': {'anyFrom': 'did:web:a.example'},
 'target': [{'kind': 'elective', 'bucket': 'free', 'credit': {'ratio': '1'}}]}
"""

from __future__ import annotations

from eccoe_vc.agreements.writing.agreeing import agree
from eccoe_vc.agreements.writing.asking import (
    achievement,
    aligned,
    all_of,
    any_of,
    anything_from,
    at_least,
    below,
    choice,
    condition,
    credit_between,
    days,
    identified,
    levels,
    some_of,
    worth,
)
from eccoe_vc.agreements.writing.counting import (
    ECTS,
    conversion,
    credit_framework,
    ects,
    grade_table,
    round_credit,
    rounded,
    scale,
)
from eccoe_vc.agreements.writing.giving import (
    course,
    elective,
    exemption,
    limit,
    nothing,
    opposite,
    refusal,
    review,
    rule,
    unassigned,
)
from eccoe_vc.agreements.writing.parties import (
    amendment,
    document,
    evaluation,
    process,
    signatory,
    termination,
    unit,
    university,
)

__all__ = [
    "ECTS",
    "achievement",
    "agree",
    "aligned",
    "all_of",
    "amendment",
    "any_of",
    "anything_from",
    "at_least",
    "below",
    "choice",
    "condition",
    "conversion",
    "course",
    "credit_between",
    "credit_framework",
    "days",
    "document",
    "ects",
    "elective",
    "evaluation",
    "exemption",
    "grade_table",
    "identified",
    "levels",
    "limit",
    "nothing",
    "opposite",
    "process",
    "refusal",
    "review",
    "round_credit",
    "rounded",
    "rule",
    "scale",
    "signatory",
    "some_of",
    "termination",
    "unassigned",
    "unit",
    "university",
    "worth",
]  # fmt: skip
