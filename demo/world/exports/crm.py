"""The CRM's exports: contacts and companies in GB18030 with semicolons, open traits with tabs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa

from demo.world import circle, names
from demo.world.exports.desk import Desk
from demo.world.known_as import phone_at
from demo.world.personas import INTERESTS, OCCUPATIONS, PERSONAS
from demo.world.rhythm import DAY, NOT_YET
from demo.world.writing import taken, words

COMPANY_WORDS = (
    "云帆 恒信 博远 盛达 华宇 明德 天成 金桥 新航 瑞丰 长青 中联 嘉和 安捷 宏图 启明 远景 汇通 荣昌 星河 同创"
)
INDUSTRIES = ["制造", "科技", "餐饮", "教育", "贸易", "物流"]
TASTES = ["清淡", "微辣", "重辣", "甜口", "无糖"]
STYLES = ["简约", "国潮", "复古", "运动", "甜美"]
CONTACTS = """
select
    'KH' || lpad(number::varchar, 7, '0') as "客户编号",
    case awkward
        when 'titled_name' then full_name || '女士'
        when 'junk_name' then '测试'
        else full_name
    end as "姓名",
    case when awkward = 'junk_phone' then '13800138000' when has_phone then case notation
        when 0 then '+86 ' || phone[1:3] || '-' || phone[4:7] || '-' || phone[8:]
        when 1 then phone[1:3] || ' ' || phone[4:7] || ' ' || phone[8:]
        when 2 then '0086' || phone
        else phone
    end end as "手机",
    case when has_email then if(shouts, upper(email), email) end as "邮箱",
    case when tells_gender then if(is_female, '女', '男') end as "性别",
    case
        when awkward = 'impossible_birth_day' then strftime(birth_on - interval 200 year, '%Y-%m-%d')
        when tells_birth then strftime(birth_on, '%Y-%m-%d')
    end as "出生日期",
    occupation as "职业",
    if(awkward = 'conflicting_key', '三亚', city) as "城市",
    if(awkward = 'conflicting_key', '海南省', region) as "省份",
    case when tells_address then city || '市' || address end as "地址",
    case when company >= 0 then 'DW' || lpad((company + 1)::varchar, 5, '0') end as "单位编号",
    beijing(created) as "创建时间",
    beijing(updated) as "修改时间",
    handle as "社交账号"
from rows
"""
ACCOUNTS = """
select
    'DW' || lpad((company + 1)::varchar, 5, '0') as "单位编号",
    city || word || industry || '有限公司' as "单位名称",
    industry as "行业",
    if(awkward = 'negative_size', -employees, employees) as "人数",
    cast(employees * revenue / 10 as decimal(12, 1)) as "年营业额(万元)",
    region as "省份",
    city as "城市",
    beijing(created) as "创建时间",
    beijing(updated) as "修改时间"
from rows
"""
TRAITS = """
select
    'KH' || lpad(number::varchar, 7, '0') as contact,
    trait_key as "key",
    trait_value as "value",
    strftime(updated, '%Y%m%d %H:%M') as changed
from rows
"""


def write(desk: Desk) -> None:
    """contacts.csv, accounts.csv, contact_traits.tsv."""
    rng = desk.draw("crm")
    contacts = desk.world.contacts
    _write_contacts(desk, rng, contacts)
    _write_accounts(desk, rng)
    _write_traits(desk, rng, contacts)


def _places(city: np.ndarray) -> dict[str, object]:
    city_names, regions, _ = names.cities()
    return {"city": words(city, city_names), "region": words(city, regions)}


def _write_contacts(desk: Desk, rng: np.random.Generator, contacts: pd.DataFrame) -> None:
    world, span = desk.world, desk.world.span
    person, count = contacts["person"].to_numpy(), len(contacts)
    who = world.who
    known = who.iloc[person]
    full_names = known["full_name"].to_numpy().copy()
    for row in np.flatnonzero(contacts["is_mistyped"]):
        full_names[row] = names.misspelt(full_names[row])
    # with a new number from the beginning, or the one of those days
    moment = np.where(contacts["has_new_phone"], NOT_YET, contacts["created"])
    typed = contacts["typed_phone"].to_numpy()
    created = contacts["created"].to_numpy()
    updated = created + ((span.seconds - created) * rng.random(count)).astype(int)
    columns = {
        "number": contacts["number"],
        "full_name": full_names,
        "phone": pd.Series(np.where(typed > 0, typed, phone_at(who, person, moment))).astype(str),
        "notation": rng.integers(0, 5, count),
        "has_phone": contacts["has_phone"] | (typed > 0),
        "email": contacts["typed_email"].fillna(pd.Series(known["email"].to_numpy())),
        "has_email": contacts["has_email"] | contacts["typed_email"].notna(),
        "shouts": rng.random(count) < 0.2,
        "is_female": known["is_female"],
        "tells_gender": rng.random(count) < 0.88,
        "birth_on": known["birth_on"].to_numpy().astype("datetime64[D]"),
        "tells_birth": rng.random(count) < 0.55,
        "occupation": _one_of(rng, OCCUPATIONS, known["persona"].to_numpy()),
        "company": known["company"],
        "address": names.addresses(known["home"].to_numpy()),
        "tells_address": desk.draw("crm addresses").random(count) < 0.4,
        "handle": _handles(desk, person),
        "created": span.stamps(created),
        "updated": span.stamps(updated),
        **_places(known["city"].to_numpy()),
    }
    take, cases = desk.awkward.rows(rng, "contacts", count)
    path = desk.path("crm", "contacts", "csv")
    desk.scribe.csv(taken(columns, take, awkward=cases), CONTACTS, path, delimiter=";", encoding="gb18030")


def _handles(desk: Desk, person: np.ndarray) -> np.ndarray:
    """Handles on social media that clerks noted of every second person who has one."""
    world = desk.world
    handles = np.full(len(world.who), None, object)
    for block, first in enumerate(range(0, len(world.who), world.block)):
        told = circle.on_social(world, first, block).iloc[::2]
        platforms = np.array(circle.PLATFORMS, object)[told["platform"]]
        handles[told["person"].to_numpy() + first] = platforms + ":" + told["handle"].to_numpy()
    return handles[person]


def _one_of(rng: np.random.Generator, listed: dict[str, str], persona: np.ndarray) -> pa.DictionaryArray:
    """One of the persona's words (of a text with spaces) per person."""
    per_persona = [listed[key].split() for key in PERSONAS["persona"]]
    sizes = np.array([len(some) for some in per_persona])
    begins = sizes.cumsum() - sizes
    chosen = begins[persona] + (rng.random(len(persona)) * sizes[persona]).astype(int)
    return words(chosen, [word for some in per_persona for word in some])


