"""What is wrong or incomplete, as values: where, a stable code, plain words in two languages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from forms.texts import Text


@dataclass(frozen=True, slots=True)
class Issue:
    """`message` is the English sentence with {placeholders} that `params` fill."""

    path: str
    code: str
    message: str
    params: Mapping[str, str | int] = field(default_factory=dict)

    def say(self, t: Callable[..., str]) -> str:
        """In the words of a catalogue: `t(sentence, **params)`."""
        return t(self.message, **self.params)

    def text(self, lang: str) -> str:
        """In "zh" or "en", without a catalogue."""
        return MESSAGES[self.code].say(lang).format(**self.params)

    def as_json(self) -> dict[str, object]:
        return {"path": self.path, "code": self.code, "params": dict(self.params)}


def issue(path: str, code: str, **params: str | int) -> Issue:
    """An issue whose words stand in `MESSAGES` under `code`."""
    return Issue(path, code, MESSAGES[code].en, params)


def _m(en: str, zh: str) -> Text:
    return Text(zh=zh, en=en)


MESSAGES: Mapping[str, Text] = {
    # A source that can't be read
    "too_big": _m("The file is larger than {most} characters.", "文件超过 {most} 个字符。"),
    "too_deep": _m("The file is nested too deeply.", "文件嵌套层数过多。"),
    "not_utf8": _m("The file is not UTF-8 text.", "文件不是 UTF-8 文本。"),
    "bad_syntax": _m("Not valid {syntax}: {detail}.", "不是有效的 {syntax}：{detail}。"),
    "key_twice": _m("“{key}” is written twice.", "“{key}”重复出现。"),
    "not_a_table": _m("A table of names and values is expected here.", "此处应为名称与值的表。"),
    "too_many_issues": _m("There are {n} more.", "另有 {n} 处问题。"),
    # A field that does not fit
    "missing": _m("This is missing.", "缺少此项。"),
    "unknown_field": _m("There is no such field.", "没有这个字段。"),
    "unknown_kind": _m(
        "The kind must be one of: {allowed}.",
        "题型必须是以下之一：{allowed}。",
    ),
    "wrong_type": _m(
        "The value has the wrong type; {expected} is expected.", "类型不对，应为 {expected}。"
    ),
    "not_allowed": _m("The value must be {allowed}.", "取值必须是 {allowed}。"),
    "bad_key": _m(
        "A key is lower-case letters, digits, “-” and “_”; an item’s key is “section.item”.",
        "键名只能用小写字母、数字、“-”和“_”；题目的键名为“部分.题目”。",
    ),
    "out_of_range": _m("The number must be {limit}.", "数值必须{limit}。"),
    "not_finite": _m("The number must be an ordinary number.", "必须是普通数字。"),
    "too_precise": _m("At most {places} decimals are possible.", "最多 {places} 位小数。"),
    "too_long": _m("At most {most} are possible here.", "此处最多 {most} 个。"),
    "too_short": _m("At least {least} is needed here.", "此处至少需要 {least} 个。"),
    "bad_text": _m("The text holds characters that can’t be kept.", "文本含有无法保存的字符。"),
    "blank_text": _m("The text is empty in both languages.", "两种语言的文本都是空的。"),
    "not_valid": _m("The value is not valid.", "取值无效。"),
    # Parts that do not fit together
    "same_key": _m("The key “{key}” is used twice.", "键名“{key}”重复使用。"),
    "wrong_section": _m(
        "The key “{key}” must begin with its section: “{section}.”.",
        "键名“{key}”必须以所在部分开头：“{section}.”。",
    ),
    "too_many_items": _m("A checklist holds at most {most} items.", "一份检查表最多 {most} 题。"),
    "same_level": _m("The level {level} is described twice.", "等级 {level} 重复描述。"),
    "same_limit": _m("Two bands begin at the same limit.", "两个等级的下限相同。"),
    "wait_order": _m(
        "Wait bands must rise in seconds and fall in points.",
        "等候分段的秒数须递增、分值须递减。",
    ),
    "wait_over_best": _m(
        "Bands of a format can’t earn more than the usual best.",
        "业态分段的分值不能高于通用最高分。",
    ),
    "wait_no_bands": _m(
        "Bands of a format need the usual bands too.",
        "设业态分段时须同时设通用分段。",
    ),
    "empty_range": _m("No number is in this range.", "该区间不含任何数值。"),
    "no_points": _m(
        "No answer earns points, so the item can’t have a weight or be critical.",
        "没有任何答案得分，因此不能设权重或一票否决。",
    ),
    "exclusive_points": _m(
        "An exclusive option can’t be combined; at least one other option is needed.",
        "互斥选项不能与其他选项同选；至少需要另一个选项。",
    ),
    "photo_limits": _m("The fewest photos are more than the most.", "照片最少数量大于最多数量。"),
    "photo_on_fail": _m(
        "A photo on failing can be asked only of yes/no, choice and scale items.",
        "“不达标须拍照”只适用于是否题、单选题和量表题。",
    ),
    "photo_never": _m("A photo item must allow photos.", "拍照题必须允许拍照。"),
    "effect_needs": _m("This effect needs its “{name}”.", "此效果须写明“{name}”。"),
    "effect_unused": _m(
        "“{name}” is written only beside the effect of that name.",
        "只有同名的效果才写“{name}”。",
    ),
    "over_full_marks": _m("This is more than the full marks of {full}.", "超过满分 {full} 分。"),
    "unknown_band": _m("There is no band “{key}”.", "没有等级“{key}”。"),
    "rule_measure": _m(
        "A rule has exactly one of: {measures}.", "一条规则只写以下之一：{measures}。"
    ),
    "rule_section": _m("There is no section “{key}”.", "没有部分“{key}”。"),
    "rule_tag": _m("No item has the tag “{tag}”.", "没有题目带标签“{tag}”。"),
    "rule_zero_section": _m("Name the sections it is for.", "请写明针对哪些部分。"),
    "rule_needs": _m("No rule “{key}” is written before this one.", "此前没有规则“{key}”。"),
    "needs_beside": _m("This goes together with “{name}”.", "须与“{name}”一起写。"),
    "unknown_pick": _m(
        "“{key}” is no judged option and no reason here.", "这里没有计分选项或原因“{key}”。"
    ),
    "picked_or_below": _m(
        "Write either “picked” or “below”: what sets it off.",
        "触发条件只写“picked”或“below”之一。",
    ),
    "steps_order": _m("Steps must rise in both numbers.", "各档的两个数都须递增。"),
    "unknown_group": _m("The section has no group “{key}”.", "该部分没有分组“{key}”。"),
    "group_needed": _m(
        "Where groups are weighed, each scored item belongs to one.",
        "按分组权重计分时，每道计分题都须归入分组。",
    ),
    "group_weights": _m(
        "A group holds items only; “weights” is for sections.",
        "分组内只有题目；“weights”只用于部分。",
    ),
    "reasons_unscored": _m(
        "No answer fails here, so no reasons can be asked for.",
        "该题没有不达标的答案，无从询问原因。",
    ),
    "reasons_most": _m("More reasons may be given than there are.", "可选原因的数量多于原因总数。"),
    "count_ranges": _m(
        "“ranges” belongs to the mode “count”, and the mode needs it.",
        "“ranges”与“count”方式须同时使用。",
    ),
    "one_way_to_judge": _m(
        "Judge it in one way: bands or ranges, a tolerance, or a rate.",
        "只能用一种方式评判：分段、容差或按量计分。",
    ),
    "rate_ends": _m(
        "The least points are more than the most; where each one adds, “most” is needed.",
        "最低分高于最高分；逐个加分时须写明“most”。",
    ),
    "tolerance_alone": _m("A tolerance needs what is expected.", "容差须与标准值“expected”同用。"),
    "same_events": _m("The wait begins and ends at the same event.", "等候的起止是同一事件。"),
    "condition_form": _m(
        "A condition has exactly one of: all, any, not, item, branch.",
        "一个条件只写一项：all、any、not、item 或 branch。",
    ),
    "condition_test": _m(
        "Exactly one test is needed here: {allowed}.", "此处须写且只写一项判断：{allowed}。"
    ),
    "condition_item": _m("There is no item “{key}”.", "没有题目“{key}”。"),
    "condition_value": _m("No answer can ever be “{value}”.", "答案不可能是“{value}”。"),
    "condition_circle": _m(
        "Whether these are shown depends on each other: {circle}.",
        "以下内容的显示互相依赖：{circle}。",
    ),
    "floor_over_cap": _m("The floor is above the cap.", "下限高于上限。"),
    "deduction_weight": _m(
        "With deduction, a section’s weight is its full marks and can’t be 0.",
        "扣分制下，部分的权重即满分，不能为 0。",
    ),
    # Answers
    "answers_not_a_table": _m("Answers are a table by item key.", "答案应为以题目键名为名的表。"),
    "too_many_answers": _m("There are more answers than {most}.", "答案多于 {most} 个。"),
    "unknown_item": _m("The checklist has no such item.", "检查表中没有这道题。"),
    "answer_not_a_table": _m("An answer is a table.", "答案应为表。"),
    "unknown_answer_field": _m("There is no such field in an answer.", "答案中没有这个字段。"),
    "wrong_value": _m("This is not an answer to this kind of item.", "答案与题型不符。"),
    "unknown_option": _m("The item has no such option.", "该题没有这个选项。"),
    "exclusive_mixed": _m(
        "This option excludes the others, but more are ticked.",
        "该选项与其他选项互斥，却同时勾选了其他选项。",
    ),
    "unknown_level": _m("The scale has no such level.", "量表没有这个等级。"),
    "number_out_of_range": _m("The number is outside what is possible here.", "数值超出合理范围。"),
    "text_too_long": _m("The text is longer than {most} characters.", "文字超过 {most} 字。"),
    "wrong_skip": _m("The reason for no answer is not known.", "未作答的类型无法识别。"),
    "skip_not_allowed": _m(
        "This item may not be left without an answer in this way.",
        "该题不允许以此方式不作答。",
    ),
    "skip_and_value": _m(
        "An answer and a mark for no answer are both given; the mark counts.",
        "既有答案又标记未作答；以标记为准。",
    ),
    "unknown_reason": _m("The item has no such reason.", "该题没有这个原因。"),
    "reasons_unasked": _m(
        "Reasons are asked for only when the standard is not met.",
        "只有不达标时才填写原因。",
    ),
    "too_many_ticked": _m("More than {most} are given.", "所选超过 {most} 项。"),
    "too_big_drawing": _m("The drawing is too large.", "签名图形过大。"),
    "wrong_photos": _m("Photos are a list of ids.", "照片应为编号列表。"),
    "too_many_photos": _m("There are more photos than {most}.", "照片多于 {most} 张。"),
    # Not complete yet
    "not_answered": _m("Not answered yet.", "尚未作答。"),
    "photos_missing": _m("{n} of {least} photos taken.", "照片已拍 {n}/{least} 张。"),
    "reasons_missing": _m("Say why the standard was not met.", "请选择未达标的原因。"),
    "reason_missing": _m("Say why this could not be observed.", "请说明为何未能观察。"),
    # Scoring again under another version
    "other_checklist": _m(
        "Only another version of the same checklist can score its visits again.",
        "只能用同一检查表的其他版本重新计分。",
    ),
    "not_asked_then": _m(
        "The item was not asked in the earlier version, so there are no answers to it.",
        "原版本没有这道题，因此没有答案。",
    ),
    "asked_otherwise": _m(
        "The item was of another kind in the earlier version.", "该题在原版本中是另一种题型。"
    ),
    "answers_gone": _m(
        "Answers that may have been given are gone: {keys}.", "可能已作答的选项被删除：{keys}。"
    ),
}
