"""The network: branches, regions, brands, and what was true of them on a day."""
