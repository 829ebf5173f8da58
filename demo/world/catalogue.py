"""What the made-up company sells."""

from __future__ import annotations

import numpy as np
import pandas as pd

# category: prefix of the SKU, brands, cost as a share of the price, share of lines that come back,
# share of lines of more than one piece
CATEGORIES = {
    "母婴": ("MY", "小芽 初芽", 0.66, 0.02, 0.45),
    "童装玩具": ("TZ", "小芽 跳跳虎丘", 0.48, 0.08, 0.10),
    "服饰": ("FS", "云织 素白", 0.42, 0.15, 0.06),
    "美妆个护": ("MZ", "颜序 素白", 0.38, 0.03, 0.15),
    "食品生鲜": ("SP", "山前农场 北纬四五", 0.72, 0.015, 0.40),
    "零食": ("LS", "嘎嘣 山前农场", 0.60, 0.01, 0.40),
    "茶酒": ("CJ", "山前茶事 古窖", 0.50, 0.015, 0.20),
    "厨具": ("CW", "灶上 匠锅", 0.55, 0.05, 0.05),
    "家居日用": ("JJ", "拾光 净呼吸", 0.58, 0.03, 0.30),
    "健康养生": ("JK", "颐年 本草间", 0.46, 0.02, 0.22),
    "数码": ("SM", "极点 声场", 0.80, 0.06, 0.03),
    "运动户外": ("YD", "野行 极点", 0.52, 0.07, 0.05),
    "图书文具": ("TS", "拾页 墨格", 0.62, 0.01, 0.15),
}
ARTICLES = {
    "母婴": "纸尿裤 L 54片 129;婴儿湿巾 6包 49.9;幼儿奶粉 3段 800g 268;米粉 辅食 45;婴儿推车 轻便 899;"
    "儿童安全座椅 1499;奶瓶 宽口 240ml 89;爬行垫 双面 199;连体衣 两件装 99;吸奶器 电动 459",
    "童装玩具": "积木 200粒 159;儿童外套 加绒 189;绘本 十册 128;遥控车 139;儿童运动鞋 169;毛绒熊 79;"
    "滑板车 三轮 299;儿童睡衣 109;拼图 磁力 88;益智桌游 119",
    "服饰": "T恤 纯棉 79;牛仔裤 直筒 199;羽绒服 轻薄 599;连衣裙 法式 329;卫衣 连帽 159;舞蹈服 套装 139;"
    "羊毛衫 圆领 459;袜子 十双 39.9;风衣 中长 699;运动套装 269",
    "美妆个护": "洗面奶 氨基酸 69;面膜 20片 99;口红 丝绒 119;防晒霜 SPF50 89;精华液 30ml 329;洗发水 500ml 59;"
    "电动牙刷 299;香水 50ml 459;眉笔 39.9;面霜 保湿 219",
    "食品生鲜": "五常大米 10kg 119;三文鱼 500g 128;牛腱 1kg 98;车厘子 2kg 239;土鸡蛋 30枚 49.9;橄榄油 1L 139;"
    "帝王蟹 整只 899;有机蔬菜箱 79;和牛 雪花 300g 368;鲜牛奶 12盒 69",
    "零食": "坚果礼盒 128;薯片 六联 39.9;牛肉干 250g 69;辣条 20包 19.9;巧克力 72% 58;果干 混合 45;"
    "饼干 黄油 32;海苔 夹心 25;螺蛳粉 5袋 55;能量棒 12支 79",
    "茶酒": "西湖龙井 250g 368;普洱熟茶饼 357g 198;茉莉花茶 150g 69;正山小种 200g 158;白酒 500ml 599;"
    "黄酒 五年 89;红酒 六支 498;精酿啤酒 12罐 139;白毫银针 100g 458;冷泡乌龙 20包 49.9",
    "厨具": "铸铁锅 26cm 599;厨刀 八寸 268;砧板 乌檀木 189;不粘锅 28cm 199;电饭煲 4L 499;空气炸锅 359;"
    "厨师机 1899;保鲜盒 六件 79;砂锅 3L 159;咖啡机 半自动 1599",
    "家居日用": "抽纸 24包 49.9;洗衣液 3kg 39.9;收纳箱 三只 69;四件套 长绒棉 499;毛巾 三条 45;"
    "垃圾袋 200只 19.9;台灯 护眼 199;蚕丝被 2kg 899;拖把 旋转 89;衣架 二十只 29.9",
    "健康养生": "枸杞 500g 59;蛋白粉 400g 268;钙片 100粒 89;足浴盆 恒温 329;血压计 上臂 249;阿胶糕 500g 198;"
    "破壁机 599;膏药贴 12贴 49.9;鱼油 200粒 179;按摩椅 家用 3999",
    "数码": "蓝牙耳机 降噪 599;充电宝 20000mAh 129;机械键盘 399;智能手表 1299;平板 11寸 2499;手机 旗舰 4299;"
    "数据线 三条 39.9;智能音箱 269;显示器 27寸 1499;VR 头显 2999",
    "运动户外": "跑鞋 缓震 499;瑜伽垫 89;冲锋衣 三合一 899;登山包 40L 399;帐篷 双人 459;"
    "哑铃 可调 329;骑行头盔 259;速干T恤 99;筋膜枪 399;露营椅 119",
    "图书文具": "小说 三体全集 99;考研英语 真题 69;钢笔 礼盒 159;笔记本 点阵 29.9;编程入门 89;漫画 十册 180;"
    "手账套装 79;中性笔 20支 25;书法套装 129;护眼书架 59",
}


