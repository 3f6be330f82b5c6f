"""What the list of checklists shows, and what publishing tells, put into words."""

from collections.abc import Iterable
from typing import Any

from audit.programme.checklist_shelf import ChecklistLine, Foreseen
from audit.web import show
from audit.web.call import Plain
from audit.web.view_programme import spaced
from forms.checklist import Checklist
from forms.issues import Issue


def checklist_line(line: ChecklistLine, call: Plain) -> dict[str, Any]:
    """One checklist of the list."""
    return {
        "title": line.title.say(call.lang),
        "key": line.key,
        "versions": [
            {
                "number": version.number,
                "href": call.url("checklist", version=version.uuid),
                "published": show.moment(
                    version.published_at, call.lang, call.services.settings.zone
                ),
                "sections": version.sections,
                "items": version.items,
                "assignments": version.assignments,
                "digest": version.digest[:8],
                "state": "published" if version.newest else "earlier",
            }
            for version in line.versions
        ],
    }


def issues(found: Iterable[Issue], call: Plain) -> tuple[dict[str, str], ...]:
    """Return what is wrong with a definition: where, and in plain words."""
    return tuple(
        {"path": one.path or call.t("the whole text"), "text": one.text(call.lang)} for one in found
    )


def foreseen(definition: Checklist, found: Foreseen, call: Plain) -> str:
    """Say what publishing a definition would bring."""
    said = [
        call.t(
            "“{title}” is sound: {n} sections, {m} items.",
            title=definition.title.say(call.lang),
            n=found.sections,
            m=found.items,
        )
    ]
    if found.same is not None:
        said.append(call.t("It is published already, as version {n}.", n=found.same))
    elif found.before is None:
        said.append(call.t("It would be the first version."))
    else:
        words = (
            "It would be the next version; scores stay comparable with version {n}."
            if found.comparable
            else "It would be the next version; scores can't be compared with version {n}."
        )
        said.append(call.t(words, n=found.before))
    if found.pictures:
        said.append(
            call.t(
                "It names {n} reference pictures; add them on the page of the version.",
                n=found.pictures,
            )
        )
    return spaced(said, call)


def notices(call: Plain) -> list[dict[str, str]]:
    """Return what was just done."""
    words = {
        "published": "This version is published and can be planned.",
        "rescoring": "The visits are being scored again; the end of this page says how far.",
    }
    done = call.request.query_params.get("done", "")
    return [{"kind": "done", "text": call.t(words[done])}] if done in words else []
