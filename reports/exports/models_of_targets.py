"""What the JSON API says of targets, awards and auditors. No ids, no language, no names of people.

Units as in models.
"""

from audit.web.api import Model
from forms.texts import Text
from reports.exports.models import BranchRef, Comparison, Paged
from reports.figures.units import Mean, Moved
from reports.raters.doubles import Agreement
from reports.statistics.shares import Share
from reports.targets.figures import SectionGap


class BranchBelow(Model):
    """A branch below its own target; `worst`: its section furthest below."""

    branch: BranchRef
    visits: int
    mean: int
    target: int
    gap: int
    worst: Text | None
    worst_gap: int | None


class TargetsOut(Paged):
    """What is below target: `at_target` of the `of` branches reach theirs; the others are listed,
    the furthest below first. Sections by what they cost of the total."""

    at_target: int
    of: int
    sections: tuple[SectionGap, ...]
    branches: tuple[BranchBelow, ...]


class WinnerOut(Model):
    """A branch among the best; `chance` to be among the ten best (0–1), `clear`: surely so."""

    branch: BranchRef
    fair: int
    visits: int
    chance: float
    clear: bool


class Improved(Model):
    """A branch whose rise is beyond noise."""

    branch: BranchRef
    change: Moved
    mean: Mean


class SteadyOut(Model):
    """A branch by the spread of its visits: `sd`, and what it is at most with 95 %."""

    branch: BranchRef
    visits: int
    mean: Mean
    sd: int
    upper: int


class AwardsOut(Comparison):
    """Who earned an award, best first."""

    best: tuple[WinnerOut, ...]
    improved: tuple[Improved, ...]
    steady: tuple[SteadyOut, ...]


class RaterOut(Model):
    """An auditor by pseudonym; `part`: of the network within which auditors are compared.

    `severity` above 0 is strict: points given less than the average auditor of the part.
    """

    pseudonym: str
    part: int
    visits: int
    branches: int
    mean: int | None
    severity: int | None
    low: int | None
    high: int | None
    unseen: float | None
    hasty: Share


class CorrectedOut(Model):
    """A branch as scored, and as the average auditor would have scored it."""

    branch: BranchRef
    visits: int
    raw: int
    adjusted: int


class RatersOut(Paged):
    """Auditors, strictest first, agreement on double visits, branches by their correction."""

    visits: int
    components: int
    between: int | None
    doubles: Agreement
    raters: tuple[RaterOut, ...]
    branches: tuple[CorrectedOut, ...]
