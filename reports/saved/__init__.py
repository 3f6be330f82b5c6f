"""Views of comparison that a person keeps under a name: an address, and nothing but an address.

Opening one asks anew within what the person may see today.
"""
