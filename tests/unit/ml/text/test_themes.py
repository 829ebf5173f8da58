import pandas as pd
import pytest

from ml.text.score import score


@pytest.fixture(scope="module")
def read(settings, definitions):
    def read(text):
        return score(pd.DataFrame({"text_id": [1], "text": [text]}), settings, definitions).iloc[0]

    return read


@pytest.mark.parametrize(
    ("text", "topics", "evidence"),
    [
        ("物流太慢了", "delivery", "物流"),
        ("The battery died and the screen is dim", "battery,display_sound", "battery；screen"),
        ("客服态度差，价格贵", "price,service", "客服；态度；价格"),
        ("味道不错 but packaging was crushed", "packaging,taste", "味道；packaging；crushed"),
        pytest.param("贵宾您好", "", "", id="within-a-word-about-something-else"),
        pytest.param("friendship", "", "", id="no-part-of-an-english-word"),
        ("今天天气", "", ""),
    ],
)
def test_topics_by_their_words(read, text, topics, evidence):
    found = read(text)

    assert found["topics"] == topics
    assert found["topic_evidence"] == evidence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("质量好。希望物流快一点。谢谢", "希望物流快一点"),
        ("要是再大一码就好了", "要是再大一码就好了"),
        ("就好了，要是再大一码", ""),
        ("物流快，希望便宜点，再大点。好", "希望便宜点,再大点"),
        ("要是再大一码。换一个就好了", ""),
        ("Nice. It would be nice to have a bigger one! Bye", "it would be nice to have a bigger one!"),
        ("I wish it came in blue", "i wish it came in blue"),
        ("捐给希望小学", ""),
        ("Added to my wish list", ""),
        ("质量好", ""),
    ],
)
def test_wishes_with_their_sentence(read, text, expected):
    found = read(text)

    assert found["wish"] == expected
    assert found["is_wish"] == (expected != "")


def test_a_long_wish_is_cut(read):
    assert read("希望" + "更薄更轻" * 100)["wish"] == ("希望" + "更薄更轻" * 100)[:100] + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("我要投诉你们", True, id="complaint-word"),
        pytest.param("I want my money back", True, id="complaint-word-en"),
        pytest.param("质量太差了", True, id="negative-with-topic"),
        pytest.param("没有被骗，是正品", False, id="negated"),
        pytest.param("No complaints so far", False, id="negated-en"),
        pytest.param("太差了吧唉", True, id="strong-word"),
        pytest.param("很难过", False, id="negative-without-topic"),
        pytest.param("物流很快，满意", False, id="praise"),
        pytest.param("退款多久到账？", False, id="a-question-about-a-refund"),
        pytest.param("等了两个星期还没到", True, id="with-a-gap"),
    ],
)
def test_complaints(read, text, expected):
    found = read(text)

    assert found["is_complaint"] == expected
    assert (found["complaint_evidence"] != "") == expected


def test_only_the_topic_that_is_blamed_is_complained_of(read):
    found = read("物流很快，包装破损，不满意")

    assert found["topics"] == "delivery,quality,packaging"
    assert found["complaint_topics"] == "quality,packaging"


def test_words_of_leanings(read):
    assert read("请问参数和价格，谢谢")["leanings"] == "rational,relational"
    assert read("一直买，放心")["leanings"] == "trusting"
    assert read("I would not buy again")["leanings"] == ""


def test_who_asks_does_not_complain_of_anything(read):
    assert read("退款多久到账")["complaint_topics"] == ""
    assert not read("麻烦开一张电子发票")["is_complaint"]
