"""The command `mingcha`."""

import asyncio
import logging
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Literal

import typer

from audit.imports.imports import ImportReport
from audit.operation import checklist_commands, commands, enrolment, logs, upkeep, versions
from audit.operation.commands import DemoLogin, read_settings
from audit.operation.running import Refused, address
from audit.operation.terminal import say, words
from audit.people.grants import NewGrant
from audit.people.people import Profile
from audit.problems import Problem
from audit.settings import Settings
from audit.words import ROLE_WORDS

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Mingcha 明察: visits, scores, reports."
)
user = typer.Typer(no_args_is_help=True, help="People who sign in.")
app.add_typer(user, name="user")
figures = typer.Typer(no_args_is_help=True, help="Figures of released visits, for comparison.")
app.add_typer(figures, name="figures")
app.add_typer(checklist_commands.app, name="checklist")

Cert = Annotated[Path | None, typer.Option(help="Certificate chain (PEM): serve HTTPS.")]
Key = Annotated[Path | None, typer.Option(help="Private key (PEM) of the certificate.")]
Host = Annotated[str | None, typer.Option(help="Address to listen on.")]
Port = Annotated[int | None, typer.Option(help="Port to listen on.")]
_MARKS = {"ok": "  ok  ", "warn": " warn ", "bad": " BAD  "}


@app.command()
def serve(tls_cert: Cert = None, tls_key: Key = None, host: Host = None, port: Port = None) -> None:
    """Serve the application."""
    settings = read_settings(tls_cert=tls_cert, tls_key=tls_key, host=host, port=port)
    logs.configure(settings.log_json)
    commands.serve(settings, lambda: _say_address(settings))


@app.command()
def demo(tls_cert: Cert = None, tls_key: Key = None, host: Host = None, port: Port = None) -> None:
    """Serve a chain made up for trying things out; what is changed is kept."""
    settings = read_settings(tls_cert=tls_cert, tls_key=tls_key, host=host, port=port)
    logs.configure(as_json=False, level=logging.WARNING)  # the terminal is for the person
    commands.demo(settings, say, lambda logins: _say_logins(settings, logins))


def _say_applied(done: list[str]) -> None:
    if done:
        say("Applied: {names}", names=", ".join(done))
    else:
        say("Nothing to do.")


def _say_address(settings: Settings) -> None:
    say("Mingcha is at {address}", address=address(settings))


def _say_logins(settings: Settings, logins: Sequence[DemoLogin]) -> None:
    _say_address(settings)
    say("The phone form is at {address}", address=f"{address(settings)}/m/")
    for login in logins:
        role = words()(ROLE_WORDS[login.role])
        typer.echo(f"  {login.login:12} {login.password:16} {role}")


@app.command()
def migrate() -> None:
    """Bring the database to this program's version. Make a backup first, or use upgrade."""
    done = versions.migrate(read_settings())
    _say_applied(done)


@app.command()
def worker() -> None:
    """Work the queues (PostgreSQL only; on SQLite the server does)."""
    settings = read_settings()
    logs.configure(settings.log_json)
    commands.work(settings, lambda: say("The worker is ready."))


@app.command()
def doctor(
    thorough: Annotated[bool, typer.Option("--all", help="Read every file, not a sample.")] = False,
    mend: Annotated[bool, typer.Option("--mend", help="Mend what needs no decision.")] = False,
) -> None:
    """Say what is wrong with this installation, and how to mend it."""
    t = words()
    if mend:
        done = upkeep.mend(read_settings())
        say("Removed: {partial} files half sent, {orphans} without a row.", **asdict(done))
        say("Copies are made again of {n} photos.", n=done.copies)
    found = upkeep.doctor(read_settings(), thorough)
    for finding in found:
        typer.echo(f"{_MARKS[finding.level]} {finding.say(t)}")
    if any(finding.level == "bad" for finding in found):
        raise typer.Exit(1)


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
) -> None:
    """Back everything up, also while the server runs."""
    kept = upkeep.back_up(read_settings(), target, say)
    say("The backup is in {folder}.", folder=target)
    say(
        "{rows} rows, {n} files, {bytes} bytes.",
        rows=kept.rows,
        n=len(kept.files),
        bytes=kept.bytes,
    )


