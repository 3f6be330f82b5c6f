"""What a filter can be set to, for someone who sees some of the network."""

from collections.abc import Sequence
from dataclasses import dataclass

from audit.access import Scope
from audit.clock import DAYPARTS
from audit.models import BranchFacts, Brand, Region, Wave, WaveFigures
from audit.models.programme import CHANNELS
from forms.texts import Text
from reports.network import title_of
from reports.rollup.lens import Lens

Named = tuple[str, Text]


@dataclass(frozen=True)
class Options:
    """Values with their names; formats, tags, channels and parts of the day are said elsewhere."""

    waves: Sequence[Named]
    regions: Sequence[tuple[str, Text, int]]
    brands: Sequence[Named]
    formats: Sequence[str]
    tags: Sequence[str]
    checklists: Sequence[Named]
    channels: Sequence[str] = tuple(name for name in CHANNELS if name != "competitor")
    dayparts: Sequence[str] = tuple(dict.fromkeys(name for name, _ in DAYPARTS))


async def options(lens: Lens, reach: Scope) -> Options:
    """Return what there is within reach, in a fixed number of statements.

    Regions come with their depth, parents first; those above one's reach are left out.
    """
    facts = BranchFacts.filter(reach.where()).distinct()
    regions = {int(str(key)) for key in await facts.values_list("region_id", flat=True)}
    brands = {int(str(key)) for key in await facts.values_list("brand_id", flat=True)}
    formats = sorted({str(key) for key in await facts.values_list("format", flat=True)})
    tags = sorted({tag for held in await facts.values_list("tags", flat=True) for tag in held})
    every = await Region.all().order_by("path")
    paths = [row.path for row in every if row.id in regions]
    # The top of the tree stands for all there is: as a choice it says nothing.
    inside = [
        row for row in every
        if any(path.startswith(row.path) for path in paths)
        and not all(path.startswith(row.path) and path != row.path for path in paths)
    ]  # fmt: skip
    depth = min((row.path.count("/") for row in inside), default=0)
    official = await WaveFigures.all().values_list("wave_id", flat=True)
    waves = await Wave.filter(id__in=list(official)).order_by("-starts_on", "-id")
    known = await Brand.filter(id__in=list(brands)).order_by("code")
    return Options(
        waves=[(wave.code, Text(zh=wave.name_zh, en=wave.name_en)) for wave in waves],
        regions=[
            (row.code, Text(zh=row.name_zh, en=row.name_en), row.path.count("/") - depth)
            for row in inside
        ],
        brands=[(row.code, Text(zh=row.name_zh, en=row.name_en)) for row in known],
        formats=formats,
        tags=tags,
        checklists=[(row.key, title_of(row)) for row in lens.checklists],
    )
