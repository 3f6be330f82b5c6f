"""`mingcha checklist …` as an operator uses it."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner

from audit.__main__ import app
from forms.exchange import to_json
from forms.standards import load, source
from forms.versions import document
from tests.audit.installation import Installation

STANDARD = "retail-service"


@pytest.fixture
def installed(tmp_path: Path) -> Installation:
    return Installation(tmp_path / "data")


def run(*arguments: str | Path, lang: str = "C.UTF-8") -> Any:
    return CliRunner().invoke(app, ["checklist", *map(str, arguments)], env={"LC_ALL": lang})


def reweighted(tmp_path: Path) -> Path:
    path = tmp_path / "next.toml"
    path.write_text(source(STANDARD).replace("weight = 10", "weight = 11", 1), "utf-8")
    return path


def test_check_says_what_is_wrong_and_what_could_be_better(tmp_path: Path) -> None:
    sound = run("check", STANDARD)
    assert sound.exit_code == 0
    assert "is sound" in sound.output
    assert " hint " in sound.output
    path = tmp_path / "bad.toml"
    path.write_text(source(STANDARD).replace("weight = 10", "weight = -10", 1), "utf-8")
    bad = run("check", path, lang="zh_CN.UTF-8")
    assert bad.exit_code == 1
    assert "sections[0].weight: 数值必须≥ 0" in bad.output
    told = json.loads(run("check", path, "--json").output)
    assert told["issues"][0]["path"] == "sections[0].weight"
    assert json.loads(run("check", STANDARD, "--json").output)["issues"] == []


def test_show_writes_every_form(tmp_path: Path) -> None:
    assert "surroundings.open" in run("show", STANDARD).output
    assert json.loads(run("show", STANDARD, "--as", "json").output) == document(load(STANDARD))
    path = tmp_path / "again.toml"
    path.write_text(run("show", STANDARD, "--as", "toml").output, "utf-8")
    assert "Nothing differs." in run("diff", STANDARD, path).output


def test_diff_says_whether_scores_compare(tmp_path: Path) -> None:
    told = run("diff", STANDARD, reweighted(tmp_path)).output
    assert "weight from 10 to 11" in told
    assert "trends break here" in told


def test_the_schema_holds_for_every_definition() -> None:
    schema = json.loads(run("schema").output)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(to_json(load(STANDARD))), schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"key": "x"}, schema)


@pytest.mark.fault
def test_publish_and_name_what_was_published(installed: Installation, tmp_path: Path) -> None:
    assert installed.run("migrate").code == 0
    first, second = tmp_path / "first.json", reweighted(tmp_path)
    first.write_text(to_json(load(STANDARD)), "utf-8")
    assert "published as version 1" in installed.run("checklist", "publish", first).said
    assert "published already, as version 1" in installed.run("checklist", "publish", first).said
    assert "published as version 2" in installed.run("checklist", "publish", second).said
    told = installed.run("checklist", "diff", f"{STANDARD}:1", f"{STANDARD}:2").said
    assert "weight from 10 to 11" in told
    again = installed.run("checklist", "rescore", f"{STANDARD}:1", f"{STANDARD}:2", "--reason", "x")
    assert "0 visits are scored again" in again.said
    assert installed.run("checklist", "show", "no-such").code == 1
    assert "no-such:4" in installed.run("checklist", "show", "no-such:4").said
