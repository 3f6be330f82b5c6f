"""What people type to say who they are: employee number or mobile number, in one written form."""

import re
import unicodedata

from audit.checks import Checks, is_plain

_LOGIN = re.compile(r"\w[\w.@-]{0,62}\w")
_MOBILE = re.compile(r"\+?\d{6,20}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BETWEEN = re.compile(r"[\s().\-–]")


def login_of(typed: str) -> str:
    """Return a login as it is kept: NFKC (full-width keys are the same keys), lower case."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def mobile_of(typed: str) -> str:
    """Return a mobile number as it is kept: digits, the country code in front unless it is China's.

    "+86 138-1234-5678", "0086 13812345678" and "138 1234 5678" are one number.
    """
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", typed))
    digits = "+" + digits[2:] if digits.startswith("00") else digits
    return digits[3:] if re.fullmatch(r"\+861\d{10}", digits) else digits


def known_of(login: str, name: str, mobile: str | None, email: str | None) -> tuple[str, ...]:
    """Return what others know of a person, so that no password is made of it."""
    return (login, name, mobile or "", (email or "").split("@")[0])


def check_login(checks: Checks, typed: str, path: str = "login") -> str:
    """Return the login to keep."""
    login = login_of(typed)
    message = "A login is 2 to 64 letters and digits, with “.”, “-”, “_” or “@” between them."
    checks.need(_LOGIN.fullmatch(login) is not None, path, "bad_login", message)
    return login


def check_mobile(checks: Checks, typed: str | None, path: str = "mobile") -> str | None:
    """Return the number to keep, None for an empty one."""
    if not typed or not typed.strip():
        return None
    mobile = mobile_of(typed)
    message = "A mobile number is 6 to 20 digits, with “+” and the country code if it is foreign."
    checks.need(_MOBILE.fullmatch(mobile) is not None, path, "bad_mobile", message)
    return mobile


def check_email(checks: Checks, typed: str | None, path: str = "email") -> str | None:
    """Return the address to keep, None for an empty one."""
    email = typed.strip() if typed else ""
    if not email:
        return None
    fits = len(email) <= 254 and is_plain(email) and _MAIL.fullmatch(email) is not None
    checks.need(fits, path, "bad_email", "This is not a mail address.")
    return email
