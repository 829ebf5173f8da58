"""What becomes of a value of each kind, by the project's own definition."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from orchestration.ingest.cleaning.kinds import KINDS

CASES = {
    "phone": {
        "13812345678": "13812345678",
        "+86 138-1234-5678": "13812345678",
        "0086 138 1234 5678": "13812345678",
        "１３８１２３４５６７８": "13812345678",
        "(0571) 8765 4321": "057187654321",
        "0571-87654321 转 801": "057187654321;ext=801",
        "0571-87654321 ext 802": "057187654321;ext=802",
        "139 1234 0000 / 138 1234 5678": "13912340000",
        "+44 7400 123456": "+447400123456",
        "13800138000": None,
        "+86 138 0013 8000": None,
        "00000": None,
        "11111111111": None,
        "12345": None,
        "无": None,
        "li.na@example.com": None,
    },
    "email": {
        "li.na@example.cn": "li.na@example.cn",
        " Li.Na＠Example.CN ": "li.na@example.cn",
        "Li Na <li.na@example.cn>": "li.na@example.cn",
        "mailto:li.na@example.cn?subject=Hi": "li.na@example.cn",
        "li.na@example。cn,": "li.na@example.cn",
        "li.na@gmial.com": "li.na@gmail.com",
        "l.i.n.a+shop@gmail.com": "l.i.n.a+shop@gmail.com",
        "李娜@例子.中国": "李娜@例子.中国",
        "test@test.com": None,
        "li.na": None,
        "N/A": None,
    },
    "person_name": {
        "李娜": "李娜",
        "李 娜": "李娜",
        "李娜　女士": "李娜",
        "张建国总经理": "张建国",
        "王先生": "王先生",
        "Mr. JOHN SMITH": "John Smith",
        "dr anna o'connor, PhD": "Anna O'Connor",
        "Anna van der Berg": "Anna van der Berg",
        "José Álvarez": "José Álvarez",
        "阿卜杜拉·买买提": "阿卜杜拉·买买提",
        "测试": None,
        "先生": None,
        "TEST": None,
    },
    "company_name": {"杭州　云帆科技（集团）有限公司": "杭州 云帆科技(集团)有限公司", "无": None},
    "region": {
        "浙江": "浙江省",
        "Zhejiang": "浙江省",
        "ZHEJIANG SHENG": "浙江省",
        "广西": "广西壮族自治区",
        "上海": "上海市",
        "330000": "浙江省",
        "United Kingdom": "United Kingdom",
        "Unspecified": None,
    },
    "city": {
        "杭州": "杭州市",
        "Xi'an": "西安市",
        "Beijing": "北京市",
        "延边": "延边朝鲜族自治州",
        # 苏州 or 宿州, the province or a prefecture of another: nobody can tell
        "Suzhou": "Suzhou",
        "海南": "海南",
        "London": "London",
    },
    "street_address": {"  文三路　１号  ": "文三路 1号", "-": None},
    "currency": {"人民币": "CNY", "¥": "CNY", "RMB": "CNY", "us$": "USD", "cny": "CNY", "XXQ": "XXQ"},
}


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [(kind, value, expected) for kind, cases in CASES.items() for value, expected in cases.items()],
)
def test_a_value_becomes_what_it_should_have_been(cleaning, kind, value, expected):
    cleaned = cleaning.chain(kind, None).clean(value)

    assert cleaned.result == expected
    assert bool(cleaned.rules) == (expected != value)


def test_every_kind_is_shown():
    assert CASES.keys() == KINDS.keys()


def test_a_value_that_says_nothing_names_the_rule_that_found_so(cleaning):
    assert cleaning.chain("phone", None).clean("＋８６ 13800138000").rules == ("junk",)


# texts as people write them, in pieces that mean something to one rule or another
PIECES = st.sampled_from(
    [
        *(value for cases in CASES.values() for value in cases),
        " ",
        "　",
        "+",
        "<",
        ">",
        "@",
        ".",
        ",",
        "/",
        "0",
        "86",
        "转",
        "总",
        "md",
        "Mr ",
    ]
)
WRITTEN = st.one_of(st.text(max_size=20), st.lists(PIECES, max_size=4).map("".join))


@pytest.mark.parametrize("kind", KINDS)
@settings(deadline=None)
@given(data=st.data())
def test_cleaning_twice_is_cleaning_once(cleaning, kind, data):
    chain = cleaning.chain(kind, data.draw(st.sampled_from([None, "GB"])))
    once = chain.clean(data.draw(WRITTEN)).result

    assert once is None or chain.clean(once).result == once


@pytest.fixture(scope="module")
def con():
    with duckdb.connect() as con:
        yield con


@pytest.mark.parametrize("kind", ["phone", "email", "person_name"])
@settings(deadline=None)
@given(data=st.data())
def test_sql_passes_only_what_python_would_leave(cleaning, con, kind, data):
    chain = cleaning.chain(kind, None)
    value = data.draw(
        WRITTEN
        | st.from_regex(
            {"phone": r"1[0-9]{10}", "email": r"[a-z.]{1,5}@[a-z.]{1,9}", "person_name": r"[一-龥]{2,4}"}[
                kind
            ],
            fullmatch=True,
        )
    )
    ((is_settled,),) = con.execute(f"select {chain.settled} from (select ? as value)", [value]).fetchall()

    assert not is_settled or chain.clean(value).result == value
