"""The browser's store misbehaves: closed, full, or giving back something else."""

from playwright.async_api import expect

from tests.browser.scenarios.stage import Stage
from tests.browser.scenarios.table import Play, Row, scenario

KEEP_HANDLES = """
    const open = IDBFactory.prototype.open;
    window.handles = [];
    IDBFactory.prototype.open = function (...told) {
      const asked = open.apply(this, told);
      asked.addEventListener("success", () => window.handles.push(asked.result));
      return asked;
    };
"""
CLOSE = "window.handles.forEach((handle) => handle.close())"
NEWER = """new Promise((done) => {
  const asked = indexedDB.open("mingcha", 1000);
  asked.onupgradeneeded = () => asked.transaction.abort();
  asked.onsuccess = asked.onerror = () => done();
})"""
SPOILT_ONCE = """
    const get = IDBObjectStore.prototype.get;
    let spoilt = false;
    IDBObjectStore.prototype.get = function (key) {
      const asked = get.call(this, key);
      if (this.name === "bytes" && !spoilt) {
        spoilt = true;
        asked.addEventListener("success", () => {
          if (asked.result) new Uint8Array(asked.result.data)[0] ^= 255;
        });
      }
      return asked;
    };
"""
NO_ROOM = """
    for (const name of ["put", "add"]) {
      const write = IDBObjectStore.prototype[name];
      IDBObjectStore.prototype[name] = function (...told) {
        if (window.full) throw new DOMException("no room", "QuotaExceededError");
        return write.apply(this, told);
      };
    }
"""
LITTLE_ROOM = """
    navigator.storage.estimate = async () => ({ quota: 100e6, usage: 10e6 });
"""
FULL = "手机存不下刚才的改动"


def _closed(step: str) -> Play:
    async def play(stage: Stage) -> None:
        context = await stage.context()
        await context.add_init_script(KEEP_HANDLES)
        await stage.begin()
        await stage.page.evaluate(CLOSE)
        if step == "photo":
            await stage.take()
        if step == "hand-in":
            await stage.fill()
            await stage.page.evaluate(CLOSE)
            await stage.hand_in()

    return play


for _step in ("answer", "photo", "hand-in"):
    scenario(f"closed-before-{_step}", f"The database is closed before the {_step}", Row.CLOSED)(
        _closed(_step)
    )


