"""Why the people of the made-up companies send things back; commas and quotes are there for the readers."""

REASONS = (
    "七天无理由",
    "尺寸不合适",
    "与描述不符, 颜色偏暗",
    "运输破损",
    '写着"轻微瑕疵", 不能接受',
    "不想要了",
    "",
)
