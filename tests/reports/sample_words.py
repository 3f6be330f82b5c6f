"""What the sample reports say: sections and items in both languages."""

from forms.texts import Text

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
