"""Comparison to take away: JSON for programs, CSV and workbooks for people, charts as pictures.

`content` turns figures into `models`, which have no ids and no language; the JSON API answers with
them, and `books` lays the same ones out as tables for `as_csv` and `workbook`. So a number is the
same wherever it is read.
"""
