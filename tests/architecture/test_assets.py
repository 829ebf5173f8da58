"""Every asset is real, described and in its place; what the graph holds changes only on purpose."""

import difflib
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def test_every_asset_key_has_a_definition(graph):
    phantoms = {
        "/".join(asset["key"]): asset["wanted_by"]
        for asset in graph["assets"]
        if not asset["is_materializable"]
    }

    assert phantoms == {}, "nothing makes these, yet the assets named want them"


def test_every_model_is_an_asset(graph, models):
    made = {tuple(asset["key"]) for asset in graph["assets"]}
    missing = [model["name"] for model in models if (model["schema"], model["name"]) not in made]

    assert missing == [], "no selector of a phase takes these models"


def test_every_asset_says_what_it_is_and_where_it_belongs(graph):
    faults = []
    for asset in graph["assets"]:
        name = "/".join(asset["key"])
        if len(asset["key"]) != 2:
            faults.append(f"{name}: the key is not [concept, table]")
        if asset["group"] != asset["key"][0]:
            faults.append(f"{name}: group {asset['group']} is not the concept")
        if not asset["description"]:
            faults.append(f"{name}: no description")
        if not asset["kinds"]:
            faults.append(f"{name}: no kinds")

    assert faults == []


def test_the_graph_is_the_one_agreed_on(graph, request):
    kept = HERE / f"assets_{graph['home']}.txt"
    found = [f"{'/'.join(asset['key'])}\n" for asset in graph["assets"]]
    found += [f"{'/'.join(key)} checked by {name}\n" for key, name in graph["checks"]]
    if request.config.getoption("--update-snapshots"):
        kept.write_text("".join(found))
    agreed = kept.read_text().splitlines(keepends=True) if kept.exists() else []
    difference = "".join(difflib.unified_diff(agreed, found, kept.name, "found", n=0))
    if difference:
        pytest.fail(
            f"{difference}\nIf this is what you want, run `pytest tests/architecture --update-snapshots`"
            f" and commit {kept.name}.",
            pytrace=False,
        )
