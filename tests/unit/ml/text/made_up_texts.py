"""Rated texts of a made-up company whose customers speak a slang that the lexicon does not know."""

import numpy as np
import pandas as pd

GROUPS = ("茶叶", "耳机", "雨伞")
OPENINGS = ("昨天拆开", "给家里", "这一款", "第二个", "同事也", "my order", "our second one", "打开以后")
LIKED = ("绝绝子", "冲就对了", "闭眼入", "slaps hard", "yyds", "完全拿捏")
DISLIKED = ("翻车", "拉胯到家", "一股塑胶感", "total flop", "劝退", "吃灰去吧")
BETWEEN = (
    "周末在家",
    "颜色是灰的",
    "盒子有两层",
    "on a monday",
    "隔壁老王",
    "第三层架子",
    "顺便说",
    "from the shelf",
)


def made_up_texts(count=2400, seed=1, negative_share=0.3):
    """text, rating (1 to 5), written_on, text_group; one judgement of twelve is not what the words say."""
    rng = np.random.default_rng(seed)
    is_negative = rng.random(count) < negative_share
    says = np.where(is_negative, rng.choice(DISLIKED, count), rng.choice(LIKED, count))
    filler = [rng.choice(words, count) for words in (OPENINGS, BETWEEN, BETWEEN)]
    number = rng.integers(0, 10_000, count)
    texts = [
        f"{a}{b}，{said}，{c}{n}"
        for a, b, said, c, n in zip(*filler[:2], says, filler[2], number, strict=True)
    ]
    turned = is_negative ^ (rng.random(count) < 1 / 12)
    rating = np.where(turned, rng.integers(1, 3, count), rng.integers(4, 6, count))
    days = pd.Timestamp("2025-01-01") + pd.to_timedelta(np.sort(rng.integers(0, 365, count)), unit="D")
    return pd.DataFrame(
        {"text": texts, "rating": rating, "written_on": days, "text_group": rng.choice(GROUPS, count)}
    )
