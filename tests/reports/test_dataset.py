"""The data set of the benchmark is a sound installation: its figures follow from its answers."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit.installation import install

pytestmark = pytest.mark.fault


def test_each_made_up_visit_scores_as_it_says(tmp_path: Path) -> None:
    made = asyncio.run(install(tmp_path, "dataset"))
    command = [sys.executable, "-m", "benchmarks.dataset", "--documents"]
    command += ["--branches", "20", "--waves", "4"]
    subprocess.run(command, env=made.environment, check=True, capture_output=True)
    checked = made.run("figures", "check", "--all")
    assert checked.code == 0, checked.said
    assert "The figures of 240 visits hold; 240 were scored again." in checked.said
