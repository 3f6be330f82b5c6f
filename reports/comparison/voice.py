"""How a page says things: sentences, content, scores and changes in one language."""

from dataclasses import dataclass

from audit.models import Wave
from audit.web.call import Plain
from forms.texts import Text
from reports.yardstick import Yardstick

APART = (
    "{n} of these visits were scored by another version of the checklist that scores differently. "
    "They are counted as visits, and are in no mean."
)


@dataclass(frozen=True)
class Voice:
    """Who is spoken to, and what scores are held to."""

    call: Plain
    held: Yardstick

    def t(self, words: str, **values: object) -> str:
        """Say a sentence of the interface."""
        return self.call.t(words, **values)

    def say(self, text: Text) -> str:
        """Say content."""
        return text.say(self.call.lang)

    def wave(self, wave: Wave) -> str:
        """Say a wave's name."""
        return self.say(say_wave(wave))

    def score(self, value: int | None) -> str:
        """Write a score with the policy's decimals."""
        return "–" if value is None else self.held.say(value)

    def signed(self, value: int | None) -> str:
        """Write a change with its sign."""
        return "–" if value is None else f"{'+' if value > 0 else ''}{self.held.say(value)}"

    def duration(self, seconds: int | None) -> str:
        """Write a wait: 45 s, 3:20 min."""
        if seconds is None:
            return "–"
        minutes, rest = divmod(seconds, 60)
        if not minutes:
            return self.t("{n} s", n=rest)
        return self.t("{time} min", time=f"{minutes}:{rest:02}")


def say_wave(wave: Wave) -> Text:
    """Return a wave's name."""
    return Text(zh=wave.name_zh, en=wave.name_en)
