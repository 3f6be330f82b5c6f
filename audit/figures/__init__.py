"""Figures of released visits: kept when a visit is released, checked, and made again."""
