"""Codes about recognition agreements, their lint, decisions and grades.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# agreement: recognition agreements
agreement.unsigned | F |  | no valid signature at all, whatever the file is called
agreement.one_sided | F |  | a party's counterpart is missing; state offered
agreement.text_mismatch | F |  | the parties signed different digests
agreement.authority | F |  | the signer may not sign for the party
agreement.party | F |  | a credential's issuer is not the party
agreement.parties | F |  | fewer than two parties, a party twice, no awarding or no recognising body, or not the parties of the counterparts
agreement.not_in_force | F |  | outside the period at the date that counts; the date is named
agreement.claim_late | F |  | requested after the claim period
agreement.withdrawn | F |  | a counterpart revoked, or terminated at the date that counts
agreement.superseded | F |  | a newer version replaces it
agreement.chain | F |  | gap or wrong digest in the chain of versions
agreement.conflict | I |  | two agreements in force disagree and no precedence is written: manual review
agreement.text_differs | W |  | language versions of the free text differ; only the structured part binds
agreement.notice_ignored | W |  | a termination notice that is unsigned, foreign or void
agreement.extra_counterpart | W |  | a counterpart by somebody who is no party
agreement.assumed | W |  | the agreement or evidence was assumed, not verified

# rule, limit, grade, and lint of agreements
rule.syntax | F |  | outside the closed grammar, or not an agreement of a known version
rule.cycle | F |  | refers to itself, or a party twice on a path
rule.reference | F |  | names a rule, course, scale or table that is not there
rule.budget | F |  | more rules, depth, evidence or matches than the Budget
rule.unit | I/F |  | credit unit absent, unknown or not convertible; an agreement without one is refused at load
rule.factor | F/I |  | zero, negative or growing factor: refused at load; targets worth more than their sources: manual review
rule.no_match | I/F |  | no rule names this achievement; names alone never match. Manual review unless process.onNoMatch is none
rule.version | I/F |  | the achievement is not the version agreed; then amendment.onUnresolved (default manual review)
rule.result | F/I |  | the result is below what the rule asks, or there is none
rule.level | F/I |  | the level is below what the rule asks, or unknown
rule.age | F/I |  | older than the rule allows; onStale chooses manual review
rule.window | F |  | outside the rule's own period
rule.not_completed | F |  | the achievement was not completed (in progress, withdrawn, after the request)
rule.date_missing | I |  | no date to judge by
rule.credit | F/I |  | original credit outside the bounds
rule.assessment | F/I |  | assessment type
rule.participation | F/I |  | form of participation
rule.identity_verification | F/I |  | supervision or identity verification
rule.quality | F/I |  | quality assurance
rule.language | F/I |  | language of instruction
rule.setting | F/I |  | learning setting
rule.excluded | F |  | an excluding rule or target is in the plan
rule.prerequisite | F/I |  | a required target is not in the plan or on the record
rule.input_not_original | F |  | a recognised result is used as evidence
rule.refused | F |  | an explicit rule says no
rule.already_used | F |  | the award was used before, in this or another form
rule.no_transitivity | F |  | would need a chain of agreements
rule.scale | I |  | grade cannot be placed on the scale
rule.ambiguous | I |  | several rules fit and none has precedence
rule.free_text | I |  | the rule asks for a person (review.mode), or a condition that only a person can judge
rule.refusal_bundle | F |  | lint: refusal rule with more than one leaf or without ground
rule.unreachable | W |  | lint: always blocked or outranked
rule.window_outside | W |  | lint: period of the rule outside that of the agreement
rule.exceeds_source | W |  | lint: may grant more than its sources
rule.no_scale | W |  | lint: a grade condition without a scale
limit.reached | W/I |  | a limit of the agreement is reached: cut (partial), or granted and not applied; I where onExceed is manualReview
limit.excluded | F |  | a target that can never be recognised
limit.never_binds | W |  | lint: a limit without effect
limit.not_laminar | W |  | lint: two limits overlap without nesting
rounding.inflates | F |  | rounding of single targets other than down
reciprocal.missing | W |  | lint: reciprocal without the opposite rules
number.not_canonical | W |  | lint: one quantity written in two ways
document.language_missing | W |  | lint: no text in the language of a party
period.long | W |  | lint: longer than ten years
date.zone_sensitive | W |  | a neighbouring day would change the result
date.fallback_valid_from | W |  | validFrom stands for the missing award date
grade.not_passed | F |  | failing on its own scale; the match is false (rule.result)
grade.unknown_label | I |  | label not on the scale; the grade asks for manual review
grade.table_missing | I |  | a named table was not supplied; the grade asks for manual review
grade.table_digest | I |  | a table has not its digest; the grade asks for manual review
grade.out_of_range | W |  | outside the scale; credit stays, no grade
grade.single_grade | W |  | one passing grade only; credit stays, no grade
grade.scale_degenerate | W |  | best grade equals pass grade; credit stays, no grade
grade.table_sum | W |  | percentages do not sum to 100 +- 1; credit stays, no grade
grade.table_value | W |  | negative value in a table; credit stays, no grade
grade.table_empty | W |  | nobody in the table; credit stays, no grade
grade.table_duplicate | F |  | lint: a source label twice
grade.table_not_monotonic | F |  | lint: a better source grade maps to a worse target
grade.table_group | W |  | the tables are not of parallel groups
grade.table_age | W |  | table older than five years
grade.table_small | W |  | fewer grades than minSample
grade.table_percent | W |  | percentages instead of counts

# decision: recorded decisions
decision.signature | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | the record was changed
decision.chain | F |  | a gap in the ledger: record missing, moved or changed
decision.input_changed | F |  | an input no longer has its digest
decision.not_repeatable | I |  | an input or agreement is no longer at hand
decision.personal_data | W |  | more personal data than ids and digests
"""
