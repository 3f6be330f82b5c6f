"""Importing people: one row per person and role, so a person with two roles has two rows.

An empty cell, like a column that is not there, leaves what is known as it is. Passwords are never
imported: new people get a one-time link each, when asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from audit.access import Actor, require
from audit.checks import Checks
from audit.imports import imports
from audit.imports.imports import ImportReport, Outcome, Plan, Planned
from audit.imports.tabular import Row, plain_header, read_table
from audit.models import Branch, Brand, Person, Region
from audit.people import grants, names, people, resets
from audit.people.grants import GrantLine, NewGrant
from audit.people.people import Profile

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "login": ("login", "employee number", "employee no", "工号", "员工编号", "登录名", "账号"),
    "name": ("name", "姓名", "名字", "员工姓名"),
    "mobile": ("mobile", "phone", "mobile number", "手机", "手机号", "手机号码", "电话"),
    "email": ("email", "e-mail", "mail", "邮箱", "电子邮箱", "电子邮件"),
    "language": ("language", "语言", "界面语言"),
    "role": ("role", "角色", "职务"),
    "region": ("region", "region code", "区域", "区域编号", "区域编码", "大区"),
    "brand": ("brand", "brand code", "品牌", "品牌编号", "品牌编码"),
    "branch": ("branch", "branch code", "门店", "门店编号", "门店编码", "网点编号", "店号"),
    "starts_on": ("starts_on", "from", "start", "开始日期", "生效日期", "起始日期"),
    "ends_on": ("ends_on", "to", "until", "end", "结束日期", "截止日期"),
}
HEADERS = {plain_header(alias): name for name, aliases in COLUMNS.items() for alias in aliases}
_LANGUAGES = {"zh": "zh", "中文": "zh", "chinese": "zh", "en": "en", "英文": "en", "english": "en"}
_ROLES = {
    "auditor": "auditor", "mystery shopper": "auditor", "审核员": "auditor",
    "神秘顾客": "auditor", "佯装购物者": "auditor", "检查员": "auditor",
    "reviewer": "reviewer", "复核员": "reviewer",
    "branch_manager": "branch_manager", "branch manager": "branch_manager",
    "店长": "branch_manager", "门店经理": "branch_manager",
    "region_manager": "region_manager", "region manager": "region_manager",
    "区域经理": "region_manager", "大区经理": "region_manager",
    "head_office": "head_office", "head office": "head_office", "总部": "head_office",
    "admin": "admin", "administrator": "admin", "管理员": "admin",
}  # fmt: skip


@dataclass
class _Someone:
    """A person as after the rows planned so far. `row`: the one that is about this person."""

    profile: Profile
    person: Person | None
    roles: list[GrantLine] = field(default_factory=list)
    given: list[NewGrant] = field(default_factory=list)
    row: int = 0


@dataclass
class _Known:
    """What is there, and who is taken to be there after the rows planned so far."""

    people: dict[str, _Someone]
    mobiles: dict[str, str]
    codes: Mapping[str, Mapping[str, str]]


async def import_people(
    actor: Actor, raw: bytes, now: datetime, *, dry_run: bool, with_links: bool = False
) -> ImportReport:
    """Add and change people and give roles from a CSV file.

    Raises Problem: not_allowed, too_large, invalid (the file as a whole).
    """
    require(actor, "admin")
    table = read_table(raw, HEADERS, ("login",))
    known, plan = await _known(), Plan()
    links: list[tuple[str, str]] = []
    made: dict[str, Person] = {}
    for row in table.rows:
        checks = Checks(list(row.issues))
        read = _read(checks, row, known, actor.today)
        if read is None or checks.issues:
            plan.reject(row.number, checks.issues, row.cells)
            continue
        job = _Writing(actor, now, read, made, links if with_links else None)
        outcome = _outcome(read)
        plan.good.append(
            Planned(row.number, outcome, job.write if outcome != "unchanged" else None)
        )
        _remember(known, read, row.number)
    report = await imports.carry_out(plan, table, dry_run=dry_run)
    return replace(report, links=tuple(links))


async def _known() -> _Known:
    rows = await Person.all()
    roles = await grants.grants_of([row.id for row in rows]) if rows else {}
    return _Known(
        people={
            row.login: _Someone(people.profile_of(row), row, list(roles.get(row.id, ())))
            for row in rows
        },
        mobiles={row.mobile: row.login for row in rows if row.mobile},
        codes={
            "region": {row.code.casefold(): row.code for row in await Region.all()},
            "brand": {row.code.casefold(): row.code for row in await Brand.all()},
            "branch": {row.code.casefold(): row.code for row in await Branch.all()},
        },
    )


@dataclass(frozen=True)
class _Reading:
    """What a good row says: the person after it, the one before, and the role it newly gives."""

    profile: Profile
    differs: bool
    before: _Someone | None
    role: NewGrant | None


def _read(checks: Checks, row: Row, known: _Known, today: date) -> _Reading | None:
    cells = row.cells
    before = known.people.get(names.login_of(cells["login"]))
    old = before.profile if before else Profile(cells["login"], "")
    told = Profile(
        login=cells["login"],
        name=cells.get("name") or old.name,
        mobile=cells.get("mobile") or old.mobile,
        email=cells.get("email") or old.email,
        language=imports.chosen(
            checks, "language", cells.get("language", ""), _LANGUAGES, old.language
        ),
    )
    profile = people.checked(checks, told)
    if before and before.row and profile != before.profile:
        otherwise = "Row {row} says otherwise of this person."
        checks.fault("login", "row_differs", otherwise, row=before.row)
    _check_free(checks, profile, known)
    role = _role(checks, cells, known, today)
    if checks.issues:
        return None
    new_role = role if role and not _held(before, role, today) else None
    return _Reading(profile, before is not None and profile != before.profile, before, new_role)


def _check_free(checks: Checks, profile: Profile, known: _Known) -> None:
    """Login and mobile number open the same door (see `people`)."""
    message = "Someone else has this already."
    other = known.mobiles.get(profile.login, profile.login)
    checks.need(other == profile.login, "login", "taken", message)
    if profile.mobile:
        owner = known.mobiles.get(profile.mobile, profile.login)
        free = owner == profile.login and known.people.get(profile.mobile) is None
        checks.need(free or profile.mobile == profile.login, "mobile", "taken", message)


def _role(checks: Checks, cells: Mapping[str, str], known: _Known, today: date) -> NewGrant | None:
    scope = {
        path: _code(checks, path, cells.get(path, ""), known.codes[path])
        for path in ("region", "brand", "branch")
    }
    starts_on = imports.day(checks, "starts_on", cells.get("starts_on", ""), None)
    ends_on = imports.day(checks, "ends_on", cells.get("ends_on", ""), None)
    role = imports.chosen(checks, "role", cells.get("role", ""), _ROLES, "")
    if not role:
        lonely = not any((*scope.values(), starts_on, ends_on))
        checks.need(lonely, "role", "missing", "This is missing.")
        return None
    wanted = NewGrant(role, starts_on=starts_on, ends_on=ends_on, **scope)
    grants.check(checks, wanted, starts_on or today)
    return wanted


def _code(checks: Checks, path: str, cell: str, known: Mapping[str, str]) -> str | None:
    found = known.get(cell.casefold()) if cell else None
    checks.need(
        not cell or found is not None, path, "unknown_code", "There is none with this code."
    )
    return found


def _held(before: _Someone | None, role: NewGrant, today: date) -> bool:
    """Tell whether the role is held already, or given by a row before."""
    if before is None:
        return False
    start = role.starts_on or today
    same = (role.role, role.region, role.brand, role.branch, role.ends_on)
    return role in before.given or any(
        (line.role, line.region, line.brand, line.branch, line.ends_on) == same
        and line.starts_on <= start
        for line in before.roles
    )


def _outcome(read: _Reading) -> Outcome:
    if read.before is None:
        return "added"
    return "changed" if read.differs or read.role is not None else "unchanged"


def _remember(known: _Known, read: _Reading, row: int) -> None:
    someone = read.before or _Someone(read.profile, None)
    if someone.profile.mobile:
        known.mobiles.pop(someone.profile.mobile, None)
    someone.profile = read.profile
    someone.row = someone.row or row
    someone.given += [read.role] if read.role else []
    known.people[read.profile.login] = someone
    if read.profile.mobile:
        known.mobiles[read.profile.mobile] = read.profile.login


@dataclass(frozen=True)
class _Writing:
    """How one row is written; `made` holds the people whom earlier rows added."""

    actor: Actor
    now: datetime
    read: _Reading
    made: dict[str, Person]
    links: list[tuple[str, str]] | None

    async def write(self) -> None:
        profile, before = self.read.profile, self.read.before
        person = (before.person if before else None) or self.made.get(profile.login)
        link = None
        if person is None:
            person = await people.create(self.actor, profile, self.now, None)
            if self.links is not None:
                link = await resets.create_link(self.actor, person.uuid, self.now)
        elif self.read.differs:
            await people.update(self.actor, person, profile, self.now)
        if self.read.role:
            await grants.give(self.actor, person, self.read.role, self.now)
        self.made[profile.login] = person
        if link and self.links is not None:
            self.links.append((profile.login, link))
