"""Every page renders in both languages, says everything in Chinese, and obeys its own policy."""

import re
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po
from jinja2 import nodes

from tests.audit.page_contexts import FOLDERS, ROOT, environment, pages

CATALOGUES = ROOT / "audit" / "locale" / "zh"
SVG = 'xmlns="http://www.w3.org/2000/svg"'
NAMES = sorted(pages("zh"))


def templates() -> list[Path]:
    return sorted(path for folder in FOLDERS for path in folder.rglob("*.html"))


def sentences() -> set[str]:
    """Every sentence that a template says through t("…")."""
    found = set()
    for path in templates():
        tree = environment().parse(path.read_text("utf-8"))
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name == "t":
                assert isinstance(call.args[0], nodes.Const), f"{path.name}: t() needs a sentence"
                found.add(call.args[0].value)
    return found


def catalogue() -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            found |= {str(entry.id): str(entry.string) for entry in read_po(file) if entry.id}
    return found


def test_every_sentence_of_the_templates_is_said_in_chinese() -> None:
    said = catalogue()
    assert sorted(sentence for sentence in sentences() if not said.get(sentence)) == []


def test_a_translation_keeps_the_places_to_fill() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name}

    said = catalogue()
    kept = {key: places(key) == places(said[key]) for key in sentences() if key in said}
    assert [key for key, same in kept.items() if not same] == []


def test_every_template_has_a_context() -> None:
    frames = {
        "base.html",
        "components.html",
        "door.html",
        "comparison/frame.html",
        "comparison/parts.html",
    }
    shown = {template for template, _ in pages("zh").values()}
    known = {
        path.relative_to(folder).as_posix()
        for folder in FOLDERS
        for path in folder.rglob("*.html")
        if not path.name.startswith("_")
    }
    assert known - shown - frames == set()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_renders_and_needs_nothing_inline(name: str, lang: str) -> None:
    template, context = pages(lang)[name]
    html = environment().get_template(template).render(context)
    assert "None" not in re.sub(r"<[^>]+>", "", html)
    assert not re.search(r"<[^>]+\s(style|on\w+)=", html)
    foreign = r'<style|<script(?![^>]*\ssrc=)|javascript:|="https?://'
    assert not re.search(foreign, html.replace(SVG, ""))
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert html.count("<h1") == 1
