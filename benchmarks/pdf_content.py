"""The report that all engines set: prose, a table, charts and photos of a fixed amount.

48 paragraphs of Chinese, a table of 60 rows and six columns, three vector charts, 24 photos of
1600 px: about twelve pages of A4. Everything is made here from a fixed seed.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random

from PIL import Image

from reports.charts.figure import Box, Figure, Label, Mark, Stroke, to_svg
from reports.charts.plots import RadarAxis, TrendDot, radar, trend_line
from reports.pdf.fonts import FILES, FONTS
from reports.pdf.tokens import load_tokens

FONT = FONTS / FILES["regular"]
FAMILY = "Noto Sans SC"
TITLE = "门店神秘顾客检查报告：河滨路店，2026 年第二季度"
HEAD = ("编号", "检查项目", "权重", "得分", "结果", "备注")
_PARTS = (
    "店员在顾客进门后主动问候",
    "收银台排队的人数没有超过四位",
    "货架上的价签与商品一一对应",
    "试衣间的地面干净、灯光明亮",
    "介绍商品时先问用途再给建议",
    "等候区的座椅上放着两只空纸箱",
    "离店时得到了道谢与再来的邀请",
    "饮水机旁的纸杯已经用完",
    "橱窗里的促销海报过了期限",
    "投诉由值班经理当面记录并答复",
)


@dataclass(frozen=True)
class Content:
    """What stands in the report. `photos`: files and the words under each."""

    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    charts: tuple[Figure, ...]
    photos: tuple[tuple[Path, str], ...]


def content(folder: Path, seed: int, paragraphs: int = 48, photos: int = 24) -> Content:
    """Return the report with other words for each seed.

    The photos are the same for all; they're drawn into `folder` when they aren't there yet.
    """
    random = Random(seed)
    return Content(
        tuple(_paragraph(random) for _ in range(paragraphs)),
        tuple(_row(random, n) for n in range(1, 61)),
        (_bars(random), _lines(random), _spokes(random)),
        tuple(
            (_photo(folder / f"{n}.jpg", n), f"照片 {n}：{random.choice(_PARTS)}")
            for n in range(1, photos + 1)
        ),
    )


def _paragraph(random: Random) -> str:
    parts = [
        random.choice(_PARTS) + str(random.randint(2, 99)) for _ in range(random.randint(9, 13))
    ]
    return (
        "，".join(parts[:4])
        + "；"
        + "，".join(parts[4:])
        + f"。得分 {random.randint(50, 99)}/100。"
    )


def _row(random: Random, n: int) -> tuple[str, ...]:
    result = random.choice(("合格", "不合格", "不适用"))
    note = random.choice(_PARTS) + random.choice(("", "，" + random.choice(_PARTS)))
    weight, score = str(random.randint(1, 5)), str(random.randint(0, 100))
    return str(n), random.choice(_PARTS), weight, score, result, note


def _bars(random: Random) -> Figure:
    marks: list[Mark] = [Stroke(((30, 150), (480, 150)), "hairline-2")]
    for n in range(10):
        value, x = random.randint(40, 99), 36 + n * 45
        marks.append(Box(x, 150 - value * 1.3, 28, value * 1.3, "chart-subject"))
        marks.append(Label(x + 14, 162, f"分项{n + 1}", anchor="middle"))
        marks.append(Label(x + 14, 146 - value * 1.3, str(value), anchor="middle"))
    return Figure(490, 170, tuple(marks))


def _lines(random: Random) -> Figure:
    dots = [
        TrendDot(f"{n % 12 + 1}月", value, f"{value / 100:.1f}", (9500 - value) // 1000)
        for n, value in enumerate(random.randint(6600, 9400) for _ in range(12))
    ]
    return trend_line(490, 170, dots, 9000, "目标")


def _spokes(random: Random) -> Figure:
    names = ("服务", "陈列", "卫生", "价格", "库存", "安全", "形象", "收银")
    return radar(190, [RadarAxis(name, random.randint(5000, 9900), 8000) for name in names])


def svg(figure: Figure) -> str:
    """Return a chart for an engine that doesn't know our tokens: colours as they are, our font."""

    def colour(found: re.Match[str]) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in load_tokens().rgb(found[1]))

    plain = re.sub(r"var\(--([a-z0-9-]+)\)", colour, to_svg(figure))
    size = f'width="{figure.width}" height="{figure.height}" font-family="{FAMILY}"'
    return plain.replace('class="chart"', size)


def _photo(path: Path, seed: int) -> Path:
    """Draw clouds of several sizes: as many bytes as a photo of a shop has at quality 80."""
    if not path.exists():
        random = Random(seed)
        image = Image.new("RGB", (1600, 1200))
        for cells, share in ((8, 1.0), (48, 0.5), (200, 0.4), (800, 0.13)):
            small = (cells, cells * 3 // 4)
            clouds = Image.frombytes("RGB", small, random.randbytes(small[0] * small[1] * 3))
            image = Image.blend(image, clouds.resize(image.size, Image.Resampling.BICUBIC), share)
        image.save(path, "JPEG", quality=80)
    return path
