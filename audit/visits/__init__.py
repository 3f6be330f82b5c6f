"""Visits: taken in, scored, reviewed, released."""
