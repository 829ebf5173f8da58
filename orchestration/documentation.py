"""`make docs`: the tables, their columns and how they hang together, as pages to open without a server.

`index.html` is dbt's own documentation in one file; `glossary.html` has every word of it on one page, and the
features, labels and metrics with their Chinese names. Both are made from the descriptions in the project.
"""

import shutil
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from orchestration.dbt import TARGET, document, ensure_manifest, project_vars
from orchestration.settings import PROJECT_ROOT

FOLDER = PROJECT_ROOT / ".docs"
_PUBLIC = ("dim_", "fct_", "mart_")
_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Huaxiang 画像: glossary 词汇表</title><style>
body {{font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem}}
table {{border-collapse: collapse; width: 100%}} h2 {{margin-top: 2.5rem}} a {{color: #0f766e}}
td, th {{border-bottom: 1px solid #e2e8f0; padding: .3rem .6rem .3rem 0}}
td, th {{text-align: left; vertical-align: top}}
</style></head><body><h1>Glossary 词汇表</h1>
<p>Made from the descriptions in the project; what tables are made of: <a href="index.html">dbt docs</a>.</p>
<p>{contents}</p>{sections}</body></html>
"""
Rows = Iterable[tuple[str, ...]]


def write(folder: Path) -> Path:
    """Write both pages into a folder; return the first one."""
    manifest = ensure_manifest()
    document()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(TARGET / "static_index.html", folder / "index.html")
    (folder / "glossary.html").write_text(glossary(manifest, project_vars()), encoding="utf-8")
    return folder / "index.html"


def glossary(manifest: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """The page of words, as HTML."""
    tables = [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["name"].startswith(_PUBLIC)
    ]
    tables.sort(key=lambda node: (node["schema"], node["name"]))
    sections = {
        "Tables 表": (("Table", "What a row is"), _tables(tables)),
        "Features 特征": (("Feature", "名称", "Meaning"), _features(definitions["features"])),
        "Tags 标签": (("Tag", "名称", "Name", "Purpose"), _named(definitions["tags"], "purpose")),
        "Segments 分群": (("Segment", "名称", "Name", "Purpose"), _named(definitions["segments"], "purpose")),
        "Metrics 指标": (
            ("Metric", "名称", "Name", "Meaning"),
            _named(definitions["metrics"], "description"),
        ),
        "Columns 列": (("Column", "Meaning", "In"), _columns(tables)),
    }
    contents = " · ".join(f'<a href="#{_anchor(title)}">{title}</a>' for title in sections)
    told = "".join(_section(title, head, rows) for title, (head, rows) in sections.items())
    return _PAGE.format(contents=contents, sections=told)


def _tables(tables: Iterable[Mapping[str, Any]]) -> Rows:
    return [(f"{node['schema']}.{node['name']}", node["description"]) for node in tables]


def _features(features: Mapping[str, Any]) -> Rows:
    """A row per column of each feature, own and combined."""
    found = [feature for kind in features.values() for feature in kind if "zh" in feature]
    return sorted(
        (
            column["name"],
            f"{feature['zh']}{column['zh']}",
            f"{_english(feature['description'])}{column['en']}",
        )
        for feature in found
        for column in feature.get("columns") or [{"name": feature["name"], "zh": "", "en": ""}]
    )


def _english(text: str | Mapping[str, str]) -> str:
    return text if isinstance(text, str) else text["en"]


def _named(entries: Iterable[Mapping[str, Any]], meaning: str) -> Rows:
    return sorted(
        (entry["key"], entry["name"]["zh"], entry["name"]["en"], entry[meaning] or "") for entry in entries
    )


def _columns(tables: Iterable[Mapping[str, Any]]) -> Rows:
    """A row per column and meaning, with the tables that have it so."""
    found = defaultdict(list)
    for node in tables:
        for column in node["columns"].values():
            found[column["name"], column["description"]].append(node["name"])
    return sorted((name, meaning, ", ".join(names)) for (name, meaning), names in found.items())


def _anchor(title: str) -> str:
    return title.partition(" ")[0]


def _section(title: str, head: tuple[str, ...], rows: Rows) -> str:
    lines = "".join(
        f"<tr><td><code>{escape(key)}</code></td>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
        for key, *cells in rows
    )
    titles = "".join(f"<th>{cell}</th>" for cell in head)
    return f'<h2 id="{_anchor(title)}">{title}</h2><table><tr>{titles}</tr>{lines}</table>'


if __name__ == "__main__":
    sys.stdout.write(f"{write(FOLDER)}\n")
