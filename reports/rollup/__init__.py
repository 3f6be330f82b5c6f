"""Comparison of thousands of branches, answered from figures of visits kept in memory.

`filters` says what is looked at, `lens` finds it once; each question of `branches`, `waves`,
`items`, `waits`, `regions` and `behind` then adds up whole columns (`adding`) of `sheets`, which
are read from the database once and again only where a visit was released. Sums and counts come
back, never means: what a mean is worth is said by reports.statistics.
"""
