"""Snapshots of one branch to render in tests: believable, critical, empty, huge, full."""

from datetime import date
from random import Random

from reports.evidence import Note, Photo
from reports.frozen import Action, Appeal, Appeals, Lift, Limits, PeerDots, Step
from reports.snapshot import (
    BranchItem,
    BranchSnapshot,
    Counts,
    Result,
    Score,
    Section,
    Trigger,
    Views,
    VisitAnswer,
    VisitLine,
    VisitSnapshot,
    When,
)
from tests.reports.sample_parts import (
    BANDS,
    BRANCH,
    CHECKLIST,
    METHOD,
    SCORE,
    WAVE,
    items,
    sections,
    trend,
    views,
)
from tests.reports.sample_words import NOTE, SECTIONS, text


def visit(**changes: object) -> VisitSnapshot:
    """A normal mystery visit, with any field changed."""
    whole = {
        "number": "R-2026Q4-7KQ2M9",
        "issued_on": date(2026, 11, 21),
        "verify_url": "https://audit.example.com/r/7KQ2M9",
        "branch": BRANCH,
        "wave": WAVE,
        "checklist": CHECKLIST,
        "score": SCORE,
        "sections": sections(),
        "views": views(),
        "trend": trend(),
        "counts": Counts(met=20, partial=3, not_met=3, na=1),
        "method": METHOD,
        "kind": "mystery",
        "when": When(
            first_day=date(2026, 11, 11), last_day=date(2026, 11, 20), daypart="afternoon"
        ),
        "items": items(),
    }
    return VisitSnapshot.model_validate(whole | changes)


def critical_visit() -> VisitSnapshot:
    trigger = Trigger(
        item="problem.2",
        wording=text("代表公司承担责任，不推诿", "Takes responsibility, blames no one"),
        effect=text("总分以 60.0 为上限", "the total is capped at 60.0"),
    )
    return visit(
        score=SCORE.model_copy(update={"final": 6000, "band": "D", "triggers": (trigger,)})
    )


def empty_visit() -> VisitSnapshot:
    """Everything not applicable: no score anywhere."""
    blank = tuple(
        item.model_copy(
            update={
                "result": Result.NO_ANSWER,
                "no_answer": "na",
                "answer": None,
                "earned": None,
                "possible": None,
                "lost": 0,
                "photos": (),
                "note": None,
                "wait": None,
            }
        )
        for item in items()
    )
    bare = tuple(Section(key=s.key, title=s.title, score=None) for s in sections())
    return visit(
        score=Score(raw=None, final=None, outcome="no_score", bands=BANDS),
        sections=bare,
        views=Views(),
        trend=(),
        items=blank,
        counts=Counts(na=len(blank)),
    )


def huge_visit() -> VisitSnapshot:
    """120 items, 60 photos, long notes."""
    made, number = [], 1
    base = items()
    for i in range(120):
        item = base[i % len(base)]
        photos = tuple(
            Photo(key=f"ph{number + k}", width=1000, height=750, number=number + k)
            for k in range(3 if i % 6 == 0 else 0)
        )
        number += len(photos)
        short = i % 6 == 0
        made.append(
            item.model_copy(
                update={
                    "key": f"{item.section}.x{i}",
                    "photos": photos,
                    "result": Result.NOT_MET if short else Result.MET,
                    "no_answer": None,
                    "lost": 80 if short else 0,
                    "note": Note(text=NOTE * (1 + i % 9)) if i % 4 == 0 else None,
                }
            )
        )
    return visit(items=tuple(made))


def waterfall() -> tuple[Step, ...]:
    """From 100 to 86.40 by the sections of the sample."""
    lost = (-138, -187, -125, 0, -412, -234, -165, 0)
    steps = [Step(key="start", label=text("满分", "Full score"), amount=10000, kind="start")]
    for (key, zh, en, _), amount in zip(SECTIONS, lost, strict=True):
        if amount:
            steps.append(Step(key=key, label=text(zh, en), amount=amount, kind="loss"))
    bonus = text("加分与扣分", "Bonus and penalty")
    steps.append(Step(key="other", label=bonus, amount=-99, kind="loss"))
    total = sum(step.amount for step in steps)
    label = text("最终得分", "Final score")
    steps.append(Step(key="final", label=label, amount=total, kind="final"))
    return tuple(steps)


