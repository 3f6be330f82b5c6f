"""What auditors do to scores: how strict each is, how well two of them agree. For few eyes only.

Nothing of this may reach the branch side: not the page, not an adjusted score, not a pseudonym.
"""
