"""The catalogue of a live database, read in one shape from SQLite and PostgreSQL."""

import re
from dataclasses import dataclass, field

from audit.db import connection, is_sqlite


@dataclass
class Table:
    """What the database itself says of a table."""

    columns: dict[str, bool] = field(default_factory=dict)  # name → may be null
    indexes: dict[str, tuple[bool, tuple[str, ...]]] = field(
        default_factory=dict
    )  # unique, columns
    checks: set[str] = field(default_factory=set)
    refers: dict[str, str] = field(default_factory=dict)  # column → table

    def unique(self) -> set[tuple[str, ...]]:
        """The sets of columns that can't hold the same values twice."""
        return {columns for unique, columns in self.indexes.values() if unique}


async def read() -> dict[str, Table]:
    """Return every table of the open database by name."""
    return await (_sqlite() if is_sqlite(connection()) else _postgres())


async def _rows(statement: str) -> list[dict[str, object]]:
    return [dict(row) for row in await connection().execute_query_dict(statement)]


async def _sqlite() -> dict[str, Table]:
    tables: dict[str, Table] = {}
    listing = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    )
    for found in await _rows(listing):
        name = str(found["name"])
        table = tables.setdefault(name, Table())
        for column in await _rows(f"PRAGMA table_info('{name}')"):
            nullable = not column["notnull"] and not column["pk"]
            table.columns[str(column["name"])] = nullable
        for index in await _rows(f"PRAGMA index_list('{name}')"):
            parts = await _rows(f"PRAGMA index_info('{index['name']}')")
            columns = tuple(str(part["name"]) for part in parts)
            table.indexes[str(index["name"])] = (bool(index["unique"]), columns)
        for link in await _rows(f"PRAGMA foreign_key_list('{name}')"):
            table.refers[str(link["from"])] = str(link["table"])
        table.checks |= set(re.findall(r'CONSTRAINT "(\w+)" CHECK', str(found["sql"])))
    return tables


async def _postgres() -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for column in await _rows(
        "SELECT table_name, column_name, is_nullable FROM information_schema.columns"
        " WHERE table_schema = 'public'"
    ):
        table = tables.setdefault(str(column["table_name"]), Table())
        table.columns[str(column["column_name"])] = column["is_nullable"] == "YES"
    for index in await _rows(
        "SELECT t.relname AS of, i.relname AS name, x.indisunique AS uniq, x.indisprimary AS main,"
        " array_to_string(ARRAY(SELECT a.attname FROM unnest(x.indkey) WITH ORDINALITY k(n, pos)"
        " JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.n ORDER BY pos), ',') AS cols"
        " FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid"
        " JOIN pg_class t ON t.oid = x.indrelid"
        " WHERE t.relnamespace = 'public'::regnamespace"
    ):
        if not index["main"]:
            columns = tuple(str(index["cols"]).split(","))
            tables[str(index["of"])].indexes[str(index["name"])] = (bool(index["uniq"]), columns)
    for rule in await _rows(
        "SELECT c.conname AS name, c.contype::text AS kind, t.relname AS of,"
        " coalesce(f.relname, '') AS target, coalesce(a.attname, '') AS col"
        " FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid"
        " LEFT JOIN pg_class f ON f.oid = c.confrelid"
        " LEFT JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = c.conkey[1]"
        " WHERE c.connamespace = 'public'::regnamespace"
    ):
        table = tables[str(rule["of"])]
        if rule["kind"] == "c":
            table.checks.add(str(rule["name"]))
        if rule["kind"] == "f":
            table.refers[str(rule["col"])] = str(rule["target"])
    return tables
