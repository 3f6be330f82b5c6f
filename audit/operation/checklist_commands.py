"""The commands `mingcha checklist …`: they read options and print."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Literal

import typer

from audit.operation import definitions
from audit.operation.commands import read_settings
from audit.operation.terminal import language, say, words
from forms.checklist import Checklist
from forms.diff import diff as difference
from forms.exchange import json_schema, to_json, to_toml
from forms.issues import Issue
from forms.lint import lint
from forms.parse import Parsed
from forms.scoring import effective_weights

app = typer.Typer(no_args_is_help=True, help="Checklists: check, show, compare and publish them.")

File = Annotated[Path, typer.Argument(help="A definition, TOML or JSON.")]
Named = Annotated[
    str, typer.Argument(help="A file, a built-in standard, or a published key or key:version.")
]
_MARKS = {"warn": " warn ", "hint": " hint "}


@app.command()
def check(
    name: Named,
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Say what is wrong with a definition, and what will not measure well. Exit 1 if it can't be
    published."""
    parsed = _found(name)
    found = lint(parsed.checklist) if parsed.checklist else []
    if as_json:
        issues = [
            {**one.as_json(), "zh": one.text("zh"), "en": one.text("en")} for one in parsed.issues
        ]
        told = {"issues": issues, "findings": [one.as_json() for one in found]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        _say_issues(parsed.issues)
        for one in found:
            typer.echo(f"{_MARKS[one.severity]} {one.key or one.path}: {one.text(language())}")
    if parsed.checklist is None:
        raise typer.Exit(1)
    if not as_json:
        _say_size(parsed.checklist)


@app.command()
def show(
    name: Named,
    form: Annotated[
        Literal["text", "toml", "json"], typer.Option("--as", help="How to write it.")
    ] = "text",
) -> None:
    """Show a checklist with its effective weights, or write it as TOML or JSON."""
    checklist = _sound(name)
    if form == "text":
        _say_items(checklist)
    else:
        typer.echo(to_toml(checklist) if form == "toml" else to_json(checklist), nl=False)


@app.command()
def diff(old: Named, new: Named) -> None:
    """Say in words what the second checklist changes in the first, and whether scores compare."""
    found = difference(_sound(old), _sound(new))
    for change in found.changes:
        typer.echo(f"  {change.text(language())}")
    if not found.changes:
        say("Nothing differs.")
    elif found.comparable:
        say("Scores of both can be compared.")
    else:
        say("Scores of both can't be compared: trends break here.")


@app.command()
def publish(
    path: File,
    photos: Annotated[Path | None, typer.Option(help="Folder with its reference photos.")] = None,
) -> None:
    """Publish a definition as the next version of its checklist, with its reference photos."""
    parsed = definitions.read_file(path)
    if parsed.checklist is None:
        _say_issues(parsed.issues)
        raise typer.Exit(1)
    done = asyncio.run(definitions.publish(read_settings(), parsed.checklist, photos))
    told = {"key": done.key, "number": done.number}
    if done.new:
        say("{key} is published as version {number}.", **told)
    else:
        say("{key} was published already, as version {number}.", **told)
    if done.missing:
        say(
            "The checklist names reference pictures that are not there yet: {names}. Publish it"
            " again with --photos FOLDER.",
            names=", ".join(done.missing),
        )


@app.command()
def rescore(
    old: Named,
    new: Named,
    reason: Annotated[str, typer.Option(help="Why; it stands beside each new revision.")],
) -> None:
    """Score the visits of a published version again under a corrected one."""
    told = asyncio.run(definitions.rescore(read_settings(), (old, new), reason, _say_progress))
    say(
        "{done} visits are scored again; {changed} have another score now.",
        done=told.done,
        changed=told.changed,
    )


def _say_progress(done: int, total: int) -> None:
    say("{done} of {total} visits.", done=done, total=total)


@app.command()
def schema() -> None:
    """Write the JSON Schema of definitions."""
    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def _found(name: str) -> Parsed:
    return definitions.find(read_settings(), name)


def _sound(name: str) -> Checklist:
    parsed = _found(name)
    if parsed.checklist is None:
        _say_issues(parsed.issues)
        raise typer.Exit(1)
    return parsed.checklist


def _say_issues(issues: tuple[Issue, ...]) -> None:
    for one in issues:
        typer.echo(f" BAD   {one.path or words()('the whole text')}: {one.text(language())}")


def _say_size(checklist: Checklist) -> None:
    say(
        "“{title}” is sound: {n} sections, {m} items.",
        title=checklist.title.say(language()),
        n=len(checklist.sections),
        m=len(checklist.by_key),
    )


def _say_items(checklist: Checklist) -> None:
    weights = effective_weights(checklist)
    typer.echo(checklist.title.say(language()))
    for section in checklist.sections:
        whole = sum(weights[item.key] for item in section.items)
        typer.echo(f"\n{float(whole):6.2f}  {section.title.say(language())}")
        for item in section.items:
            shown = f"{float(weights[item.key]):6.2f}" if item.scored else "     –"
            typer.echo(f"{shown}    {item.key}: {item.wording.say(language())}")
