"""The composition root: the only module here that knows `reports`. Everything is tied together
here and nowhere else; what the parts need of each other is passed as values.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from functools import partial
from importlib.metadata import version
from pathlib import Path

import anyio
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from audit.clock import Clock, system_clock
from audit.db import check_version, open_db
from audit.files.files import FileStore, open_files
from audit.jobs.housekeeping import every
from audit.jobs.jobs import Kind, Stream, Wanted
from audit.jobs.late import LateJobs, open_late
from audit.jobs.rendering import Renderers
from audit.operation.metrics import Metrics
from audit.people import attempts, resets, sessions
from audit.photos import photos, uploads
from audit.photos.images import Decoding
from audit.photos.receiving import Receiving
from audit.settings import Settings
from audit.visits import closing, rescoring
from audit.visits.release import Freezing
from audit.web import middleware, openapi
from audit.web.api import PREFIX, Operation, api_routes
from audit.web.application import Application
from audit.web.errors import HANDLERS
from audit.web.pages import page_routes
from audit.web.phone_form import PhoneForm
from audit.web.readiness import failing_parts
from audit.web.routes import NAV, OPERATIONS, PAGES
from audit.web.services import Services
from audit.web.session import authenticate, was_lost
from audit.web.templating import STATIC, make_templates
from audit.web.tus_line import TusLine
from audit.words import load_words
from reports import batches, build
from reports import routes as report_routes
from reports.bundle import make_batch as make_bundle
from reports.closing import whole_wave
from reports.freeze import freeze_visits, freeze_wave
from reports.pdf.fonts import FILES, FONTS
from reports.rollup.sheets import warm

PHONE_FORM = Path(__file__).parent.parent / "forms" / "mobile" / "dist"
COPIES_NICE = 19  # who sends photos goes before the copies of those that came
SWEEP_SECONDS = 900.0  # with what waits before it is swept, nothing is left over for an hour
WARM_SECONDS = 30.0


def freezing_of(settings: Settings) -> Freezing:
    """Return how figures are frozen, with the public address that reports are checked at."""
    address = settings.base_url.rstrip("/")
    return Freezing(partial(freeze_visits, address=address), partial(freeze_wave, address=address))


def create_app(settings: Settings, *, clock: Clock = system_clock) -> Starlette:
    """Return the application; it opens database, files and jobs when it starts."""
    metrics = Metrics()

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        async with open_services(settings, clock, metrics) as services:
            app.state.services = services
            yield

    operations = (*OPERATIONS, *report_routes.OPERATIONS)
    app = Application(
        routes=_routes(settings, operations),
        middleware=[
            Middleware(middleware.Observed, observe=metrics.observe_request),
            Middleware(middleware.Secured),
            Middleware(TusLine, address=f"{PREFIX}/uploads"),
            Middleware(middleware.Faults),
            Middleware(middleware.IdleLimited, seconds=settings.idle_seconds),
            Middleware(middleware.Sized, limit=settings.body_limit),
            Middleware(middleware.Known, authenticate=authenticate, was_lost=was_lost),
        ],
        exception_handlers=HANDLERS,
        lifespan=lifespan,
    )
    app.state.openapi = openapi.document(operations, version("mingcha"))
    return app


def _routes(settings: Settings, operations: tuple[Operation, ...]) -> list[BaseRoute]:
    return [
        *api_routes(operations, settings.upload_limit),
        *page_routes((*PAGES, *report_routes.PAGES)),
        Route("/m/{path:path}", PhoneForm(PHONE_FORM), name="phone"),
        Mount("/static", StaticFiles(directory=STATIC), name="static"),
    ]


@asynccontextmanager
async def open_services(
    settings: Settings, clock: Clock, metrics: Metrics
) -> AsyncIterator[Services]:
    """Open everything that lives as long as the process, and close it in the right order."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(open_db(settings.database, bounded=True))
        await check_version()
        files = open_files(settings.files, settings.data)
        receiving = Receiving(settings.data / "uploads")
        decoding = Decoding(anyio.CapacityLimiter(2), FONTS / FILES["bold"])
        renderers, copiers = Renderers(), Renderers(1, nice=COPIES_NICE)
        stack.callback(renderers.close)
        stack.callback(copiers.close)
        sweep = partial(_sweep, receiving, files, clock)
        await stack.enter_async_context(every(SWEEP_SECONDS, sweep))
        await stack.enter_async_context(every(WARM_SECONDS, warm))
        jobs = await stack.enter_async_context(
            open_late(
                settings,
                job_kinds(settings, files, replace(decoding, apart=copiers.run), renderers, clock),
                partial(find_wanted, clock),
                clock=clock,
                watch=metrics.observe_job,
            )
        )
        yield Services(
            settings=settings,
            clock=clock,
            files=files,
            decoding=decoding,
            receiving=receiving,
            jobs=jobs,
            words=load_words(),
            templates=make_templates([report_routes.TEMPLATES]),
            nav=(*report_routes.NAV, *NAV),
            freezing=freezing_of(settings),
            ready=partial(_failing, files, settings.data, jobs),
            metrics=metrics.text,
        )


