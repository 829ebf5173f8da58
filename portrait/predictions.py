"""What models say of a customer: scores with reasons, products likely next, and what is read from texts."""

from portrait.customer import Customer
from portrait.inputs import Row
from portrait.parts import Part
from portrait.terms import term
from portrait.words import NOTHING, Words, number, share, shown

_TEXTS = """
select texts.*, concerns.name_zh as concern_zh, concerns.name_en as concern_en,
    list(topics.name_zh order by topics.topic_key) filter (topics.topic_key is not null) as topics_zh,
    list(topics.name_en order by topics.topic_key) filter (topics.topic_key is not null) as topics_en
from scores.fct_customer_texts as texts
left join scores.dim_text_topics as concerns on concerns.topic_key = texts.main_concern
left join scores.dim_text_topics as topics
    on list_contains(string_split(texts.top_topics_365d, ','), topics.topic_key)
where texts.customer_id = ? group by all
"""
_LEANINGS = """
from scores.fct_customer_leanings where customer_id = ? and known_sign_count > 0
order by is_held desc, points desc, leaning_key
"""


def scores(customer: Customer, words: Words) -> Part:
    """What each published model says, and why."""
    columns = {
        "model": words.say("模型", "Model"),
        "says": words.say("结果", "Says"),
        "within": words.say("期限", "Within"),
        "because": words.say("依据", "Because"),
        "version": words.say("版本", "Version"),
    }
    rows = [
        {
            "model": words.name(score),
            "says": _said(score, words),
            "within": words.days(score["horizon_days"]),
            "because": words.name(score, "reasons") or NOTHING,
            "version": score["model_version"],
        }
        for score in customer.scores
    ]
    none = words.say("目前没有已发布的模型为该客户评分。", "No published model scores this customer.")
    return Part("scores", words.say("模型评分", "Scores"), columns, rows, none, is_wide=True)


def _said(score: Row, words: Words) -> str:
    if group := words.name(score, "group"):
        return f"{group} · {words.say('归属概率', 'membership')} {share(score['score'])}"
    level = f" · {term(words, 'level', score['band'])}" if score["band"] else ""
    return f"{share(score['score'], 1)}{level}"


def next_products(customer: Customer, words: Words) -> Part:
    """Products the customer may buy next, the likeliest first."""
    columns = {
        "product": words.say("产品", "Product"),
        "category": words.say("品类", "Category"),
        "chance": words.say("概率（若下单）", "Chance if they buy"),
        "within": words.say("期限", "Within"),
        "kind": words.say("类型", "Kind"),
        "because": words.say("因为买过", "Because of"),
    }
    rows = [
        {
            "product": found["product_name"],
            "category": shown(found["category"]),
            "chance": share(found["chance"], 1),
            "within": words.days(found["horizon_days"]),
            "kind": term(words, "kind", found["kind"]),
            "because": shown(found["because_name"]),
        }
        for found in customer.next_products
    ]
    return Part("next_products", words.say("可能购买的产品", "Products likely next"), columns, rows)


def texts(customer: Customer, words: Words) -> Part:
    """What the customer writes about and in which tone, without a word of the texts themselves."""
    say = words.say
    rows = []
    for row in customer.own(_TEXTS):
        topics = row[f"topics_{words.language}"]
        told = {
            say("近 365 天的文字", "Texts within 365 days"): number(row["text_count_365d"]),
            say("好评", "Praise"): number(row["positive_text_count_365d"]),
            say("差评", "Blame"): number(row["negative_text_count_365d"]),
            say("投诉", "Complaints"): number(row["complaint_text_count_365d"]),
            say("语气（1 好评，0 差评）", "Tone (1 praise, 0 blame)"): number(row["sentiment_score_365d"], 2),
            say("谈到", "About"): say("、", ", ").join(topics or ()),
            say("最近诉求", "Last wish"): shown(row["last_wished_on"]),
            say("最关心", "Main concern"): words.name(row, "concern"),
            say("依据", "Evidence"): words.name(row, "concern_evidence"),
        }
        rows += [{"what": what, "value": value} for what, value in told.items() if value not in ("", NOTHING)]
    columns = {"what": say("文字", "Texts"), "value": say("值", "Value")}
    return Part("texts", say("文字与声音", "What they write"), columns, rows)


def leanings(customer: Customer, words: Words) -> Part:
    """Leanings of character, held or not, with the signs for them."""
    columns = {
        "leaning": words.say("倾向", "Leaning"),
        "held": words.say("成立", "Held"),
        "points": words.say("支持减反对", "For less against"),
        "known": words.say("已知迹象", "Signs known"),
        "because": words.say("依据", "Evidence"),
    }
    rows = [
        {
            "leaning": words.name(found),
            "held": words.shown(found["is_held"]),
            "points": shown(found["points"]),
            "known": shown(found["known_sign_count"]),
            "because": words.name(found, "evidence") or NOTHING,
        }
        for found in customer.own(_LEANINGS)
    ]
    return Part("leanings", words.say("心理倾向", "Leanings"), columns, rows, is_wide=True)
