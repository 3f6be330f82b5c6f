"""The built-in service standards, one TOML file each."""

from functools import lru_cache
from importlib.resources import files

from forms.checklist import Checklist
from forms.parse import Parsed, parse_checklist

_HERE = files(__name__)


def names() -> tuple[str, ...]:
    """The keys of the built-in standards, in order."""
    found = (file.name for file in _HERE.iterdir() if file.name.endswith(".toml"))
    return tuple(sorted(name.removesuffix(".toml") for name in found))


def source(name: str) -> str:
    """The TOML text of a built-in standard. Raises KeyError for an unknown name."""
    if name not in names():
        raise KeyError(name)
    return (_HERE / f"{name}.toml").read_text(encoding="utf-8")


def read(name: str) -> Parsed:
    """The standard with its issues; a release has none."""
    return parse_checklist(source(name))


@lru_cache
def load(name: str) -> Checklist:
    """A built-in standard. Raises KeyError for an unknown name."""
    parsed = read(name)
    if parsed.checklist is None:
        found = "; ".join(f"{problem.path}: {problem.text('en')}" for problem in parsed.issues)
        raise ValueError(f"{name}: {found}")
    return parsed.checklist