def _write_accounts(desk: Desk, rng: np.random.Generator) -> None:
    world, span = desk.world, desk.world.span
    first_known = world.contacts.groupby(world.who["company"].to_numpy()[world.contacts["person"]])["created"]
    created = first_known.min().drop(-1, errors="ignore") - 3600
    count = len(created)
    company = created.index.to_numpy()
    city = rng.choice(len(names.cities()[0]), size=count, p=names.cities()[2])
    columns = {
        "company": company,
        "word": words(company % len(COMPANY_WORDS.split()), COMPANY_WORDS.split()),
        "industry": words(company // 4 % len(INDUSTRIES), INDUSTRIES),
        "employees": np.ceil(rng.lognormal(3.8, 1.2, count)).astype(int),
        "revenue": rng.integers(200, 1200, count),
        "created": span.stamps(created.to_numpy()),
        "updated": span.stamps(created + ((span.seconds - created) * rng.random(count)).astype(int)),
        **_places(city),
    }
    take, cases = desk.awkward.rows(rng, "accounts", count)
    path = desk.path("crm", "accounts", "csv")
    desk.scribe.csv(taken(columns, take, awkward=cases), ACCOUNTS, path, delimiter=";", encoding="gb18030")


def _write_traits(desk: Desk, rng: np.random.Generator, contacts: pd.DataFrame) -> None:
    """What clerks noted about some contacts: an interest, mostly the persona's, a taste, a style, a child."""
    span = desk.world.span
    persona = desk.world.who["persona"].to_numpy()[contacts["person"]]
    strayed = rng.random(len(contacts)) < 0.15
    seeming = np.where(strayed, rng.integers(0, len(PERSONAS), len(contacts)), persona)
    is_mother = seeming == 0
    noted = {
        "兴趣": (0.42, _one_of(rng, INTERESTS, seeming)),
        "口味": (0.15, words(rng.integers(0, len(TASTES), len(contacts)), TASTES)),
        "风格": (0.12, words(rng.integers(0, len(STYLES), len(contacts)), STYLES)),
        "孩子年龄": (
            np.where(is_mother, 0.5, 0.02),
            words(rng.integers(0, 7, len(contacts)), list("0123456")),
        ),
    }
    parts = []
    for key, (share, values) in noted.items():
        rows = np.flatnonzero(rng.random(len(contacts)) < share)
        day = contacts["created"].to_numpy()[rows] + rng.integers(0, 60, len(rows)) * DAY
        updated = np.minimum(day, span.seconds - 3600)
        part = pd.DataFrame({"number": contacts["number"].to_numpy()[rows], "trait_key": key})
        parts.append(part.assign(trait_value=values.take(rows).to_pandas(), updated=updated))
    frame = pd.concat(parts).sort_values(["number", "trait_key"], ignore_index=True)
    columns = {name: frame[name] for name in frame} | {"updated": span.stamps(frame["updated"].to_numpy())}
    path = desk.path("crm", "contact_traits", "tsv")
    desk.scribe.csv(taken(columns, np.arange(len(frame))), TRAITS, path, delimiter="\t")
