"""The kinds of value that definitions/cleaning.yml speaks of, and the rules each may use."""

_TEXT = ("width", "blanks", "junk")

# rules in the order in which they make sense; the definition says which run, and in which order
KINDS = {
    "phone": ("width", "blanks", "junk", "first_of_several", "number"),
    "email": (
        "width",
        "unwrapped",
        "no_blanks",
        "punctuation",
        "lower_case",
        "domain_typo",
        "junk",
        "address",
    ),
    "person_name": (*_TEXT, "han_blanks", "title", "capitals"),
    "company_name": (*_TEXT, "han_blanks"),
    "region": (*_TEXT, "place"),
    "city": (*_TEXT, "place"),
    "street_address": (*_TEXT, "han_blanks"),
    "currency": (*_TEXT, "currency_word"),
}
