"""The words of the report: each term in both languages, its meaning in the reader's."""

from forms.texts import Text
from reports.pdf.blocks import Block, Flowing, Heading, Paragraph, Row, Space, Stack
from reports.pdf.style import Kit

# zh term, en term, zh meaning, en meaning
_TERMS = (
    ("原始分", "raw score", "一票否决规则生效之前的得分", "the score before the critical rules"),
    ("最终得分", "final score", "一票否决规则生效之后的得分", "the score after the critical rules"),
    (
        "一票否决项",
        "critical item",
        "一旦失分，直接影响总分或等级的检查项",
        "an item whose failure alone changes the total or the band",
    ),
    ("短板", "shortfall", "低于目标的检查项或分项", "an item or a section under its target"),
    (
        "波次（期）",
        "wave",
        "一个测评周期，每家门店在其中接受约定次数的探访",
        "one measuring period, in which every branch is visited",
    ),
    (
        "误差范围内",
        "within noise",
        "这样大小的变化仅凭偶然也常会出现",
        "a change of a size that chance alone often brings",
    ),
    (
        "名次范围",
        "rank range",
        "考虑误差后，门店可能所处的名次",
        "the places a branch may hold, given how exact its score is",
    ),
    (
        "同类中位",
        "median of peers",
        "同类门店得分居中者：一半更高，一半更低",
        "the middle score of like branches: half are higher, half lower",
    ),
    (
        "程序特性",
        "process",
        "服务是否及时、有序、一致",
        "how prompt, orderly and uniform the service is",
    ),
    (
        "个人特性",
        "personal",
        "服务是否热情、友善、善于沟通",
        "how warm, friendly and skilled in talking it is",
    ),
    (
        "四垒",
        "four bases",
        "态度积极、识别需求、满足需求、愿意再来，须依次跑到",
        "attitude, need recognised, need met, would come back: touched in this order",
    ),
    (
        "五维度",
        "five dimensions",
        "信赖度、专业度、有形度、同理度、反应度",
        "reliability, assurance, tangibles, empathy, responsiveness",
    ),
    (
        "整改",
        "corrective action",
        "针对短板的改进：责任人、期限、凭证、复查",
        "what is done about a shortfall: owner, deadline, proof, re-check",
    ),
    (
        "申诉",
        "appeal",
        "门店对已发布探访中某一项提出异议",
        "the branch disputes an item of a released visit",
    ),
)


def glossary(kit: Kit) -> list[Block]:
    """Return the terms in two columns, to be read down the left one first."""
    half = (len(_TERMS) + 1) // 2
    pairs = zip(_TERMS[:half], _TERMS[half:], strict=True)
    rows: list[Block] = [
        Row(cells=[_entry(one, kit), _entry(other, kit)], spans=(1, 1), gutter=24)
        for one, other in pairs
    ]
    title = Heading(text=kit.t("The words of this report"), style=kit.head, before=24)
    return [title, Flowing(blocks=rows, before=4)]


def _entry(term: tuple[str, str, str, str], kit: Kit) -> Block:
    zh, en, meaning_zh, meaning_en = term
    meaning = kit.speak.text(Text(zh=meaning_zh, en=meaning_en))
    first, second = (zh, en) if kit.speak.lang == "zh" else (en, zh)
    return Stack(
        blocks=[
            Paragraph(text=f"{first}  ·  {second}", style=kit.strong.but(size=8, leading=1.4)),
            Paragraph(text=meaning, style=kit.small.but(size=7.5, leading=1.4)),
            Space(points=5),
        ]
    )
