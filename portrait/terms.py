"""The platform's own words, such as fields and causes, in Chinese and English; what companies name stays."""

from collections.abc import Mapping

from portrait.words import NOTHING, Words, is_nothing

_TERMS = {
    "field": {
        "full_name": ("姓名", "name"),
        "email": ("电子邮箱", "e-mail"),
        "phone": ("电话", "phone"),
        "gender": ("性别", "gender"),
        "birth_on": ("出生日期", "date of birth"),
        "region": ("地区", "region"),
        "city": ("城市", "city"),
        "address": ("地址", "address"),
        "occupation": ("职业", "occupation"),
        "industry": ("行业", "industry"),
        "employee_count": ("员工人数", "employees"),
        "annual_revenue_amount": ("年营业额", "annual revenue"),
        "account_id": ("所属客户账户", "account"),
    },
    "identifier": {
        "crm_contact_id": ("CRM 联系人编号", "CRM contact id"),
        "crm_account_id": ("CRM 账户编号", "CRM account id"),
        "shop_customer_id": ("商城会员编号", "shop customer id"),
        "external_userid": ("企业微信外部联系人", "WeCom external user"),
        "unionid": ("微信 unionid", "WeChat unionid"),
        "social_handle": ("社交账号", "social handle"),
        "anonymous_id": ("匿名访客编号", "anonymous id"),
        "phone": ("电话", "phone"),
        "email": ("电子邮箱", "e-mail"),
    },
    "decided_by": {
        "only_value": ("唯一的值", "the only value"),
        "source": ("来源优先", "its source comes first"),
        "recency": ("最近更新", "changed last"),
        "completeness": ("记录最完整", "its record knows the most"),
        "frequency": ("多数记录一致", "most records say so"),
        "detail": ("信息最详细", "it says the most"),
        "joins_nobody": ("其他值不指向任何人", "the others join nobody"),
        "record_order": ("规则均相同，按记录名取首个", "all rules were equal; first by name of the record"),
        "city": ("随城市而定", "goes with the city"),
    },
    "tie": {
        "referred_by": ("由其推荐而来", "was referred by"),
        "referred": ("推荐了", "referred"),
        "works_for": ("任职于", "works for"),
        "employs": ("联系人", "has as contact"),
        "colleague": ("同一公司", "same company"),
    },
    "status": {"granted": ("已同意", "granted"), "withdrawn": ("已撤回", "withdrawn")},
    # values that sources and features hold as words
    "value": {
        "female": ("女", "female"),
        "male": ("男", "male"),
        "granted": ("已同意", "granted"),
        "withdrawn": ("已撤回", "withdrawn"),
        "app": ("App", "app"),
        "chat": ("在线客服", "chat"),
        "douyin": ("抖音", "Douyin"),
        "mini-program": ("小程序", "mini-program"),
        "phone": ("电话", "phone"),
        "sms": ("短信", "SMS"),
        "email": ("电子邮件", "e-mail"),
        "store": ("门店", "store"),
        "web": ("网站", "web"),
        "wechat": ("微信", "WeChat"),
        "wecom": ("企业微信", "WeCom"),
        "weibo": ("微博", "Weibo"),
        "xiaohongshu": ("小红书", "Xiaohongshu"),
    },
    "owner": {
        "community": ("社群运营", "community"),
        "crm": ("会员运营", "CRM"),
        "marketing": ("市场", "marketing"),
        "pricing": ("定价", "pricing"),
        "privacy": ("隐私合规", "privacy"),
        "product": ("产品", "product"),
        "retention": ("客户留存", "retention"),
        "sales": ("销售", "sales"),
        "service": ("客户服务", "service"),
        "shop": ("商城", "shop"),
        "stores": ("门店", "stores"),
        "vip_desk": ("VIP 专席", "VIP desk"),
    },
    "arrival": {
        "a_share": ("应为 0 到 1", "a share"),
        "above_zero": ("应大于零", "above zero"),
        "most_null_share": ("空值过多", "too many empty"),
        "not_before_joined_at": ("不应早于入群", "not before joining"),
        "not_before_opened_at": ("不应早于创建", "not before opening"),
        "not_before_started_at": ("不应早于开始", "not before starting"),
        "not_in_the_future": ("不应在未来", "not in the future"),
        "not_negative": ("不应为负", "not negative"),
        "one_to_five": ("应为 1 到 5", "one to five"),
        "plausible_birth_day": ("出生日期应合理", "plausible day of birth"),
        "zero_to_ten": ("应为 0 到 10", "zero to ten"),
        "message_events_have_messages": ("消息事件有对应消息", "message events have messages"),
        "order_lines_have_orders": ("订单行有对应订单", "order lines have orders"),
        "order_lines_have_products": ("订单行有对应商品", "order lines have products"),
        "orders_have_customers": ("订单有对应客户", "orders have customers"),
        "payments_add_up": ("付款合计等于订单金额", "payments add up"),
        "payments_have_orders": ("付款有对应订单", "payments have orders"),
        "redemptions_have_coupons": ("核销有对应优惠券", "redemptions have coupons"),
        "returned_at_most_sold": ("退货不多于售出", "returned at most sold"),
    },
    # what rules name beside features, tags and dimensions
    "column": {
        "score": ("得分", "score"),
        "purchasing_power_index": ("购买力指数", "purchasing_power_index"),
    },
    "part": {
        "category": ("品类", "category"),
        "segment_category": ("分群与品类", "segment and category"),
        "product": ("产品", "product"),
        "order_days": ("下单天数", "order days"),
        "spend": ("消费", "spend"),
        "next_order": ("下次下单", "next order"),
    },
    "purpose": {
        "marketing": ("营销", "marketing"),
        "marketing_sms": ("短信营销", "marketing by SMS"),
        "marketing_email": ("邮件营销", "marketing by e-mail"),
        "marketing_phone": ("电话营销", "marketing by phone"),
        "profiling": ("画像分析", "profiling"),
    },
    "given": {
        "manual": ("由人给出", "given by a person"),
        "imported": ("来自来源系统", "a source system says so"),
        "rule": ("按规则判定", "by rule"),
    },
    "level": {
        "low": ("低", "low"),
        "medium": ("中", "medium"),
        "high": ("高", "high"),
    },
    "kind": {"again": ("再次购买", "again"), "new": ("新品", "new")},
    "type": {"person": ("个人", "person"), "company": ("企业", "company")},
    "cause": {
        "data": ("新数据", "data"),
        "time": ("时间推移", "time"),
        "definition": ("规则变更", "definition"),
        "correction": ("更正", "correction"),
        "decision": ("人工决定", "decision"),
        "identity": ("身份变化", "identity"),
        "backfill": ("补算", "backfill"),
        "not_recorded": ("未记录", "not recorded"),
    },
    "kept_apart": {
        "perhaps_one_person": ("可能是同一人", "perhaps one person"),
        "two_values": ("一人只应有一个的标识出现两个", "two values of what a person has once"),
        "unlike_people": ("共用标识但明显不同的人", "share an identifier and are unlike"),
        "too_large": ("登记过多", "too many registrations"),
    },
    "fate": {
        "flagged": ("待核查", "flagged"),
        "rejected": ("已拒绝", "rejected"),
        "unparsable": ("无法解析", "unparsable"),
    },
    "figure": {
        "auc": ("AUC 区分度", "AUC"),
        "brier": ("Brier 误差", "Brier score"),
        "calibration_error": ("校准误差", "calibration error"),
        "mean_score": ("平均得分", "mean score"),
        "top_decile_lift": ("前 10 % 提升", "lift of the top tenth"),
        "qini": ("Qini 系数", "Qini coefficient"),
        "uplift": ("增益", "uplift"),
        "top_uplift": ("最高组增益", "uplift of the top group"),
        "silhouette": ("轮廓系数", "silhouette"),
        "stability": ("稳定性", "stability"),
        "stability_lowest_tenth": ("稳定性（最低十分位）", "stability, lowest tenth"),
        "cluster_count": ("聚类数", "clusters"),
        "persona_count": ("人群数", "personas"),
        "smallest_share": ("最小一群占比", "share of the smallest"),
        "abstained_share": ("未归入的占比", "share left out"),
        "likelihood_ratio": ("似然比", "likelihood ratio"),
        "recall": ("召回率", "recall"),
        "recall_new": ("新品召回率", "recall of new products"),
        "coverage": ("覆盖率", "coverage"),
        "wape": ("加权误差 WAPE", "weighted error (WAPE)"),
        "mae": ("误差 MAE", "error (MAE)"),
        "rmse": ("误差 RMSE", "error (RMSE)"),
        "rmse_at_level": ("同水平误差 RMSE", "error at its level (RMSE)"),
        "spearman": ("排序相关 Spearman", "rank correlation (Spearman)"),
        "total_rate": ("合计之比", "total said to total come"),
        "found_high": ("高档找回率", "found in the high band"),
        "found_medium": ("中档找回率", "found in the medium band"),
        "accuracy": ("准确率", "accuracy"),
        "accuracy_where_it_answers": ("作答时的准确率", "accuracy where it answers"),
        "order_days_rmse": ("下单天数误差 RMSE", "error of order days (RMSE)"),
        "order_days_mae": ("下单天数误差 MAE", "error of order days (MAE)"),
        "spend_rmse": ("消费误差 RMSE", "error of spend (RMSE)"),
        "spend_mae": ("消费误差 MAE", "error of spend (MAE)"),
        "next_order_rmse": ("下次下单误差 RMSE", "error of the next order (RMSE)"),
        "next_order_mae": ("下次下单误差 MAE", "error of the next order (MAE)"),
    },
    "baseline": {
        "model": ("模型", "the model"),
        "recency": ("近度", "recency"),
        "recency and frequency": ("近度与频次", "recency and frequency"),
        "drawn by lot": ("随机抽取", "drawn by lot"),
        "everybody": ("全体", "everybody"),
        "by chance of response": ("按响应概率", "by chance of response"),
        "one cloud": ("不分群", "one cloud"),
        "things drawn independently": ("行为相互独立", "things drawn independently"),
        "popular in 30 days": ("30 天热销", "popular in 30 days"),
        "own repeats": ("本人复购", "own repeats"),
        "own past rate": ("本人过去的频率", "own past rate"),
        "own purchase cycle": ("本人购买周期", "own purchase cycle"),
        "previous period": ("上一期", "previous period"),
        "the mean": ("平均值", "the mean"),
        "nobody orders": ("无人下单", "nobody orders"),
        "lexicon": ("词典", "lexicon"),
        "majority": ("多数类", "majority"),
        "last period": ("上一期", "last period"),
        "same weeks a year before": ("去年同期", "same weeks a year before"),
        "the best single number": ("最好的单个数字", "the best single number"),
        "the latest click and clicks of 90 days": (
            "最近点击与 90 天点击数",
            "the latest click and clicks of 90 days",
        ),
        "how new the lead is, days since the last activity and its count": (
            "线索新旧、距上次活动天数与活动次数",
            "how new the lead is, days since the last activity and its count",
        ),
        "tenure and billing period": ("在约时长与账期", "tenure and billing period"),
    },
    "severity": {"error": ("错误", "error"), "warning": ("警告", "warning")},
    "measure": {
        "recency": ("近度", "recency"),
        "frequency": ("频次", "frequency"),
        "monetary": ("金额", "spend"),
    },
}


def term(words: Words, kind: str, key: str | None) -> str:
    """What a word of a kind is called; the word itself where it is none of ours, a dash for null."""
    if is_nothing(key):
        return NOTHING
    return words.say(*_TERMS[kind].get(key, (key, key)))


def owned(words: Words, owner: str | None) -> str:
    """What the team is called that an owner is."""
    return term(words, "owner", owner)


def figured(words: Words, key: str, parts: Mapping[str, str]) -> str:
    """What a figure is called: `core_customers_auc_difference` is the AUC of a part, and a lead in it.

    `parts`: parts of a model that are not ours to name, such as segments, by key.
    """
    lead = key.removesuffix("_difference")
    suffix = words.say("（领先）", " (lead)") if lead != key else ""
    if lead in _TERMS["figure"]:
        return term(words, "figure", lead) + suffix
    known = {**{part: words.say(*called) for part, called in _TERMS["part"].items()}, **parts}
    of = max((part for part in known if lead.startswith(f"{part}_")), key=len, default=None)
    if of is None:
        return lead + suffix
    return f"{known[of]} · {term(words, 'figure', lead.removeprefix(f'{of}_'))}{suffix}"
