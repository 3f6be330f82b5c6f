"""An export can be read, checked and understood without the program, and opens no door."""

import asyncio
import csv
import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from tortoise.models import Model

from audit import models
from audit.operation.dictionary import entries, table_meaning
from audit.operation.export import SECRET_COLUMNS, SECRET_TABLES, cell
from audit.operation.rows import LEFT_OUT
from audit.web.csv_text import table
from tests.audit.installation import install


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    source, target = asyncio.run(install(folder, "export")), folder / "all"
    source.fill()
    done = source.run("export", target)
    assert done.code == 0, done.said
    return target


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.mark.fault
def test_both_forms_of_a_table_say_the_same(exported: Path) -> None:
    for path in (exported / "tables").glob("*.jsonl"):
        exact, shown = lines(path), sheet(path.with_suffix(".csv"))
        assert [{name: cell(value) for name, value in row.items()} for row in exact] == shown


@pytest.mark.fault
def test_photos_and_reports_are_named_for_people(exported: Path) -> None:
    (photo,) = sheet(exported / "photos.csv")
    assert photo["item"] == "greeting.smile"
    assert photo["file"].startswith(photo["branch"])
    assert photo["file"].endswith("_greeting.smile_1.jpg")
    content = (exported / "photos" / photo["file"]).read_bytes()
    assert hashlib.sha256(content).hexdigest() == photo["sha256"]
    (report,) = sheet(exported / "reports.csv")
    assert (exported / "reports" / report["file"]).read_bytes().startswith(b"%PDF")


@pytest.mark.fault
def test_the_trail_can_be_checked_as_the_readme_says(exported: Path) -> None:
    previous = "0" * 64
    for entry in lines(exported / "tables" / "trail_entry.jsonl"):
        told = [entry[name] for name in ("number", "at", "actor", "action", "subject", "details")]
        text = json.dumps(
            [*told, previous], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        )
        assert entry["previous"] == previous
        assert entry["hash"] == hashlib.sha256(text.encode()).hexdigest()
        previous = entry["hash"]
    assert previous != "0" * 64


@pytest.mark.fault
def test_nothing_in_it_opens_a_door(exported: Path) -> None:
    for path in exported.rglob("*"):
        if path.is_file():
            assert b"argon2" not in path.read_bytes(), path
    assert not any((exported / "tables" / f"{table}.csv").exists() for table in SECRET_TABLES)


@pytest.mark.fault
def test_every_column_is_explained(exported: Path) -> None:
    explained = {(row["table"], row["column"]) for row in sheet(exported / "dictionary.csv")}
    there = {
        (path.stem, column)
        for path in (exported / "tables").glob("*.csv")
        for column in path.read_text("utf-8-sig").splitlines()[0].split(",")
    }
    assert explained == there
    readme = (exported / "README.txt").read_text()
    assert all(f"\n{table} " in readme for table, _ in there)


def columns(model: type[Model]) -> Iterable[str]:
    return model._meta.fields_db_projection.values()


def test_every_table_and_column_has_a_meaning() -> None:
    for name in models.__all__:
        table = getattr(models, name)._meta.db_table
        if table in LEFT_OUT | SECRET_TABLES:
            continue
        assert table_meaning(table)
        shown = dict.fromkeys(columns(getattr(models, name)), "text")
        for secret in SECRET_COLUMNS:
            shown.pop(secret, None)
        assert all(entry.meaning for entry in entries(table, shown))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", " =1", "\u00a0=1", "\u3000=1", "\r=1", "\n=1"]
)
def test_no_text_becomes_a_formula(text: str) -> None:
    assert cell(text) == f"'{text}"
    assert table([text], [[text]]).decode("utf-8-sig").count("'") == 1, "heads are our own words"


@pytest.mark.parametrize(
    ("value", "shown"), [(None, ""), (-5, "-5"), (0.5, "0.5"), (True, "True"), ("好", "好")]
)
def test_other_values_stay_as_they_are(value: object, shown: str) -> None:
    assert cell(value) == shown
