"""What WeCom and the tool beside it hold, as their interfaces give it: lists of JSON records."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd

from demo.world import circle
from demo.world.exports.desk import Desk
from demo.world.history import Chapter
from demo.world.known_as import phone_at
from demo.world.personas import INTERESTS, PERSONAS
from demo.world.rhythm import NOT_YET

CONTACT, UNION = 1, 2  # salts of the keys
AGES = ("18岁以下", "18-24", "25-34", "35-44", "45-54", "55岁以上")
NICKNAMES = ("🌸", "", "", "小", "A", "")
SAID = [
    "大家好",
    "这个还有货吗",
    "已下单",
    "求个优惠券",
    "孩子很喜欢",
    "包装很好",
    "什么时候补货",
    "谢谢店长",
    "物流好快",
    "颜色比图片好看",
    "有人一起拼吗",
    "团长在吗",
]
REMARKS = ("老客户推荐", "", "门店添加", "", "活动扫码", "")
BEIJING = 8 * 3600


class Wecom:
    """Gathers block by block what is written at the end."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._posted = circle.moments(desk.world)
        self._lists: dict[str, list[dict]] = {
            name: [] for name in ("contacts", "comments", "likes", "group_messages", "radar_clicks")
        }
        groups = len(PERSONAS) * circle.group_count(desk.world)
        self._groups: list[list[dict]] = [[] for _ in range(groups)]
        self._opening = int(desk.world.span.opening.astype("datetime64[s]").astype(np.int64)) - BEIJING

    def write_chapter(self, chapter: Chapter) -> None:
        """The contacts of a block of people and what they did."""
        world = self.desk.world
        known = circle.contacts(world, chapter)
        keys = circle.person_keys(chapter.first, known["person"], CONTACT)
        external = [f"wm{key:016x}" for key in keys.tolist()]
        unions = [f"oU{key:016x}" for key in union_keys(chapter, known["person"]).tolist()]
        self._add_contacts(chapter, known, external, unions)
        self._add_joined(chapter, known, external, unions)
        self._add_reactions(circle.reactions(world, chapter, known, self._posted), external)
        self._add_messages(circle.group_messages(world, chapter, known), external)
        self._add_looks(chapter, known, external, unions)

    def _add_contacts(
        self, chapter: Chapter, known: pd.DataFrame, external: list[str], unions: list[str]
    ) -> None:
        who, rng = chapter.who.iloc[known["person"]], self.desk.draw("wecom", chapter.block)
        phones = phone_at(chapter.who, known["person"].to_numpy(), np.full(len(known), NOT_YET - 1))
        tells = rng.random((len(known), 4)) < (0.55, 0.6, 0.5, 0.35)
        _, cases = self.desk.awkward.rows(rng, "wecom_contacts", len(known))
        topics = circle.topics_of(rng, who["persona"].to_numpy(), 0.85).tolist()
        ages = np.digitize(2026 - who["birth_on"].dt.year, [18, 25, 35, 45, 55]).tolist()
        rows = zip(cases.to_pylist()[: len(known)], who["full_name"], who["is_female"], strict=True)
        for row, (case, name, is_female) in enumerate(rows):
            added = self._moment(known["added"].iat[row])
            tags = {f"tag-{topics[row]}": tells[row, 1], f"age-{ages[row]}": tells[row, 3]}
            self._lists["contacts"].append(
                {
                    "external_contact": {
                        "external_userid": external[row],
                        "name": NICKNAMES[row % len(NICKNAMES)] + name[-1 if row % 3 else 0 :],
                        "type": 9 if case == "unknown_type" else 1,
                        "gender": (2 if is_female else 1) * int(tells[row, 2]),
                        "unionid": unions[row],
                    },
                    "follow_info": {
                        "userid": staff_id(known["staff"].iat[row]),
                        "remark": f"{name}{REMARKS[row % len(REMARKS)]}",
                        "createtime": 4_070_880_000 if case == "in_the_future" else added,
                        "tag_id": [tag for tag, is_told in tags.items() if is_told],
                        "remark_mobiles": [str(phones[row])] if tells[row, 0] else [],
                        "add_way": int(row % 4) + 1,
                    },
                }
            )

    def _add_joined(
        self, chapter: Chapter, known: pd.DataFrame, external: list[str], unions: list[str]
    ) -> None:
        names = chapter.who["full_name"].to_numpy()
        for row in np.flatnonzero(known["group"] >= 0).tolist():
            self._groups[known["group"].iat[row]].append(
                {
                    "userid": external[row],
                    "type": 2,
                    "unionid": unions[row],
                    "join_time": self._moment(known["joined"].iat[row]),
                    "join_scene": row % 3 + 1,
                    "name": names[known["person"].iat[row]],
                }
            )

    def _add_reactions(self, frame: pd.DataFrame, external: list[str]) -> None:
        columns = (frame[name].tolist() for name in ("contact", "moment", "is_comment", "at"))
        staff = self._posted["staff"].to_numpy()
        for contact, moment, is_comment, at in zip(*columns, strict=True):
            self._lists["comments" if is_comment else "likes"].append(
                {
                    "moment_id": f"mom{moment:06d}",
                    "staff": staff_id(staff[moment]),
                    "external_userid": external[contact],
                    "create_time": self._moment(at),
                }
            )

    def _add_messages(self, frame: pd.DataFrame, external: list[str]) -> None:
        rng, sent = self.desk.draw("group messages"), self._lists["group_messages"]
        take, cases = self.desk.awkward.rows(rng, "group_messages", len(frame))
        number = len(sent)
        for row, case in zip(take.tolist(), cases.to_pylist(), strict=True):
            contact, group, at, said = (frame[name].iat[row] for name in ("contact", "group", "at", "text"))
            sent.append(
                {
                    "msgid": f"msg{number + row:08d}",
                    "roomid": None if case == "missing_group" else chat_id(group),
                    "from": external[contact],
                    "msgtype": "text" if said < 48 else "image",
                    "time": self._moment(at),
                    "text": SAID[said % len(SAID)] if said < 48 else None,
                }
            )

    def _add_looks(
        self, chapter: Chapter, known: pd.DataFrame, external: list[str], unions: list[str]
    ) -> None:
        frame = circle.looks(self.desk.world, chapter, known)
        rng, seen = self.desk.draw("radar", chapter.block), self._lists["radar_clicks"]
        take, cases = self.desk.awkward.rows(rng, "radar_clicks", len(frame))
        number = len(seen)
        for row, case in zip(take.tolist(), cases.to_pylist(), strict=True):
            contact, topic, at, seconds = (
                frame[name].iat[row] for name in ("contact", "topic", "at", "seconds")
            )
            seen.append(
                {
                    "id": f"LD{number + row:08d}",
                    "visitor": {"external_userid": external[contact], "unionid": unions[contact]},
                    "content": {"id": f"NR{topic:03d}", "title": f"{circle.TOPICS[topic]}指南"},
                    "topic": circle.TOPICS[topic],
                    "staff": staff_id(known["staff"].iat[contact]),
                    "opened_at": self._iso(at),
                    "seconds": -5 if case == "negative_length" else int(seconds),
                }
            )

    def finish(self) -> None:
        """Lists of WeCom in wecom/, of the tool beside it in scrm/."""
        world, lists = self.desk.world, self._lists
        staff = [staff_id(number) for number in range(circle.staff_count(world))]
        lists |= {"staff": staff, "tag_groups": _tag_groups(), "groups": self._group_list()}
        lists |= self._moments()
        for name, records in lists.items():
            system = "scrm" if name in ("group_messages", "radar_clicks") else "wecom"
            _write(self.desk.path(system, name, "json"), records)

    def _moments(self) -> dict[str, list[dict]]:
        """Every fifth is one of the company's, which a staff member published."""
        moments, tasks = [], []
        for row, post in enumerate(self._posted.itertuples()):
            is_personal = row % 5 > 0
            moment = {
                "moment_id": f"mom{row:06d}",
                "creator": staff_id(post.staff) if is_personal else "boss",
                "create_type": int(is_personal),
                "create_time": str(self._moment(post.at)),
                "text": {"content": circle.TOPICS[post.topic]},
            }
            moments.append(moment)
            if not is_personal:
                task = {"userid": staff_id(post.staff), "publish_status": 1}
                tasks.append({"moment_id": moment["moment_id"], **task})
        return {"moments": moments, "moment_tasks": tasks}

    def _group_list(self) -> list[dict]:
        per_persona = circle.group_count(self.desk.world)
        return [
            {
                "chat_id": chat_id(number),
                "name": f"{PERSONAS['name_zh'][number // per_persona]}福利{number % per_persona + 1}群",
                "owner": staff_id(number % circle.staff_count(self.desk.world)),
                "create_time": self._moment(3600),
                "member_list": [{"userid": staff_id(0), "type": 1, "join_time": self._moment(3600)}, *inside],
            }
            for number, inside in enumerate(self._groups)
        ]

    def _moment(self, second: int) -> int:
        """Seconds of the epoch."""
        return int(second) + self._opening

    def _iso(self, second: int) -> str:
        return str(self.desk.world.span.stamps(np.array([second]))[0]) + "+08:00"


def union_keys(chapter: Chapter, person: np.ndarray) -> np.ndarray:
    """Sixty-four bits that name people of a block wherever WeChat knows them."""
    return circle.person_keys(chapter.first, person, UNION)


def staff_id(number: int) -> str:
    """WeCom's key of a staff member."""
    return f"staff{number + 1:03d}"


def chat_id(number: int) -> str:
    """WeCom's key of a group."""
    return f"wrChat{number + 1:05d}"


def _tag_groups() -> list[dict]:
    topics = [topic for key in PERSONAS["persona"] for topic in INTERESTS[key].split()]
    return [
        {
            "group_name": group,
            "tag": [{"id": f"{key}-{row}", "name": name} for row, name in enumerate(names)],
        }
        for group, key, names in (("interest", "tag", topics), ("age_band", "age", AGES))
    ]


def _write(path: Path, records: list) -> None:
    lines = (json.dumps(record, ensure_ascii=False) for record in records)
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
