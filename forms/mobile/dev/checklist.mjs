/** A short checklist with one question of each kind, in the shape of forms/bundle.py. */
const photo = (rule = {}) => ({
  when: "optional",
  min: 1,
  max: 5,
  camera: false,
  hint: null,
  fails: [],
  ...rule,
});
const say = (zh, en) => ({ zh, en });

function item(key, kind, zh, en, rest = {}) {
  return {
    key,
    kind,
    wording: say(zh, en),
    standard: null,
    hint: null,
    required: true,
    na: true,
    unseen: true,
    photo: photo(),
    ...rest,
  };
}

const door = [
  item(
    "door.sign",
    "yes_no",
    "招牌干净、完整，字迹清楚吗？",
    "Is the shop sign clean, whole and legible?",
    {
      standard: say("招牌无破损、无褪色，夜间灯亮。", "No damage, no fading, lit after dark."),
      photo: photo({ when: "required", min: 1, max: 3 }),
    },
  ),
  item("door.water", "yes_no", "饮水处有水也有杯子吗？", "Is there drinking water, with cups?", {
    photo: photo({ when: "on_fail", fails: [false] }),
  }),
  item(
    "door.seats",
    "number",
    "等候区有几个座位可用？",
    "How many seats in the waiting area can be used?",
    {
      unit: say("个", "seats"),
      min: 0,
      max: 60,
      places: 0,
    },
  ),
];

const people = [
  item("people.dress", "choice", "着装整体如何？", "How was the dress overall?", {
    options: [
      { key: "whole", label: say("五项都做到", "All five basics met"), exclusive: false },
      { key: "one", label: say("有一项没做到", "One of them missed"), exclusive: false },
      { key: "more", label: say("两项及以上没做到", "Two or more missed"), exclusive: false },
    ],
    photo: photo({ when: "on_fail", camera: true, fails: ["one", "more"] }),
  }),
  item("people.jewels", "choices", "首饰有哪些不合适？", "What was wrong with the jewellery?", {
    options: [
      { key: "glaring", label: say("耀眼", "Glaring"), exclusive: false },
      { key: "jingling", label: say("走动时有响声", "Jingling"), exclusive: false },
      { key: "many", label: say("同时戴得太多", "Too many at once"), exclusive: false },
      { key: "none", label: say("没有不合适", "Nothing wrong"), exclusive: true },
    ],
  }),
  item("people.smile", "scale", "微笑自然吗？", "How natural was the smile?", {
    anchors: [1, 2, 3, 4, 5].map((level) => ({
      level,
      label:
        level === 1
          ? say("没有", "None")
          : level === 5
            ? say("发自内心", "From the heart")
            : say(`${level}`, `${level}`),
    })),
  }),
];

const wait = [
  item(
    "wait.greet",
    "wait",
    "从进门到有人招呼，用了多久？",
    "How long from the door to the first greeting?",
    {
      queue: false,
    },
  ),
  item("wait.till", "wait", "排队付款等了多久？", "How long was the wait to pay?", {
    queue: true,
    between: ["queue_joined", "paid"],
  }),
  item("wait.story", "text", "当时的情形怎样？", "What happened, in your own words?", {
    longest: 500,
    required: false,
  }),
  item("wait.proof", "photo", "柜台和队伍的照片", "Photos of the counter and the queue", {
    photo: photo({ when: "required", min: 2, max: 4 }),
  }),
];

const reasons = {
  most: 2,
  fails: [false],
  options: [
    { key: "busy", label: say("当时太忙", "Too busy at the time"), exclusive: false },
    {
      key: "unaware",
      label: say("不知道要这样做", "Did not know it was asked for"),
      exclusive: false,
    },
    { key: "rude", label: say("不愿意做", "Did not want to"), exclusive: false },
    { key: "unknown", label: say("说不上来", "Cannot tell"), exclusive: true },
  ],
};

const proof = [
  item("proof.sorry", "yes_no", "出错后道歉了吗？", "Was there an apology for the mistake?", {
    reasons,
  }),
  item("proof.words", "text", "当时怎么说的？", "What was said?", {
    longest: 800,
    show_if: { item: "proof.sorry", is: false },
  }),
  item("proof.when", "moment", "什么时候离店？", "When did you leave?", { ask: "time" }),
  item("proof.where", "location", "在哪里找到的入口？", "Where was the entrance?"),
  item("proof.rank", "ranking", "最该先改进哪些？", "What should be improved first?", {
    most: 2,
    options: reasons.options.slice(0, 3),
  }),
  item("proof.sign", "signature", "店长签名", "Signature of the manager", { na: true }),
];

const view = [
  item("view.again", "scale", "你会再来吗？", "Would you come again?", {
    opinion: true,
    anchors: [1, 2, 3, 4, 5].map((level) => ({ level, label: say(`${level}`, `${level}`) })),
  }),
];

export const BUNDLE = {
  format: 2,
  key: "short",
  title: say("简表", "Short checklist"),
  about: null,
  sections: [
    { key: "door", title: say("环境", "Surroundings"), intro: null, items: door },
    { key: "people", title: say("着装与微笑", "Dress and smile"), intro: null, items: people },
    { key: "wait", title: say("等候", "Waiting"), intro: null, items: wait },
    { key: "proof", title: say("处理与确认", "Handling and proof"), intro: null, items: proof },
    { key: "view", title: say("你的看法", "Your view"), intro: null, items: view },
  ],
};
