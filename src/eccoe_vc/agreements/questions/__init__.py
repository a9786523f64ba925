"""The questions around a decision: what changes for whom, what would give me this course, what is covered, what if.

Recognition, section 12. Nothing here decides anything: texts may be drafts, and no answer can become a record.

===============  ===================================================================================================
``changes``      two texts of one agreement: each change, whom it concerns, and whether it gives more or less
``directions``   for every member of an agreement, which direction is wider; ``comparing``: how single values compare
``walking``      through both texts side by side, by names
``whom``         which rules, targets, parties and achievements a change concerns
``wording``      a change in sentences
``lookup``       what would give me this course, this free credit, this exemption
``disjunctive``  a source as the sets of awards that fill it
``coverage``     what an agreement recognises of a catalogue; ``surveying``: which rules name which entries
``simulation``   what a text would have meant for past learners; ``trials``: for one of them
``reach``        from whom to whom a rule leads, and when
``drafts``       what is handed in here
===============  ===================================================================================================
"""
