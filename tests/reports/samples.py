"""Snapshots to render in tests: believable, empty, huge, hostile; and drawn photos."""

from datetime import date
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw

from forms.texts import Text
from reports.area_snapshot import (
    AreaBranch,
    HeatRow,
    LeagueItem,
    Mover,
    NetworkSnapshot,
    Place,
    RegionSnapshot,
    WaitSummary,
)
from reports.frozen import Action, Appeal, Appeals, Lift, Limits, PeerDots, Step
from reports.snapshot import (
    Band,
    BranchFacts,
    BranchItem,
    BranchSnapshot,
    ChecklistFacts,
    Counts,
    Measure,
    Method,
    Note,
    Peers,
    Photo,
    Previous,
    Result,
    Score,
    Section,
    TrendPoint,
    Trigger,
    Views,
    VisitAnswer,
    VisitItem,
    VisitLine,
    VisitSnapshot,
    Wait,
    WaveFacts,
    When,
)

BANDS = (
    Band(key="A", label=Text(zh="优秀", en="Excellent"), floor=9000),
    Band(key="B", label=Text(zh="良好", en="Good"), floor=8000),
    Band(key="C", label=Text(zh="合格", en="Pass"), floor=6500),
    Band(key="D", label=Text(zh="不合格", en="Fail"), floor=0),
)

