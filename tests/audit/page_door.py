"""Pages before and around signing in."""

from tests.audit.page_contexts import Context, frame, pick


def pages(lang: str) -> dict[str, tuple[str, Context]]:
    outside = frame(lang, None)
    return {
        "login": (
            "login.html",
            outside | {"problem": None, "login": "", "next": "/", "demo": _demo(lang)},
        ),
        "login_refused": (
            "login.html",
            outside
            | {
                "problem": pick(
                    lang, "账号或密码不对。请检查后再试。", "Login or password is wrong."
                ),
                "login": "sh-0042",
                "next": "/",
            },
        ),
        "password": (
            "password.html",
            outside
            | {
                "forced": True,
                "least": 10,
                "errors": {
                    "new": pick(lang, "还差 3 个字符。", "Three more characters are needed.")
                },
            },
        ),
        "reset": ("reset.html", outside | {"person": "沈嘉禾", "errors": {}, "least": 10}),
        "reset_used": ("reset.html", outside | {"person": None, "errors": {}, "least": 10}),
        "error": ("error.html", frame(lang) | _problem(lang)),
        "account": ("account.html", frame(lang) | _account(lang)),
    }


def _demo(lang: str) -> list[Context]:
    roles = [
        ("审核员", "Auditor"),
        ("复核员", "Reviewer"),
        ("店长", "Branch manager"),
        ("总部", "Head office"),
    ]
    return [
        {"role": pick(lang, *names), "login": f"demo-{number}"}
        for number, names in enumerate(roles, 1)
    ]


def _problem(lang: str) -> Context:
    return {
        "problem": {
            "status": 409,
            "code": "wrong_state",
            "title": pick(lang, "这一步现在做不了", "That step is not possible now"),
            "meaning": pick(
                lang,
                "另一位复核员刚刚通过了这次探访，您的修改没有保存。",
                "Another reviewer has just approved this visit; your change was not saved.",
            ),
            "remedy": pick(
                lang, "重新打开这次探访，看看现在的状态。", "Open the visit again to see its state."
            ),
        },
        "issues": [],
        "retry": "/",
        "request_id": "01JD8F3Q",
    }


def _account(lang: str) -> Context:
    return {
        "person": {
            "name": "沈嘉禾",
            "login": "sh-0042",
            "pseudonym": None,
            "roles": [
                {
                    "role": pick(lang, "复核员", "Reviewer"),
                    "scope": pick(lang, "全国", "All regions"),
                    "dates": pick(lang, "2026年1月1日起", "from 1 Jan 2026"),
                }
            ],
        },
        "password_url": "#",
        "revoke_all": "#",
        "sessions": [
            {
                "device": device,
                "place": None,
                "since": pick(lang, "11月2日", "2 Nov"),
                "seen": pick(lang, "今天 14:05", "today 14:05"),
                "current": not number,
                "revoke": "#",
            }
            for number, device in enumerate(["Chrome · Windows", "Safari · iPhone"])
        ],
    }
