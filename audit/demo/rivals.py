"""The competitor of the demo: a few shops of a chain that does not exist either.

They are visited by the same checklist, so that head office can see itself beside somebody else.
Nobody takes photos there, and no problem is staged: a competitor is treated fairly.
"""

from collections.abc import Sequence

from audit.demo.chain import CITY, Site
from forms.texts import Text

BRAND = ("MUYU", Text(zh="木屿家品", en="Muyu Home"))
HABITS = {"waits": 0.6, "surroundings": 0.2, "smile": -0.45, "farewell": -0.3}
"""What it is better or worse at than ours, in log odds: quick rather than warm."""
_WAVES = 7
"""Since when it has been looked at, in waves."""

_TABLE = """
MY01|淮海路|Huaihai Road|SHA|黄浦区淮海中路755号|31.2190|121.4610|0.10
MY02|武林门|Wulinmen|HGH|拱墅区环城北路305号|30.2780|120.1600|-0.15
MY03|西单|Xidan|BJS|西城区西单北大街133号|39.9130|116.3740|0.05
MY04|南开|Nankai|TSN|南开区南京路358号|39.1290|117.1830|-0.30
MY05|体育西|Tiyu West|CAN|天河区体育西路101号|23.1310|113.3210|0.00
MY06|骡马市|Luomashi|CTU|青羊区人民中路一段15号|30.6640|104.0720|-0.20
"""


def sites(own: Sequence[Site], waves: int) -> tuple[Site, ...]:
    """Return the competitor's shops in the cities in which there are branches of ours."""
    cities = {site.city for site in own}
    found = (_site(line, max(0, waves - _WAVES)) for line in _TABLE.strip().splitlines())
    return tuple(site for site in found if site.city in cities)


def _site(line: str, first_wave: int) -> Site:
    code, zh, en, city, address, latitude, longitude, level = line.split("|")
    return Site(
        code=code,
        name=Text(zh=f"木屿{zh}店", en=f"Muyu {en}"),
        city=city,
        brand=BRAND[0],
        format="standard",
        address=CITY[city] + address,
        place=(float(latitude), float(longitude)),
        datum="gcj02",
        visits=1,
        level=float(level),
        first_wave=first_wave,
        channel="competitor",
    )
