"""Figures of comparison: what pages, tables, files and PDFs show, as plain values.

Each function takes a `Lens` (what is looked at, by whom) and returns frozen dataclasses without any
language: scores are whole numbers of 1/100, rounded here once and nowhere later; shares are
`Share`s (0–1) with their Wilson interval. Whoever shows a number takes it from here, so that the
same number is the same everywhere. Sums come from reports.rollup, what they are worth from
reports.statistics.
"""
