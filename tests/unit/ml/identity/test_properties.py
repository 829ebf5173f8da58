"""What holds for who is who in any world, however it arrives: over random loads of records."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

RECORDS = [f"r{number:02d}" for number in range(12)]
items = st.sampled_from([f"{kind}:{number}" for kind in ("email", "phone", "device") for number in range(5)])
worlds = st.dictionaries(
    st.sampled_from(RECORDS),
    st.sets(items, min_size=1, max_size=3).map(lambda some: " ".join(sorted(some))),
    min_size=2,
)
seeds = st.integers(0, 10**6)


def people(named: dict[str, str | None]) -> set[frozenset[str]]:
    """The records of each customer, whatever it is called."""
    return {
        frozenset(record for record in named if named[record] == name)
        for name in set(named.values()) - {None}
    }


def arriving(world: dict[str, str], seed: int) -> list[dict[str, str]]:
    """The world load by load, each with what came before, in a random order."""
    order = np.random.default_rng(seed).permutation(sorted(world)).tolist()
    loads = [order[: end + 1] for end in range(0, len(order), 3)] + [order]
    return [{record: world[record] for record in load} for load in loads]


@settings(max_examples=25, deadline=None)
@given(world=worlds, seed=seeds)
def test_the_order_of_arrival_does_not_change_who_is_one_person(new_chronicle, world, seed):
    chronicle = new_chronicle()
    for load in arriving(world, seed):
        named = chronicle.run(load)

    assert people(named) == people(new_chronicle().run(world))


@settings(max_examples=25, deadline=None)
@given(world=worlds, seed=seeds)
def test_running_again_changes_nothing(new_chronicle, world, seed):
    chronicle = new_chronicle()
    for load in arriving(world, seed):
        named = chronicle.run(load)

    assert chronicle.run(world) == named
    assert chronicle.last.empty


@settings(max_examples=25, deadline=None)
@given(world=worlds, seed=seeds)
def test_a_merge_that_is_taken_back_restores_every_id(new_chronicle, world, seed):
    chronicle = new_chronicle()
    for load in arriving(world, seed):
        before = chronicle.run(load)
    bridge = " ".join(
        sorted({item for items in world.values() for item in items.split() if "device" not in item})
    )
    merged = chronicle.run(world | {"bridge": bridge or "email:9"})

    assert len(people(merged)) <= max(1, len(people(before)) + (not bridge))
    assert chronicle.run(world) == before


@settings(max_examples=25, deadline=None)
@given(world=worlds)
def test_an_unchanged_world_gets_the_same_ids_without_its_ledger(new_chronicle, world):
    assert new_chronicle().run(world) == new_chronicle().run(dict(reversed(world.items())))
