"""Acts in words, zh and en."""

# kind of act → what is said before its things, as people say it of one and of many
_KINDS = {
    "bought": {"zh": "购买", "en": "bought"},
    "looked_at": {"zh": "浏览", "en": "looked at"},
    "topic": {"zh": "关注", "en": "followed"},
    "interest": {"zh": "兴趣", "en": "interest"},
}
_TRAIT = "bought_"


def kind_in_words(kind: str, language: str) -> str:
    """What a kind of act is called: bought, looked at …; of a product's trait with the name of the trait."""
    if kind in _KINDS:
        return _KINDS[kind][language]
    if kind.startswith(_TRAIT):
        return f"{_KINDS['bought'][language]} {kind.removeprefix(_TRAIT)} ="
    return kind


def told_days(kind: str, value: str, days: int, language: str) -> str:
    """For instance `bought coffee on 3 days`; an interest has no days."""
    said = f"{kind_in_words(kind, language)} {value}"
    if kind == "interest":
        return said
    if language == "zh":
        return f"{said} {days} 天"
    return f"{said} on {days} day{'s' if days > 1 else ''}"
