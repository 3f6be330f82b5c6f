"""Names of the usual branch formats; a format that is not here is shown as head office wrote it."""

from forms.texts import Text

_NAMES = {
    "flagship": Text(zh="旗舰店", en="Flagship"),
    "standard": Text(zh="标准店", en="Standard shop"),
    "community": Text(zh="社区店", en="Community shop"),
    "kiosk": Text(zh="专柜", en="Kiosk"),
    "quick": Text(zh="快餐店", en="Quick service"),
    "fine": Text(zh="高级餐厅", en="Fine dining"),
    "budget": Text(zh="经济型酒店", en="Budget hotel"),
    "luxury": Text(zh="豪华酒店", en="Luxury hotel"),
    "self_service": Text(zh="自助加油站", en="Self-service station"),
    "highway": Text(zh="高速服务区", en="Motorway services"),
    "city": Text(zh="城市展厅", en="City showroom"),
    "workshop": Text(zh="维修店", en="Workshop"),
}


def format_name(key: str) -> Text:
    """Return the name of a format in both languages."""
    return _NAMES.get(key) or Text(zh=key, en=key)
