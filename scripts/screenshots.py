"""Take the README's pictures of a demo: the phone form, a page of a report, the comparison.

Called by scripts/screenshots. Needs Chromium and pdftoppm (poppler).
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"
MOST_BYTES = 200_000
SECTION = "dress"
ANSWERED, SHOWN = 4, 1
"""How many questions get an answer, whatever their kind, and which stands at the top."""

sys.path.insert(0, str(ROOT))
from tests.browser.chromium import FLAGS, find  # noqa: E402
from tests.browser.server import Server  # noqa: E402

PASSWORD = "mingcha-demo"  # noqa: S105 printed by the demo itself


def main() -> None:
    """Take all pictures."""
    path = find()
    missing = [name for name, there in (("chromium", path), ("pdftoppm", _poppler())) if not there]
    if missing:
        sys.exit(f"needs {', '.join(missing)}: sudo apt-get install chromium poppler-utils")
    DOCS.mkdir(exist_ok=True)
    with demo() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        take_form(_page(browser, url, "auditor", 390, 780, phone=True))
        take_ranking(_page(browser, url, "office", 1280, 900))
        take_report(_page(browser, url, "manager", 1280, 900))
        browser.close()


def _poppler() -> str | None:
    return shutil.which("pdftoppm")


@contextmanager
def demo() -> Iterator[str]:
    """The address of the demo that runs, or of one that is made for this and taken away again."""
    if url := os.environ.get("MINGCHA_DEMO_URL"):
        yield url
        return
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", command="demo", seconds=240)
        server.start()
        try:
            yield server.url
        finally:
            server.stop()


def _page(
    browser: Browser, url: str, login: str, width: int, height: int, *, phone: bool = False
) -> Page:
    context = browser.new_context(
        base_url=url,
        locale="zh-CN",
        viewport={"width": width, "height": height},
        device_scale_factor=1.5 if phone else 1,
        is_mobile=phone,
        has_touch=phone,
    )
    context.set_default_timeout(30_000)
    told = {"login": login, "password": PASSWORD}
    answer = context.request.post("/api/v1/session", data=told)
    if not answer.ok:
        sys.exit(f"{login} could not sign in: {answer.text()}")
    return context.new_page()


def take_form(page: Page) -> None:
    """A section of the phone form with a few answers."""
    page.goto("/m/")
    page.locator("a.row", has_text="未开始").first.tap()
    page.locator("footer .primary").tap()
    page.locator("article").first.wait_for()
    address = page.url.split("/s/")[0]
    page.goto(f"{address}/s/{SECTION}")
    cards = page.locator("article")
    cards.first.wait_for()
    for number in range(ANSWERED):
        answers = cards.nth(number).locator("button[aria-pressed]")
        answers.nth(number % 2).tap()
    cards.nth(SHOWN).locator(".reference img").wait_for()
    cards.nth(SHOWN).evaluate("card => card.scrollIntoView({block: 'start'})")
    page.locator("footer").tap(position={"x": 1, "y": 1})  # takes the focus off the last answer
    save(page.screenshot(), "form.png")


def take_ranking(page: Page) -> None:
    """Head office's comparison of the newest wave that is over."""
    page.goto("/ranking")
    closed = page.locator("input[name=wave]").nth(1).get_attribute("value")
    page.goto(f"/ranking?wave={closed}")
    save(page.screenshot(clip={"x": 0, "y": 0, "width": 1280, "height": 860}), "ranking.png")


def take_report(page: Page) -> None:
    """The first page of the newest report of a branch's wave."""
    page.goto("/mine")
    report = page.locator("li", has_text="门店报告").first
    with page.expect_download() as waited, tempfile.TemporaryDirectory() as folder:
        report.get_by_role("link", name="中文").click()
        name = Path(folder) / "report"
        command = ["pdftoppm", "-r", "90", "-f", "1", "-l", "1", "-singlefile", "-png"]
        subprocess.run([*command, waited.value.path(), name], check=True)
        save(name.with_suffix(".png").read_bytes(), "report.png")


def save(picture: bytes, name: str) -> None:
    """Keep a picture in docs/ with as many colours as it needs to stay small."""
    path = DOCS / name
    path.write_bytes(picture)
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(200, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    size = path.stat().st_size
    print(f"docs/{name}: {small.width} × {small.height}, {size // 1000} kB")
    if size > MOST_BYTES:
        sys.exit(f"docs/{name} is larger than {MOST_BYTES // 1000} kB")


if __name__ == "__main__":
    main()
