"""Filling a checklist: what is answered to each item, and the taps that say so.

An answer here is what the phone later sends, so that the score can be worked out beside it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import FilePayload, Locator, Page, expect

from forms import items
from forms.checklist import Section
from forms.items import Item
from tests.photos import heic_photo, jpeg_photo, scene

Answer = dict[str, Any]
UNSEEN = "人员不在场"


@dataclass(frozen=True)
class Plan:
    """Answers and photos by item key."""

    answers: Mapping[str, Answer]
    photos: Mapping[str, FilePayload]


def jpeg() -> FilePayload:
    """A photo as a camera writes it: larger than what is sent, with time and place."""
    data = jpeg_photo(scene(2400, 1800))
    return {"name": "IMG_0001.JPG", "mimeType": "image/jpeg", "buffer": data}


def heic() -> FilePayload:
    """A photo that Chromium cannot read."""
    return {"name": "IMG_0002.HEIC", "mimeType": "image/heic", "buffer": heic_photo()}


def good(item: Item) -> Answer:
    """The best answer there is; none to what asks for a photo only."""
    found: Any = None
    match item:
        case items.YesNo():
            found = item.good
        case items.Choice():
            found = max(item.options, key=_points).key
        case items.Choices():
            found = [max(item.options, key=_points).key]
        case items.Scale():
            found = max(item.levels, key=lambda level: level.worth).level
        case items.Wait():
            found = {"seconds": 25, "method": "typed"}
        case items.Number():
            best = max(item.ranges, key=lambda one: one.points)
            found = int(best.at_least or best.at_most or 1)
        case items.FreeText():
            found = "离店时店员追出来，把落下的伞递给我。"
    return {} if found is None else {"value": found}


def bad(item: Item) -> Answer:
    """An answer that misses the standard."""
    match item:
        case items.YesNo():
            return {"value": not item.good}
        case items.Choice():
            return {"value": min(item.options, key=_points).key}
        case items.Scale():
            return {"value": min(item.levels, key=lambda level: level.worth).level}
    raise AssertionError(f"no way to fill {item.kind}")


def _points(option: items.Option) -> tuple[bool, Any]:
    # "None of these" counts no fault and stands alone.
    return (option.exclusive, option.points or 0)


async def fill(page: Page, sections: Sequence[Section], plan: Plan) -> None:
    """Answer section by section, going on by the button within the thumb's reach."""
    for section in sections:
        await expect(page.locator("header h1")).to_have_text(section.title.zh)
        for item in section.items:
            await answer(page, item, plan)
        await page.locator("footer .primary").tap()


async def answer(page: Page, item: Item, plan: Plan) -> None:
    """Say what the plan says of one item, with its note and photos."""
    card = page.locator(f'article[data-item="{item.key}"]')
    given = plan.answers[item.key]
    if "skip" in given:
        await _skip(card, given)
    elif given:
        await _say(card, item, given["value"])
    if "note" in given:
        await card.get_by_role("button", name="备注").tap()
        await card.get_by_label("备注").fill(given["note"])
    if item.key in plan.photos:
        await add_photo(card, plan.photos[item.key])


async def add_photo(card: Locator, file: FilePayload) -> None:
    """Take a photo, and wait until the phone holds it."""
    before = await card.locator(".strip button").count()
    await card.locator("input[type=file]").set_input_files(file)
    await expect(card.locator(".strip button")).to_have_count(before + 1)


async def _skip(card: Locator, given: Answer) -> None:
    words = {"na": "不适用", "unseen": "未能观察"}[given["skip"]]
    await card.get_by_role("button", name=words).tap()
    if "reason" in given:
        await card.get_by_role("button", name=given["reason"]).tap()


async def _say(card: Locator, item: Item, value: Any) -> None:
    match item:
        case items.YesNo():
            await card.get_by_role("button", name="是" if value else "否", exact=True).tap()
        case items.Choice():
            await _option(card, item.options, value)
        case items.Choices():
            for key in value:
                await _option(card, item.options, key)
        case items.Scale():
            place = [level.level for level in item.levels].index(value)
            await card.locator(".scale button").nth(place).tap()
        case items.Wait():
            await _wait(card, value)
        case items.Number():
            await card.locator("input:not([type=file])").fill(str(value))
        case items.FreeText():
            await card.locator("textarea").first.fill(value)
        case _:
            raise AssertionError(f"no way to fill {item.kind}")


async def _option(card: Locator, options: tuple[items.Option, ...], key: str) -> None:
    words = next(option.text.zh for option in options if option.key == key)
    await card.get_by_role("button", name=words, exact=True).tap()


async def _wait(card: Locator, value: Any) -> None:
    if value["method"] == "stopwatch":
        await card.get_by_role("button", name="开始计时").tap()
        await card.page.wait_for_timeout(1000 * value["seconds"])
        await card.get_by_role("button", name="停止").tap()
        return
    await card.get_by_role("button", name="输入时间").tap()
    await card.get_by_label("秒", exact=True).fill(str(value["seconds"]))
    await card.get_by_role("button", name="记下").tap()
