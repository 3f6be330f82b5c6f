"""The locked packages are the ones that pyproject.toml asks for, on every platform."""

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
GROUPS = PROJECT["dependency-groups"]
ASKED = {
    "requirements.txt": PROJECT["project"]["dependencies"],
    "requirements-dev.txt": PROJECT["project"]["dependencies"] + GROUPS["dev"] + GROUPS["build"],
    "requirements-build.txt": GROUPS["build"],
    "requirements-node.txt": GROUPS["node"],
}


def locked(name: str) -> dict[str, Version]:
    pins = re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(package): Version(version) for package, version in pins}


@pytest.mark.parametrize("name", ASKED)
def test_each_package_asked_for_is_locked_above_its_floor(name: str) -> None:
    pins = locked(name)
    for line in ASKED[name]:
        asked = Requirement(line)
        assert pins[canonicalize_name(asked.name)] in asked.specifier, line


@pytest.mark.parametrize("name", ASKED)
def test_each_pin_has_hashes_and_no_address(name: str) -> None:
    text = (ROOT / name).read_text()
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry, entry
    assert "://" not in text
    assert "--index" not in text
    assert "--find-links" not in text


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-build.txt"])
def test_what_runs_is_what_was_tested(name: str) -> None:
    assert locked(name).items() <= locked("requirements-dev.txt").items()


def test_node_packages_are_locked_for_every_platform_and_without_addresses() -> None:
    text = (ROOT / "forms" / "mobile" / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    names = {path.rpartition("node_modules/")[2] for path in packages}
    for path, package in packages.items():
        assert set(package.get("optionalDependencies", {})) - names == set(), path
    assert '"resolved"' not in text
