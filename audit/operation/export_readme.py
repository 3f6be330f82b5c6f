"""The README.txt of an export, in both languages."""

from collections.abc import Mapping

_ZH = """\
明察 · 数据导出

本文件夹包含一套明察系统中的全部内容，不需要明察即可阅读。

tables/        每张表两份：CSV（UTF-8，可用表格软件打开）与 JSON Lines（每行一条记录）。
               内容以 JSON Lines 为准。CSV 中以 = + - @ 开头的文字前加了一个撇号，
               以免被当作公式执行。
dictionary.csv 每张表、每一列的类型与含义。
photos/        照片原件，文件名为“门店_日期-探访_检查项_序号”。表格软件或看图软件打不开的格式，
               旁边另有一份 .copy.jpg。photos.csv 说明每张照片属于哪次探访、哪个检查项。
reports/       PDF 报告；reports.csv 说明每份报告的对象、版次与语言。

时间均为 UTC；日期是门店当地的日期。
得分是以百分之一分为单位的整数：8750 表示 87.50 分；空白表示没有得分。

操作记录（tables/trail_entry）是一条链：每条记录的 hash 是下列 JSON 数组的 SHA-256，
数组依次为 number、at、actor、action、subject、details、previous；
以 UTF-8 编码，键按字母排序，不含空格，非 ASCII 字符不转义；
at 写到微秒，例如 2026-11-21T04:00:00.000000+00:00。
previous 是上一条的 hash，第一条之前为 64 个 0。因此任何改动都会被发现。

密码、登录会话、令牌和一次性链接没有导出。
这里有神秘顾客的姓名与照片的拍摄时间、地点：请妥善保管，不要交给门店。
"""

_EN = """\
Mingcha · export

This folder holds everything of one installation, to be read without Mingcha.

tables/        Each table twice: CSV (UTF-8, for spreadsheets) and JSON Lines (a record per line).
               JSON Lines is exact. In CSV a text that begins with = + - @ has an apostrophe before
               it, so that no spreadsheet runs it as a formula.
dictionary.csv Type and meaning of each column of each table.
photos/        The photos as received, named branch_day-visit_item_number. Beside a format that not
               every program opens there is a .copy.jpg. photos.csv tells visit and item of each.
reports/       The PDF reports; reports.csv tells subject, edition and language of each.

Moments are UTC; days are the branch's own. Scores are whole numbers of 1/100 point: 8750 is
87.50; empty means no score.

The trail (tables/trail_entry) is a chain: each hash is the SHA-256 of the JSON array of number,
at, actor, action, subject, details, previous, in this order; UTF-8, keys sorted, no spaces,
non-ASCII characters not escaped; at to the microsecond, as 2026-11-21T04:00:00.000000+00:00.
previous is the hash of the entry before, 64 zeros before the first. So every change shows.

Passwords, sessions, tokens and one-time links are not exported.
This holds mystery shoppers' names, and when and where photos were taken: keep it safe, and keep
it from the branches.
"""


def readme(tables: Mapping[str, str]) -> str:
    """Return the text, with what each table holds at its end."""
    width = max(map(len, tables), default=0)
    listed = "\n".join(f"{name:{width}}  {meaning}" for name, meaning in sorted(tables.items()))
    return f"{_ZH}\n\n{_EN}\n\n数据表 · Tables\n\n{listed}\n"