# key, zh, en, then items: (zh wording, en wording, zh coaching, en coaching)
SECTIONS: tuple[tuple[str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    (
        "dress",
        "着装",
        "Dress",
        (
            (
                "工装整洁、合身、无破损",
                "Uniform clean, fitting, undamaged",
                "上岗前两人互查：领口、袖口、下摆；备一件替换工装在更衣室。",
                "Check each other before the shift: collar, cuffs, hem. Keep a spare uniform.",
            ),
            (
                "工牌、领带（丝巾）佩戴齐全",
                "Badge and tie (or scarf) worn",
                "工牌戴在左胸，文字水平朝外；缺件当班补领，不带病上岗。",
                "Badge on the left chest, level and readable; fetch what is missing at once.",
            ),
            (
                "饰品小而配套，不晃眼、不作响",
                "Jewellery small, matching, silent",
                "最多两件；走动时听不到声音、灯下不反光，才算合适。",
                "Two pieces at most; if it jingles or glares, it stays in the locker.",
            ),
            (
                "发型端正，淡妆上岗",
                "Hair neat, light make-up",
                "长发盘起，刘海不过眉；妆容以“看不出化妆”为度。",
                "Long hair up, fringe above the brows; make-up that does not show.",
            ),
        ),
    ),
    (
        "posture",
        "姿态",
        "Posture",
        (
            (
                "站姿端正：头、躯干、双腿成一线",
                "Stands upright: head, trunk and legs in line",
                "肩放平，手自然下垂，双脚间距不超过肩宽。",
                "Shoulders level, arms at ease, feet no wider apart than the shoulders.",
            ),
            (
                "坐姿安静，双脚并拢，不抖腿",
                "Sits calmly, feet together",
                "转身面向顾客再坐下，只坐椅面三分之二。",
                "Turn to the customer first, then sit on two thirds of the seat.",
            ),
            (
                "取低处物品用蹲姿，动作平稳",
                "Squats steadily to reach low shelves",
                "先理好衣摆，重心放后脚，起身时不扶货架。",
                "Gather the clothes, weight on the back foot, rise without holding the shelf.",
            ),
        ),
    ),
    (
        "speech",
        "语言",
        "Speech",
        (
            (
                "进店 10 秒内主动问候",
                "Greets within ten seconds",
                "看到顾客先停下手里的活，微笑、注视，"
                "再说“您好，欢迎光临”。"
                "忙时点头示意也算问候，但要在空下来后补上一句。",
                "Put down what you are doing, smile, look up, then say “Welcome”. A nod counts "
                "while you serve someone else; say the words as soon as you are free.",
            ),
            (
                "拒绝时给出合理解释，不说“这是规定”",
                "Never a bare no, never “it’s the rule”",
                "先说明原因，再给一个能做到的办法："
                "“这款今天售完了，"
                "隔壁门店还有两件，我帮您留一件？”",
                "Give the reason, then what you can do: “This one is sold out; the next branch has "
                "two. Shall I reserve one for you?”",
            ),
            (
                "打扰或让顾客等候时道歉",
                "Apologises when the customer is kept waiting",
                "一句“让您久等了”要在开口办理业务之前说。",
                "“Thank you for waiting” comes before the business itself.",
            ),
            (
                "离店时道谢并邀请再来",
                "Thanks and invites to return",
                "双手递上物品，目送顾客离开柜台三步。",
                "Hand things over with both hands and look after the customer for three steps.",
            ),
        ),
    ),
    (
        "smile",
        "微笑",
        "Smile",
        (
            (
                "微笑自然，与眼神、语言结合",
                "A natural smile, with eyes and words",
                "想一件开心的小事再上岗；眼睛先笑，嘴角再动。",
                "The eyes smile first. Think of something pleasant before the shift.",
            ),
            (
                "GST：问候、微笑、感谢三者齐全",
                "Greet, smile, thank: all three",
                "三个动作贴在收银台内侧，交接班时互相提醒。",
                "Put the three words on the inside of the till and remind each other at handover.",
            ),
        ),
    ),
    (
        "wait",
        "等候",
        "Waiting",
        (
            (
                "到店至首次问候的时间",
                "From the door to the first greeting",
                "门口安排迎宾岗，高峰期由值班经理顶岗。",
                "Keep someone near the door; the duty manager stands in at peak times.",
            ),
            (
                "收银排队时间",
                "Time in the queue at the till",
                "排队超过 4 人即加开一台；广播用语：“请到 3 号台，马上为您办理。”",
                "Open one more till when more than four people wait.",
            ),
            (
                "柜台办理时间",
                "Time at the counter",
                "先确认需求，再查系统；复杂业务请顾客坐下等。",
                "Confirm the need first, then the system; offer a seat for longer business.",
            ),
        ),
    ),
    (
        "place",
        "硬件环境",
        "Surroundings",
        (
            (
                "门头、橱窗干净，灯光完好",
                "Shop front clean, lights working",
                "开店前 15 分钟巡一圈，坏灯当日报修并登记。",
                "Walk round 15 minutes before opening; report a dead lamp the same day.",
            ),
            (
                "饮水机可用并配有水杯",
                "Drinking water, with cups",
                "每两小时补一次杯子，写在卫生间巡检表上。",
                "Refill the cups every two hours; put it on the inspection sheet.",
            ),
            (
                "等候区座位充足、无杂物",
                "Enough seats, nothing stored on them",
                "空箱当场撤走，座位前留出 80 厘米通道。",
                "Take empty boxes away at once and keep an aisle of 80 cm.",
            ),
            (
                "无障碍柜台可正常使用",
                "The accessible counter can be used",
                "无障碍柜台不得堆放宣传品，轮椅可直接靠近。",
                "No leaflets on the low counter; a wheelchair must reach it.",
            ),
        ),
    ),
    (
        "problem",
        "投诉处理",
        "Handling a problem",
        (
            (
                "听完顾客陈述，不打断",
                "Listens to the end",
                "身体前倾，做记录，复述一遍要点再回答。",
                "Lean forward, take notes, repeat the point before answering.",
            ),
            (
                "代表公司承担责任，不推诿",
                "Takes responsibility, blames no one",
                "说“我来帮您处理”，不说“这不是我们部门的事”。",
                "Say “I will see to it”, never “that is not our department”.",
            ),
            (
                "给出解决办法与备选办法",
                "Offers a solution and an alternative",
                "至少给两个选择，并说清楚各自要等多久。",
                "Two choices at least, each with how long it takes.",
            ),
        ),
    ),
    (
        "knowledge",
        "专业",
        "Knowledge",
        (
            (
                "回答准确、完整，不猜测",
                "Answers are right and complete",
                "不确定就查系统或问同事，当着顾客的面查证。",
                "If unsure, look it up in front of the customer.",
            ),
            (
                "能演示、会教，帮助顾客选择",
                "Demonstrates, teaches, helps to choose",
                "先问用途，再推荐两款，说出各自的不足。",
                "Ask what it is for, show two, and name the drawback of each.",
            ),
        ),
    ),
)

FAILING = {"speech.1": 1, "place.2": 2, "wait.2": 3, "dress.2": 1, "problem.3": 1, "posture.3": 1}
NOTE = (
    "进门后约半分钟无人招呼，两名店员在收银台后聊天。走到柜台前才有人抬头问“要什么”。"
    "随后态度尚可，介绍产品时很耐心。"
)


def text(zh: str, en: str) -> Text:
    return Text(zh=zh, en=en)


def draw_photo(path: Path, seed: int, size: tuple[int, int] = (1000, 750)) -> None:
    """Draw a counter with people; different for each seed."""
    r = Random(seed)
    image = Image.new("RGB", size, (r.randint(190, 235), r.randint(190, 230), r.randint(180, 220)))
    draw = ImageDraw.Draw(image)
    w, h = size
    for i in range(6):
        x = i * w // 6
        draw.rectangle((x + 12, h * 0.08, x + w // 6 - 12, h * 0.4), (r.randint(90, 180),) * 3)
    for _ in range(r.randint(1, 4)):
        x = r.randint(w // 8, w * 7 // 8)
        draw.ellipse((x - 40, h * 0.3, x + 40, h * 0.3 + 90), (224, 188, 160))
        draw.rectangle((x - 70, h * 0.3 + 92, x + 70, h * 0.8), (20, r.randint(60, 120), 110))
    draw.rectangle((0, h * 0.7, w, h), (r.randint(100, 160), 110, 90))
    image.save(path, "JPEG", quality=80)


class Album:
    """Photos in a folder, drawn when first asked for; the callable that rendering takes."""

    def __init__(self, folder: Path, size: tuple[int, int] = (1000, 750)) -> None:
        self.folder, self.size = folder, size

    def __call__(self, key: str) -> Path:
        path = self.folder / f"{key}.jpg"
        if not path.exists():
            draw_photo(path, sum(map(ord, key)), self.size)
        return path


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


def region(**changes: object) -> RegionSnapshot:
    """A region of 24 branches."""
    return RegionSnapshot.model_validate(
        _area(24, 24) | {"region": (text("全国", "All"),)} | changes
    )


def network(**changes: object) -> NetworkSnapshot:
    """A network of 480 branches, 40 of them listed."""
    name = {"name": text("晨光百货全网", "Morninglight, whole network")}
    return NetworkSnapshot.model_validate(_area(480, 40) | name | changes)


def _area(total: int, listed: int) -> dict[str, object]:
    r = Random(9)
    finals = sorted(int(min(max(r.gauss(8500, 520), 5200), 9990)) for _ in range(total))
    branches = [_area_branch(n, final, r) for n, final in enumerate(reversed(finals[-listed:]), 1)]
    whole = visit().model_dump(
        exclude={"shape", "kind", "channel", "when", "inspector", "items", "branch"}
    )
    score = SCORE.model_copy(update={"peers": None, "final": 8512, "raw": 8540, "change": "real"})
    places = [(r.randint(6500, 9600), r.randint(6200, 9700)) for _ in range(listed)]
    return whole | {
        "number": "R-2026Q4-EAST01",
        "name": text("华东区", "East"),
        "score": score,
        "total": total,
        "visits": total * 3,
        "finals": tuple(finals),
        "branches": tuple(branches),
        "heat": tuple(
            HeatRow(label=b.name, final=b.final, cells=b.sections) for b in branches[:30]
        ),
        "league": tuple(
            LeagueItem(
                key=item.key, wording=item.wording, section=item.section, met=41 + 2 * n,
                judged=72, again=6 - n // 2, low=4300 + 250 * n, high=6700 + 250 * n,
            )
            for n, item in enumerate(items()[:12])
        ),
        "movers": tuple(
            Mover(code=b.code, name=b.name, before=(b.final or 0) + step, now=b.final or 0)
            for b, step in zip(branches, (-910, -640, -520, 480, 770), strict=False)
        ),
        "square": tuple(
            Place(label=b.name, process=process, personal=personal)
            for b, (process, personal) in zip(branches, places, strict=True)
        ),
        "waits": (
            WaitSummary(label=text("收银排队", "Queue at the till"), median=142, slow=388,
                        limit=180, within=51, visits=72),
            WaitSummary(label=text("首次问候", "First greeting"), median=14, slow=42, limit=30,
                        within=60, visits=72),
        ),
    }  # fmt: skip


def _area_branch(n: int, final: int, r: Random) -> AreaBranch:
    streets = ("天钥桥路", "淮海中路", "长寿路", "中山公园", "五角场", "张江", "莘庄", "松江大学城")
    name = text(f"{streets[n % 8]}{n}店", f"Branch {n}, Shanghai")
    spread = r.randint(150, 420)
    return AreaBranch(
        code=f"SH-{n:03d}",
        name=name,
        final=final,
        band="A" if final >= 9000 else "B" if final >= 8000 else "C" if final >= 6500 else "D",
        visits=3,
        previous=final - r.randint(-700, 900),
        change="real" if n % 5 == 0 else "noise",
        rank_low=max(n - 4, 1),
        rank_high=n + 5,
        low=final - spread,
        high=min(final + spread, 10000),
        sections=tuple(min(max(final + r.randint(-1500, 1200), 3000), 10000) for _ in SECTIONS),
    )