LONG_AGO = -(10**6)  # a day before every history
LATE = 0.35  # share of the articles that come to the shelves in the course of the history …
FIRST_LAUNCH = 100  # … from this day on
NEW_DAYS = 30


def products(rng: np.random.Generator) -> pd.DataFrame:
    """One row per article: sku, title, category (number), brand, list_price, unit_cost (fen), fame.

    Articles of a category stand together, the cheapest first; fame is the share of its category's lines.
    """
    rows = []
    for number, (category, (prefix, brands, cost, *_)) in enumerate(CATEGORIES.items()):
        articles = [article.rsplit(" ", 1) for article in ARTICLES[category].split(";")]
        ranked = sorted(((float(price), title) for title, price in articles), key=lambda row: row[0])
        for place, (price, title) in enumerate(ranked):
            brand = brands.split()[place % 2]
            fen = round(price * 100)
            unit_cost = round(fen * cost * rng.uniform(0.88, 1.12))
            # dear articles are wanted less often
            fame = np.exp(rng.normal(0, 0.5)) / price**0.65
            rows.append((f"{prefix}-{place + 1:03d}", title, number, brand, fen, unit_cost, fame))
    frame = pd.DataFrame(
        rows, columns=["sku", "title", "category", "brand", "list_price", "unit_cost", "fame"]
    )
    frame["fame"] /= frame.groupby("category")["fame"].transform("sum")
    return frame


def launches(rng: np.random.Generator, goods: pd.DataFrame, days: int) -> np.ndarray:
    """The day each article comes to the shelves; the cheapest of a category were always there."""
    is_late = (goods.groupby("category").cumcount() > 0).to_numpy() & (rng.random(len(goods)) < LATE)
    day = FIRST_LAUNCH + (rng.random(len(goods)) * max(days - FIRST_LAUNCH, 0)).astype(int)
    return np.where(is_late & (day < days), day, LONG_AGO)


class Shelf:
    """Picks articles of given categories: the famous more often, the dear ones for those drawn to them."""

    def __init__(self, goods: pd.DataFrame) -> None:
        # category c takes the interval from c to c + 1
        self.edges = (goods["category"] + goods.groupby("category")["fame"].cumsum()).to_numpy()
        self.launched = goods["launched"].to_numpy()
        self.by_launch = np.argsort(self.launched, kind="stable")

    def pick(
        self, rng: np.random.Generator, category: np.ndarray, dearness: np.ndarray, day: np.ndarray
    ) -> np.ndarray:
        """Row of `goods` per category number; dearness 0 follows fame, above 0 leans to dear articles.

        Instead of an article that has not come yet the next cheaper one is taken.
        """
        place = rng.random(len(category)) ** np.exp(-dearness)
        article = np.searchsorted(self.edges, category + np.minimum(place, 1 - 1e-9))
        while (is_early := self.launched[article] > day).any():
            article = article - is_early
        return article

    def newest(self, day: np.ndarray) -> np.ndarray:
        """The article that came last, -1 where that is more than NEW_DAYS ago."""
        latest = self.by_launch[np.searchsorted(self.launched[self.by_launch], day, side="right") - 1]
        return np.where(day - self.launched[latest] < NEW_DAYS, latest, -1)
