"""A finding, and the words of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from forms.checklist import Checklist
from forms.items import Item
from forms.texts import Text

Severity = Literal["warn", "hint"]


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is that of an issue ("sections[0].items[3].wording"), `key` that of the item or
    section it is about ("" for the whole checklist)."""

    code: str
    path: str
    key: str
    severity: Severity
    params: Mapping[str, str | int | Text] = field(default_factory=dict)

    def text(self, lang: str) -> str:
        """In "zh" or "en"."""
        said = {n: v.say(lang) if isinstance(v, Text) else v for n, v in self.params.items()}
        return WORDS[self.code][1].say(lang).format(**said)

    def as_json(self) -> dict[str, object]:
        """With the words of both languages."""
        return {
            "code": self.code,
            "path": self.path,
            "key": self.key,
            "severity": self.severity,
            "zh": self.text("zh"),
            "en": self.text("en"),
        }


def finding(code: str, path: str, key: str = "", **params: str | int | Text) -> Finding:
    """A finding whose severity and words stand in `WORDS` under `code`."""
    return Finding(code, path, key, WORDS[code][0], params)


def places(checklist: Checklist) -> list[tuple[str, Item]]:
    """Every item with its path."""
    return [
        (f"sections[{place}].items[{number}]", item)
        for place, section in enumerate(checklist.sections)
        for number, item in enumerate(section.items)
    ]


def _warn(en: str, zh: str) -> tuple[Severity, Text]:
    return "warn", Text(zh=zh, en=en)


def _hint(en: str, zh: str) -> tuple[Severity, Text]:
    return "hint", Text(zh=zh, en=en)


