"""How the best plan is found. Recognition, section 9.3. The door is :mod:`eccoe_vc.agreements.maximise`.

=============  =======================================================================================================
``problem``    matches that concern each other as whole numbers: credits, seats, limits
``parts``      which matches can be in a plan at all, and which of them concern each other
``starting``   good plans without proof
``prices``     proven bounds: what a seat and a unit of room cost
``searching``  branch and bound under prices
``pairing``    where every match takes two seats at most: exact matching, without a search
``solving``    one part from bound to ties: most credit, fewest awards, best grades, smallest names
=============  =======================================================================================================
"""
