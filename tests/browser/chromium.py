"""The machine's own Chromium: where it is, and what it is started with."""

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
)


def find() -> str | None:
    """The path of MINGCHA_TEST_CHROMIUM, or of the first one that is installed."""
    given = os.environ.get("MINGCHA_TEST_CHROMIUM")
    return given or next(filter(None, map(shutil.which, NAMES)), None)
