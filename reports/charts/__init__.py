"""Charts as plain figures: geometry and token colours only.

One figure is written as SVG for a page (`reports.charts.figure.to_svg`) or drawn into a PDF
(`reports.pdf.marks.draw_figure`), so both show the same numbers.
"""
