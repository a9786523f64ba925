"""Agreements that decide: what two universities wrote down once, applied to what a learner holds, with every reason.

Recognition (the domain document of this project) is the specification; ``docs/specs/agreements.md`` says what is built.

===============  ===================================================================================================
``deciding``     the decision: from what was verified to what is recognised and why
``recognising``  from a decision to the credential that a learner takes along
``evidence``     from what was verified to what counts; ``learners``: whose it is
``signed``       what a verified credential says; ``counterparts``, ``notices``: who signed what
``history``      all versions of one agreement on a day
``linting``      what is allowed and cannot be meant; ``competing``: rules that say different things
``reading``      from text to an agreement, or to everything that is wrong with it
``references``   what concerns several places of an agreement
``facts``        what a credential says about itself, and where
``record``       what a decision writes down
``weighing``     what a match gives, and how it stands beside others
``choosing``     from matches to a choice, with what stays open
``matching``     which rules could use which awards
``eligibility``  everything that is asked of one award in one place of a rule
``judging``      one award by a condition, as a tree of reasons
``logic``        false, unknown, true; an answer and its code
``conditions``   single conditions on an award: grade, level, supervision, lists
``windows``      dates that decide: period, termination, age
``days``         which day a date means; adding periods
``amounts``      credit units, limits, minimal sets, chains
``rounding``     once, at the end, with lines that add up
``grades``       scales, distribution tables, conversions
``state``        whether an agreement is in force on a day
``differences``  where two texts of one agreement differ
``awards``       one award is one award, in whatever form it comes
``precedence``   which rule goes before which, and when it stays open
``plans``        the plan of a registrar; ``maximise`` that of a learner, exactly
``limits``       granted and applied
``missing``      what would be enough; ``advising``: who can supply it
``digests``      how agreements, tables and credentials name each other
===============  ===================================================================================================
"""
