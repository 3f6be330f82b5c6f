"""Which items a section or a view of the answers is made of. Pure."""

from audit.figures.measures import VIEWS
from forms.checklist import Checklist, Section
from forms.items import Item
from reports.rollup.lens import Lens


def views_of(item: Item) -> frozenset[str]:
    """Return the views whose score an item moves."""
    found = [*item.dimensions, item.axis, item.ware]
    quality = f"{item.quality}_quality" if item.quality else None
    return frozenset(one for one in (*found, quality) if one)


def views_used(asked: Checklist | None) -> tuple[str, ...]:
    """Return the views of which a checklist has an item."""
    sections = asked.sections if asked else ()
    used = {view for section in sections for item in section.items for view in views_of(item)}
    return tuple(view for view in VIEWS if view in used)


def items_of(lens: Lens) -> tuple[tuple[Section, Item], ...]:
    """Return the items of the checklist looked at, with their sections: those of the section or
    view by which scores are looked at, else all."""
    sections = lens.asked.sections if lens.asked else ()
    by = lens.dimension
    section = any(one.key == by for one in sections)
    return tuple(
        (one, item)
        for one in sections
        for item in one.items
        if by is None or (one.key == by if section else by in views_of(item))
    )