@scenario("newer-tab", "A newer form in another tab wants the database for itself", Row.CLOSED)
async def newer(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open")
    other = await stage.page.context.new_page()
    await other.goto("/m/icons/favicon.svg")
    await other.evaluate(NEWER)
    await stage.say("door.sign")


async def _fill_up(stage: Stage) -> None:
    context = await stage.context()
    await context.add_init_script(NO_ROOM)
    await stage.begin()
    await stage.page.evaluate("window.full = true")


@scenario(
    "full-at-answer", "The store is full at an answer: said, held, and stored later", Row.EVICTED
)
async def full_at_answer(stage: Stage) -> None:
    await _fill_up(stage)
    await stage.say("door.open", "door.sign", "floor.clean")
    await expect(stage.page.get_by_text(FULL)).to_be_visible()
    assert not (await stage.store())["visits"][0]["answers"]
    await stage.page.evaluate("window.full = false")
    await expect(stage.page.get_by_text(FULL)).to_be_hidden()


@scenario(
    "full-at-hand-in", "The store is full at the end: nothing is handed in without it", Row.EVICTED
)
async def full_at_hand_in(stage: Stage) -> None:
    await _fill_up(stage)
    await stage.say("door.open", "door.sign", "floor.clean", "floor.moment")
    await stage.at("/check")
    await stage.page.get_by_role("button", name="照样提交").tap()
    await stage.page.wait_for_timeout(800)
    await expect(stage.page.get_by_text(FULL)).to_be_visible()
    assert not stage.held().submissions
    await stage.page.evaluate("window.full = false")
    await expect(stage.page.get_by_text(FULL)).to_be_hidden()


@scenario(
    "full-at-mark", "The store is full when a photo is marked: held, and stored later", Row.EVICTED
)
async def full_at_mark(stage: Stage) -> None:
    await _fill_up(stage)
    await stage.page.evaluate("window.full = false")
    await stage.take()
    await stage.page.evaluate("window.full = true")
    await stage.page.locator(".strip button").tap()
    await stage.page.get_by_role("link", name="圈注").tap()
    await stage.page.locator(".stage img").wait_for()
    await stage.page.locator(".stage").press("Enter")
    await expect(stage.page.get_by_text("1 处标记")).to_be_visible()
    assert not any(photo.get("marks") for photo in (await stage.store())["photos"])
    await stage.page.evaluate("window.full = false")
    kept = lambda store: [len(one.get("marks", [])) for one in store["photos"]] == [1]  # noqa: E731
    await stage.wait_for(kept, "the mark is stored once")


@scenario("full-at-seal", "The store refuses the last step only: said, not lost", Row.EVICTED)
async def full_at_seal(stage: Stage) -> None:
    await _fill_up(stage)
    await stage.page.evaluate("window.full = false")
    await stage.fill()
    await stage.at("/check")
    await stage.page.evaluate("window.full = true")
    await stage.page.get_by_role("button", name="提交", exact=True).tap()
    await expect(stage.page.get_by_text(FULL)).to_be_visible()
    assert not stage.held().submissions
    await stage.page.evaluate("window.full = false")


@scenario("full-at-photo", "The store is full at a photo: said, and taken again later", Row.EVICTED)
async def full_at_photo(stage: Stage) -> None:
    await _fill_up(stage)
    await stage.take(wait=False)
    stage.photos.pop()
    await expect(stage.page.get_by_text("手机存储空间不够")).to_be_visible()
    await stage.page.evaluate("window.full = false")
    await stage.take()


@scenario("little-room", "Little room is left: it is said before a visit is started", Row.EVICTED)
async def little_room(stage: Stage) -> None:
    context = await stage.context()
    await context.add_init_script(LITTLE_ROOM)
    await stage.open()
    await expect(stage.page.get_by_text("MB 可用。请先腾出空间再开始")).to_be_visible()
    await stage.at("")
    await stage.page.get_by_role("button", name="开始", exact=True).tap()
    anyway = stage.page.get_by_role("button", name="空间不够也开始")
    await expect(anyway).to_be_visible()
    assert not (await stage.store())["visits"], "nothing is begun before the answer"
    await anyway.tap()
    await expect(stage.page.locator("article").first).to_be_visible()
    stage.begun = True


@scenario(
    "keep-is-asked", "The browser is asked to keep the store, and its answer is shown", Row.EVICTED
)
async def keep_is_asked(stage: Stage) -> None:
    context = await stage.context()
    spy = "navigator.storage.persist = async () => { window.asked = true; return false; };"
    await context.add_init_script(spy)
    await stage.begin()
    assert await stage.page.evaluate("window.asked")
    await stage.page.evaluate("location.hash = '#/settings'")
    await expect(stage.page.get_by_text("浏览器没有答应长期保存")).to_be_visible()


@scenario(
    "bytes-differ", "The store gives back other bytes than were written: it is noticed", Row.BYTES
)
async def bytes_differ(stage: Stage) -> None:
    context = await stage.context()
    await context.add_init_script(SPOILT_ONCE)
    await stage.begin()
    await stage.take(wait=False)
    stage.photos.pop()
    await expect(stage.page.get_by_text("照片没有存好")).to_be_visible()
    await stage.take()


@scenario(
    "stored-as-bytes", "Photos lie in the store as bytes with their type, not as blobs", Row.BYTES
)
async def as_bytes(stage: Stage) -> None:
    await stage.begin()
    data = await stage.take()
    kept = (await stage.store())["bytes"]
    assert [(one["type"], one["data"]) for one in kept] == [("image/jpeg", len(data))]


@scenario(
    "deleted-under-it", "The database is deleted while the visit is on the screen", Row.CLEARED
)
async def deleted(stage: Stage) -> None:
    await stage.begin()
    await stage.say("door.open", "floor.clean")
    await stage.page.wait_for_timeout(200)
    await stage.page.evaluate("""new Promise((done) => {
        const asked = indexedDB.deleteDatabase("mingcha");
        asked.onsuccess = asked.onerror = () => done();
    })""")
    await stage.say("floor.moment")
    await stage.page.wait_for_timeout(1_000)
    assert set((await stage.store())["visits"][0]["answers"]) == set(stage.entered)
