"""Head office's pages: figures of comparison put into words, tables and charts.

`frame` is what all pages share (filters, ways to the other pages), `parts` the building blocks of
which a page is a list, `view_*` one page each; `reports.pages_comparison` are the addresses.
"""
