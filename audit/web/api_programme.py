"""The programme over the API: checklists, waves, assignments."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from audit.access import scope
from audit.problems import Problem
from audit.programme import waves
from audit.programme.checklists import list_versions, publish
from audit.programme.wave_board import WaveLine, wave_lines
from audit.visits.closing import Progress
from audit.web.api import Model, operation
from audit.web.call import Call, Plain
from audit.web.released import close, closing_or_404
from forms.parse import parse_checklist
from forms.texts import Text

PLANNERS = ("head_office", "admin")
READERS = ("head_office", "admin", "reviewer")
PAGE = 100

Code = Annotated[str, Field(min_length=1, max_length=32, pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$")]
Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")]
Said = Annotated[str, Field(max_length=4000, pattern=r"^[^\x00]*$")]


class NameIn(Model):
    """A name in both languages."""

    zh: Name
    en: Name


class ScenarioIn(Model):
    """What the auditor is to do, in both languages."""

    zh: Said = ""
    en: Said = ""

    def text(self) -> Text | None:
        """Return it as content, None when nothing is said."""
        return Text(zh=self.zh, en=self.en) if (self.zh + self.en).strip() else None


class WaveIn(Model):
    """A wave to be made; days are the branches' local days."""

    code: Code
    name: NameIn
    starts_on: date
    ends_on: date
    release_policy: Literal["at_close", "in_batches", "at_approval"] = "at_close"
    batch_size: Annotated[int, Field(ge=1, le=10_000)] = 5


class WaveOut(Model):
    """A wave and how far it is."""

    code: str
    name: Text
    starts_on: date
    ends_on: date
    release_policy: str
    closed_at: datetime | None
    edition: int
    assigned: int
    by_state: dict[str, int]