WORDS: Mapping[str, tuple[Severity, Text]] = {
    # How questions are put
    "double": _hint(
        "It seems to ask for two things (“{words}”), but takes one answer. Make it two items, or"
        " say in the standard when half of it counts.",
        "似乎一题问了两件事（“{words}”），却只有一个答案。拆成两题，或在标准里写明做到一半怎么算。",
    ),
    "leading": _warn(
        "“{words}” suggests the answer. Ask for what was seen or heard.",
        "“{words}”带有暗示。请问看到、听到的事实。",
    ),
    "subjective": _hint(
        "“{words}” depends on who judges. Say what can be seen or heard, or add the standard.",
        "“{words}”因人而异。请写成看得到、听得到的行为，或补充标准。",
    ),
    "long_text": _hint(
        "The text is long ({n} characters): nobody reads it to the end during a visit.",
        "文字偏长（{n} 字）：探访时没有人会读到最后。",
    ),
    "long": _hint(
        "The question is long; on a phone, in a shop, it has to be read at a glance.",
        "题目偏长；在门店里用手机，要一眼能读完。",
    ),
    "not_translated": _warn("The text is missing in {language}.", "缺少{language}文本。"),
    "same_in_both": _warn(
        "Both languages say the same; one of them is not translated.",
        "中英文内容完全相同，其中一种没有翻译。",
    ),
    "wrong_language": _warn(
        "The {language} text seems to be in another language.",
        "{language}文本似乎写成了另一种语言。",
    ),
    # What moves the score
    "too_many_items": _warn(
        "{n} items: more than {most} can't be kept in mind on a visit, and the answers get worse.",
        "共 {n} 题：超过 {most} 题，一次探访记不住，答案质量会下降。",
    ),
    "too_heavy": _warn(
        "It moves {points} of 100 points; one observation should not decide more than {most}.",
        "一题就影响总分 {points} 分；单次观察不宜超过 {most} 分。",
    ),
    "too_light": _hint(
        "It moves at most {points} of 100 points; with {places} decimals it is hardly ever seen.",
        "最多影响总分 {points} 分；保留 {places} 位小数时几乎看不出来。",
    ),
    "section_weight_unused": _warn(
        "With a pool of points, section weights play no part.",
        "总分池方式下，部分权重不起作用。",
    ),
    "section_weightless": _warn(
        "The section has weight 0: nothing in it moves the score.",
        "该部分权重为 0：其中各题都不影响得分。",
    ),
    "nothing_scored": _hint("Nothing in this section is scored.", "该部分没有计分题。"),
    "few_in_view": _warn(
        "Only {n} scored items for {view} “{value}”: under {least} its score says little.",
        "{view}“{value}”只有 {n} 道计分题：少于 {least} 题，得分没有意义。",
    ),
    "axis_missing": _warn(
        "No scored item stands for the {value} axis, so visits have no service type.",
        "没有代表{value}特性的计分题，探访无法归入服务类型。",
    ),
    "all_na": _hint(
        "Every scored item may be “not applicable”, so the section can end without a score.",
        "所有计分题都可选“不适用”，该部分可能没有得分。",
    ),
    "only_yes": _hint(
        "All {n} yes/no items are met by “yes”: who taps yes throughout gets full marks unread."
        " Turn some of them round.",
        "{n} 道是否题全以“是”为达标：一路点“是”就是满分。建议把其中几题反过来问。",
    ),
    # Groups and limits
    "group_unused": _warn("No scored item belongs to this group.", "没有计分题属于该小组。"),
    "group_weight_unused": _hint(
        "The weights of groups play no part unless the section weighs its groups.",
        "该部分没有按小组加权，小组权重不起作用。",
    ),
    "group_weightless": _warn(
        "The group has weight 0: nothing in it moves the score.",
        "该小组权重为 0：其中各题都不影响得分。",
    ),
    "limit_unused": _hint(
        "The limit of {limit} points never binds: no answers bring more than {most}.",
        "上限 {limit} 分永远用不到：其中各题最多 {most} 分。",
    ),
    "rate_flat": _warn(
        "Each counts 0 points: the number never moves the score.",
        "每单位 0 分：数值不影响得分。",
    ),
    "rate_never": _warn(
        "The number can't exceed {after}, from where it begins to count.",
        "该题数值不会超过起算点 {after}，永远不计分。",
    ),
    "anchors_unordered": _warn(
        "The points go up and down along the scale: a higher level should not earn less.",
        "量表分值忽高忽低：级别提高，分值不应降低。",
    ),
    # Rules
    "vague_rule": _warn(
        "A critical rule needs its definition: say exactly when it applies.",
        "一票否决须有定义：请写明何时触发。",
    ),
    "rule_can_be_skipped": _hint(
        "A critical item that may be “not applicable” can be dodged.",
        "一票否决题可选“不适用”，容易被绕开。",
    ),
    "rule_without_evidence": _hint(
        "A critical rule without a photo on failing will be disputed.",
        "一票否决题未要求不达标拍照，容易引起申诉。",
    ),
    "rule_never_fires": _warn(
        "The rule can never apply: no answer earns less than {below} %.",
        "规则永远不会触发：没有任何答案低于 {below}%。",
    ),
    "rule_beyond_reach": _warn(
        "The rule can never apply: it looks at {n} items and needs {least}.",
        "规则永远不会触发：涉及 {n} 题，却要求 {least} 题。",
    ),
    "rule_always": _warn(
        "The rule applies to every visit: it looks at {n} items and needs {least} judged.",
        "规则每次都会触发：只涉及 {n} 题，却要求评判 {least} 题。",
    ),
    "rule_points": _warn(
        "The rule can never apply: its items can lose {most} points at most, not {least}.",
        "规则永远不会触发：相关题目最多失 {most} 分，达不到 {least} 分。",
    ),
    "rule_below_nothing": _warn(
        "The rule can never apply: no score is under 0.", "规则永远不会触发：得分不会低于 0。"
    ),
    "rule_cap_full": _warn("A cap at full marks changes nothing.", "封顶等于满分，不起作用。"),
    "reference_missing": _hint(
        "The reference picture “{name}” is not there yet.", "参照图“{name}”还没有上传。"
    ),
    "reference_unseen": _warn(
        "The reference picture is never shown: the item takes no photos.",
        "该题不拍照，参照图永远不会显示。",
    ),
    "no_evidence": _hint(
        "What can be seen can be photographed: say whether a photo is asked for.",
        "看得见的就能拍：请写明是否要求拍照。",
    ),
    "photo_gives_away": _hint(
        "A photo required in front of staff may give the shopper away.",
        "当着员工的面必须拍照，可能暴露神秘顾客。",
    ),
    "no_standard": _warn(
        "There is no standard: the auditor and the branch may have different ones in mind.",
        "没有写明标准：审核员与门店的理解可能不同。",
    ),
    "no_coaching": _hint(
        "There is no coaching text: the branch will not learn how to do better.",
        "没有辅导要点：门店不知道如何改进。",
    ),
    "no_unseen": _hint(
        "It must be answered even if it could not be observed; the auditor will guess.",
        "看不到也必须作答，审核员只能猜。",
    ),
    # What can't be reached
    "never_shown": _warn(
        "Its condition can never be true: it is never asked.",
        "显示条件永远不成立：该题（部分）永远不会出现。",
    ),
    "never_required": _warn("“Required if” can never be true.", "必答条件永远不成立。"),
    "no_bands": _hint(
        "There are no bands: the score stays a bare number.",
        "没有设等级：得分只是一个数字。",
    ),
    "bands_gap": _warn(
        "Scores under {limit} belong to no band.", "低于 {limit} 分的得分没有等级。"
    ),
    "band_too_narrow": _warn(
        "With {places} decimals, no score shown falls into this band.",
        "保留 {places} 位小数时，没有得分会落入该等级。",
    ),
    "band_same_points": _hint(
        "This limit changes nothing: what comes after it earns as much.",
        "该分段不起作用：其后的分值相同。",
    ),
    "range_covered": _warn(
        "An earlier range holds all of these numbers, so this one is never used.",
        "前面的区间已包含这些数值，该区间永远用不到。",
    ),
    "range_outside": _warn(
        "These numbers can't be entered: the item takes {least} to {most}.",
        "这些数值无法录入：该题只接受 {least} 至 {most}。",
    ),
}
