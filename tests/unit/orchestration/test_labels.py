"""Every label of the core and of all packs, on or off, is tried on examples."""

import pytest

from orchestration.compose import checked
from orchestration.compose.lineage import columns_of
from orchestration.settings import DBT_PROJECT_DIR

# where a rule reads nothing else, nothing can be unknown
NEVER_NULL = {"has_email", "has_phone", "customer_type", "lifecycle_stage"}
DEFINED = checked(DBT_PROJECT_DIR, every_pack=True)
LABELS = [
    entry
    for kind in ("tags", "segments", "alerts")
    for entry in DEFINED[kind]
    if entry.get("source", "rule") == "rule"
]


@pytest.mark.parametrize("label", LABELS, ids=lambda label: label["key"])
def test_a_label_has_an_example_that_holds_one_that_does_not_and_one_that_is_unknown(label):
    examples = label.get("examples", [])
    assert {example["held"] for example in examples} == {True, False}
    read = {column for column in columns_of(label["rule"]) if column not in NEVER_NULL}
    assert not read or any(example.get(column) is None for example in examples for column in read)


def test_names_are_told_in_both_languages_and_no_two_labels_share_one():
    for language in ("zh", "en"):
        names = [label["name"][language] for label in LABELS]
        assert sorted(names) == sorted(set(names))


def test_there_are_labels_for_every_dimension():
    core = [tag for tag in DEFINED["tags"] if "pack" not in tag]
    assert len(core) >= 60
    assert {tag["dimension"] for tag in core} == {
        "basic",
        "behaviour",
        "psychology",
        "needs",
        "lifecycle",
        "value",
    }
