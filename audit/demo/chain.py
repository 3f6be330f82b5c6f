"""The chain of the demo: two brands, four regions, eight cities, twenty-four branches.

Neither company nor branches exist. Streets and places are real, so that maps and distances look
right; the house numbers are made up.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from audit.access import Actor
from audit.network import network
from audit.network.geo import from_wgs84
from audit.network.network import Facts
from forms.texts import Text

ZONE = "Asia/Shanghai"

REGIONS = (
    ("CN", None, Text(zh="禾间总部", en="Hejian head office")),
    ("EAST", "CN", Text(zh="华东区", en="East")),
    ("NORTH", "CN", Text(zh="华北区", en="North")),
    ("SOUTH", "CN", Text(zh="华南区", en="South")),
    ("WEST", "CN", Text(zh="西南区", en="South-west")),
    ("SHA", "EAST", Text(zh="上海", en="Shanghai")),
    ("HGH", "EAST", Text(zh="杭州", en="Hangzhou")),
    ("BJS", "NORTH", Text(zh="北京", en="Beijing")),
    ("TSN", "NORTH", Text(zh="天津", en="Tianjin")),
    ("CAN", "SOUTH", Text(zh="广州", en="Guangzhou")),
    ("SZX", "SOUTH", Text(zh="深圳", en="Shenzhen")),
    ("CTU", "WEST", Text(zh="成都", en="Chengdu")),
    ("CKG", "WEST", Text(zh="重庆", en="Chongqing")),
)
PARENT = {code: parent for code, parent, _ in REGIONS}

BRANDS = (
    ("HEJIAN", Text(zh="禾间生活", en="Hejian Living")),
    ("SHANLAN", Text(zh="山岚茶舍", en="Shanlan Tea")),
)


@dataclass(frozen=True)
class Site:
    """One branch: where it is (WGS-84), and what it is like.

    `level` and `slope` are on the scale of log odds: how well it does in the middle of the year,
    and what changes from wave to wave. `visits` is how many it gets in a wave. `datum` is the one
    in which head office wrote the place down.
    """

    code: str
    name: Text
    city: str
    brand: str
    format: str
    address: str
    place: tuple[float, float]
    datum: str
    visits: int
    level: float = 0.0
    slope: float = 0.0
    first_wave: int = 0
    channel: str = "on_site"

    @property
    def region(self) -> str:
        """The region above the city."""
        return PARENT[self.city] or self.city

    def facts(self) -> Facts:
        """What is written down of it."""
        latitude, longitude = from_wgs84(self.place, self.datum)
        return Facts(
            name=self.name,
            region=self.city,
            brand=self.brand,
            format=self.format,
            zone=ZONE,
            address=self.address,
            latitude=round(latitude, 6),
            longitude=round(longitude, 6),
            datum=self.datum,
        )


_TABLE = """
SH01|flagship|南京东路|Nanjing Road|SHA|黄浦区南京东路318号|31.2385|121.4790|0.05
SH02|standard|五角场|Wujiaochang|SHA|杨浦区淞沪路88号一层|31.3010|121.5140|0.10
SH03|kiosk|虹桥站|Hongqiao Station|SHA|闵行区申贵路1500号地下一层|31.1940|121.3200|-0.20
HZ01|flagship|湖滨|Hubin|HGH|上城区延安路245号|30.2550|120.1640|0.70
HZ02|standard|城西|Chengxi|HGH|西湖区古墩路588号|30.3000|120.1000|-0.15
HZ03|kiosk|武林|Wulin|HGH|拱墅区体育场路298号|30.2700|120.1650|0.25
BJ01|flagship|王府井|Wangfujing|BJS|东城区王府井大街176号|39.9140|116.4110|0.30
BJ02|standard|中关村|Zhongguancun|BJS|海淀区中关村大街59号|39.9790|116.3150|0.00
BJ03|kiosk|朝阳门|Chaoyangmen|BJS|朝阳区朝阳门外大街12号|39.9240|116.4370|-0.10
TJ01|standard|滨江道|Binjiang Road|TSN|和平区滨江道220号|39.1210|117.1960|0.20
TJ02|standard|河西|Hexi|TSN|河西区友谊路36号|39.0850|117.2200|0.00
TJ03|kiosk|天津站|Tianjin Station|TSN|河北区海河东路51号|39.1360|117.2100|-0.25
GZ01|flagship|北京路|Beijing Road|CAN|越秀区北京路168号|23.1270|113.2700|0.45
GZ02|standard|天河|Tianhe|CAN|天河区天河路365号|23.1340|113.3260|0.25
GZ03|kiosk|番禺|Panyu|CAN|番禺区大北路126号|22.9480|113.3600|-0.35
SZ01|flagship|福田|Futian|SZX|福田区福华三路118号|22.5330|114.0600|0.55
SZ02|standard|南山|Nanshan|SZX|南山区海德三道85号|22.5170|113.9350|0.05
SZ03|kiosk|宝安|Bao’an|SZX|宝安区新湖路99号|22.5550|113.8840|0.00
CD01|flagship|春熙路|Chunxi Road|CTU|锦江区春熙路南段22号|30.6570|104.0800|0.20
CD02|standard|高新|Gaoxin|CTU|武侯区天府二街138号|30.5480|104.0650|-0.30
CD03|kiosk|宽窄巷子|Kuanzhai Alley|CTU|青羊区长顺上街127号|30.6660|104.0550|0.30
CQ01|standard|解放碑|Jiefangbei|CKG|渝中区民权路49号|29.5570|106.5770|0.05
CQ02|standard|观音桥|Guanyinqiao|CKG|江北区建新北路16号|29.5750|106.5320|-0.20
CQ03|kiosk|沙坪坝|Shapingba|CKG|沙坪坝区小龙坎新街49号|29.5560|106.4570|-0.45
"""
_NAMES = {
    "flagship": Text(zh="{}旗舰店", en="{} flagship"),
    "standard": Text(zh="{}店", en="{} branch"),
    "kiosk": Text(zh="{}茶舍", en="{} tea counter"),
}
_VISITS = {"flagship": 3, "standard": 2, "kiosk": 2}
_ONCE = frozenset({"TJ03", "GZ03", "SZ03"})
_SLOPES = {"SH01": 0.12, "TJ02": -0.11}
_FIRST_WAVE = {"SZ03": 6}
CITY = {code: f"{name.zh}市" for code, _, name in REGIONS}


def _site(line: str) -> Site:
    code, shape, zh, en, city, address, latitude, longitude, level = line.split("|")
    counter = shape == "kiosk"
    return Site(
        code=code,
        name=Text(zh=_NAMES[shape].zh.format(zh), en=_NAMES[shape].en.format(en)),
        city=city,
        brand="SHANLAN" if counter else "HEJIAN",
        format=shape,
        address=CITY[city] + address,
        place=(float(latitude), float(longitude)),
        datum="bd09" if counter else "gcj02",
        visits=1 if code in _ONCE else _VISITS[shape],
        level=float(level),
        slope=_SLOPES.get(code, 0.0),
        first_wave=_FIRST_WAVE.get(code, 0),
    )


_SITES = tuple(map(_site, _TABLE.strip().splitlines()))
_GREW = {"CQ02": Text(zh="观音桥专柜", en="Guanyinqiao counter")}
GREW_IN = 7
"""The wave from which on these are shops; before, they were counters of that name."""


def sites(most: int = len(_SITES)) -> tuple[Site, ...]:
    """Return the first branches of the chain."""
    return _SITES[:most]


def format_in(site: Site, wave: int) -> str:
    """Return the format a branch had in a wave (0 is the first)."""
    return "kiosk" if site.code in _GREW and wave < GREW_IN else site.format


async def build(
    admin: Actor,
    brands: Sequence[tuple[str, Text]],
    chosen: Sequence[Site],
    starts: list[date],
    now: datetime,
) -> None:
    """Make regions, brands and branches as of the first wave's first day."""
    for code, parent, name in REGIONS:
        await network.add_region(admin, code, name, parent, now)
    for code, name in brands:
        await network.add_brand(admin, code, name, now)
    for site in chosen:
        opened_on = starts[min(site.first_wave, len(starts) - 1)]
        facts = site.facts()
        if site.code in _GREW:
            facts = replace(facts, name=_GREW[site.code], format="kiosk")
        await network.add_branch(admin, site.code, facts, opened_on, now)


async def grow(admin: Actor, chosen: Sequence[Site], day: date, now: datetime) -> None:
    """Let the counters that became shops be shops from a day on."""
    for site in chosen:
        if site.code in _GREW:
            await network.change_branch(admin, site.code, site.facts(), day, now)
