"""Believable contexts for every page template, so that each can be rendered, tested and looked at.

The contexts stand in pages/*.json: page → {"template", "role", "context"}; a value {"zh", "en"} is
picked by language. Their names are the contract between views and templates.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from audit.words import load_words

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "audit" / "web" / "templates", ROOT / "reports" / "templates")
PAGES = Path(__file__).parent / "pages"

Context = dict[str, Any]


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The settings that pages are served with; a missing name is an error here."""
    return Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@lru_cache(maxsize=2)
def pages(lang: str) -> dict[str, tuple[str, Context]]:
    """Every page by name: its template and its whole context in one language."""
    known = _read("frame.json", lang)
    found = {}
    for path in sorted(PAGES.glob("*.json")):
        if path.name != "frame.json":
            for name, page in _read(path.name, lang).items():
                context = _frame(lang, known.get(page["role"])) | page["context"]
                found[name] = (page["template"], context)
    return found


def _frame(lang: str, who: Context | None) -> Context:
    return {
        "lang": lang,
        "t": load_words()[lang],
        "url": lambda name, **params: "/" + "/".join([name, *map(str, params.values())]),
        "static": lambda path: f"/static/{path}",
        "theme": "auto",
        "here": "/",
        "me": who["me"] if who else None,
        "nav": who["nav"] if who else [],
        "notices": [],
    }


def _read(name: str, lang: str) -> Context:
    picked: Context = _pick(json.loads((PAGES / name).read_text("utf-8")), lang)
    return picked


def _pick(value: Any, lang: str) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            return _pick(value[lang], lang)
        return {key: _pick(inner, lang) for key, inner in value.items()}
    if isinstance(value, str) and value.startswith("<svg"):
        return Markup(value)
    return [_pick(inner, lang) for inner in value] if isinstance(value, list) else value
