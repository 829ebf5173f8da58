"""The three dbt calls of one refresh."""

from collections.abc import Iterator
from typing import Any

import dagster as dg
from dagster_dbt import dbt_assets

from orchestration.dbt import Translator, build, ensure_manifest
from orchestration.refresh import Refresh

_MANIFEST = ensure_manifest()
_TRANSLATOR = Translator()


def _phase(selector: str) -> dg.AssetsDefinition:
    @dbt_assets(manifest=_MANIFEST, selector=selector, name=selector, dagster_dbt_translator=_TRANSLATOR)
    def phase(context: dg.AssetExecutionContext, refresh: Refresh) -> Iterator[Any]:
        context.log.info(f"as of {refresh.context.as_of_on}")
        yield from build(context, selector, _TRANSLATOR, _MANIFEST, refresh.warehouse)

    return phase


sources_to_identifiers = _phase("sources_to_identifiers")
identity_to_rfm = _phase("identity_to_rfm")
scores_to_marts = _phase("scores_to_marts")
