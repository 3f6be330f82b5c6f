"""Believable contexts for every page template, so that each can be rendered, tested and looked at.

The names here are the contract between views and templates; the comment at the top of a template
says what each means.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from audit.words import load_words

ROOT = Path(__file__).parents[2]
FOLDERS = (ROOT / "audit" / "web" / "templates", ROOT / "reports" / "templates")

Context = dict[str, Any]


def environment() -> Environment:
    """The settings that pages are served with; a missing name is an error here."""
    return Environment(
        loader=FileSystemLoader(FOLDERS),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def frame(lang: str, role: str | None = "reviewer", theme: str = "auto") -> Context:
    """What every page gets, whoever looks at it."""
    zh = lang == "zh"
    return {
        "lang": lang,
        "t": load_words()[lang],
        "url": lambda name, **params: "/" + "/".join([name, *map(str, params.values())]),
        "static": lambda path: f"/static/{path}",
        "theme": theme,
        "here": "/",
        "me": {"name": "沈嘉禾" if zh else "Shen Jiahe", "roles": _roles(zh)[role]}
        if role
        else None,
        "nav": _nav(zh)[role] if role else [],
        "notices": [],
    }


def _roles(zh: bool) -> Mapping[str, str]:
    return {
        "reviewer": "复核员 · 全国" if zh else "Reviewer · all regions",
        "branch": "店长 · 静安寺店" if zh else "Branch manager · Jing'an Temple",
        "head_office": "总部" if zh else "Head office",
        "admin": "管理员" if zh else "Administrator",
    }


def _nav(zh: bool) -> Mapping[str, list[Context]]:
    names = {
        "reviewer": [("复核", "Review", 12), ("探访", "Visits", None), ("波次", "Waves", None)],
        "branch": [("我的门店", "My branch", None), ("报告", "Reports", None)],
        "head_office": [
            ("排名", "Ranking", None),
            ("热力图", "Heat map", None),
            ("探访", "Visits", None),
            ("报告", "Reports", None),
        ],
        "admin": [
            ("波次", "Waves", None),
            ("门店", "Branches", None),
            ("人员", "People", None),
            ("检查表", "Checklists", None),
            ("导入", "Import", None),
            ("后台任务", "Jobs", 2),
            ("操作留痕", "Trail", None),
        ],
    }
    return {
        role: [
            {
                "label": label if zh else english,
                "href": "#",
                "current": not position,
                "count": count,
            }
            for position, (label, english, count) in enumerate(places)
        ]
        for role, places in names.items()
    }


def pick(lang: str, zh: str, en: str) -> str:
    return zh if lang == "zh" else en
