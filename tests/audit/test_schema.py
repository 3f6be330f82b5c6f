"""The database is as the models say: tables, columns, indexes, constraints, on both back ends.

Migrations lose constraints and indexes without a word, so what counts is the live catalogue.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest
import pytest_asyncio
from tortoise import Tortoise
from tortoise.exceptions import IntegrityError
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.indexes import Index
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from audit import db, models
from audit.models import BranchFacts, Person, RoleGrant, Score, Session
from tests import catalogue, make
from tests.conftest import NOON

pytestmark = pytest.mark.asyncio

MODELS: list[type[Model]] = [getattr(models, name) for name in models.__all__]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def tables(open_database: None) -> dict[str, catalogue.Table]:
    return await catalogue.read()


def table_of(model: type[Model]) -> str:
    return str(model._meta.db_table)


def projection(model: type[Model]) -> dict[str, str]:
    return dict(model._meta.fields_db_projection.items())


def columns_of(model: type[Model]) -> dict[str, bool]:
    """Column → may be null, as the model declares them."""
    declared = model._meta.fields_map
    return {column: bool(declared[name].null) for name, column in projection(model).items()}


def constraints_of(model: type[Model], kind: type[Any]) -> list[Any]:
    declared: Sequence[Any] = getattr(model.Meta, "constraints", ())
    return [one for one in declared if isinstance(one, kind)]


async def test_no_table_is_missing_and_none_is_left_over(
    tables: dict[str, catalogue.Table],
) -> None:
    assert set(tables) == {table_of(model) for model in MODELS} | {"tortoise_migrations"}


async def test_columns(tables: dict[str, catalogue.Table]) -> None:
    assert live(tables, "columns") == {table_of(model): columns_of(model) for model in MODELS}


async def test_named_indexes(tables: dict[str, catalogue.Table]) -> None:
    wished = {}
    for model in MODELS:
        declared = [index for index in model._meta.indexes if isinstance(index, Index)]
        named = {str(index.name): (False, tuple(index.fields)) for index in declared}
        for one in constraints_of(model, UniqueConstraint):
            named[one.name] = (True, tuple(one.fields))
        wished[table_of(model)] = named
    found = {
        table: {name: what for name, what in indexes.items() if name.startswith(("ix_", "uq_"))}
        for table, indexes in live(tables, "indexes").items()
    }
    assert found == wished


async def test_unique_columns(tables: dict[str, catalogue.Table]) -> None:
    for model in MODELS:
        declared = model._meta.fields_map
        wished = {
            (column,)
            for name, column in projection(model).items()
            if declared[name].unique and not declared[name].pk
        }
        wished |= {tuple(one.fields) for one in constraints_of(model, UniqueConstraint)}
        own_key = {("id",)}  # SQLite lists the index of a text key
        assert tables[table_of(model)].unique() - own_key == wished, model


async def test_checks(tables: dict[str, catalogue.Table]) -> None:
    assert live(tables, "checks") == {
        table_of(model): {one.name for one in constraints_of(model, CheckConstraint)}
        for model in MODELS
    }


async def test_references(tables: dict[str, catalogue.Table]) -> None:
    assert live(tables, "refers") == {
        table_of(model): {
            f"{name}_id": table_of(field.related_model)
            for name, field in model._meta.fields_map.items()
            if isinstance(field, ForeignKeyFieldInstance)
        }
        for model in MODELS
    }


def live(tables: dict[str, catalogue.Table], what: str) -> dict[str, Any]:
    return {table_of(model): getattr(tables[table_of(model)], what) for model in MODELS}


async def test_indexes_name_columns_and_not_relations(
    tables: dict[str, catalogue.Table],
) -> None:
    for name, table in tables.items():
        for _, columns in table.indexes.values():
            assert set(columns) <= set(table.columns), name


async def test_migrations_make_all_that_models_declare(database: None) -> None:
    assert Tortoise.apps is not None
    detector = MigrationAutodetector(Tortoise.apps, db.configuration("sqlite://:memory:")["apps"])
    assert [writer.name for writer in await detector.changes()] == []


async def test_no_number_is_a_decimal(database: None) -> None:
    kinds = {type(field).__name__ for model in MODELS for field in model._meta.fields_map.values()}
    assert "DecimalField" not in kinds, "on SQLite it is text, and a CHECK compares it as text"


async def test_the_checks_act(database: None) -> None:
    person, branch = await make.make_person(), await make.make_branch()
    bad: list[Callable[[], Awaitable[Any]]] = [
        lambda: make.grant(person, "king"),
        lambda: BranchFacts.filter(branch_id=branch.id).update(datum="mars"),
        lambda: BranchFacts.filter(branch_id=branch.id).update(valid_to=make.LONG_AGO),
        lambda: make.make_wave(ends_on=make.LONG_AGO),
        lambda: make.make_wave(release_policy="never"),
        lambda: make.make_assignment(kind="secret"),
        lambda: make.make_assignment(channel="mail"),
        lambda: make.make_visit(state="lost"),
    ]
    for work in bad:
        with pytest.raises(IntegrityError):
            async with db.transaction():
                await work()


async def test_unique_and_foreign_keys_act(database: None) -> None:
    visit = await make.make_visit()
    score = await make.make_score(visit)
    person = await make.make_person("e7")
    bad: list[Callable[[], Awaitable[Any]]] = [
        lambda: make.make_person("e7"),
        lambda: make.make_score(visit, revision=score.revision),
        lambda: RoleGrant.create(person_id=0, role="admin", starts_on=make.TODAY),
        lambda: Session.create(
            uuid=person.uuid, person_id=0, token_hash="x", device="", created_at=NOON,
            seen_at=NOON, expires_at=NOON,
        ),
        lambda: Person.filter(id=visit.auditor_id).delete(),
    ]  # fmt: skip
    for work in bad:
        with pytest.raises(IntegrityError):
            async with db.transaction():
                await work()
    assert await Score.filter(visit_id=visit.id).count() == 1


async def test_the_database_knows_its_version(database: None) -> None:
    assert await db.applied() == db.known()
    await db.check_version()


@pytest.mark.parametrize(
    ("statement", "refusal"),
    [
        ("INSERT INTO tortoise_migrations (app, name, applied_at)"
         " VALUES ('audit', '9999_later', '2030-01-01 00:00:00+00:00')", db.NewerDatabase),
        ("DELETE FROM tortoise_migrations WHERE name LIKE '0002%'", db.OlderDatabase),
    ],
)  # fmt: skip
async def test_another_version_is_refused(
    database: None, statement: str, refusal: type[Exception]
) -> None:
    await db.connection().execute_query(statement)
    with pytest.raises(refusal):
        await db.check_version()
