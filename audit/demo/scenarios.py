"""Scenario cards: who the shopper is to be, what to ask, and what to complain about."""

from forms.texts import Text

SCENARIOS = (
    Text(
        zh="你想给六十多岁的母亲买一套日常用的茶具，预算 300 元。"
        "请让店员比较两款，问清能否放进洗碗机；再提出“能不能只买壶、不买杯”，看对方怎样回答。",
        en="You want an everyday tea set for your mother, in her sixties; 300 yuan at most. Have"
        " two sets compared and ask whether they may go into the dishwasher. Then ask to buy the"
        " pot without the cups, and note the answer.",
    ),
    Text(
        zh="上周在本店买的保温杯漏水，小票还在。先说明情况，不要先提退换，听对方怎么处理；"
        "如果只给一个办法，再问一句“还有没有别的办法”。",
        en="The flask you bought here last week leaks; you have the receipt. Tell what happened"
        " without asking for a refund and see what is offered. If there is only one way, ask for"
        " another.",
    ),
    Text(
        zh="你在给新家挑餐具，拿不定主意。在货架前停留三分钟，把同一只盘子拿起又放下两次，等人来问；"
        "最后说“我再看看”，留意态度有没有变化。",
        en="You are choosing plates for a new home and can’t decide. Stay three minutes at the"
        " shelf, take the same plate up and put it back twice, and wait to be asked. In the end say"
        " you will look around, and note whether the tone changes.",
    ),
    Text(
        zh="想买 20 份小罐茶作公司节日礼品，问清发票、刻字和到货时间；"
        "换一位店员把到货时间再问一次。",
        en="You need twenty small tins of tea as company gifts. Ask about invoice, engraving and"
        " delivery; ask a second person about delivery once more.",
    ),
    Text(
        zh="网上订了到店自取，到店后店员查不到订单（订单号后四位 6208）。"
        "看第一位接待的人是否把事情管到底。",
        en="You ordered online for pick-up, and the order can’t be found (last digits 6208). See"
        " whether the first person you tell sees it through.",
    ),
)
PROBLEM = frozenset({1, 4})
"""The scenarios in which a problem is staged."""
FAIR = (0, 2, 3)
"""The scenarios for a competitor: a customer who looks and asks, and complains of nothing."""

INSPECTION = Text(
    zh="明查：进店先出示工作证，向值班店长说明来意；离店前当面讲三点做得好的和三点要改的。",
    en="Open inspection: show your card on entering and say why you are there. Before leaving, name"
    " three things done well and three to mend.",
)
