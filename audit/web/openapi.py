"""The OpenAPI 3.1 document, made from the operations and their pydantic models."""

import re
from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from audit.problems import CATALOGUE
from audit.web import numbers
from audit.web.api import PREFIX, Operation, by_path
from audit.web.errors import ProblemOut

_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")
_TYPES: dict[str | None, dict[str, Any]] = {
    None: {"type": "string", "maxLength": 200},
    "uuid": {"type": "string", "format": "uuid"},
    "int": {"type": "integer", "minimum": 0, "maximum": numbers.MOST},
}
_ALWAYS = ("bad_request",)


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """Return the document for all operations."""
    models = {model for op in operations for model in (op.body, op.returns) if model}
    modes: list[Any] = [
        (model, "serialization") for model in models if _is_returned(model, operations)
    ]
    modes += [(model, "validation") for model in models if _is_body(model, operations)]
    modes.append((ProblemOut, "serialization"))
    refs, definitions = models_json_schema(modes, ref_template="#/components/schemas/{model}")
    found = {(model, mode): schema for (model, mode), schema in refs.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Mingcha 明察", "version": version, "license": {"name": "Apache-2.0"}},
        "servers": [{"url": "/"}],
        "paths": {
            PREFIX + _PARAMETER.sub(r"{\1}", path): {
                op.method.lower(): _operation(op, found) for op in group
            }
            for path, group in by_path(operations).items()
        },
        "components": {
            "schemas": definitions.get("$defs", {}),
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "mingcha"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _is_body(model: type[BaseModel], operations: Sequence[Operation]) -> bool:
    return any(op.body is model for op in operations)


def _is_returned(model: type[BaseModel], operations: Sequence[Operation]) -> bool:
    return any(op.returns is model for op in operations)


def _operation(op: Operation, found: dict[Any, Any]) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "operationId": op.handler.__name__,
        "summary": op.summary,
        "tags": [op.tag],
        "parameters": _path_parameters(op) + _query_parameters(op),
        "responses": _responses(op, found),
        "security": [] if op.public else [{"session": []}, {"token": []}],
    }
    if op.roles:
        entry["description"] = "Roles: " + ", ".join(op.roles) + "."
        entry["x-roles"] = list(op.roles)
    entry["x-problems"] = _codes(op)
    if op.body:
        schema = found[op.body, "validation"]
        entry["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schema}},
        }
    elif op.takes:
        content = {op.takes: {"schema": {"type": "string", "contentMediaType": op.takes}}}
        entry["requestBody"] = {"required": True, "content": content}
    return entry


def _path_parameters(op: Operation) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _TYPES[kind or None]}
        for name, kind in _PARAMETER.findall(op.path)
    ]


def _query_parameters(op: Operation) -> list[dict[str, Any]]:
    if op.query is None:
        return []
    schema = op.query.model_json_schema()
    required = schema.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": entry}
        for name, entry in schema["properties"].items()
    ]


def _responses(op: Operation, found: dict[Any, Any]) -> dict[str, Any]:
    responses: dict[str, Any] = {}
    for status in op.statuses:
        responses[str(status)] = {"description": op.summary}
        if op.returns and status < 300:
            content = {op.media_type: {"schema": found[op.returns, "serialization"]}}
            responses[str(status)]["content"] = content
        elif op.returns is None and op.media_type != "application/json":
            responses[str(status)]["content"] = {op.media_type: {}}
    for code in _codes(op):
        kind = CATALOGUE[code]
        known = responses.setdefault(str(kind.status), {"description": ""})
        known["description"] = f"{known['description']} {code}: {kind.title}.".strip()
        known["content"] = {
            "application/problem+json": {"schema": found[ProblemOut, "serialization"]}
        }
    return responses


def _codes(op: Operation) -> list[str]:
    codes = [*_ALWAYS, *op.problems, "unavailable", "too_many"]
    if not op.public:
        codes += ["signed_out", "not_allowed", "password_due"]
    if op.method not in ("GET", "HEAD"):
        codes.append("cross_site")
    if op.body:
        codes += ["bad_json", "wrong_type", "too_large", "invalid", "disk_full"]
    if op.query:
        codes.append("invalid")
    if "{" in op.path:
        codes.append("not_found")
    return list(dict.fromkeys(codes))
