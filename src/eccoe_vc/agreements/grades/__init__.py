"""Grades: scales, distribution tables, conversions. Exact rationals; better and worse, never greater and smaller.

================  ==============================================================================================
``scales``        where a grade stands on its scale, whether it passes, which band it falls into
``tables``        a grade distribution table and the interval that each grade occupies
``distribution``  the distribution method (EGRACONS) with its strategies
``formulas``      the modified Bavarian formula, the linear method, fixed tables
``conversion``    one conversion of an agreement, from the original grade to the result that is recorded
================  ==============================================================================================

The original grade and its scale always stay beside the result, a failing grade is never converted, and conversions are
not inverse functions: nothing converts back.
"""
