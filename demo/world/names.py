"""Names, addresses and numbers of made-up people. E-mail domains are reserved ones: nobody is there."""

from __future__ import annotations

import re

import numpy as np

from demo.world.writing import scrambled

SURNAMES = (
    "王wang 李li 张zhang 刘liu 陈chen 杨yang 赵zhao 黄huang 周zhou 吴wu 徐xu 孙sun 胡hu 朱zhu "
    "高gao 林lin 何he 郭guo 马ma 罗luo 梁liang 宋song 郑zheng 谢xie 韩han 唐tang 冯feng 于yu "
    "董dong 萧xiao 程cheng 曹cao 袁yuan 邓deng 许xu 傅fu 沈shen 曾zeng 彭peng 吕lv 苏su 卢lu "
    "蒋jiang 蔡cai 贾jia 丁ding 魏wei 薛xue 叶ye 阎yan 余yu 潘pan 杜du 戴dai 夏xia 钟zhong "
    "汪wang 田tian 任ren 姜jiang 范fan 方fang 石shi 欧阳ouyang 司马sima"
)
# by gender, then by generation: first and second character of the given name
GIVEN_NAMES = {
    "female": (
        (
            "秀xiu 桂gui 玉yu 淑shu 凤feng 美mei 素su 春chun 金jin 惠hui 月yue 彩cai",
            "英ying 兰lan 珍zhen 梅mei 华hua 芬fen 凤feng 芳fang 霞xia 娥e 云yun 琴qin",
        ),
        (
            "晓xiao 雪xue 海hai 丽li 静jing 文wen 慧hui 小xiao 春chun 红hong 雅ya 佳jia",
            "燕yan 梅mei 红hong 娟juan 敏min 玲ling 芳fang 静jing 琴qin 霞xia 丹dan 颖ying",
        ),
        (
            "雨yu 思si 欣xin 佳jia 梦meng 诗shi 子zi 雅ya 可ke 语yu 若ruo 嘉jia",
            "桐tong 琪qi 怡yi 慧hui 瑶yao 涵han 萱xuan 婷ting 馨xin 嫣yan 曦xi 彤tong",
        ),
    ),
    "male": (
        (
            "建jian 国guo 志zhi 德de 永yong 文wen 振zhen 学xue 金jin 福fu 明ming 保bao",
            "国guo 华hua 强qiang 明ming 军jun 生sheng 林lin 民min 平ping 才cai 荣rong 贵gui",
        ),
        (
            "志zhi 海hai 建jian 俊jun 文wen 小xiao 晓xiao 国guo 宏hong 立li 永yong 新xin",
            "明ming 军jun 伟wei 强qiang 峰feng 波bo 涛tao 勇yong 杰jie 刚gang 辉hui 斌bin",
        ),
        (
            "子zi 浩hao 宇yu 梓zi 俊jun 一yi 博bo 皓hao 奕yi 泽ze 嘉jia 天tian",
            "轩xuan 然ran 航hang 豪hao 杰jie 鸣ming 文wen 辰chen 墨mo 宇yu 涵han 䶮yan",
        ),
    ),
}
SINGLE_SHARES = (0.10, 0.45, 0.12)  # by generation: given names of a single character
LATIN_FIRST = {
    "female": "Emma Sofia Anna Claire Julia Maria Olivia Ingrid Zoë Chloé",
    "male": "James José Lukas Daniel Marco Peter Olaf André Tom Victor",
}
LATIN_LAST = "Fischer O'Connor Álvarez Rossi Müller Dubois Smith Novak Jensen Silva Brown Keller Ivanov Sato"
LATIN_SHARE = 0.02
LOOK_ALIKES = dict(zip("英芬梅明峰军杰婷怡涵轩宇辰静敏华", "瑛芳玫铭锋君洁亭仪函宣雨晨晶慜桦", strict=True))
CITIES = (
    "上海/上海市/90 北京/北京市/80 广州/广东省/60 深圳/广东省/60 杭州/浙江省/55 成都/四川省/50 "
    "南京/江苏省/42 武汉/湖北省/40 苏州/江苏省/36 重庆/重庆市/36 西安/陕西省/32 天津/天津市/28 "
    "长沙/湖南省/26 郑州/河南省/26 青岛/山东省/24 宁波/浙江省/22 厦门/福建省/20 合肥/安徽省/20 "
    "昆明/云南省/16 沈阳/辽宁省/16 佛山/广东省/16 无锡/江苏省/14 绍兴/浙江省/12 扬州/江苏省/10 "
    "洛阳/河南省/9 绵阳/四川省/8 赣州/江西省/7 桂林/广西/6"
)
STREETS = ("人民路", "中山路", "解放大道", "建设街", "文化路", "滨江路", "学院路", "朝阳街")
PHONE_PREFIXES = np.array([133, 135, 136, 137, 138, 139, 150, 151, 158, 159, 177, 182, 186, 188, 189, 199])
MAIL_DOMAINS = np.array(["qq.example", "163.example", "126.example", "mail.example", "outlook.example"])


