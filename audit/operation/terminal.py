"""How a command speaks: in the language of the terminal, one line at a time."""

import os

import typer

from audit.words import Words, load_words


def words() -> Words:
    """Return the words of the terminal's language."""
    return load_words()[language()]


def language() -> str:
    """Return "zh" or "en", as the terminal is set."""
    names = ("LC_ALL", "LC_MESSAGES", "LANG")
    chosen = next((os.environ[name] for name in names if os.environ.get(name)), "")
    return "zh" if chosen.lower().startswith("zh") else "en"


def say(sentence: str, **params: object) -> None:
    """Print a sentence of the word catalogue."""
    typer.echo(words()(sentence, **params))
