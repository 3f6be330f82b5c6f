"""Names of the usual branch formats; a format that is not here is shown as head office wrote it."""

from forms.texts import Text

_NAMES = {
    "flagship": Text(zh="旗舰店", en="Flagship"),
    "standard": Text(zh="标准店", en="Standard shop"),
    "community": Text(zh="社区店", en="Community shop"),
    "kiosk": Text(zh="专柜", en="Kiosk"),
}


def format_name(key: str) -> Text:
    """Return the name of a format in both languages."""
    return _NAMES.get(key) or Text(zh=key, en=key)
