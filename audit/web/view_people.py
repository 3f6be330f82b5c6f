"""What the pages about people show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from audit.access import facts_on
from audit.checks import Checks
from audit.clock import local_day
from audit.network import directory
from audit.people.grants import GrantLine, NewGrant
from audit.people.people import PersonLine
from audit.people.sessions import SessionLine
from audit.web import show
from audit.web.call import Plain
from audit.web.form_faults import typed_day
from audit.words import ROLE_WORDS

KINDS = {"region": "Region", "brand": "Brand", "branch": "Branch"}
NO_GRANT = {"role": "", "scope": "", "starts_on": "", "ends_on": ""}


@dataclass(frozen=True)
class Scopes:
    """The names of all that a role can be for: kind → code → name."""

    names: Mapping[str, Mapping[str, str]]

    def offered(self) -> list[tuple[str, str]]:
        """Return what the field offers; a code that two kinds have is written with its kind."""
        return [
            (code if len(self._kinds(code)) == 1 else f"{kind}:{code}", name)
            for kind, codes in self.names.items()
            for code, name in codes.items()
        ]

    def _kinds(self, code: str) -> list[str]:
        return [kind for kind, codes in self.names.items() if code in codes]

    def chosen(self, checks: Checks, typed: str) -> dict[str, str]:
        """Return {"region" | "brand" | "branch": code} of what was typed, {} for everywhere."""
        kind, _, code = typed.rpartition(":")
        kinds = [kind] if kind in self.names and code in self.names[kind] else []
        kinds = kinds or self._kinds(typed)
        code = code if kind in self.names else typed
        if not typed:
            return {}
        if len(kinds) > 1:
            several = "Several things have this code; choose one from the list."
            checks.fault("scope", "several", several)
        checks.need(bool(kinds), "scope", "unknown_code", "There is none with this code.")
        return {kinds[0]: code} if len(kinds) == 1 else {}


async def scopes(lang: str, today: date) -> Scopes:
    """Return every region, brand and branch by name."""
    regions, brands = await directory.list_regions(), await directory.list_brands()
    branches = await facts_on(today).select_related("branch").order_by("branch__code")
    return Scopes(
        {
            "region": {one.code: one.name.say(lang) for one in regions},
            "brand": {one.code: one.name.say(lang) for one in brands},
            "branch": {
                one.branch.code: one.name_zh if lang == "zh" else one.name_en for one in branches
            },
        }
    )


def wanted_role(checks: Checks, form: Mapping[str, str], known: Scopes, fallback: date) -> NewGrant:
    """Return the role a form asks for."""
    return NewGrant(
        role=form.get("role", ""),
        **known.chosen(checks, form.get("scope", "")),
        starts_on=typed_day(checks, form, "starts_on") or fallback,
        ends_on=typed_day(checks, form, "ends_on"),
    )


def role_options(call: Plain) -> list[tuple[str, str]]:
    """Return the roles to choose from."""
    return [(role, call.t(words)) for role, words in ROLE_WORDS.items()]


def row(call: Plain, line: PersonLine) -> dict[str, Any]:
    """Return one row of the listing."""
    today = call.actor.today
    return {
        "href": call.url("person", person=line.uuid),
        "name": line.profile.name,
        "login": line.profile.login,
        "roles": [short_role(call, role) for role in line.roles if holds(role, today)],
        "state": "active" if line.active else "inactive",
        "seen": _day(line.seen_at, call) if line.seen_at else None,
    }


def short_role(call: Plain, line: GrantLine) -> str:
    """Return "Branch manager · SH001"."""
    codes = (line.region, line.brand, line.branch)
    return " · ".join([call.t(ROLE_WORDS[line.role]), *filter(None, codes)])


def holds(line: GrantLine, today: date) -> bool:
    """Tell whether a role has not ended."""
    return line.ends_on is None or line.ends_on >= today


def grant_row(call: Plain, person: PersonLine, line: GrantLine, known: Scopes) -> dict[str, Any]:
    """Return one role of a person."""
    lasts = holds(line, call.actor.today)
    end = call.url("role_end", person=person.uuid, key=line.key) if lasts else None
    return {
        "role": call.t(ROLE_WORDS[line.role]),
        "scope": _scope(call, line, known),
        "dates": span(line.starts_on, line.ends_on, call.lang),
        "end": end,
    }


def own_role(call: Plain, line: GrantLine) -> dict[str, str]:
    """Return one role as its holder sees it on the account page."""
    codes = [code for code in (line.region, line.brand, line.branch) if code]
    return {
        "role": call.t(ROLE_WORDS[line.role]),
        "scope": " · ".join(codes) or call.t("Everywhere"),
        "dates": span(line.starts_on, line.ends_on, call.lang),
    }


def _scope(call: Plain, line: GrantLine, known: Scopes) -> str:
    parts = [
        f"{call.t(word)} {known.names[kind].get(code, '')} {code}"
        for kind, word in KINDS.items()
        if (code := getattr(line, kind))
    ]
    return " · ".join(parts) or call.t("Everywhere")


def span(first: date, last: date | None, lang: str) -> str:
    """Return "2026-01-05 –" or "2026-01-05 – 2026-12-31"."""
    end = f" {show.short_day(last, lang)}" if last else ""
    return f"{show.short_day(first, lang)} –{end}"


def session_row(call: Plain, person: PersonLine, line: SessionLine) -> dict[str, str]:
    """Return one signed-in device of a person."""
    return {
        "device": line.device or call.t("Unknown device"),
        "since": moment(line.created_at, call),
        "seen": moment(line.seen_at, call),
        "revoke": call.url("person_session_revoke", person=person.uuid, session=line.uuid),
        "lost": call.url("person_session_lost", person=person.uuid, session=line.uuid),
    }


def moment(value: datetime, call: Plain) -> str:
    """Return a moment in the zone of the office."""
    return show.moment(value, call.lang, call.services.settings.zone)


def _day(value: datetime, call: Plain) -> str:
    return show.short_day(local_day(value, call.services.settings.zone), call.lang)


def details(line: PersonLine, call: Plain) -> dict[str, Any]:
    """Return what stands at the head of a person's page, never the pseudonym."""
    profile = line.profile
    return {
        "name": profile.name,
        "login": profile.login,
        "mobile": profile.mobile,
        "email": profile.email,
        "language": profile.language,
        "pseudonym": None,
        "state": "active" if line.active else "inactive",
        "created": _day(line.created_at, call),
    }
