"""compose.yaml keeps its promises, as far as they can be seen without a container engine."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from audit.settings import Settings
from tests import compose

FILLED = dict.fromkeys(compose.demanded(), "value")


def test_it_follows_the_compose_specification() -> None:
    schema = files("check_jsonschema") / "builtin_schemas" / "vendor" / "compose-spec.json"
    jsonschema.validate(compose.read(), json.loads(schema.read_text()))


def test_it_runs_one_migration_two_web_processes_and_two_workers() -> None:
    services = compose.services(FILLED)
    assert {name: (each.command, each.copies) for name, each in services.items()} == {
        "migrate": (["mingcha", "migrate"], 1),
        "web": (["mingcha", "serve"], 2),
        "worker": (["mingcha", "worker"], 2),
    }


def test_its_settings_exist() -> None:
    known = {f"MINGCHA_{name.upper()}" for name in Settings.model_fields}
    for service in compose.services(FILLED).values():
        asked = {name for name in service.environment if name.startswith("MINGCHA_")}
        assert asked - known == set()


def test_it_speaks_to_the_services_beside_it() -> None:
    names = compose.read()["services"].keys()
    environment = compose.services(FILLED)["web"].environment
    assert "@postgres:5432/" in environment["MINGCHA_DATABASE_URL"]
    assert "http://objects:7070" in environment["MINGCHA_FILES_URL"]
    assert {"postgres", "objects"} <= names


@pytest.mark.parametrize("missing", sorted(compose.demanded()))
def test_it_does_not_start_without_its_secrets(missing: str) -> None:
    text = compose.FILE.read_text()
    assert compose.fill(text, FILLED)
    with pytest.raises(compose.Unset, match=missing):
        compose.fill(text, FILLED | {missing: ""})


def test_it_holds_no_secret() -> None:
    for service in compose.read()["services"].values():
        for name, value in service.get("environment", {}).items():
            if "PASSWORD" in name or "SECRET" in name or name.endswith(("_KEY", "_KEY_ID")):
                assert ":?" in value, f"{name} must come from .env"


def test_nothing_runs_before_what_it_needs() -> None:
    wanted = {
        "migrate": {"postgres": "service_healthy"},
        "web": {"migrate": "service_completed_successfully", "objects": "service_healthy"},
        "worker": {"migrate": "service_completed_successfully", "objects": "service_healthy"},
        "proxy": {"web": "service_healthy"},
    }
    services = compose.read()["services"]
    for name, needs in wanted.items():
        given = {key: value["condition"] for key, value in services[name]["depends_on"].items()}
        assert given == needs


def test_what_is_waited_for_can_become_healthy() -> None:
    services = compose.read()["services"]
    for service in services.values():
        for needed, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy" and "build" not in services[needed]:
                assert services[needed]["healthcheck"]["test"][0] == "CMD"


@pytest.mark.parametrize("name", ["migrate", "web", "worker"])
def test_a_process_may_do_no_more_than_it_must(name: str) -> None:
    service: dict[str, Any] = compose.read()["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert "ports" not in service
