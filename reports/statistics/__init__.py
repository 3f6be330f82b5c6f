"""Statistics of visits: how sure a figure is, and what is only noise.

Pure functions of values: no database, clock, file or language. The unit is the visit. Scores may
be given in points or in 1/100; results have the unit of what was given. A figure that can not be
had is None, or a result that says why; a value that is not finite is a ValueError, so that no
result is ever NaN. METHOD.md tells the formulas and their limits in words for people.
"""
