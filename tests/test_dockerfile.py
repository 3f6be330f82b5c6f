"""The image's recipe, as far as it can be tried without a container engine."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from reports.pdf.fonts import FILES

ROOT = Path(__file__).resolve().parent.parent
LINES = (ROOT / "Dockerfile").read_text().replace("\\\n", " ").splitlines()


def instructions(name: str) -> list[str]:
    return [line.strip().removeprefix(name).strip() for line in LINES if line.split()[:1] == [name]]


def test_hadolint_finds_nothing() -> None:
    hadolint = shutil.which("hadolint", path=Path(sys.executable).parent)
    assert hadolint
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")


def test_it_runs_as_a_user_without_rights_and_without_a_shell() -> None:
    assert instructions("USER") == ["10001:10001"]
    assert [json.loads(command) for command in instructions("CMD")][-1] == ["mingcha", "serve"]


def test_the_health_check_is_a_program_that_runs() -> None:
    (check,) = [line for line in LINES if line.startswith("HEALTHCHECK")]
    program = json.loads(check[check.index("[") :])
    assert program[:2] == ["python", "-c"]
    compile(program[2], "HEALTHCHECK", "exec")
    assert "/readyz" in program[2]


def test_all_it_copies_from_the_checkout_is_there_and_not_ignored() -> None:
    allowed = {
        line[1:].rstrip("/")
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    for copy in instructions("COPY"):
        if copy.startswith("--from"):
            continue
        for source in copy.split()[:-1]:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] in allowed, source


def test_it_has_the_fonts_that_the_reports_ask_for() -> None:
    (copy,) = [copy for copy in instructions("COPY") if copy.endswith("reports/fonts/")]
    copied = {Path(source).name for source in copy.split() if source.endswith(".ttf")}
    assert copied == set(FILES.values())
    for name in copied:
        assert f'"{name}"' in (ROOT / "scripts" / "setup.py").read_text()


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names in the wheel, built as the image builds it, from a copy of the checkout."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    ignore = shutil.ignore_patterns("node_modules", "__pycache__", "*.egg-info")
    for name in ("audit", "forms", "reports"):
        shutil.copytree(ROOT / name, source / name, ignore=ignore)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*pip, "--quiet", "--no-index", "--wheel-dir", out, source], check=True, capture_output=True
    )
    (wheel,) = out.glob("mingcha-*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.parametrize(
    "pattern",
    [
        "audit/**/*.py",
        "audit/locale/**/*.po",
        "audit/web/templates/**/*",
        "audit/web/static/**/*",
        "forms/**/*.py",
        "forms/standards/*.toml",
        "forms/mobile/dist/**/*",
        "reports/**/*.py",
        "reports/templates/**/*",
        "reports/statistics/*.md",
        "reports/fonts/*.ttf",
    ],
)
def test_what_the_program_reads_at_run_time_is_packed(packed: set[str], pattern: str) -> None:
    wanted = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.glob(pattern)
        if path.is_file() and not {"node_modules", "__pycache__"} & set(path.parts)
    }
    assert wanted - packed == set()


def test_no_source_of_the_phone_form_is_packed(packed: set[str]) -> None:
    phone = {name for name in packed if name.startswith("forms/mobile/")}
    assert all(name.startswith("forms/mobile/dist/") for name in phone)
