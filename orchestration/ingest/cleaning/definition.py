"""What definitions/cleaning.yml says, as functions from a value to the value it should have been."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from orchestration.ingest.cleaning import emails, names, texts
from orchestration.ingest.cleaning.places import PLACES, place
from orchestration.ingest.cleaning.texts import Step
from orchestration.quoting import literal

if TYPE_CHECKING:
    from orchestration.ingest.cleaning.phones import Phones

# raised when the same definition cleans the same value in another way than before
_VERSION = 1
# beside its rules and its junk, what decides over values of a kind
_DECIDES = {
    "phone": ("country",),
    "email": ("email_domains",),
    "person_name": ("titles",),
    "currency": ("currency_words",),
}
_PLACE_KINDS = ("region", "city")


@dataclass(frozen=True)
class Cleaned:
    """What became of a value (null: it said nothing), and which rules changed it, in their order."""

    result: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Chain:
    """The rules of one kind, one after another."""

    steps: tuple[tuple[str, Step], ...]
    settled: str | None = None

    def clean(self, value: str) -> Cleaned:
        """The value after all rules."""
        current, applied = value, []
        for rule, step in self.steps:
            changed = step(current)
            if not changed:
                # what it was brought to before is of no interest
                return Cleaned(None, (rule,))
            if changed != current:
                applied.append(rule)
            current = changed
        return Cleaned(current, tuple(applied))


@dataclass(frozen=True)
class Cleaning:
    """The definition, read and valid."""

    definition: Mapping[str, Any]

    def chain(self, kind: str, country: str | None) -> Chain:
        """The rules for values of a kind in a source of `country` (None: the company's own)."""
        return self._chains(kind, country or self.definition["country"])

    def date_formats(self, day_first: bool | None) -> tuple[str, ...]:
        """strptime formats for days and stamps; those that leave open what is the day only if it is said."""
        formats = self.definition["date_formats"]
        also = {None: [], True: formats["day_first"], False: formats["month_first"]}[day_first]
        return (*formats["always"], *also)

    def decides(self, kinds: Iterable[str], *, has_dates: bool) -> str:
        """A hash of all that these kinds, and days if there are any, are cleaned by."""
        said = self.definition
        parts: dict[str, Any] = {}
        for kind in sorted(set(kinds)):
            lists = {name: said[name] for name in _DECIDES.get(kind, ())}
            junk = [said["junk"][name] for name in ("repeats", "any", kind) if name in said["junk"]]
            parts[kind] = [said["kinds"][kind], junk, lists]
        if has_dates:
            parts["dates"] = said["date_formats"]
        if any(kind in parts for kind in _PLACE_KINDS):
            parts["places"] = hashlib.sha256(PLACES.read_bytes()).hexdigest()
        written = json.dumps([_VERSION, parts], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(written.encode()).hexdigest()[:16]

    @cached_property
    def _chains(self) -> Callable[[str, str], Chain]:
        made: dict[tuple[str, str], Chain] = {}

        def chain(kind: str, country: str) -> Chain:
            if (kind, country) not in made:
                steps = {**self._texts(kind), **self._special(kind, country)}
                rules = self.definition["kinds"][kind]
                settled = self._settled(kind, country)
                made[kind, country] = Chain(tuple((rule, steps[rule]) for rule in rules), settled)
            return made[kind, country]

        return chain

    def _junk(self, kind: str) -> list[str]:
        junk = self.definition["junk"]
        return [*junk["any"], *junk.get(kind, ())]

    def _phones(self, country: str) -> "Phones":
        from orchestration.ingest.cleaning.phones import Phones

        return Phones(self.definition["country"], country)

    def _texts(self, kind: str) -> dict[str, Step]:
        repeats = self.definition["junk"]["repeats"]
        return {
            "width": texts.width,
            "blanks": texts.blanks,
            "han_blanks": texts.han_blanks,
            "junk": texts.junk(self._junk(kind), repeats, of_digits=kind == "phone"),
        }

    def _special(self, kind: str, country: str) -> dict[str, Step]:
        said = self.definition
        match kind:
            case "phone":
                phones = self._phones(country)
                return {"first_of_several": phones.first_of_several, "number": phones.number}
            case "email":
                return {
                    "unwrapped": emails.unwrapped,
                    "no_blanks": texts.no_blanks,
                    "punctuation": emails.punctuation,
                    "lower_case": texts.lower_case,
                    "domain_typo": emails.domain_typo(said["email_domains"]),
                    "address": emails.address,
                }
            case "person_name":
                return {"title": names.title(**said["titles"]), "capitals": names.capitals}
            case "region" | "city":
                return {"place": partial(place, kind)}
            case "currency":
                return {"currency_word": texts.word(said["currency_words"])}
        return {}

    def _settled(self, kind: str, country: str) -> str | None:
        """SQL over `value` that holds only for values no rule changes: the bulk, unseen by Python."""
        match kind:
            case "phone":
                plain = self._phones(country).settled("value")
            case "email":
                domains = ", ".join(literal(domain) for domain in self.definition["email_domains"])
                typo = f" and split_part(value, '@', 2) not in ({domains})" if domains else ""
                plain = f"regexp_full_match(value, {literal(emails.SETTLED)}){typo}"
            case "person_name":
                plain = names.settled("value", self.definition["titles"]["after"])
            case _:
                return None
        junk = ", ".join(literal(text) for text in {text.casefold() for text in self._junk(kind)})
        return f"{plain} and lower(value) not in ({junk})"
