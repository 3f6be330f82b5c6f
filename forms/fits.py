"""Whether answers given under one version can be judged by another."""

from collections.abc import Iterator

from forms.checklist import Checklist
from forms.issues import Issue, issue
from forms.items import Choice, Choices, Item, Ranking, Scale


def misfits(old: Checklist, new: Checklist) -> list[Issue]:
    """What stands against scoring answers to `old` under `new`; empty: nothing does.

    A corrected version may change weights, points, limits, rules and words, and drop items. It
    may not ask what nobody was asked, nor lack an answer that somebody may have given: such
    answers would silently count as left empty.
    """
    if old.key != new.key:
        return [issue("key", "other_checklist")]
    return [
        found
        for place, section in enumerate(new.sections)
        for number, item in enumerate(section.items)
        for found in _item(f"sections[{place}].items[{number}]", old.by_key.get(item.key), item)
    ]


def _item(path: str, old: Item | None, new: Item) -> Iterator[Issue]:
    if old is None:
        yield issue(path, "not_asked_then")
    elif old.kind != new.kind:
        yield issue(f"{path}.kind", "asked_otherwise")
    elif gone := sorted(_answers(old) - _answers(new)):
        yield issue(path, "answers_gone", keys=", ".join(gone))


def _answers(item: Item) -> set[str]:
    match item:
        case Choice() | Choices() | Ranking():
            return {option.key for option in item.options}
        case Scale():
            return {str(level.level) for level in item.levels}
    return set()
