"""The sales team's workbook: deals and calls on two sheets, each under a title."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd

from demo.world import dealings
from demo.world.exports.desk import Desk
from demo.world.rhythm import NOT_YET
from demo.world.writing import words

DEALS = ("商机编号", "单位编号", "联系人编号", "商机名称", "阶段", "状态", "金额(元)", "创建日期", "关闭日期")
CALLS = ("记录编号", "联系人编号", "单位编号", "方式", "方向", "时间", "时长(秒)", "结果", "备注")
STATUSES = ("进行中", "赢单", "输单")
NOTES = ("客户要求下周报价", "", "已发送产品目录", "对价格有疑虑", "", "约定上门拜访")
# the same arguments give the same bytes, whenever they are written
_FIXED = datetime(2020, 1, 1)
_MOMENT = re.compile(rb"(?<=W3CDTF\">)[^<]+")


def write(desk: Desk) -> None:
    """sales.xlsx."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    for title, header, rows in (("商机", DEALS, _deals(desk)), ("沟通记录", CALLS, _calls(desk))):
        sheet = book.create_sheet(title)
        sheet.append([f"{title}导出", None, "内部资料"])
        sheet.append([])
        sheet.append(header)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    _write_undated(content, desk.path("sales", "sales", "xlsx"))


def _write_undated(content: BytesIO, path: Path) -> None:
    """The workbook without the moments at which its parts were written."""
    with zipfile.ZipFile(content) as made, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in made.namelist():
            entry = zipfile.ZipInfo(name, _FIXED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed = _FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
            target.writestr(entry, _MOMENT.sub(fixed, made.read(name)))


def _deals(desk: Desk) -> Iterator[list[object]]:
    frame = dealings.opportunities(desk.world)
    take, cases = desk.awkward.rows(desk.draw("deals"), "deals", len(frame))
    opened, closed = _moments(desk, frame["opened"]), _moments(desk, frame["closed"])
    numbers = desk.world.contacts["number"].to_numpy()
    for row, case in zip(take, cases.to_pylist(), strict=True):
        deal = frame.iloc[row]
        amount = deal["fen"] / 100 * (-1 if case == "negative_amount" else 1)
        yield [
            f"SJ{row + 1:06d}",
            f"DW{deal['company'] + 1:05d}",
            f"KH{numbers[deal['contact']]:07d}",
            f"第{row % 4 + 1}季度采购",
            dealings.STAGES[deal["stage"]],
            STATUSES[deal["status"]],
            amount,
            opened[row],
            closed[row],
        ]


def _calls(desk: Desk) -> Iterator[list[object]]:
    frame = dealings.calls(desk.world)
    take, cases = desk.awkward.rows(desk.draw("calls"), "calls", len(frame))
    at, numbers = _moments(desk, frame["at"]), desk.world.contacts["number"].to_numpy()
    channels = words(frame["channel"], dealings.CALL_CHANNELS).to_pylist()
    columns = [frame[name].to_numpy() for name in ("contact", "company", "is_inbound", "seconds", "outcome")]
    for row, case in zip(take, cases.to_pylist(), strict=True):
        contact, company, is_inbound, seconds, outcome = (column[row] for column in columns)
        yield [
            f"GT{row + 1:07d}",
            f"KH{numbers[contact]:07d}",
            f"DW{company + 1:05d}" if company >= 0 else None,
            channels[row],
            "来电" if is_inbound else "去电",
            "昨天下午" if case == "unparsable_date" else at[row],
            -int(seconds) if case == "negative_length" else int(seconds),
            dealings.OUTCOMES[outcome],
            NOTES[row % len(NOTES)],
        ]


def _moments(desk: Desk, seconds: pd.Series) -> list[object]:
    """Python moments; None where it is not yet."""
    past = np.minimum(seconds.to_numpy(), desk.world.span.seconds * 10)
    stamps = desk.world.span.stamps(past).astype(object)
    return [None if second >= NOT_YET else stamp for second, stamp in zip(seconds, stamps, strict=True)]
