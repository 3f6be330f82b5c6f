"""The table of scenarios: what happens, and which way of losing work it stands for.

One line adds a scenario: `@scenario("id", "what happens", Row.X)` above an `async def` that takes
a `Stage`. The stage brings the auditor to the end of the visit where the scenario did not, and
holds what was entered against what the server has: nothing lost, nothing twice.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum

from tests.browser.scenarios.stage import Stage

Play = Callable[[Stage], Awaitable[None]]


class Row(Enum):
    """How others lose data, each with the rule that keeps ours."""

    ERASED = "The browser erases what is not used: say how long it has waited, offer to install"
    EVICTED = "The store is full or evicted: ask to persist, show the answer, refuse to start"
    CLOSED = "The browser closes the database: open it again, write again"
    BYTES = "Pictures in the store turn out empty: keep bytes and type, read back, hash"
    NO_SYNC = "No background sync: the queue runs on start, online, visibility and timer"
    DROPPED = "The queue drops or reorders: an entry leaves after the server's word only"
    HALF = "Success is said though photos are missing: n of m, whole when each hash is there"
    TWICE = "The same is stored twice: ids of the phone, one tab writes, same again = same receipt"
    TOO_EARLY = "Deleted locally after an error: nothing goes before the receipt"
    VERSION = "The checklist changes under a draft: the draft keeps its version"
    UPDATE = "The form is updated under a draft: the new one waits"
    AUTOSAVE = "One is not sure what is saved: each answer is, within a second"
    EXPIRED = "The sign-in runs out without network: the queue stays and goes on"
    CLOCK = "The clock is wrong or jumps: order by counters, refuse nothing"
    CLEARED = "The store is cleared by hand: a file with what was not sent, a copy on the server"
    LOST_PHONE = "The phone is lost: its sessions end, its data goes at the next contact"


@dataclass(frozen=True)
class Scenario:
    """One line of the table."""

    id: str
    happens: str
    row: Row
    play: Play


SCENARIOS: list[Scenario] = []


def scenario(id: str, happens: str, row: Row) -> Callable[[Play], Play]:
    """Enter a scenario into the table."""

    def enter(play: Play) -> Play:
        assert all(known.id != id for known in SCENARIOS), f"{id} is there already"
        SCENARIOS.append(Scenario(id, happens, row, play))
        return play

    return enter
