"""What a file or an answer is asked of, and the parts that all of them share."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from audit.access import Scope
from audit.models import Wave
from audit.web.call import Call
from forms.texts import Text
from reports.comparison.frame import beside_of, lens_of
from reports.exports.models import BranchRef, SectionMean, SectionRef, WaveRef
from reports.figures.held import held_of
from reports.figures.moves import Beside
from reports.figures.units import Mean
from reports.network import SectionName
from reports.rollup.branches import Named, named
from reports.rollup.filters import OTHER, has_other
from reports.rollup.lens import Lens
from reports.yardstick import hundredths

T = TypeVar("T")
SIZE = 100
"""Entries on a page of an answer."""


@dataclass(frozen=True)
class Asked:
    """What is looked at, by whom; `other`: the second set where one is named.

    `page`: the one asked for, None for everything there is; `beside`: what changes are against;
    `apart`: visits scored by other versions, which are in no mean.
    """

    reach: Scope
    lens: Lens
    other: Lens | None
    page: int | None = None
    beside: Beside = "before"
    apart: int = 0

    def cut(self, entries: Sequence[T]) -> Sequence[T]:
        """Return the entries of the page asked for."""
        if self.page is None:
            return entries
        return entries[(self.page - 1) * SIZE : self.page * SIZE]

    def paged(self, total: int) -> dict[str, Any]:
        """Return what a paged answer begins with."""
        return self.begun() | {"total": total, "page": self.page or 1}

    def begun(self) -> dict[str, Any]:
        """Return what every answer begins with."""
        held = held_of(self.lens)
        return {
            "waves": tuple(map(wave_ref, self.lens.waves)),
            "checklist": self.lens.checklist.key if self.lens.checklist else None,
            "dimension": self.lens.dimension,
            "target": held.target,
            "decimals": held.places,
            "apart": self.apart,
        }


async def asked_of(call: Call[Any, Any], page: int | None = None) -> Asked:
    """Read what the address asks for, within the reach of the person's roles."""
    reach, lens = await lens_of(call)
    beside = has_other(call.request.query_params.multi_items())
    other = (await lens_of(call, OTHER))[1] if beside else None
    return Asked(reach, lens, other, page, beside_of(call), await lens.apart())


def wave_ref(wave: Wave) -> WaveRef:
    """Return a wave as it is spoken of."""
    return WaveRef(
        code=wave.code,
        name=Text(zh=wave.name_zh, en=wave.name_en),
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
    )


def branch_ref(one: Named) -> BranchRef:
    """Return a branch as it is spoken of."""
    return BranchRef(
        code=one.code,
        name=one.name,
        region=one.region_code,
        region_name=one.region,
        brand=one.brand,
        format=one.format,
    )


async def branch_refs(facts: Sequence[int]) -> dict[int, BranchRef]:
    """Return branches as they are spoken of, by facts."""
    return {key: branch_ref(one) for key, one in (await named(facts)).items()}


def section_refs(lens: Lens) -> tuple[SectionRef, ...]:
    """Return the sections of the checklist with their targets."""
    asked = lens.asked
    targets = {one.key: hundredths(asked.target_of(one)) for one in asked.sections} if asked else {}
    return tuple(section_ref(name, targets.get(name.key)) for name in lens.sections)


def section_ref(name: SectionName, target: int | None) -> SectionRef:
    """Return a section as it is spoken of."""
    return SectionRef(key=name.key, title=name.title, target=target)


def section_means(lens: Lens, means: Sequence[Mean]) -> tuple[SectionMean, ...]:
    """Return the sections with these means, which are in their order."""
    refs = section_refs(lens)
    return tuple(SectionMean(section=ref, mean=mean) for ref, mean in zip(refs, means, strict=True))
