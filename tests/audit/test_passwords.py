"""Passwords: no rule of composition, nothing that is guessed first, no clue from time."""

import time

import anyio
import pytest
from argon2 import PasswordHasher, extract_parameters

from audit.people import weak
from audit.people.passwords import PASSWORDS, STRONG, Passwords, require_good
from audit.problems import Problem

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
NAMES = ("e10423", "Zhang Wei", "张伟", "13812345678")


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "mxkvwpqhtzgd",
        "8391740265",
        "窗前明月光疑是地上霜",
        "tür-zögernd-ballon",
        "!?§$%… quite fine then",
        "x" * 3 + "lang genug ist das wohl" * 20,
    ],
)
def test_ordinary_good_passwords_pass_without_composition_rules(password: str) -> None:
    assert weak.fault(password, NAMES) is None


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaa",
        "1234567890",
        "0987654321",
        "qwertyuiop",
        "1qaz2wsx3edc",
        "Password2026!",
        "P@ssw0rd123",
        "admin123456",
        "woaini1314520",
        "Welcome12345",
        "abcabcabcabcabc",
        "xk9xk9xk9xk9",
        "13900001111",
        "19900101",
        "mingcha-2026",
        "e10423e10423",
        "ZhangWei1990",
        "张伟张伟13812345678",
        "Shanghai2026",
        "ｐａｓｓｗｏｒｄ１２３",
        "iloveyou!!!!",
        "qwerty-qwerty-1",
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert weak.fault(password, NAMES) in ("easy", "too_short")


def test_limits_are_characters_below_and_bytes_above() -> None:
    assert weak.fault("mxkvwpqht") == "too_short"
    assert weak.fault("kv" + "山" * 8 + "mq山wz") is None
    assert weak.fault("mxkvwpqhtzgd" * 200) == "too_long"
    assert weak.fault("ﷺ" * 60 + "mxkvwpqhtzgd") == "too_long", "NFKC makes 18 of 1"
    assert weak.fault("mxkvwpqhtz\ud800") == "bad_text"


def test_a_name_inside_is_no_reason_when_enough_is_left() -> None:
    assert weak.fault("e10423 kauft drei gelbe besen", NAMES) is None


def test_the_refusal_names_the_field_and_the_reason() -> None:
    with pytest.raises(Problem) as caught:
        require_good("short", ())
    assert caught.value.code == "weak_password"
    assert [(issue.path, issue.code) for issue in caught.value.issues] == [("new", "too_short")]


def test_the_parameters_are_at_least_the_floor() -> None:
    made = extract_parameters(STRONG.hash("x"))
    assert (made.type.name, made.parallelism) == ("ID", 1)
    assert made.memory_cost >= 19 * 1024
    assert made.time_cost >= 2


@pytest.mark.asyncio
async def test_a_password_is_verified_and_full_width_keys_are_the_same_keys() -> None:
    passwords = Passwords(CHEAP)
    stored = await passwords.hash("mxkv-1234-qhtz")
    assert stored.startswith("$argon2id$")
    assert (await passwords.verify(stored, "ｍｘｋｖ-１２３４-qhtz")).right
    assert not (await passwords.verify(stored, "mxkv-1234-qht")).right
    assert not (await passwords.verify(None, "mxkv-1234-qhtz")).right
    assert not (await passwords.verify(None, "nobody has this password")).right
    assert not (await passwords.verify("no hash at all", "x")).right
    assert not (await passwords.verify(stored, "\ud800" * 10)).right
    assert not (await passwords.verify(stored, "x" * 100_000)).right


@pytest.mark.asyncio
async def test_an_older_hash_is_made_anew_when_its_password_is_seen() -> None:
    older = await Passwords(CHEAP).hash("mxkv-1234-qhtz")
    newer = Passwords(PasswordHasher(time_cost=2, memory_cost=16, parallelism=1))
    verdict = await newer.verify(older, "mxkv-1234-qhtz")
    assert verdict.right
    assert verdict.rehashed
    assert (await newer.verify(verdict.rehashed, "mxkv-1234-qhtz")).rehashed is None
    assert (await newer.verify(older, "wrong")).rehashed is None


@pytest.mark.asyncio
async def test_nobody_takes_as_long_as_somebody() -> None:
    stored = await PASSWORDS.hash("mxkv-1234-qhtz")

    async def fastest(given: str | None) -> float:
        times = []
        for _ in range(5):
            start = time.perf_counter()
            await PASSWORDS.verify(given, "some wrong password")
            times.append(time.perf_counter() - start)
        return min(times)

    await PASSWORDS.verify(None, "the first one makes the decoy")
    known, unknown = await fastest(stored), await fastest(None)
    assert 0.5 < unknown / known < 2, (known, unknown)


@pytest.mark.asyncio
async def test_two_are_hashed_at_a_time() -> None:
    running = most = 0

    class Watched(PasswordHasher):
        def hash(self, *args: object, **kwargs: object) -> str:
            nonlocal running, most
            running += 1
            most = max(most, running)
            time.sleep(0.01)
            running -= 1
            return "x"

    passwords = Passwords(Watched())
    async with anyio.create_task_group() as group:
        for _ in range(8):
            group.start_soon(passwords.hash, "mxkv-1234-qhtz")
    assert most == 2
