"""What the reports on many branches show, frozen: a region's, and the network's for head office.

Units as in reports.snapshot. The readers of these reports have the right to the branches' names;
nobody else is in them.
"""

from typing import ClassVar, Literal

from forms.texts import Text
from reports.frozen import Count, Frozen, Grown, Hundredths
from reports.snapshot import Document


class AreaBranch(Frozen):
    """A branch in the table of its region. `sections` stand in the order of the report's;
    `low`–`high`: 95 % interval of the score."""

    code: str
    name: Text
    region: Text | None = None
    final: Hundredths | None
    band: str | None = None
    outcome: str = ""
    visits: Count = 1
    previous: Hundredths | None = None
    change: Literal["real", "noise"] | None = None
    rank_low: Count | None = None
    rank_high: Count | None = None
    low: Hundredths | None = None
    high: Hundredths | None = None
    sections: tuple[Hundredths | None, ...] = ()


class HeatRow(Frozen):
    """A row of the heat map, a region or a branch; `cells` in the order of the sections."""

    label: Text
    final: Hundredths | None
    branches: Count = 1
    cells: tuple[Hundredths | None, ...]


class LeagueItem(Grown):
    """An item and in how many of the visits that judged it, it was met; with its 95 % interval.

    `again`: branches where it was missed in this wave and the one before.
    """

    later: ClassVar[frozenset[str]] = frozenset({"standard", "coaching"})

    key: str
    wording: Text
    section: str
    met: Count
    judged: Count
    again: Count = 0
    low: Hundredths | None = None
    high: Hundredths | None = None
    standard: Text | None = None
    coaching: Text | None = None


class Mover(Frozen):
    """A branch that really changed between two waves."""

    code: str
    name: Text
    before: Hundredths
    now: Hundredths


class Place(Frozen):
    """Where a branch stands in the square of process and personal."""

    label: Text
    process: Hundredths
    personal: Hundredths


class WaitSummary(Frozen):
    """One measured wait over all visits, in seconds; `within`: how many kept the limit."""

    label: Text
    median: Count
    slow: Count
    limit: Count | None = None
    within: Count = 0
    visits: Count


class AreaSnapshot(Document):
    """What a region's and the network's report have in common.

    `finals`: the final scores of all branches, sorted; `branches` may be a part of them (a
    network's report lists those who need attention), `total` says how many there are. `runs`: how
    many visits touched exactly no, one, two, three, four bases in their order.
    """

    later: ClassVar[frozenset[str]] = Document.later | {"runs"}

    name: Text
    total: Count
    visits: Count = 0
    finals: tuple[Hundredths, ...] = ()
    branches: tuple[AreaBranch, ...] = ()
    heat: tuple[HeatRow, ...] = ()
    league: tuple[LeagueItem, ...] = ()
    movers: tuple[Mover, ...] = ()
    square: tuple[Place, ...] = ()
    waits: tuple[WaitSummary, ...] = ()
    runs: tuple[Count, ...] = ()


class RegionSnapshot(AreaSnapshot):
    """A region's wave, for its manager. `region`: from the top of the tree down."""

    shape: Literal["region-1"] = "region-1"
    region: tuple[Text, ...] = ()


class NetworkSnapshot(AreaSnapshot):
    """The whole network's wave, for head office."""

    shape: Literal["network-1"] = "network-1"
