"""Print as JSON what Dagster loads for the home that the environment names.

A process of its own, because the modules in `orchestration/defs` read the environment when they are imported.
"""

import json
import sys
from typing import Any

from orchestration.definitions import definitions


def described() -> dict[str, Any]:
    graph = definitions().resolve_asset_graph()
    return {
        "assets": [
            {
                "key": list(key.path),
                "is_materializable": graph.get(key).is_materializable,
                "wanted_by": sorted(map(str, graph.get(key).child_entity_keys)),
                "group": graph.get(key).group_name,
                "kinds": sorted(graph.get(key).kinds),
                "description": graph.get(key).description,
            }
            for key in sorted(graph.get_all_asset_keys())
        ],
        "checks": sorted([list(check.asset_key.path), check.name] for check in graph.asset_check_keys),
    }


if __name__ == "__main__":
    json.dump(described(), sys.stdout)
