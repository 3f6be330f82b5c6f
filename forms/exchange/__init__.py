"""Definitions going out: as TOML for people, as JSON for programs, and the schema of both.

Without loss: `parse_checklist` makes the same checklist of either text, to the digest.
"""

from forms.exchange.schema import json_schema
from forms.exchange.writing import to_json, to_toml

__all__ = ["json_schema", "to_json", "to_toml"]
