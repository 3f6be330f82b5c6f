"""What was answered, read from what the phone sent; marks what does not fit, refuses nothing.

On the wire an answer is `{"value": …, "skip": "na"|"unseen", "reason", "reasons": [key, …],
"note", "at", "photos", "sure": "sure"|"unsure", "delay_s"}`, all optional. A value that does not
fit its item becomes an issue, and the item counts as left empty; a `skip` beside a value wins
over it. `reason` says why something could not be observed; `reasons`, main one first, why the
standard was not met.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forms.base_item import Reasoned, Skip
from forms.checklist import MOST_ITEMS, Checklist
from forms.issues import Issue, issue
from forms.items import Item, failing
from forms.values import Value, ranked_problem, read_text, read_value, whole

MOST_ISSUES = 200
MOST_PHOTOS = 50
LONGEST_NOTE = 5000
LONGEST_DELAY = 10**8
Sure = Literal["sure", "unsure"]
_SURE: Mapping[object, Sure] = {"sure": "sure", "unsure": "unsure"}
_FIELDS = frozenset(
    {"value", "skip", "reason", "reasons", "note", "at", "photos", "sure", "delay_s"}
)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. At most one of `value` and `skip` is there; neither means left empty."""

    value: Value | None = None
    skip: Skip | None = None
    reason: str = ""
    note: str = ""
    at: str | None = None
    photos: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    sure: Sure | None = None
    delay_s: int | None = None

    @property
    def picks(self) -> tuple[str, ...]:
        """The keys of the options and reasons given."""
        match self.value:
            case str():
                return (self.value, *self.reasons)
            case tuple():
                return (*self.value, *self.reasons)
        return self.reasons


EMPTY = Answer()


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers by item key; an item without one is left empty."""

    by_item: Mapping[str, Answer] = field(default_factory=dict)

    def get(self, key: str) -> Answer:
        return self.by_item.get(key, EMPTY)


def parse_answers(checklist: Checklist, raw: object) -> tuple[Answers, list[Issue]]:
    """Decoded JSON → answers, and what in it does not fit. Never raises."""
    if not isinstance(raw, Mapping):
        return Answers(), [issue("", "answers_not_a_table")]
    issues: list[Issue] = []
    found: dict[str, Answer] = {}
    for number, (key, entry) in enumerate(raw.items()):
        if number >= 2 * MOST_ITEMS or len(issues) >= MOST_ISSUES:
            issues.append(issue("", "too_many_answers", most=number))
            break
        item = checklist.by_key.get(key) if isinstance(key, str) else None
        if item is None:
            issues.append(issue(shown_key(key), "unknown_item"))
        elif entry is not None:
            found[item.key] = _read_answer(item, entry, issues)
    return Answers(found), issues


def shown_key(key: object) -> str:
    """A key from outside, cut and made safe to print and to store."""
    return "".join(c if c.isprintable() else "?" for c in str(key)[:80])


def _read_answer(item: Item, entry: object, issues: list[Issue]) -> Answer:
    if not isinstance(entry, Mapping):
        issues.append(issue(item.key, "answer_not_a_table"))
        return EMPTY
    issues.extend(
        issue(f"{item.key}.{shown_key(name)}", "unknown_answer_field")
        for name in list(entry)[:20]
        if name not in _FIELDS
    )
    skip = _read_skip(item, entry.get("skip"), issues)
    value = _read_value(item, entry.get("value"), issues)
    if skip is not None and value is not None:
        issues.append(issue(item.key, "skip_and_value"))
        value = None
    sure = entry.get("sure")
    return Answer(
        value=value,
        skip=skip,
        reason=_words(item, "reason", entry, issues),
        note=_words(item, "note", entry, issues),
        at=_words(item, "at", entry, issues) or None,
        photos=_read_photos(item, entry.get("photos"), issues),
        reasons=_read_reasons(item, value, entry.get("reasons"), issues),
        sure=_SURE.get(sure) if isinstance(sure, str) else None,
        delay_s=whole(entry.get("delay_s"), LONGEST_DELAY),
    )


def _read_value(item: Item, raw: object, issues: list[Issue]) -> Value | None:
    if raw is None:
        return None
    value, problem = read_value(item, raw)
    issues.extend([problem] if problem else [])
    return value


def _read_skip(item: Item, raw: object, issues: list[Issue]) -> Skip | None:
    if raw is None or raw == "":
        return None
    skip: Skip
    if raw == "na":
        skip = "na"
    elif raw == "unseen":
        skip = "unseen"
    else:
        issues.append(issue(f"{item.key}.skip", "wrong_skip"))
        return None
    if skip not in item.may_skip:
        issues.append(issue(f"{item.key}.skip", "skip_not_allowed"))
    return skip


def _words(item: Item, name: str, entry: Mapping[object, object], issues: list[Issue]) -> str:
    raw = entry.get(name)
    if raw is None:
        return ""
    text, problem = read_text(f"{item.key}.{name}", raw, LONGEST_NOTE)
    issues.extend([problem] if problem else [])
    return text or ""


def _read_reasons(
    item: Item, value: Value | None, raw: object, issues: list[Issue]
) -> tuple[str, ...]:
    """What was given as reasons; nothing where none are asked for or they do not fit."""
    if raw is None or raw == []:
        return ()
    path = f"{item.key}.reasons"
    if not isinstance(raw, list | tuple) or not all(isinstance(key, str) for key in raw):
        issues.append(issue(path, "wrong_value"))
        return ()
    if not isinstance(item, Reasoned) or not item.reasons or value not in failing(item):
        issues.append(issue(path, "reasons_unasked"))
        return ()
    given = tuple(dict.fromkeys(raw))
    problem = ranked_problem(path, item.reasons, given, "unknown_reason")
    if problem is None and len(given) > item.most_reasons:
        problem = issue(path, "too_many_ticked", most=item.most_reasons)
    issues.extend([problem] if problem else [])
    return () if problem else given


def _read_photos(item: Item, raw: object, issues: list[Issue]) -> tuple[str, ...]:
    if raw is None:
        return ()
    path = f"{item.key}.photos"
    if not isinstance(raw, list | tuple) or not all(isinstance(photo, str) for photo in raw):
        issues.append(issue(path, "wrong_photos"))
        return ()
    if len(raw) > MOST_PHOTOS:
        issues.append(issue(path, "too_many_photos", most=MOST_PHOTOS))
    # The same id sent twice is one photo.
    return tuple(dict.fromkeys(shown_key(photo) for photo in raw[:MOST_PHOTOS]))
