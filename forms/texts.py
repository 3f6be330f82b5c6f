"""Words of content (checklists, branch names…), written in both languages."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Lang = Literal["zh", "en"]
LONGEST = 4000


class Text(BaseModel):
    """One text in Chinese and English; at least one of them is written."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    zh: str = Field(default="", max_length=LONGEST, pattern=r"^[^\x00]*$")
    en: str = Field(default="", max_length=LONGEST, pattern=r"^[^\x00]*$")

    @model_validator(mode="before")
    @classmethod
    def _one_string_for_both(cls, raw: object) -> object:
        return {"zh": raw, "en": raw} if isinstance(raw, str) else raw

    @model_validator(mode="after")
    def _written(self) -> "Text":
        if not (self.zh.strip() or self.en.strip()):
            raise ValueError("blank_text")
        return self

    def say(self, lang: str) -> str:
        """The text in `lang` ("zh" or "en"), in the other language where it is not written."""
        return (self.zh or self.en) if lang == "zh" else (self.en or self.zh)
