"""What reviews say: clauses about this and that, put together, mostly in the mood of the rating.

Each review has a mood that only the truth knows: praise, blame or both. The stars follow it mostly; some
click wrongly, some mock. Texts are drawn from a stream of their own: the rest of the world stays as it is.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from demo.world.history import Chapter, World

PRAISE, BOTH, BLAME = range(3)
MOODS = ("positive", "mixed", "negative")
# by stars: shares of praise, both, blame
BY_STARS = np.array(
    [
        [0, 0, 0],
        [0.02, 0.03, 0.95],
        [0.04, 0.14, 0.82],
        [0.16, 0.58, 0.26],
        [0.82, 0.15, 0.03],
        [0.96, 0.02, 0.02],
    ]
)
ENGLISH = 0.07
IRONIC = 0.04  # of blame
WISHING = 0.06
# what is said of the deal, whatever it is: praise, blame
DEAL = (
    (
        "物流很快, 第二天就到了;包装严实, 一点没磕碰;客服回复很及时;比实体店便宜不少;和图片上一样;"
        "赶上活动价, 值了;"
        "卖家还送了小样;发货速度没得说;箱子打开整整齐齐;售后处理得很爽快;下单到收货不到两天;价格公道",
        "等了快十天才送到;箱子压扁了, 里面也漏了;问客服半天没人理;刚买完就降了三十块;跟图片差太多;少发了一件;"
        "快递直接扔在门口淋了雨;退款拖了两个星期;发错了颜色;生产日期都快一年了;说好的赠品没有;打电话推来推去",
    ),
    (
        "arrived two days early;well packed, not a scratch;support answered within minutes;"
        "cheaper than in the shop;"
        "exactly as in the pictures;good value for the price",
        "took ten days to arrive;the box was crushed and leaking;nobody answers my messages;"
        "price dropped the day after I paid;nothing like the pictures;one item was missing",
    ),
)
# what is said of goods of a kind (numbers of categories): praise, blame
GOODS = {
    (4, 5, 6): (
        (
            "味道很正, 全家都爱吃;新鲜, 口感特别好;一点都不腻;分量足;朋友来家里尝了也夸;回味很香;"
            "个头大, 汁水多",
            "打开一股怪味, 没敢吃;太咸了, 根本吃不下;有几个已经坏了;又干又硬;尝起来不新鲜;"
            "和以前买的不是一个味;甜得发齁",
        ),
        (
            "tastes wonderful;fresh and full of flavour;the whole family loves it",
            "tastes stale;far too salty;half of it was spoiled",
        ),
    ),
    (1, 2): (
        (
            "面料柔软, 穿着舒服;尺码标准, 很合身;做工精细没有线头;颜色很正, 显白;版型好看;"
            "洗了几次也不变形;孩子穿上不肯脱",
            "洗一次就缩水;线头特别多;尺码偏小, 勒得慌;掉色染了一盆;料子又薄又扎;才穿两回就开线;色差大得离谱",
        ),
        (
            "soft fabric and a perfect fit;lovely colour;still like new after washing",
            "shrank in the first wash;seams came apart;runs far too small",
        ),
    ),
    (3, 9): (
        (
            "用了两周皮肤明显好了;温和不刺激;妈妈说有效果;吸收快不黏;味道清淡好闻;"
            "坚持吃了一个月, 睡得香了;一直在回购",
            "用完脸上起疹子;一点效果都没有;味道刺鼻;油腻得不行;怀疑不是正品;吃了胃不舒服;开封就渗漏",
        ),
        (
            "my skin feels much better;gentle and pleasant;does what it says",
            "gave me a rash;no effect at all;smells awful",
        ),
    ),
    (7, 8, 0): (
        (
            "质量扎实, 用着顺手;清洗方便;比上一个好用多了;婆婆用了也说好;做饭省心不少;宝宝很喜欢;"
            "材料厚实, 没有味道",
            "用了两次就坏了;有一股塑料味散不掉;盖子盖不严;边角毛刺划手;薄得像纸;涂层掉得到处都是;"
            "宝宝用了红屁股",
        ),
        (
            "sturdy and easy to clean;makes cooking easier;thick material, no smell",
            "broke after two uses;strong plastic smell;the lid does not close",
        ),
    ),
    (10, 11): (
        (
            "续航很给力;音质清晰;连接稳定不断线;运行流畅;轻便, 背着不累;防水效果好;手感一流, 爱不释手",
            "充一次电半天就没了;总是断连;用了一周就开不了机;发热烫手;拉链第一天就坏;杂音很大;说明书看不懂",
        ),
        (
            "battery lasts for days;clear sound;light and waterproof",
            "battery is dead by noon;keeps disconnecting;stopped working after a week",
        ),
    ),
    (12,): (
        (
            "内容扎实, 讲得清楚;印刷精美;孩子看得入迷;纸张厚, 书写流畅;字帖很适合初学;一口气读完, 收获很大",
            "错别字一大堆;纸薄得透墨;书角全折了;内容东拼西凑;印刷模糊像盗版;笔写两天就断墨",
        ),
        ("well written and well printed;my son cannot put it down", "full of misprints;the pages fall out"),
    ),
}
OPENINGS = (
    ";;;;买给妈妈的, ;第二次买了, ;双十一囤的, ;同事推荐的, ;收到好几天才来评价, ;用了一段时间, ;",
    ";;;bought it for my mother, ;second time I order, ",
)
CLOSINGS = (
    (
        ";;;;推荐;会再来;五星好评;满意;很喜欢;值得买;👍;没让我失望",
        ";;以后不会再买;差评;失望;别买;浪费钱;后悔了;已申请退货;😡",
    ),
    (";;would buy again;recommended;very happy", ";;never again;disappointed;asked for a refund;do not buy"),
)
MOCKERY = (
    "真是太好了, 一用就坏;服务可真周到, 周到得电话都不接;谢谢卖家让我体验了一把什么叫漏水;"
    "厉害了, 这价格买个一次性的;惊喜不断, 打开少一半",
    "great, it broke on day one;wonderful service, if you enjoy waiting",
)
WISHES = (
    "希望能出小包装;要是有大一号就好了;建议附一份说明书;希望多出几个颜色;能不能支持以旧换新;"
    "希望冬天加个保温袋;建议早点发货",
    "I wish it came in a smaller pack;please add more colours",
)
BUT = ("但是;不过;就是;可惜", "but;only")


def texts(world: World, chapter: Chapter, reviews: pd.DataFrame) -> pd.DataFrame:
    """One row per review, in their order: text, mood (number), is_ironic, is_english."""
    rng, count = world.draw("opinions", chapter.block), len(reviews)
    chances = BY_STARS[reviews["rating"].to_numpy()].cumsum(axis=1)
    mood = (rng.random(count)[:, None] > chances).sum(axis=1)
    frame = pd.DataFrame({"mood": np.minimum(mood, BLAME), "is_english": rng.random(count) < ENGLISH})
    frame["is_ironic"] = (frame["mood"] == BLAME) & (rng.random(count) < IRONIC)
    category = world.goods["category"].to_numpy()[reviews["article"].to_numpy()]
    frame["text"] = np.where(
        frame["is_english"], _written(rng, category, frame, 1), _written(rng, category, frame, 0)
    )
    return frame


def _written(
    rng: np.random.Generator, category: np.ndarray, frame: pd.DataFrame, language: int
) -> np.ndarray:
    """Texts as if all were of one language."""
    count, mood = len(frame), frame["mood"].to_numpy()
    between = np.array([", ", ",", "; "] if language else ["，", ",", "。", " ", "！"], object)
    says = {tone: _clauses(rng, category, tone, language) for tone in (PRAISE, BLAME)}
    deals = {tone: _drawn(rng, DEAL[language][tone // BLAME], count) for tone in (PRAISE, BLAME)}
    first = np.where(mood == BLAME, says[BLAME], says[PRAISE])
    second = np.where(mood == BLAME, deals[BLAME], deals[PRAISE])
    swapped = rng.random(count) < 0.35
    first, second = np.where(swapped, second, first), np.where(swapped, first, second)
    gap = between[rng.integers(0, len(between), count)]
    told = np.where(rng.random(count) < 0.55, first + gap + second, first)
    is_praised_first = rng.random(count) < 0.7
    turn = gap + _drawn(rng, BUT[language], count) + (" " if language else "")
    both = np.where(is_praised_first, says[PRAISE] + turn + deals[BLAME], deals[BLAME] + turn + says[PRAISE])
    told = np.where(mood == BOTH, both, told)
    ends = np.where(mood == BLAME, *(_drawn(rng, CLOSINGS[language][tone], count) for tone in (1, 0)))
    ends = np.where(mood == BOTH, "", ends)
    told = _drawn(rng, OPENINGS[language], count) + told + np.where(ends == "", "", gap + ends)
    told = np.where(frame["is_ironic"], _drawn(rng, MOCKERY[language], count), told)
    wish = np.where(rng.random(count) < WISHING, gap + _drawn(rng, WISHES[language], count), "")
    return told + wish


def _clauses(rng: np.random.Generator, category: np.ndarray, tone: int, language: int) -> np.ndarray:
    """What is said of goods of each row's category."""
    found = np.full(len(category), "", object)
    for kinds, said in GOODS.items():
        of_kind = np.isin(category, kinds)
        found[of_kind] = _drawn(rng, said[language][tone // BLAME], int(of_kind.sum()))
    return found


def _drawn(rng: np.random.Generator, phrases: str, count: int) -> np.ndarray:
    listed = np.array(phrases.split(";"), object)
    return listed[rng.integers(0, len(listed), count)]
