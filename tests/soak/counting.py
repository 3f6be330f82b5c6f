"""What a part of the soak comes to: one row of its table."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Counted:
    """How often something was tried and what went wrong; `said` is a remark for the reader."""

    what: str
    tried: int
    lost: int = 0
    doubled: int = 0
    corrupt: int = 0
    seconds: float = 0.0
    said: str = ""

    @property
    def sound(self) -> bool:
        """Whether something was tried and nothing went wrong."""
        return self.tried > 0 and not (self.lost or self.doubled or self.corrupt)

    def __str__(self) -> str:
        return (
            f"{self.what:44} {self.tried:>7} {self.lost:>5} {self.doubled:>7} {self.corrupt:>7}"
            f" {self.seconds:>8.1f}  {self.said}"
        )


HEAD = f"{'what':44} {'tried':>7} {'lost':>5} {'doubled':>7} {'corrupt':>7} {'seconds':>8}  said"


def table(rows: Iterable[Counted]) -> str:
    """Return the rows below their head."""
    return "\n".join([HEAD, *map(str, rows)])