class WavesQuery(Model):
    """Which page, from 1."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1


class WavesOut(Model):
    """A page of the waves, newest first, with the visits one may read about counted."""

    waves: list[WaveOut]
    total: int
    page: int
    pages: int


class AssignmentIn(Model):
    """A visit to be assigned."""

    branch: Code
    auditor: UUID
    checklist_version: UUID
    due_from: date
    due_to: date
    kind: Literal["mystery", "open"] = "mystery"
    channel: Literal["on_site", "phone", "online", "competitor"] = "on_site"
    scenario: ScenarioIn | None = None


class AssignmentsIn(Model):
    """Visits to be assigned, all or none."""

    assignments: Annotated[tuple[AssignmentIn, ...], Field(min_length=1, max_length=5000)]


class AssignedOut(Model):
    """The new assignments, in the order given."""

    assignments: list[UUID]


class ClosingOut(Model):
    """How far closing a wave is: branches frozen so far, and in all."""

    state: Literal["wanted", "ready", "failed"]
    done: int
    total: int
    seconds_left: int | None
    error: str


class ChecklistIn(Model):
    """A definition as JSON or TOML text."""

    syntax: Literal["toml", "json"]
    source: Annotated[str, Field(min_length=1, max_length=1_500_000)]


class VersionOut(Model):
    """A published version."""

    id: UUID
    checklist: str
    title: Text
    number: int
    digest: str
    published_at: datetime


class VersionsOut(Model):
    """Published versions, newest of each checklist first."""

    versions: list[VersionOut]


class PublishedOut(Model):
    """The version that now holds this definition."""

    id: UUID


def _wave_out(line: WaveLine) -> WaveOut:
    wave = line.wave
    return WaveOut(
        code=wave.code,
        name=Text(zh=wave.name_zh, en=wave.name_en),
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
        release_policy=wave.release_policy,
        closed_at=wave.closed_at,
        edition=wave.edition,
        assigned=line.planned,
        by_state=line.by_state,
    )


@operation("GET", "/waves", tag="programme", query=WavesQuery, returns=WavesOut, roles=READERS)
async def get_waves(call: Call[None, WavesQuery]) -> WavesOut:
    """List the waves, 100 to a page."""
    lines = await wave_lines(await scope(call.actor, READERS))
    pages = max(1, -(-len(lines) // PAGE))
    page = min(call.query.page, pages)
    shown = [_wave_out(line) for line in lines[(page - 1) * PAGE : page * PAGE]]
    return WavesOut(waves=shown, total=len(lines), page=page, pages=pages)


@operation(
    "POST",
    "/waves",
    tag="programme",
    body=WaveIn,
    returns=WaveOut,
    statuses=(201,),
    roles=PLANNERS,
    problems=("already_exists",),
)
async def post_wave(call: Call[WaveIn, None]) -> WaveOut:
    """Make a wave."""
    body = call.body
    wave = await waves.add_wave(
        call.actor,
        waves.WaveIn(
            code=body.code,
            name=Text(zh=body.name.zh, en=body.name.en),
            starts_on=body.starts_on,
            ends_on=body.ends_on,
            release_policy=body.release_policy,
            batch_size=body.batch_size,
        ),
        call.now,
    )
    return _wave_out(WaveLine(wave, 0, {}))


@operation(
    "POST",
    "/waves/{wave}/assignments",
    tag="programme",
    body=AssignmentsIn,
    returns=AssignedOut,
    statuses=(201,),
    roles=PLANNERS,
    problems=("not_found", "wave_closed"),
)
async def post_assignments(call: Call[AssignmentsIn, None]) -> AssignedOut:
    """Assign visits of a wave."""
    wanted = [
        waves.AssignmentIn(
            branch=one.branch,
            auditor=one.auditor,
            version=one.checklist_version,
            due_from=one.due_from,
            due_to=one.due_to,
            kind=one.kind,
            channel=one.channel,
            scenario=one.scenario.text() if one.scenario else None,
        )
        for one in call.body.assignments
    ]
    made = await waves.assign(call.actor, call.text("wave"), wanted, call.now)
    return AssignedOut(assignments=made)


@operation(
    "DELETE",
    "/assignments/{assignment:uuid}",
    tag="programme",
    statuses=(204,),
    roles=PLANNERS,
    problems=("not_found", "wrong_state"),
)
async def delete_assignment(call: Plain) -> None:
    """Take back an assignment that has no visit yet."""
    await waves.cancel(call.actor, call.uuid("assignment"), call.now)


@operation(
    "POST",
    "/waves/{wave}/close",
    tag="programme",
    returns=ClosingOut,
    roles=("head_office",),
    problems=("not_found", "wave_closed"),
)
async def post_close(call: Plain) -> ClosingOut:
    """Close a wave: its approved visits are released and its figures frozen, all at one moment."""
    return _closing_out(await close(call, call.text("wave")))


@operation(
    "GET",
    "/waves/{wave}/closing",
    tag="programme",
    returns=ClosingOut,
    roles=PLANNERS,
    problems=("not_found",),
)
async def get_closing(call: Plain) -> ClosingOut:
    """Tell how far the closing of a wave is."""
    return _closing_out(await closing_or_404(call, call.text("wave")))


def _closing_out(found: Progress) -> ClosingOut:
    return ClosingOut(
        state=found.state,  # type: ignore[arg-type]
        done=found.done,
        total=found.total,
        seconds_left=found.left,
        error=found.error,
    )


@operation("GET", "/checklist-versions", tag="programme", returns=VersionsOut, roles=READERS)
async def get_versions(call: Plain) -> VersionsOut:
    """List the published checklist versions."""
    return VersionsOut(
        versions=[
            VersionOut(
                id=version.uuid,
                checklist=version.checklist.key,
                title=Text(zh=version.checklist.title_zh, en=version.checklist.title_en),
                number=version.number,
                digest=version.digest,
                published_at=version.published_at,
            )
            for version in await list_versions()
        ]
    )


@operation(
    "POST",
    "/checklist-versions",
    tag="programme",
    body=ChecklistIn,
    returns=PublishedOut,
    statuses=(201,),
    roles=PLANNERS,
)
async def post_version(call: Call[ChecklistIn, None]) -> PublishedOut:
    """Publish a checklist version."""
    parsed = parse_checklist(call.body.source, call.body.syntax)
    if parsed.checklist is None:
        raise Problem("invalid", issues=parsed.issues)
    return PublishedOut(id=await publish(call.actor, parsed.checklist, call.now))


OPERATIONS = (
    get_waves,
    post_wave,
    post_assignments,
    delete_assignment,
    post_close,
    get_closing,
    get_versions,
    post_version,
)
