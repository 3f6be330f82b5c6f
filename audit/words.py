"""Interface words: an English sentence is the key, one folder of catalogues per further language.

Content (checklists, names of branches) is not translated here; it carries its own languages
in `forms.texts.Text`.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po

from forms.issues import MESSAGES
from forms.trace import REASONS

Words = Callable[..., str]

LANGUAGES = ("zh", "en")
ROLE_WORDS = {
    "auditor": "Auditor",
    "reviewer": "Reviewer",
    "branch_manager": "Branch manager",
    "region_manager": "Region manager",
    "head_office": "Head office",
    "admin": "Administrator",
}
_LOCALE = Path(__file__).parent / "locale"


@lru_cache(maxsize=1)
def load_words() -> Mapping[str, Words]:
    """Return the translator of each language: `t("{n} photos", n=3)`."""
    return {lang: _translator(_catalogue(lang)) for lang in LANGUAGES}


def _catalogue(lang: str) -> dict[str, str]:
    # What forms says carries both languages itself: it must speak without this catalogue, too.
    own = (*MESSAGES.values(), *REASONS.values())
    found = {text.en: text.say(lang) for text in own}
    for path in sorted((_LOCALE / lang).glob("*.po")):
        with path.open("rb") as file:
            found |= {str(m.id): str(m.string) for m in read_po(file) if m.id and m.string}
    return found


def _translator(catalogue: Mapping[str, str]) -> Words:
    def translate(msgid: str, **params: object) -> str:
        sentence = catalogue.get(msgid, msgid)
        return sentence.format(**params) if params else sentence

    return translate


def choose_language(asked: str | None, accepted: str) -> str:
    """Return the first known language of `asked` (a cookie, a setting) or of Accept-Language.

    Any Chinese, simplified or traditional, is answered in "zh"; Chinese is also the fallback.
    """
    if asked in LANGUAGES:
        return asked
    weighted = []
    for position, part in enumerate(accepted.split(",")[:20]):
        tag, _, q = part.strip().partition(";q=")
        try:
            weight = float(q) if q else 1.0
        except ValueError:
            weight = 0.0
        weighted.append((-weight, position, tag.lower().split("-")[0]))
    return next((tag for _, _, tag in sorted(weighted) if tag in LANGUAGES), "zh")
