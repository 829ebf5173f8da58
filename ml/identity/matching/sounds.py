"""How names and places sound: Chinese characters as pinyin without tones, so that edit distances mean something.

DuckDB's string distances count bytes: on Chinese characters as they are they say nothing.
"""

import re
from functools import lru_cache

COMPOUND_SURNAMES = (
    "欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 夏侯 轩辕 端木 南宫 百里 东郭 西门 独孤"
    " 呼延 万俟 闻人 赫连 澹台 公冶 宗政 濮阳 淳于 单于 太叔 申屠 公羊 仲孙 钟离 鲜于 闾丘 拓跋 完颜 纳兰 歐陽 司馬 諸葛"
).split()
# read otherwise as surnames than in running text
_SURNAMES = {
    **{
        "单": "shan",
        "單": "shan",
        "曾": "zeng",
        "仇": "qiu",
        "解": "xie",
        "区": "ou",
        "區": "ou",
        "查": "zha",
    },
    **{
        "盖": "ge",
        "任": "ren",
        "朴": "piao",
        "缪": "miao",
        "繆": "miao",
        "翟": "zhai",
        "折": "she",
        "黑": "he",
    },
    **{
        "员": "yun",
        "種": "chong",
        "种": "chong",
        "乐": "yue",
        "樂": "yue",
        "覃": "qin",
        "冼": "xian",
        "谌": "chen",
    },
    **{"乜": "nie", "宓": "mi", "句": "gou", "晁": "chao", "郗": "xi", "纪": "ji", "车": "che", "柏": "bai"},
    **{"俞": "yu", "曲": "qu", "褚": "chu", "石": "shi", "沈": "shen", "宿": "su", "尉": "wei", "隗": "wei"},
    **{
        "祭": "zhai",
        "洗": "xian",
        "召": "shao",
        "佴": "nai",
        "逄": "pang",
        "秘": "bi",
        "葛": "ge",
        "阚": "kan",
    },
    **{
        "尉迟": "yuchi",
        "长孙": "zhangsun",
        "万俟": "moqi",
        "单于": "chanyu",
        "澹台": "tantai",
        "令狐": "linghu",
    },
}
_BASE = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")


def sound(text: str) -> str:
    """A text as it sounds, in plain letters where pinyin and the Latin alphabet reach: 文三路 → wensanlu."""
    return _HAN.sub(lambda found: _pinyin(found[0]), text).translate(_BASE)


def surname_sound(text: str) -> str:
    """The same for a family name: 单 → shan, 尉迟 → yuchi."""
    return _SURNAMES.get(text) or sound(text)


@lru_cache(maxsize=None)
def _pinyin(character: str) -> str:
    from pypinyin import lazy_pinyin

    return lazy_pinyin(character)[0]
