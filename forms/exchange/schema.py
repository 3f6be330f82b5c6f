"""The JSON Schema (2020-12) of a definition, made from the models that read it."""

from typing import Any

from forms.checklist import Checklist
from forms.words import FIELDS

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """The schema of a checklist, in JSON and in what TOML decodes to.

    Each table carries its description, each field its name in both languages. What must hold
    between parts (bands in order, keys told once…) is beyond a schema: `forms.checks` says it.
    """
    schema = Checklist.model_json_schema()
    text = schema["$defs"]["Text"]
    text["minProperties"] = 1
    schema["$defs"]["Text"] = {
        "title": "Text",
        "description": text.pop("description", ""),
        "anyOf": [{"type": "string", "minLength": 1}, text],
    }
    _name(schema)
    return {"$schema": DIALECT, **schema, "title": "Mingcha checklist"}


def _name(node: object) -> None:
    """Give fields their names in words instead of the generated ones."""
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            if isinstance(field, dict) and "$ref" not in field and name in FIELDS:
                field["title"] = f"{FIELDS[name].en} · {FIELDS[name].zh}"
        for part in node.values():
            _name(part)
    elif isinstance(node, list):
        for part in node:
            _name(part)
