"""Loads appear whole or not at all, and staging reads the right ones."""

import pytest

from orchestration.ingest.manifests import loads, raw_loads, sweep, written_aside


def test_a_folder_appears_when_it_is_finished(tmp_path):
    with written_aside(tmp_path / "load_id=1") as folder:
        (folder / "rows.parquet").write_bytes(b"rows")
        assert not (tmp_path / "load_id=1").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["load_id=1"]
    assert (tmp_path / "load_id=1" / "rows.parquet").read_bytes() == b"rows"


def _write_half(folder):
    with written_aside(folder) as aside:
        (aside / "rows.parquet").write_bytes(b"rows")
        raise ValueError("half")


def test_a_folder_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(ValueError, match="half"):
        _write_half(tmp_path / "load_id=1")
    assert not list(tmp_path.iterdir())


def test_what_a_killed_process_left_is_written_over(tmp_path):
    left = tmp_path / ".load_id=1.part"
    left.mkdir()
    (left / "old").touch()
    with written_aside(tmp_path / "load_id=1") as folder:
        (folder / "new").touch()
    assert [path.name for path in (tmp_path / "load_id=1").iterdir()] == ["new"]


def test_a_folder_of_the_same_name_is_replaced_whole(tmp_path):
    for content in ("old", "new"):
        with written_aside(tmp_path / "load_id=1") as folder:
            (folder / content).touch()
    assert [path.name for path in tmp_path.rglob("*")] == ["load_id=1", "new"]


def test_sweeping_removes_only_what_is_half_written(tmp_path):
    (tmp_path / "shop" / ".load_id=1.part").mkdir(parents=True)
    (tmp_path / "shop" / ".load_id=1.part" / "rows.parquet").touch()
    (tmp_path / "shop" / "load_id=2").mkdir()
    (tmp_path / "shop" / "load_id=2" / ".manifest.json.part").touch()
    (tmp_path / "shop" / "load_id=2" / "manifest.json").touch()
    sweep(tmp_path)
    sweep(tmp_path / "nowhere")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["load_id=2", "manifest.json", "shop"]


def test_a_folder_without_manifest_is_no_load(desk):
    desk.put("orders.csv", "id,customer,email,ordered_at,currency\nA,,,2026-03-01,\n")
    desk.pull()
    (raw,), (load,) = desk.raw_loads(), desk.loads()
    for folder in (raw.folder, load.folder):
        (folder / "manifest.json").unlink()
    assert raw_loads(desk.home.raw, "desk") == []
    assert loads(desk.home.landing) == []


def test_what_was_written_is_read_back(desk):
    desk.put("orders.csv", "id,customer,email,ordered_at,currency\nA,,,2026-03-01,\nB,,,never,\n")
    pulled = desk.pull()
    assert desk.raw_loads() == pulled.raw_loads
    assert desk.loads() == pulled.loads
    (load,) = pulled.loads
    assert load.folder.relative_to(desk.home.landing).parts == (
        "shop",
        "orders",
        "source_system=desk",
        f"load_id={load.load_id}",
    )
