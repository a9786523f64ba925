"""Codes about recognition agreements, their lint, decisions and grades.

Rows: code | class | W3C problem types | meaning. A line that begins with ``>`` is the hint of the row above: what a
person can do about it. Read by :mod:`eccoe_vc.codes`; the classes are explained there.
"""

from __future__ import annotations

from typing import Final

TABLE: Final = """

# agreement: recognition agreements
agreement.unsigned | F |  | no valid signature at all, whatever the file is called
> Obtain the agreement with the signatures of its parties; an unsigned text binds nobody.
agreement.one_sided | F |  | a party's counterpart is missing; state offered
> Obtain the signed counterpart of the party that is named.
agreement.text_mismatch | F |  | the parties signed different digests
> Let all parties sign the same text; compare the digests that are named.
agreement.authority | F |  | the signer may not sign for the party
> Ask the party for a signature by somebody who may sign for it.
agreement.party | F |  | a credential's issuer is not the party
> Find the agreement with the body that issued this credential.
agreement.parties | F |  | fewer than two parties, a party twice, no awarding or no recognising body, or not the parties of the counterparts
> Correct the list of parties: at least two, each once, one that awards and one that recognises.
agreement.not_in_force | F |  | outside the period at the date that counts; the date is named
> Find the agreement that was in force on the date that is named.
agreement.claim_late | F |  | requested after the claim period
> Decide by hand; the period for claims is over.
agreement.withdrawn | F |  | a counterpart revoked, or terminated at the date that counts
> Do not apply it; ask the party that withdrew what replaces it.
agreement.superseded | F |  | a newer version replaces it
> Apply the newer version.
agreement.chain | F |  | gap or wrong digest in the chain of versions
> Obtain the version that is missing; each version names the digest of the one before.
agreement.conflict | I |  | two agreements in force disagree and no precedence is written: manual review
> Decide by hand, and let the parties write down which agreement goes first.
agreement.text_differs | W |  | language versions of the free text differ; only the structured part binds
agreement.notice_ignored | W |  | a termination notice that is unsigned, foreign or void
agreement.extra_counterpart | W |  | a counterpart by somebody who is no party
agreement.assumed | W |  | the agreement or evidence was assumed, not verified

# rule, limit, grade, and lint of agreements
rule.syntax | F |  | outside the closed grammar, or not an agreement of a known version
> Correct the rule; the sentence names the place and what may stand there.
rule.cycle | F |  | refers to itself, or a party twice on a path
> Remove the circle; a rule must not lead back to itself.
rule.reference | F |  | names a rule, course, scale or table that is not there
> Correct the name, or add what it names.
rule.budget | F |  | more rules, depth, evidence or matches than the Budget
> Split the agreement or the request, or pass a larger Budget if you trust it.
rule.unit | I/F |  | credit unit absent, unknown or not convertible; an agreement without one is refused at load
> State the unit, as creditPoint does in badges (docs/how-to/put-grades-into-badges), and in the agreement how it is converted.
rule.factor | F/I |  | zero, negative or growing factor: refused at load; targets worth more than their sources: manual review
> Correct the factor, or decide by hand; credit must not grow by conversion.
rule.no_match | I/F |  | no rule names this achievement; names alone never match. Manual review unless process.onNoMatch is none
> Decide by hand, or let the parties add a rule for this achievement.
rule.version | I/F |  | the achievement is not the version agreed; then amendment.onUnresolved (default manual review)
> Decide by hand whether this version of the achievement is the agreed one.
rule.result | F/I |  | the result is below what the rule asks, or there is none
> Ask the learner for proof of the result that the rule asks for.
rule.level | F/I |  | the level is below what the rule asks, or unknown
> Ask the issuer to state the level, or decide by hand.
rule.age | F/I |  | older than the rule allows; onStale chooses manual review
> Decide by hand whether the achievement is still recent enough.
rule.window | F |  | outside the rule's own period
> Look for a rule that was in force on that date.
rule.not_completed | F |  | the achievement was not completed (in progress, withdrawn, after the request)
> Wait until the achievement is completed and ask for the final credential.
rule.date_missing | I |  | no date to judge by
> Ask the issuer when the achievement was completed.
rule.credit | F/I |  | original credit outside the bounds
> Compare the credit of the credential with the bounds of the rule, or decide by hand.
rule.assessment | F/I |  | assessment type
> Ask the issuer how the learner was assessed, or decide by hand.
rule.participation | F/I |  | form of participation
> Ask the issuer how the learner took part, or decide by hand.
rule.identity_verification | F/I |  | supervision or identity verification
> Ask the issuer how the learner's identity was checked, or decide by hand.
rule.quality | F/I |  | quality assurance
> Ask the issuer for its quality assurance, or decide by hand.
rule.language | F/I |  | language of instruction
> Ask the issuer for the language of instruction, or decide by hand.
rule.setting | F/I |  | learning setting
> Ask the issuer for the learning setting, or decide by hand.
rule.excluded | F |  | an excluding rule or target is in the plan
> Choose between the two targets; they cannot both be recognised.
rule.prerequisite | F/I |  | a required target is not in the plan or on the record
> Add the required target to the plan, or proof that the learner has it.
rule.input_not_original | F |  | a recognised result is used as evidence
> Ask for the credential of the body that taught and assessed.
rule.refused | F |  | an explicit rule says no
> Tell the learner the ground that the rule states.
rule.already_used | F |  | the award was used before, in this or another form
> Show the learner the earlier decision; one award counts once.
rule.no_transitivity | F |  | would need a chain of agreements
> Decide by hand, or conclude an agreement with the awarding body.
rule.scale | I |  | grade cannot be placed on the scale
> Supply the grade scale, or place the grade by hand.
rule.ambiguous | I |  | several rules fit and none has precedence
> Decide by hand, and let the parties write down which rule goes first.
rule.free_text | I |  | the rule asks for a person (review.mode), or a condition that only a person can judge
> Let the person whom the agreement names decide.
rule.refusal_bundle | F |  | lint: refusal rule with more than one leaf or without ground
> Write one refusal for each achievement, and give its ground.
rule.unreachable | W |  | lint: always blocked or outranked
rule.window_outside | W |  | lint: period of the rule outside that of the agreement
rule.exceeds_source | W |  | lint: may grant more than its sources
rule.no_scale | W |  | lint: a grade condition without a scale
limit.reached | W/I |  | a limit of the agreement is reached: cut (partial), or granted and not applied; I where onExceed is manualReview
> Tell the learner that the limit is reached, or decide by hand where the agreement says so.
limit.excluded | F |  | a target that can never be recognised
> Choose another target; this one is never recognised.
limit.unknown | I |  | the size of the programme is not known, so nobody can say what a limit allows
> Say how many credits the programme has, and in which unit.
limit.never_binds | W |  | lint: a limit without effect
limit.not_laminar | W |  | lint: two limits overlap without nesting
rounding.inflates | F |  | rounding of single targets other than down
> Round single targets down, or round the total once.
reciprocal.missing | W |  | lint: reciprocal without the opposite rules
number.not_canonical | W |  | lint: one quantity written in two ways
document.language_missing | W |  | lint: no text in the language of a party
period.long | W |  | lint: longer than ten years
date.zone_sensitive | W |  | a neighbouring day would change the result
date.fallback_valid_from | W |  | validFrom stands for the missing award date
grade.not_passed | F |  | failing on its own scale; the match is false (rule.result)
> Ask for a passing result; the grade fails on its own scale.
grade.unknown_label | I |  | label not on the scale; the grade asks for manual review
> Place the grade by hand, or supply the scale that has this label.
grade.table_missing | I |  | a named table was not supplied; the grade asks for manual review
> Supply the table, or place the grade by hand.
grade.table_digest | I |  | a table has not its digest; the grade asks for manual review
> Obtain the table with the named digest, or place the grade by hand.
grade.out_of_range | W |  | outside the scale; credit stays, no grade
grade.single_grade | W |  | one passing grade only; credit stays, no grade
grade.scale_degenerate | W |  | best grade equals pass grade; credit stays, no grade
grade.table_sum | W |  | percentages do not sum to 100 +- 1; credit stays, no grade
grade.table_value | W |  | negative value in a table; credit stays, no grade
grade.table_empty | W |  | nobody in the table; credit stays, no grade
grade.table_duplicate | F |  | lint: a source label twice
> Correct the table: each source label once.
grade.table_not_monotonic | F |  | lint: a better source grade maps to a worse target
> Correct the table: a better source grade must not map to a worse target.
grade.table_group | W |  | the tables are not of parallel groups
grade.table_age | W |  | table older than five years
grade.table_small | W |  | fewer grades than minSample
grade.table_percent | W |  | percentages instead of counts

# decision: recorded decisions
decision.signature | F | vcdm:CRYPTOGRAPHIC_SECURITY_ERROR | the record was changed
> Do not rely on the record; restore it from a copy and find out who changed it.
decision.chain | F |  | a gap in the ledger: record missing, moved or changed
> Restore the missing record from a copy and find out who changed the ledger.
decision.input_changed | F |  | an input no longer has its digest
> Obtain the input that has the recorded digest, or decide anew.
decision.not_repeatable | I |  | an input or agreement is no longer at hand
> Obtain the named input from the archive, or decide anew.
decision.personal_data | W |  | more personal data than ids and digests
"""