def peer_dots() -> tuple[PeerDots, ...]:
    r = Random(5)
    groups = (("format", "标准店", "standard shops", 24), ("region", "华东区", "East", 61),
              ("network", "全网", "all branches", 214))  # fmt: skip
    return tuple(
        PeerDots.model_validate(
            {
                "scope": scope,
                "label": text(zh, en),
                "finals": tuple(sorted(int(min(r.gauss(8650, 480), 9980)) for _ in range(n))),
            }
        )
        for scope, zh, en, n in groups
    )


def full_branch(**changes: object) -> BranchSnapshot:
    """A branch with everything that a report can show."""
    actions = (
        Action(item="place.2", what="饮水机旁加装杯架，每两小时补杯", owner="店长",
               due=date(2026, 10, 20), evidence="照片", recheck=date(2026, 11, 5),
               state="closed", carried=True),
        Action(item="wait.2", what="周末 11—14 点固定加开 3 号收银台", owner="值班经理",
               due=date(2026, 10, 31), state="overdue", carried=True),
        Action(item="speech.1", what="早会演练问候用语，店长每周抽查两次", owner="店长",
               due=date(2026, 12, 5), recheck=date(2026, 12, 19)),
    )  # fmt: skip
    appeals = Appeals(
        deadline=date(2026, 12, 6),
        how=text(
            "在系统的探访页面点选“申诉”，附照片或小票。",
            "On the page of the visit choose “Appeal” and add a photo or a receipt.",
        ),
        cases=(
            Appeal(item="dress.2", state="upheld", said="当班员工佩戴临时工牌，见照片。",
                   decision="临时工牌清晰可辨，改判为达标。", before=8455, after=8640),
        ),
    )  # fmt: skip
    whole: dict[str, object] = {
        "waterfall": waterfall(),
        "lift": (
            Lift(item="wait.2", gain=370, after=9010, band="A"),
        ),
        "peer_dots": peer_dots(),
        "limits": Limits(centre=8160, low=7480, high=8840),
        "actions": actions,
        "appeals": appeals,
        "score": SCORE.model_copy(update={"low": 8350, "high": 8930}),
        "edition": 2,
        "replaces": "R-2026Q4-BR0143",
        "changes": (text("着装：87.5 → 90.0", "Dress: 87.5 → 90.0"),),
        "page_url": "https://audit.example.com/branches/SH-014",
    }  # fmt: skip
    return branch(**(whole | changes))


def branch(**changes: object) -> BranchSnapshot:
    """Three visits of one branch."""
    made = []
    number = 1
    for item in items():
        answers = []
        for ordinal in (1, 2, 3):
            failing = item.result in (Result.NOT_MET, Result.PARTIAL) and ordinal != 2
            result = item.result if failing or item.result is Result.NO_ANSWER else Result.MET
            photos = tuple(
                Photo(key=f"ph{number + k}", width=1000, height=750, number=number + k)
                for k in range(len(item.photos) if failing else 0)
            )
            number += len(photos)
            fields = item.model_dump(include=set(VisitAnswer.model_fields) - {"photos", "result"})
            answer = VisitAnswer.model_validate(
                fields | {"visit": ordinal, "photos": photos, "result": result}
            )
            if not failing and item.result is not Result.NO_ANSWER:
                update = {"answer": text("是", "Yes"), "note": None, "lost": 0, "wait": None}
                answer = answer.model_copy(update=update)
            answers.append(answer)
        facts = item.model_dump(include=set(BranchItem.model_fields) - {"answers"})
        made.append(BranchItem.model_validate(facts | {"answers": tuple(answers)}))
    lines = (
        VisitLine(ordinal=1, kind="mystery", daypart="morning", raw=8310, final=8310,
                  outcome="pass", band="B"),
        VisitLine(ordinal=2, kind="mystery", daypart="evening", raw=9130, final=9130,
                  outcome="pass", band="A"),
        VisitLine(ordinal=3, kind="open", daypart="afternoon", raw=8480, final=8480,
                  outcome="pass", band="B"),
    )  # fmt: skip
    whole = visit().model_dump(exclude={"shape", "kind", "channel", "when", "inspector", "items"})
    whole |= {"visits": lines, "items": tuple(made), "number": "R-2026Q4-BR0144"}
    return BranchSnapshot.model_validate(whole | changes)
