"""From a frozen snapshot to PDF bytes.

tokens and fonts feed the Pen; text breaks lines; blocks are what stands on a page; flow puts blocks
on pages; sheet adds head, foot and outline. parts/ holds what a report is made of.
"""
