"""Client, network and server as a state machine: every order of sending, losing and repeating.

Two phones of one auditor, a line that loses answers, repeats, delays and cuts, a reviewer who sends
back, a server that is opened anew. What was acknowledged is there, once, byte for byte, and a
receipt never changes. The server is the real application in this process on the place's database.
"""

import asyncio
import hashlib
import json
import logging
import time
from base64 import b64encode
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID, uuid4

from hypothesis import HealthCheck, Verbosity
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from audit.clock import system_clock
from audit.files.files import open_files
from audit.models import Draft, Photo, RefusedSubmission, Submission, TrailEntry, Visit
from audit.operation import logs
from audit.photos.photos import original_key
from audit.settings import Settings
from tests.soak import forking
from tests.soak.asking import Answer, Request
from tests.soak.counting import Counted
from tests.soak.phones import API, PART, TUS
from tests.soak.places import Place
from tests.soak.seeding import ITEMS, Seat
from tests.soak.worlds import Form, Picture, World

STEPS = 25
STEADY = 100  # runs up to which the same ones are tried each time
NETWORK = st.sampled_from(["good", "good", "good", "lost", "twice", "late"])
PHONES = st.integers(0, 1)


class Journey(RuleBasedStateMachine):
    """One assignment from its first draft to wherever the rules lead it."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        self.assignment = self.world.runner.run(self.world.assignment())
        self.forms = [Form(uuid4()), Form(uuid4())]
        self.number = 1
        self.begun = (system_clock() - timedelta(hours=1)).isoformat()
        self.late: list[Request] = []
        self.drafts: dict[int, dict[str, Any]] = {}
        """Answers of each draft that was acknowledged."""
        self.receipts: dict[tuple[int, str], dict[str, Any]] = {}
        self.sent: dict[tuple[int, str], dict[str, Any]] = {}
        self.refused: set[tuple[int, str]] = set()

    # --- what the phones do ---

    @rule(phone=PHONES, item=st.sampled_from(ITEMS), value=st.booleans(), net=NETWORK)
    def draft(self, phone: int, item: str, value: bool, net: str) -> None:
        """Answer something; it is saved."""
        form = self.forms[phone]
        form.answers = form.answers | {item: {"value": value}}
        form.revision += 1
        body = self._body(form) | {"revision": form.revision}
        self._send(_put(f"{API}/visits/{form.visit}/draft", body), net)

    @rule(phone=PHONES, length=st.integers(1, 4000), item=st.sampled_from(ITEMS))
    def take_photo(self, phone: int, length: int, item: str) -> None:
        data = hashlib.shake_256(uuid4().bytes).digest(length)
        self.forms[phone].pictures.append(Picture(uuid4(), data, item))

    @precondition(lambda self: any(form.pictures for form in self.forms))
    @rule(pick=st.integers(0, 50), length=st.integers(1, 4000), net=NETWORK)
    def send_part(self, pick: int, length: int, net: str) -> None:
        """Announce a photo, or send its next part from where it is believed to be."""
        form, one = self._pick(pick)
        self._send(_announce(form, one) if not one.begun else _part(one, length), net)

    @precondition(lambda self: any(form.pictures for form in self.forms))
    @rule(pick=st.integers(0, 50), cut_at=st.integers(0, 4000))
    def send_part_and_be_cut(self, pick: int, cut_at: int) -> None:
        _, one = self._pick(pick)
        if one.begun and not one.kept:
            self._ask(_part(one, len(one.data)), cut_at=cut_at)

    @precondition(lambda self: any(form.pictures for form in self.forms))
    @rule(pick=st.integers(0, 50))
    def ask_where(self, pick: int) -> None:
        """Ask how much has come: never less than was told, never more than was sent."""
        _, one = self._pick(pick)
        if one.begun:
            answer = self._ask(Request("HEAD", f"{API}/uploads/{one.id}", tuple(TUS.items())))
            assert answer.status == 200, answer
            reached = int(answer.headers["upload-offset"])
            assert one.safe <= reached <= len(one.data), (one.safe, reached)
            one.safe = reached

    @rule(phone=PHONES, net=NETWORK)
    def submit(self, phone: int, net: str) -> None:
        form = self.forms[phone]
        body = self._body(form) | {"finished_at": self.begun}
        path = f"{API}/visits/{form.visit}/submissions/{self.number}"
        self._send(_put(path, body), net)

    # --- what others do ---

    @precondition(lambda self: self.late)
    @rule(pick=st.integers(0, 50), again=st.booleans())
    def arrive_late(self, pick: int, again: bool) -> None:
        """What was under way arrives, perhaps not for the last time."""
        request = self.late[pick % len(self.late)]
        if not again:
            self.late.remove(request)
        self._note(request, self._ask(request))

    @precondition(lambda self: self.receipts)
    @rule()
    def send_back(self) -> None:
        for step, body in (("take", b""), ("send-back", b'{"note":"once more"}')):
            path = f"{API}/reviews/{self.visit}/{step}"
            answer = self.world.ask(_json("POST", path, body), self.world.reviewer)
            assert answer.status in {200, 409}, answer
        if answer.status == 200:
            self.number += 1

    @rule()
    def reopen(self) -> None:
        self.world.reopen()

    # --- what holds ---

    @invariant()
    def every_receipt_stands(self) -> None:
        numbers = [number for number, _ in self.receipts]
        assert len(numbers) == len(set(numbers)), "two submissions under one number"

    def teardown(self) -> None:
        self.world.runner.run(self._judge())

    async def _judge(self) -> None:
        visits = await Visit.filter(assignment__uuid=self.assignment)
        assert len(visits) <= 1, "two visits of one assignment"
        for visit in visits:
            await self._judge_visit(visit)
        assert visits or not (self.receipts or self.drafts), "the visit is gone"
        files = open_files(self.world.settings.files, self.world.settings.data)
        for one in (one for form in self.forms for one in form.pictures):
            rows = await Photo.filter(uuid=one.id)
            assert len(rows) == 1 if one.kept else len(rows) <= 1
            if rows:
                assert await files.read(original_key(rows[0].sha256)) == one.data
                told = TrailEntry.filter(action="photo_received", subject=f"photo:{one.id}")
                assert await told.count() == 1

    async def _judge_visit(self, visit: Visit) -> None:
        rows = {row.number: row for row in await Submission.filter(visit_id=visit.id)}
        assert sorted(rows) == list(range(1, visit.submission_number + 1))
        for (number, content), receipt in self.receipts.items():
            assert rows[number].digest == receipt["digest"]
            sent = self.sent[number, content]
            assert rows[number].content["answers"] == sent["answers"]
            ids = [photo["id"] for photo in rows[number].content["photos"]]
            assert ids == [photo["id"] for photo in sent["photos"]]
        told = TrailEntry.filter(action="visit_submitted", subject=f"visit:{visit.uuid}")
        assert await told.count() == len(rows)
        kept = [(row.number, row.content) for row in await RefusedSubmission.filter(visit=visit)]
        for number, content in self.refused:
            answers = self.sent[number, content]["answers"]
            assert any(n == number and one["answers"] == answers for n, one in kept), "not kept"
        if self.drafts:
            draft = await Draft.get(visit_id=visit.id)
            newest = max(self.drafts)
            assert draft.revision >= newest, "a draft was lost"
            if draft.revision == newest:
                assert draft.content["answers"] == self.drafts[newest]

    # --- how it is sent ---

    @property
    def visit(self) -> UUID:
        """The visit that the server knows: the one for which there is a receipt."""
        return UUID(next(iter(self.receipts.values()))["visit"])

    def _pick(self, pick: int) -> tuple[Form, Picture]:
        known = [(form, one) for form in self.forms for one in form.pictures]
        return known[pick % len(known)]

    def _body(self, form: Form) -> dict[str, Any]:
        return {
            "assignment": str(self.assignment),
            "checklist_version": str(self.world.seat.version),
            "started_at": self.begun,
            "device_time": system_clock().isoformat(),
            "answers": form.answers,
            "photos": [one.claim for one in form.pictures],
        }

    def _send(self, request: Request, net: str) -> None:
        """Send over the line as it is now."""
        if net == "late":
            self.late.append(request)
            return
        answer = self._ask(request)
        if net == "twice":
            answer = self._ask(request)
        if net != "lost":
            self._note(request, answer)

    def _ask(self, request: Request, cut_at: int | None = None) -> Answer:
        answer = self.world.ask(request, self.world.seat.token, cut_at)
        assert answer.status < 500, answer
        return answer

    # --- what an answer promises ---

    def _note(self, request: Request, answer: Answer) -> None:
        if "/uploads" in request.path:
            self._note_upload(request, answer)
            return
        body = json.loads(request.body)
        form = self._form_of(request)
        if answer.status == 409:
            self._note_conflict(request, body, answer.json, form)
            return
        assert answer.status in {200, 201}, answer
        if request.path.endswith("/draft"):
            self.drafts[body["revision"]] = body["answers"]
            return
        number = int(request.path.rpartition("/")[2])
        key = number, _content(body)
        known = self.receipts.setdefault(key, answer.json)
        self.sent[key] = body
        for name in ("visit", "number", "digest", "received_at"):
            assert known[name] == answer.json[name], "another receipt for the same"

    def _note_conflict(
        self, request: Request, body: dict[str, Any], told: dict[str, Any], form: Form | None
    ) -> None:
        """Go on as a phone does; what was refused is kept for the reviewer."""
        if (
            told["code"] in {"submission_differs", "visit_exists"}
            and "/submissions/" in request.path
        ):
            key = int(request.path.rpartition("/")[2]), _content(body)
            self.refused.add(key)
            self.sent[key] = body
        if form is None:
            return
        if told["code"] == "visit_exists":
            form.visit = UUID(told["visit"])
        elif told["code"] == "draft_outdated":
            form.revision = max(form.revision, told["current"]["revision"])

    def _form_of(self, request: Request) -> Form | None:
        return next((one for one in self.forms if f"/{one.visit}/" in request.path), None)

    def _note_upload(self, request: Request, answer: Answer) -> None:
        told = dict(request.headers)
        known = [one for form in self.forms for one in form.pictures]
        one = next(one for one in known if str(one.id) in request.path + told.get("Photo", ""))
        if answer.status in {200, 201, 204}:
            one.begun = True
            reached = int(answer.headers["upload-offset"])
            assert reached <= len(one.data)
            one.safe = max(one.safe, reached)
            one.kept = one.kept or one.safe == len(one.data)
        else:
            assert answer.status in {404, 409, 423, 460}, answer


def _content(body: dict[str, Any]) -> str:
    told = {name: body[name] for name in ("answers", "photos", "started_at")}
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _json(method: str, path: str, body: bytes) -> Request:
    return Request(method, path, (("Content-Type", "application/json"),), body)


def _put(path: str, body: dict[str, Any]) -> Request:
    return _json("PUT", path, json.dumps(body).encode())


def _announce(form: Form, one: Picture) -> Request:
    told = {
        "photo": str(one.id),
        "visit": str(form.visit),
        "sha256": one.sha256,
        "type": "image/jpeg",
    }
    pairs = (f"{name} {b64encode(value.encode()).decode()}" for name, value in told.items())
    headers = {
        **TUS,
        "Upload-Length": str(len(one.data)),
        "Upload-Metadata": ",".join(pairs),
        "Photo": str(one.id),
    }
    return Request("POST", f"{API}/uploads", tuple(headers.items()))


def _part(one: Picture, length: int) -> Request:
    part = one.data[one.safe : one.safe + length]
    checksum = b64encode(hashlib.sha256(part).digest()).decode()
    headers = {
        **TUS,
        "Content-Type": PART,
        "Upload-Offset": str(one.safe),
        "Upload-Checksum": f"sha256 {checksum}",
    }
    return Request("PATCH", f"{API}/uploads/{one.id}", tuple(headers.items()), part)


async def run(count: int, place: Place) -> Counted:
    """Play `count` journeys; a journey that ends wrongly is told in its shortest form."""
    began = time.monotonic()
    steps, fault = await forking.call(
        place.environment, _play, place.settings, place.seats[0], count
    )
    said = f"{steps} requests. {fault}"
    what = f"journeys in every order ({place})"
    return Counted(what, count, corrupt=bool(fault), seconds=time.monotonic() - began, said=said)


def _play(settings: Settings, seat: Seat, count: int) -> tuple[int, str]:
    logs.configure(as_json=False, level=logging.ERROR)
    with asyncio.Runner() as runner:
        world = World(settings, seat, runner)
        world.reopen()
        runner.run(world.hire())
        machine = type("Played", (Journey,), {"world": world})
        try:
            run_state_machine_as_test(partial(machine), settings=_how(count))  # type: ignore[arg-type]
        except AssertionError as wrong:
            return world.steps, "; ".join([str(wrong), *getattr(wrong, "__notes__", [])])[:3000]
        finally:
            world.close()
        return world.steps, ""


def _how(count: int) -> hypothesis_settings:
    return hypothesis_settings(
        max_examples=count,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=count <= STEADY,
        verbosity=Verbosity.quiet,
        suppress_health_check=list(HealthCheck),
    )
