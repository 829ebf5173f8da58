"""A component that breaks a rule, taken apart: what holds together without the bad link, and which it was."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import NamedTuple

from ml.identity.rules import IdentifierRule

DECIDED, TWO_VALUES, UNLIKE, TOO_LARGE = "decided", "two_values", "unlike_people", "too_large"
# beyond so many holders, pairs that share a second value are not sought
_MOST_HOLDERS = 50


class Holding(NamedTuple):
    """A value and the records that hold it, in order."""

    value: int
    identifier_type: str
    records: list[int]


class Veto(NamedTuple):
    """A link that was not made: by which value (-1: a decision), between which records, and why not."""

    value: int
    first: int
    second: int
    reason: str


@dataclass(frozen=True)
class Tangle:
    """One component: its records in order, with what guards ask of them.

    `system`, `table`, `portrait` (-1: none) per record; `holdings` by type in the order of the rules, then by
    value; `linked` and `never` are decided pairs of records; `alike` pairs of portraits, both ways.
    """

    records: list[int]
    system: dict[int, int]
    table: dict[int, str]
    portrait: dict[int, int]
    holdings: list[Holding]
    linked: list[tuple[int, int]]
    never: list[tuple[int, int]]
    alike: set[tuple[int, int]]
    rules: dict[str, IdentifierRule]
    registers: tuple[str, ...]
    most_registrations: int


@dataclass
class _Group:
    smallest: int
    records: list[int]
    portraits: set[int] = field(default_factory=set)
    single: dict[tuple[str, int], set[int]] = field(default_factory=dict)
    never: set[int] = field(default_factory=set)


def untangle(tangle: Tangle) -> tuple[dict[int, int], list[Veto]]:
    """Per record the smallest record of its unit, and the links not made between units."""
    groups = _Groups(tangle)
    for first, second in tangle.linked:
        groups.join(first, second, -1, by_decision=True)
    for holding in _of_nature(tangle, is_unique=True):
        groups.join_unique(holding)
    sure = {record: groups.unit(record) for record in tangle.records}
    shared = _of_nature(tangle, is_unique=False)
    groups.join_twice_shared(shared)
    disputed = {holding.value for holding in shared if groups.join_named(holding)}
    for holding in shared:
        groups.join_nameless(holding, is_disputed=holding.value in disputed)
    groups.break_too_large(sure)
    return {record: groups.unit(record) for record in tangle.records}, groups.standing()


def _of_nature(tangle: Tangle, *, is_unique: bool) -> list[Holding]:
    return [held for held in tangle.holdings if tangle.rules[held.identifier_type].is_unique == is_unique]


class _Groups:
    """Groups of records that grow only as far as no rule is broken."""

    def __init__(self, tangle: Tangle) -> None:
        self.tangle = tangle
        self.of: dict[int, _Group] = {}
        for record in tangle.records:
            group = _Group(record, [record])
            if tangle.portrait[record] >= 0:
                group.portraits.add(tangle.portrait[record])
            self.of[record] = group
        for first, second in tangle.never:
            self.of[first].never.add(second)
            self.of[second].never.add(first)
        for held in tangle.holdings:
            one_per = tangle.rules[held.identifier_type].one_per
            for record in held.records if one_per else ():
                scope = tangle.system[record] if one_per == "source_system" else -1
                self.of[record].single.setdefault((held.identifier_type, scope), set()).add(held.value)
        self.vetoes: list[Veto] = []

    def unit(self, record: int) -> int:
        return self.of[record].smallest

    def join(
        self, first: int, second: int, value: int, *, is_sure: bool = False, by_decision: bool = False
    ) -> bool:
        """Make the groups of two records one, or note why not; whether they are one now."""
        one, other = self.of[first], self.of[second]
        if one is other:
            return True
        if reason := self._against(one, other, is_sure=is_sure, by_decision=by_decision):
            self.vetoes.append(Veto(value, first, second, reason))
            return False
        if len(one.records) < len(other.records):
            one, other = other, one
        one.smallest = min(one.smallest, other.smallest)
        one.records += other.records
        one.portraits |= other.portraits
        for key, values in other.single.items():
            one.single.setdefault(key, set()).update(values)
        one.never |= other.never
        for record in other.records:
            self.of[record] = one
        return True

    def _against(self, one: _Group, other: _Group, *, is_sure: bool, by_decision: bool) -> str | None:
        if not one.never.isdisjoint(other.records):
            return DECIDED
        if by_decision:
            return None
        held = one.single, other.single
        if any(len(set().union(*(each.get(key, ()) for each in held))) > 1 for key in {*held[0], *held[1]}):
            return TWO_VALUES
        return None if is_sure or self._can_be_one(one, other) else UNLIKE

    def _can_be_one(self, one: _Group, other: _Group) -> bool:
        if not one.portraits or not other.portraits or not one.portraits.isdisjoint(other.portraits):
            return True
        alike = self.tangle.alike
        return any((portrait, seen) in alike for portrait in one.portraits for seen in other.portraits)

    def join_unique(self, holding: Holding) -> None:
        """Records with one value of a type that is one person's: first the record whose key it is."""
        key_of = self.tangle.rules[holding.identifier_type].key_of
        first, *others = sorted(holding.records, key=lambda record: self.tangle.table[record] != key_of)
        for record in others:
            self.join(first, record, holding.value, is_sure=True)

    def join_twice_shared(self, holdings: list[Holding]) -> None:
        """Groups with two values in common, whatever their names."""
        common: dict[tuple[int, int], set[int]] = {}
        for holding in holdings:
            units = sorted({self.unit(record) for record in holding.records})
            for pair in combinations(units, 2) if len(units) <= _MOST_HOLDERS else ():
                common.setdefault(pair, set()).add(holding.value)
        for (first, second), values in sorted(common.items()):
            if len(values) > 1:
                self.join(first, second, min(values), is_sure=True)

    def join_named(self, holding: Holding) -> bool:
        """Groups with a name that share a value, where the names agree; whether some do not."""
        named = list(self._once(record for record in holding.records if self.of[record].portraits))
        is_disputed = False
        for place, record in enumerate(named):
            for earlier in named[:place]:
                is_disputed |= not self.join(earlier, record, holding.value)
        return is_disputed and len({self.unit(record) for record in named}) > 1

    def join_nameless(self, holding: Holding, *, is_disputed: bool) -> None:
        """Groups without a name join whom they share the value with; among unlike people only each other."""
        heads = list(self._once(holding.records))
        nameless = [record for record in heads if not self.of[record].portraits]
        joining = nameless if is_disputed else heads
        for record in joining[1:]:
            self.join(joining[0], record, holding.value)

    def _once(self, records: Iterator[int] | list[int]) -> Iterator[int]:
        """The first record of each group among these."""
        seen: set[int] = set()
        for record in records:
            if (unit := self.unit(record)) not in seen:
                seen.add(unit)
                yield record

    def break_too_large(self, sure: dict[int, int]) -> None:
        """Groups over the size gate fall back to what unique identifiers join, or else to records."""
        for group in {id(group): group for group in self.of.values()}.values():
            if self._is_too_large(group.records):
                self._break(group, sure)

    def _break(self, group: _Group, sure: dict[int, int]) -> None:
        parts: dict[int, list[int]] = {}
        for record in group.records:
            parts.setdefault(sure[record], []).append(record)
        for part in [part for part, records in parts.items() if self._is_too_large(records)]:
            parts |= {record: [record] for record in parts.pop(part)}
        first, *others = sorted(parts)
        self.vetoes += [Veto(-1, first, other, TOO_LARGE) for other in others]
        for smallest, records in parts.items():
            self.of |= dict.fromkeys(records, _Group(smallest, records))

    def _is_too_large(self, records: list[int]) -> bool:
        tangle = self.tangle
        registrations = sum(tangle.table[record] in tangle.registers for record in records)
        return registrations > tangle.most_registrations

    def standing(self) -> list[Veto]:
        """The vetoes whose ends no other way brought together, named by units, each once."""
        told = {
            Veto(veto.value, *sorted((self.unit(veto.first), self.unit(veto.second))), veto.reason)
            for veto in self.vetoes
        }
        return sorted(veto for veto in told if veto.first != veto.second)
