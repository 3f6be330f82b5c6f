"""Targets for sections, formats and regions; how far branches are from them; the best of a wave."""