@app.command()
def restore(
    source: Annotated[Path, typer.Argument(help="A folder made by backup.")],
    check: Annotated[bool, typer.Option("--check", help="Only say whether it is whole.")] = False,
) -> None:
    """Fill an empty installation from a backup."""
    if check:
        upkeep.verify_backup(source)
        say("The backup is whole.")
        return
    upkeep.restore(read_settings(), source, say)
    say("Everything is back and compared with the backup.")


@app.command()
def export(
    target: Annotated[Path, typer.Argument(help="A folder that is not there yet.")],
) -> None:
    """Write everything as plain files that need no Mingcha to be read."""
    done = upkeep.export_all(read_settings(), target)
    say("The export is in {folder}. It names shoppers: keep it safe.", folder=target)
    say("{rows} rows, {photos} photos, {reports} reports.", **vars(done))


@app.command()
def upgrade() -> None:
    """Check, back up into the data folder, and migrate. Stop the server first, start it after."""
    done = upkeep.upgrade(read_settings(), say)
    _say_applied(done)


@figures.command("rebuild")
def figures_rebuild() -> None:
    """Make the figures again from the scores, wave by wave."""
    visits = upkeep.rebuild_figures(read_settings(), say)
    say("The figures of {n} visits were made again.", n=visits)


@figures.command("check")
def figures_check(
    thorough: Annotated[bool, typer.Option("--all", help="Score every visit again.")] = False,
) -> None:
    """Compare the figures with scores and answers."""
    t = words()
    found = upkeep.check_figures(read_settings(), thorough)
    typer.echo(f"{_MARKS[found.level]} {found.say(t)}")
    if found.level == "bad":
        raise typer.Exit(1)


@user.command("add")
def user_add(
    login: Annotated[str, typer.Argument(help="Employee number.")],
    name: Annotated[str, typer.Argument(help="Name as colleagues write it.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given again.")],
    mobile: Annotated[str | None, typer.Option(help="Mobile number, to sign in with.")] = None,
    email: Annotated[str | None, typer.Option(help="E-mail address.")] = None,
    language: Annotated[str, typer.Option(help="zh or en.")] = "zh",
    region: Annotated[str | None, typer.Option(help="Region the roles are for.")] = None,
    brand: Annotated[str | None, typer.Option(help="Brand the roles are for.")] = None,
    branch: Annotated[str | None, typer.Option(help="Branch the roles are for.")] = None,
) -> None:
    """Add a person, and print the link by which the first password is chosen."""
    profile = Profile(login, name, mobile, email, language)
    grants = [NewGrant(one, region, brand, branch) for one in role]
    link = asyncio.run(enrolment.add_user(read_settings(), profile, grants))
    typer.echo(
        words()("{name} chooses a password here, within 48 hours: {link}", name=name, link=link)
    )


@app.command("import")
def import_(
    what: Annotated[Literal["branches", "people"], typer.Argument(help="What the file lists.")],
    path: Annotated[Path, typer.Argument(help="A CSV file, UTF-8 or GB18030.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what would be done.")
    ] = False,
) -> None:
    """Add and change branches or people from a file; bad rows are left out and named."""
    settings = read_settings()
    done = asyncio.run(enrolment.import_file(settings, what, path, dry_run=dry_run))
    _say_imported(settings, done)
    if done.bad:
        raise typer.Exit(1)


def _say_imported(settings: Settings, done: ImportReport) -> None:
    t = words()
    if done.dry_run:
        say("Nothing was written; this is what would be done.")
    told = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged}
    say("{added} added, {changed} changed, {unchanged} unchanged.", **told)
    for row in done.bad:
        faults = "; ".join(f"{issue.path}: {issue.say(t)}".lstrip(": ") for issue in row.issues)
        say("Row {number} was left out: {faults}", number=row.number, faults=faults)
    for column in done.ignored:
        say("Column not used: {column}", column=column)
    for login, token in done.links:
        typer.echo(f"{login:16} {enrolment.reset_address(settings, token)}")


def main() -> None:
    """Run a command; a refusal is one line and exit code 1."""
    try:
        app()
    except Refused as refused:
        _stop(refused.say(words()))
    except Problem as problem:
        t = words()
        told = [t(problem.kind.title), *(issue.say(t) for issue in problem.issues)]
        _stop("\n  ".join(told))


def _stop(text: str) -> None:
    typer.echo(text, err=True)
    sys.exit(1)


if __name__ == "__main__":
    main()
