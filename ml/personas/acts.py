"""What customers did that tells what they care about, as counts."""

from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from ml.personas.settings import PersonaSettings

EARLIER, LATER, WHOLE = "earlier", "later", "whole"
Thing = tuple[str, str]


@dataclass(frozen=True)
class Acts:
    """On how many days customers did something with a thing, such as bought a category or read of a topic.

    customers: their ids. things: (kind, value) of each, such as ("bought", "coffee"). customer, thing,
    earlier, later: an entry per pair that occurs: the numbers of both, and the days before the test begins
    and after.
    """

    customers: np.ndarray
    things: list[Thing]
    customer: np.ndarray
    thing: np.ndarray
    earlier: np.ndarray
    later: np.ndarray

    def __post_init__(self) -> None:
        """ValueError when the parts do not fit each other."""
        lengths = {len(part) for part in (self.customer, self.thing, self.earlier, self.later)}
        if len(lengths) > 1:
            raise ValueError(
                f"customer, thing, earlier and later are {sorted(lengths)} long; expected one entry each per"
                " pair of a customer and a thing."
            )
        for name, numbers, of in (
            ("customer", self.customer, len(self.customers)),
            ("thing", self.thing, len(self.things)),
        ):
            if len(numbers) and not 0 <= numbers.min() <= numbers.max() < of:
                raise ValueError(
                    f"`{name}` holds {numbers.min()} to {numbers.max()}; expected 0 to {of - 1}."
                )

    def days(self, part: str) -> np.ndarray:
        """Of each entry, in one part of the time or the whole."""
        return self.earlier + self.later if part == WHOLE else getattr(self, part)

    def counts(self, things: list[Thing], part: str = WHOLE) -> sparse.csr_array:
        """Customers × `things`, days; things that nobody here did anything with are empty columns."""
        place = {thing: position for position, thing in enumerate(things)}
        places = np.array([place.get(thing, -1) for thing in self.things], dtype="int64")[self.thing]
        days = self.days(part)
        kept = (places >= 0) & (days > 0)
        cells = (self.customer[kept], places[kept])
        shape = (len(self.customers), len(things))
        return sparse.csr_array((days[kept].astype("float64"), cells), shape=shape)

    def of(self, rows: np.ndarray) -> "Acts":
        """Only these customers, in this order; each at most once."""
        numbers = np.full(len(self.customers), -1)
        numbers[rows] = np.arange(len(rows))
        kept = numbers[self.customer] >= 0
        return replace(
            self,
            customers=self.customers[rows],
            customer=numbers[self.customer[kept]],
            thing=self.thing[kept],
            earlier=self.earlier[kept],
            later=self.later[kept],
        )


def acts_per_customer(acts: Acts, part: str = WHOLE) -> np.ndarray:
    """Acts of each customer, of all things."""
    return np.bincount(acts.customer, weights=acts.days(part), minlength=len(acts.customers))


def common_things(acts: Acts, settings: PersonaSettings) -> list[Thing]:
    """The things enough customers did something with, sorted; a kind of which fewer than two are left says
    nothing and is left out."""
    did = acts.days(WHOLE) > 0
    customers = np.bincount(acts.thing[did], minlength=len(acts.things))
    floor = max(settings.min_thing_customers, settings.min_thing_share * len(acts.customers))
    common: dict[str, list[tuple[int, str]]] = {}
    for (kind, value), count in zip(acts.things, customers, strict=True):
        if count >= floor:
            common.setdefault(kind, []).append((-int(count), value))
    return sorted(
        (kind, value)
        for kind, values in common.items()
        if len(values) > 1
        for _, value in sorted(values)[: settings.things_per_kind]
    )


def sample(acts: Acts, rows: np.ndarray, size: int) -> np.ndarray:
    """At most `size` of the rows, chosen by customer_id alone: a customer stays in between fits."""
    # hash_array of pandas is the same on every machine and run
    from pandas.util import hash_array

    order = np.argsort(hash_array(acts.customers[rows].astype("object")), kind="stable")
    return rows[order[:size]]