async def _failing(files: FileStore, data: Path, jobs: LateJobs) -> list[str]:
    return sorted([*await failing_parts(files, data), *jobs.failing()])


async def _sweep(receiving: Receiving, files: FileStore, clock: Clock) -> None:
    await uploads.sweep(receiving, files, clock())
    await attempts.sweep(clock())
    await sessions.sweep(clock())
    await resets.sweep(clock())
    await batches.sweep(files, clock())
    await files.sweep(clock() - uploads.ABANDONED)


def job_kinds(
    settings: Settings,
    files: FileStore,
    decoding: Decoding,
    renderers: Renderers,
    clock: Clock,
) -> dict[str, Kind | Stream]:
    """Return the sorts of jobs there are."""

    async def make_copies(key: str) -> None:
        await photos.make_copies(key, files=files, decoding=decoding, now=clock())

    rescore: Callable[[str], Awaitable[None]] = partial(
        rescoring.rescore, freezing=freezing_of(settings), clock=clock
    )
    close: Callable[[str], Awaitable[None]] = partial(
        closing.close,
        read_whole=partial(whole_wave, address=settings.base_url.rstrip("/")),
        clock=clock,
    )
    make_report: Callable[[str], Awaitable[None]] = partial(
        build.make_report,
        files=files,
        renderers=renderers,
        clock=clock,
        seal=build.Seal(settings.sign_key, settings.sign_password) if settings.sign_key else None,
    )

    async def make_batch(key: str) -> None:
        scratch, words = settings.data / "scratch", load_words()
        await make_bundle(key, files=files, scratch=scratch, words=words, clock=clock)

    async def batch_failed(key: str, attempt: int, why: str) -> None:
        await batches.batch_failed(key, attempt, why, clock())

    return {
        batches.KIND: Kind("quick", make_batch, batch_failed),
        closing.KIND: Kind("quick", close, partial(closing.closing_failed, clock=clock)),
        rescoring.KIND: Kind("quick", rescore, partial(rescoring.rescoring_failed, clock=clock)),
        photos.KIND: Stream(
            due=lambda share: photos.wanted_copies(clock(), share),
            body=make_copies,
            failed=partial(photos.copies_failed, clock=clock),
            put_off=partial(photos.put_off_copies, clock=clock),
        ),
        build.KIND: Kind("pdf", make_report, partial(build.report_failed, clock=clock)),
    }


async def find_wanted(clock: Clock) -> list[Wanted]:
    """Return every attempt at a queue's job that a row wants now."""
    return [
        *await build.wanted_reports(clock()),
        *await batches.wanted_batches(clock()),
        *await closing.wanted_closings(clock()),
        *await rescoring.wanted_rescorings(clock()),
    ]
