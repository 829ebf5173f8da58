"""A source system as a Dagster component: one YAML file, one asset that pulls its extracts."""

from typing import Annotated, Any

import dagster as dg

from orchestration.ingest.contracts import read_contracts
from orchestration.ingest.made_up import standing, write_made_up
from orchestration.ingest.pull import Pulled, pull
from orchestration.ingest.readings import files_read
from orchestration.ingest.sources import SOURCES_DIR, parse_source, read_source
from orchestration.refresh import Refresh
from orchestration.settings import DBT_PROJECT_DIR, Settings

# Dagster's templates would take the quotes off a literal such as 'USD'
AsWritten = Annotated[dict[str, Any], dg.Resolver(lambda context, value: value)]


class SourceSystemComponent(dg.Component, dg.Model, dg.Resolvable):
    """One source system: where its extracts lie and how they become contract rows."""

    source_system: str
    description: str
    connection: AsWritten
    like: str | None = None
    objects: AsWritten | None = None
    tables: AsWritten | None = None
    time_zone: str | None = None
    country: str | None = None
    day_first: bool | None = None

    def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
        """The asset [ingest, <source_system>], if the home is made of this system."""
        settings = Settings.from_environment()
        is_ours = self.source_system in settings.sources
        # a home need not know where the systems lie that it is not made of
        variable = settings.variable if is_ours else lambda name: settings.variable(name) or name
        contracts = read_contracts(DBT_PROJECT_DIR)
        if (SOURCES_DIR / self.source_system).is_dir():
            # as the file says it: Dagster evaluates texts, and takes the quotes off '"Unit price"'
            read_source(self.source_system, variable, contracts)
        else:
            parse_source(self.model_dump(exclude_none=True), variable, contracts)
        assets = [_pull_asset(self.source_system, self.description)] if is_ours else []
        return dg.Definitions(assets=assets)


def _pull_asset(name: str, description: str) -> dg.AssetsDefinition:
    @dg.asset(key=["ingest", name], group_name="ingest", description=description, kinds={"python", "parquet"})
    def pulled(context: dg.AssetExecutionContext, refresh: Refresh) -> dg.MaterializeResult:
        source = refresh.source(name)
        write_made_up(source, refresh.context.as_of_on)
        # what is made up changes only when it is made up anew: a run that has begun asks it
        ask = refresh.ask or source.made_up is not None
        with standing(source, refresh.settings.variable, refresh.contracts) as up:
            outcome = pull(refresh.home, up, refresh.contracts, refresh.business_timezone, ask=ask)
        for problem in outcome.problems:
            context.log.warning(str(problem))
        return dg.MaterializeResult(metadata=_metadata(outcome))

    return pulled


def _metadata(outcome: Pulled) -> dict[str, Any]:
    return {
        "new_files": sum(len(load.files) for load in outcome.raw_loads),
        "read_as": files_read(outcome.raw_loads),
        "records_read": sum(load.parsed + load.unparsable for load in outcome.raw_loads),
        "rows_landed": sum(load.landed for load in outcome.loads),
        "rows_rejected": sum(sum(load.rejected.values()) for load in outcome.loads),
        "values_flagged": sum(sum(load.flagged.values()) for load in outcome.loads),
        "problems": len(outcome.problems),
    }
