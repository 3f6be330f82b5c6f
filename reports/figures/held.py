"""What scores are held to: bands and decimals of the checklist, and a target. Pure."""

from dataclasses import replace

from reports.rollup.lens import Lens
from reports.yardstick import Yardstick, hundredths, yardstick_of


def held_of(lens: Lens) -> Yardstick:
    """Return what scores are held to: by a section, to its target; by a view, to none."""
    held, asked = yardstick_of(lens.asked), lens.asked
    if lens.dimension is None or asked is None:
        return held
    own = {section.key: hundredths(asked.target_of(section)) for section in asked.sections}
    return replace(held, target=own.get(lens.dimension))
