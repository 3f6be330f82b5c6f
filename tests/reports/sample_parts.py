"""What the sample reports are made of: items, sections, views, score, trend."""

from datetime import date

from forms.texts import Text
from reports.evidence import Note, Photo, Wait
from reports.snapshot import (
    Band,
    BranchFacts,
    ChecklistFacts,
    Counts,
    Measure,
    Method,
    Peers,
    Previous,
    Result,
    Score,
    Section,
    TrendPoint,
    Views,
    VisitItem,
    WaveFacts,
)
from tests.reports.sample_words import FAILING, NOTE, SECTIONS, text

BANDS = (
    Band(key="A", label=Text(zh="优秀", en="Excellent"), floor=9000),
    Band(key="B", label=Text(zh="良好", en="Good"), floor=8000),
    Band(key="C", label=Text(zh="合格", en="Pass"), floor=6500),
    Band(key="D", label=Text(zh="不合格", en="Fail"), floor=0),
)


def _item(section: str, n: int, words: tuple[str, str, str, str], photo: int) -> VisitItem:
    key = f"{section}.{n}"
    zh, en, how_zh, how_en = words
    failing = key in FAILING
    result = (Result.PARTIAL if n % 2 else Result.NOT_MET) if failing else Result.MET
    shown = {
        Result.MET: text("是", "Yes"),
        Result.PARTIAL: text("部分做到", "Partly"),
        Result.NOT_MET: text("否", "No"),
    }
    seconds = {"wait.1": 24, "wait.2": 395, "wait.3": 210}.get(key)
    limits = {"wait.1": (30, 60), "wait.2": (180, 300), "wait.3": (300, 480)}.get(key, (None, None))
    photos = tuple(
        Photo(key=f"ph{photo + i}", width=1000, height=750, number=photo + i)
        for i in range(2 if key == "place.2" else 1)
        if failing or section in ("dress", "place")
    )
    na = key == "posture.2"
    return VisitItem(
        key=key,
        section=section,
        wording=text(zh, en),
        standard=text(
            f"{zh}：每一位当班员工、每一个营业时段都应做到。", f"{en}: everyone, at any hour."
        ),
        coaching=text(how_zh, how_en),
        critical=key == "problem.2",
        worth=370,
        repeat=FAILING.get(key, 1),
        recovered=key == "smile.1",
        result=Result.NO_ANSWER if na else result,
        no_answer="na" if na else None,
        reason="该门店无坐席岗位" if na else "",
        answer=None if seconds or na else shown[result],
        earned=None if na else {Result.MET: 400, Result.PARTIAL: 200}.get(result, 0),
        possible=None if na else 400,
        lost={Result.PARTIAL: 185, Result.NOT_MET: 370}.get(result, 0),
        note=Note(text=NOTE, language="zh") if key in ("speech.1", "place.2") else None,
        photos=photos,
        wait=None
        if seconds is None
        else Wait(seconds=seconds, full=limits[0], half=limits[1], queue=6 if n == 2 else None),
    )


def items() -> tuple[VisitItem, ...]:
    made: list[VisitItem] = []
    photo = 1
    for section, _, _, entries in SECTIONS:
        for n, words in enumerate(entries, 1):
            item = _item(section, n, words, photo)
            photo += len(item.photos)
            made.append(item)
    return tuple(made)


def sections() -> tuple[Section, ...]:
    scores = (8750, 8300, 8750, 10000, 6700, 8125, 8350, 10000)
    peers = (8900, 8600, 9000, 9200, 7800, 8800, 8000, 9100)
    before = (8400, 8300, 9400, 8200, 7400, 8600, 7900, 9700)
    return tuple(
        Section(
            key=key,
            title=text(zh, en),
            score=scores[i],
            target=9000,
            peer_median=peers[i],
            previous=before[i],
            earned=400 * len(entries) - 200,
            possible=400 * len(entries),
            lost=200,
            counts=Counts(met=len(entries) - 1, not_met=1, na=int(key == "posture")),
        )
        for i, (key, zh, en, entries) in enumerate(SECTIONS)
    )


def views() -> Views:
    dims = ("reliability", "assurance", "tangibles", "empathy", "responsiveness")
    return Views(
        dimensions=tuple(
            Measure(key=k, score=s, n=n, target=9000, previous=p)
            for k, s, n, p in zip(
                dims,
                (8600, 9400, 8300, 8900, 7400),
                (6, 5, 8, 7, 5),
                (8200, 9100, 8500, 8400, 7900),
                strict=True,
            )
        ),
        axes=(
            Measure(key="process", score=7900, n=14, previous=8100),
            Measure(key="personal", score=9100, n=12, previous=8500),
        ),
        quality=(
            Measure(key="outcome", score=9000, n=9, target=9000),
            Measure(key="process", score=8300, n=16, target=9000),
        ),
        ware=(
            Measure(key="hardware", score=8125, n=4, target=9000),
            Measure(key="software", score=8700, n=20, target=9000),
        ),
        stages=(
            Measure(key="pre", score=8800, n=9, target=9000),
            Measure(key="in", score=8500, n=12, target=9000),
            Measure(key="after", score=8350, n=4, target=9000),
        ),
        bases=(
            Measure(key="first", score=9300, n=5),
            Measure(key="second", score=8400, n=4),
            Measure(key="third", score=7100, n=4),
            Measure(key="home", score=8000, n=2),
        ),
        service_type="quality",
    )


WAVE = WaveFacts(
    code="2026Q4",
    name=text("2026 年第四季度", "Q4 2026"),
    first_day=date(2026, 10, 1),
    last_day=date(2026, 12, 31),
)
BRANCH = BranchFacts(
    code="SH-014",
    name=text("徐汇天钥桥路店", "Tianyaoqiao Road, Xuhui"),
    region=(text("华东区", "East"), text("上海", "Shanghai"), text("徐汇", "Xuhui")),
    brand=text("晨光百货", "Morninglight"),
    format=text("标准店", "Standard shop"),
    address="上海市徐汇区天钥桥路 218 号",
)
SCORE = Score(
    raw=8640,
    final=8640,
    outcome="pass",
    band="B",
    bands=BANDS,
    target=9000,
    previous=Previous(wave=text("2026 年第三季度", "Q3 2026"), final=8320, band="B"),
    peers=Peers(
        label=text("华东区标准店", "standard shops, East"),
        branches=24,
        median=8710,
        rank_low=9,
        rank_high=15,
    ),
    change="noise",
)
METHOD = Method(scoring_version="scoring-1")
CHECKLIST = ChecklistFacts(title=text("零售服务标准", "Retail service standard"), version="3")


def trend() -> tuple[TrendPoint, ...]:
    names = ("25Q3", "25Q4", "26Q1", "26Q2", "26Q3", "26Q4")
    finals = (7810, 7640, 8120, 8450, 8320, 8640)
    return tuple(
        TrendPoint(wave=text(n, n), final=s, band="B" if s >= 8000 else "C", broken=i == 2)
        for i, (n, s) in enumerate(zip(names, finals, strict=True))
    )
