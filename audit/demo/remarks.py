"""What auditors write, in the language they write in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from audit.demo import remarks_en, remarks_zh

Texts = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Remarks:
    """The sentences of one language. Keys are items, or "item:option" for what was chosen."""

    missed: Texts
    met: Texts
    unseen_because: Texts
    good_moments: Sequence[str]
    bad_moments: Sequence[str]

    def about(self, item: str, detail: str, met: bool, rng: Random) -> str:
        """Return a remark on an item, "" when there is none that fits."""
        texts = self.met if met else self.missed
        found = texts.get(f"{item}:{detail}") or texts.get(item)
        return rng.choice(found) if found else ""

    def unseen(self, item: str, rng: Random) -> str:
        """Return why something could not be observed."""
        return rng.choice(self.unseen_because.get(item) or self.unseen_because[""])

    def moment(self, good: bool, rng: Random) -> str:
        """Return the moment remembered best."""
        return rng.choice(self.good_moments if good else self.bad_moments)


CHINESE = Remarks(
    remarks_zh.MISSED,
    remarks_zh.MET,
    remarks_zh.UNSEEN,
    remarks_zh.GOOD_MOMENTS,
    remarks_zh.BAD_MOMENTS,
)
ENGLISH_REMARKS = Remarks(
    remarks_en.MISSED,
    remarks_en.MET,
    remarks_en.UNSEEN,
    remarks_en.GOOD_MOMENTS,
    remarks_en.BAD_MOMENTS,
)