def spelt(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Characters and their spellings, of a text such as "王wang 李li"."""
    pairs = re.findall(r"([^a-z ]+)([a-z]+)", text)
    return np.array([han for han, _ in pairs], object), np.array([pinyin for _, pinyin in pairs], object)


def cities() -> tuple[list[str], list[str], np.ndarray]:
    """Names, provinces and shares of the cities."""
    rows = [place.split("/") for place in CITIES.split()]
    weights = np.array([float(weight) for *_, weight in rows])
    return [row[0] for row in rows], [row[1] for row in rows], weights / weights.sum()


def homes(person: np.ndarray) -> np.ndarray:
    """Number of the home of each person, see `addresses`."""
    return (scrambled(person + 2**46) % np.uint64(len(STREETS) * 300 * 240)).astype(np.int64)


def addresses(home: np.ndarray) -> np.ndarray:
    """Street, house and flat of homes; the city stands apart."""
    street, house, flat = home % len(STREETS), home // len(STREETS) % 300 + 1, home // (len(STREETS) * 300)
    room = (flat // 8 + 1) * 100 + flat % 8 + 1
    return (
        np.array(STREETS, object)[street]
        + house.astype(str).astype(object)
        + "号"
        + room.astype(str).astype(object)
        + "室"
    )


def surnames(rng: np.random.Generator, count: int) -> np.ndarray:
    """Numbers of surnames, the frequent ones first."""
    size = len(spelt(SURNAMES)[0])
    weights = 1 / np.arange(3, size + 3)
    return rng.choice(size, size=count, p=weights / weights.sum())


def full_names(
    rng: np.random.Generator, surname: np.ndarray, is_female: np.ndarray, birth_year: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Full name and start of the e-mail address per person, by surname, gender and generation."""
    han, pinyin = spelt(SURNAMES)
    generation = np.digitize(birth_year, [1972, 1994])
    given, given_pinyin = np.empty(len(surname), object), np.empty(len(surname), object)
    for female, gender in enumerate(("male", "female")):
        for age, (first, second) in enumerate(GIVEN_NAMES[gender]):
            rows = np.flatnonzero((is_female == bool(female)) & (generation == age))
            (one, one_pinyin), (two, two_pinyin) = spelt(first), spelt(second)
            front, back = rng.integers(0, len(one), len(rows)), rng.integers(0, len(two), len(rows))
            single = rng.random(len(rows)) < SINGLE_SHARES[age]
            given[rows] = np.where(single, "", one[front]) + two[back]
            given_pinyin[rows] = np.where(single, "", one_pinyin[front]) + two_pinyin[back]
    names, mailboxes = han[surname] + given, pinyin[surname] + given_pinyin
    for row in np.flatnonzero(rng.random(len(surname)) < LATIN_SHARE):
        first = rng.choice(LATIN_FIRST["female" if is_female[row] else "male"].split())
        last = rng.choice(LATIN_LAST.split())
        names[row] = f"{first} {last}"
        mailboxes[row] = re.sub("[^a-z.]", "", f"{first}.{last}".lower())
    return names, mailboxes


def is_latin(name: str) -> bool:
    """Whether a name is written in Latin letters."""
    return name[0].isascii()


def mistyped(name: str) -> str:
    """The name as a hurried clerk writes it: a look-alike or homophone, or two letters swapped."""
    if name[-1] in LOOK_ALIKES:
        return name[:-1] + LOOK_ALIKES[name[-1]]
    if is_latin(name):
        return name[:-3] + name[-2] + name[-3] + name[-1]
    return name[:-1] + ("  " if len(name) > 2 else "") + name[-1]


def misspelt(name: str) -> str:
    """The name mistyped, or with its last two characters swapped where that would not show."""
    if name[-1] in LOOK_ALIKES or is_latin(name) or len(name) < 3:
        return mistyped(name)
    return name[:-2] + name[-1] + name[-2]


def emails(rng: np.random.Generator, mailboxes: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    """E-mail addresses, unlike wherever the numbers are: some of digits, most of a spelt name and digits."""
    long_numbers = (numbers * 7919 + 100_000_000).astype(str).astype(object)
    spelt_names = mailboxes + numbers.astype(str).astype(object)
    local = np.where(rng.random(len(numbers)) < 0.3, long_numbers, spelt_names)
    return local + "@" + MAIL_DOMAINS[rng.choice(5, len(numbers), p=[0.42, 0.24, 0.1, 0.12, 0.12])]


def phones(numbers: np.ndarray) -> np.ndarray:
    """Eleven-digit mobile numbers, unlike wherever the numbers (below 1.6 milliards) are."""
    # a step without common factor walks over all 1.6 milliards before it repeats
    place = numbers.astype(np.int64) * 998_244_353 % (16 * 10**8)
    return PHONE_PREFIXES[place % 16] * 10**8 + place // 16
