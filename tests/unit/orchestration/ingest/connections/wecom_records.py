"""What a made-up company keeps in WeCom: as many contacts as wanted, and a few groups and moments."""

import time

from demo.wecom_server import Records

NOW = int(time.time())
DAY = 24 * 3600


def records(contacts: int, staff: int = 250) -> Records:
    """Contacts of 250 staff members, every tenth of two of them; moments of today and of 40 days ago."""
    return Records(
        staff=[f"staff{number}" for number in range(staff)],
        contacts=[contact(number, number % staff) for number in range(contacts)],
        tag_groups=[
            {"group_id": "g1", "group_name": "Level", "tag": [{"id": "t1", "name": "VIP"}]},
            {
                "group_id": "g2",
                "group_name": "Taste",
                "tag": [{"id": "t2", "name": "tea"}],
            },
        ],
        groups=[group(number) for number in range(30)],
        moments=[
            {"moment_id": "old", "creator": "staff1", "create_time": str(NOW - 40 * DAY), "create_type": 1},
            {"moment_id": "new", "creator": "staff2", "create_time": str(NOW - DAY), "create_type": 1},
            {"moment_id": "corp", "creator": "boss", "create_time": str(NOW - DAY), "create_type": 0},
        ],
        moment_tasks=[
            {"moment_id": "corp", "userid": "staff3", "publish_status": 1},
            {"moment_id": "corp", "userid": "staff4", "publish_status": 0},
        ],
        comments=[reaction("old", "staff1", 1), reaction("corp", "staff3", 2)],
        likes=[reaction("new", "staff2", 3), reaction("new", "staff2", None)],
    )


def contact(number: int, staff: int) -> dict:
    return {
        "external_contact": {
            "external_userid": f"wm{number:06d}",
            "name": f"客户{number}",
            "type": 1 + number % 2,
            "gender": number % 3,
            "unionid": f"oUnion{number:06d}",
        },
        "follow_info": {
            "userid": f"staff{staff}",
            "remark": f"remark {number}",
            "createtime": 1_600_000_000 + number,
            "tag_id": ["t1", "t2"] if number % 4 == 0 else [],
            "remark_mobiles": [f"138{number:08d}"],
            "add_way": 1,
        },
    }


def group(number: int) -> dict:
    members = [
        {"userid": "staff1", "type": 1, "join_time": 1_600_000_000, "join_scene": 1},
        {"userid": f"wm{number:06d}", "type": 2, "unionid": f"oUnion{number:06d}", "join_time": 1_600_000_100,
         "join_scene": 3, "name": f"客户{number}"},
    ]  # fmt: skip
    return {"chat_id": f"wr/{number}", "name": f"群{number}", "owner": "staff1", "create_time": 1_600_000_000,
            "member_list": members}  # fmt: skip


def reaction(moment: str, staff: str, number: int | None) -> dict:
    who = {"userid": "staff9"} if number is None else {"external_userid": f"wm{number:06d}"}
    return {"moment_id": moment, "staff": staff, "create_time": NOW - DAY + (number or 0), **who}
