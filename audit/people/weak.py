"""Which passwords are too easy to guess.

No rule asks for kinds of characters. What anyone would try first (common words, runs of keys,
years, telephone numbers, the person's own names) is taken away, and enough has to be left.
"""

import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

LEAST = 10
MOST_BYTES = 1024
_LEFT = 6
_DISTINCT = 5
_SHORTEST_RUN = 3

_COMMON = """
password passwort passwd passw pass word admin administrator root user guest test demo login
welcome hello letmein letme iloveyou loveyou love forever princess sunshine monkey dragon
football baseball soccer basketball master shadow superman batman starwars pokemon michael
jordan jennifer charlie thomas secret changeme change default access computer internet google
apple samsung huawei xiaomi tencent wechat weixin alibaba taobao baidu qwerty azerty qwertz
asdf zxcv trustno whatever freedom killer summer winter spring autumn flower lovely angel
company office service server system manager boss money lucky happy birthday china beijing
shanghai guangzhou shenzhen zhongguo woaini woaiwo aini wodemima mima mimashi nihao zhang wang
jingli dianzhang mendian fuwu gongsi laoban baobei laopo laogong mama baba mingcha audit
abc abcd xyz aaa asd qwe qaz wsx zaq iop jkl bnm 520 521 1314 5201314 147 258 369 159 753 888
666 168 我爱你 密码 明察 你好 管理员 欢迎 公司 服务
"""
_WORDS = sorted(_COMMON.split(), key=len, reverse=True)
_ROWS = (
    "0123456789",
    "1234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "!@#$%^&*()",
)
_STEPS = frozenset(a + b for row in _ROWS for line in (row, row[::-1]) for a, b in pairwise(line))
_NUMBERS = re.compile(r"1[3-9]\d{9}|(?:19|20)\d\d(?:[01]\d[0-3]\d)?|[0-3]\d[01]\d(?:19|20)\d\d")
_SWAPPED = str.maketrans("@4301$5!7", "aaeoissit")


def same_text(password: str) -> str:
    """Return the form that is hashed: NFKC, so that full-width keys make the same password."""
    return unicodedata.normalize("NFKC", password)


def fault(password: str, names: Iterable[str] = ()) -> str | None:
    """Return why a new password is refused, or None.

    "too_short" (characters), "too_long" (bytes), "bad_text" (not encodable), "easy". `names` are
    what others know of the person: login, name, mobile number, mail address.
    """
    if any("\ud800" <= sign <= "\udfff" for sign in password):
        return "bad_text"
    if len(password.encode()) > MOST_BYTES or len(same_text(password).encode()) > MOST_BYTES:
        return "too_long"
    text = same_text(password).casefold()
    if len(text) < LEAST:
        return "too_short"
    if len(set(text)) < _DISTINCT or len(_unit(text)) < _LEFT:
        return "easy"
    # Judged as written and with a for @, e for 3 …: the weaker reading counts.
    known = list(_parts(names))
    readings = (text, text.translate(_SWAPPED))
    return "easy" if min(_left(reading, known) for reading in readings) < _LEFT else None


def _unit(text: str) -> str:
    """Return the part that `text` repeats, itself when it does not repeat."""
    return text[: (text + text).find(text, 1)]


def _parts(names: Iterable[str]) -> Iterable[str]:
    for name in names:
        whole = same_text(name).casefold()
        for part in {whole, *re.split(r"[\s@._-]+", whole)}:
            if len(part) >= (2 if part > "\u2e80" else 3):
                yield part


def _left(text: str, known: Iterable[str]) -> int:
    """Return how many characters are left when what is easily guessed is taken away."""
    for word in (*sorted(known, key=len, reverse=True), *_WORDS):
        text = text.replace(word, "\0")
    text = _NUMBERS.sub("\0", text)
    return sum(1 for sign in _without_runs(text) if sign.isalnum())


def _without_runs(text: str) -> str:
    kept, start = [], 0
    for end in range(1, len(text) + 1):
        if end < len(text) and (text[end - 1 : end + 1] in _STEPS or text[end - 1] == text[end]):
            continue
        if end - start < _SHORTEST_RUN:
            kept.append(text[start:end])
        start = end
    return "".join(kept)
