"""What all steps of one refresh share: the home, the sources, as of when, and the lock."""

from contextlib import ExitStack, suppress

import dagster as dg
from pydantic import PrivateAttr

from orchestration.context import run_context
from orchestration.errors import HuaxiangError
from orchestration.fingerprint import fingerprint, written
from orchestration.home import Home
from orchestration.ingest.contracts import ContractTable, read_contracts
from orchestration.ingest.expose import RunContext
from orchestration.ingest.manifests import current_loads, loads, raw_loads
from orchestration.ingest.pull import unreadable_contents
from orchestration.ingest.sources import SourceSystem, read_source
from orchestration.quality.measured import published_completeness
from orchestration.quality.report import Loaded, write_report
from orchestration.quality.thresholds import read_thresholds
from orchestration.run import failure_reasons
from orchestration.run_record import CheckRecord, RunRecord, last_run, now
from orchestration.scores.store import ModelStore
from orchestration.settings import DBT_PROJECT_DIR, Settings, business_settings
from orchestration.state import State
from orchestration.warehouse import Warehouse, warehouse_lock

ATTEMPT = "huaxiang/attempt"


class OfHome(dg.ConfigurableResource):
    """What every step that works in the home needs of it."""

    @property
    def settings(self) -> Settings:
        """The settings the environment gives."""
        return Settings.from_environment()

    @property
    def home(self) -> Home:
        """The home that is worked in."""
        return Home(self.settings.home)

    @property
    def warehouse(self) -> Warehouse:
        """The home's warehouse."""
        return Warehouse(self.home)

    @property
    def models(self) -> ModelStore:
        """The home's fitted models."""
        return ModelStore(self.home)


class Refresh(OfHome):
    """One refresh of one home. Holds the warehouse lock from its first step to its last.

    `ask`: whether systems that have to be asked are asked, or what they answered last is taken. `is_poll`: it
    only asks them, and leaves no record of itself as a refresh.
    """

    as_of: str | None = None
    ask: bool = True
    is_poll: bool = False
    _context: RunContext = PrivateAttr()
    _held: ExitStack = PrivateAttr()
    _record: RunRecord = PrivateAttr()
    _before: dict[str, str] = PrivateAttr()

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Claim the home, wait for the lock, and fix as of when this run looks."""
        self.home.claim(self.settings.sources)
        self._held = ExitStack()
        self._held.enter_context(warehouse_lock(self.home))
        self._record = RunRecord("", "", now(), attempt=int(context.run.tags.get(ATTEMPT, 0)))
        self._before = {**written(), "decisions": self.state.version("decisions")}
        try:
            self._context = run_context(self.as_of or self.settings.as_of, self.state)
        except HuaxiangError as error:
            self._record.errors = [str(error)]
            self._held.close()
            raise
        finally:
            self._keep()
        self._record.as_of_on = str(self._context.as_of_on)
        self._record.snapshot_id = self._context.snapshot_id
        self._keep()

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Note why the run failed, if it did, and let go of the lock."""
        failed = context.instance.all_logs(context.run_id, of_type=dg.DagsterEventType.STEP_FAILURE)
        self._record.errors = list(failure_reasons([entry.dagster_event for entry in failed]))
        if self._record.errors and not self.is_poll:
            self._keep()
            # what stopped the run may stop the page, too; it has been told
            with suppress(HuaxiangError):
                measured = published_completeness(self.home)
                write_report(self.home, self.settings.sources, self._record, self.loaded(), measured)
        self._held.close()

    def _keep(self) -> None:
        if not self.is_poll:
            self._record.save(self.home.last_attempt)

    @property
    def context(self) -> RunContext:
        """As of when this refresh looks at the world."""
        return self._context

    def note(self, checks: list[CheckRecord]) -> None:
        """Remember checks that did not pass, for `status`."""
        self._record.checks.extend(checks)
        self._keep()

    @property
    def record(self) -> RunRecord:
        """What this refresh has noted of itself so far."""
        return self._record

    def loaded(self) -> Loaded:
        """All loads of the home's sources, measured and judged."""
        from orchestration.quality.judging import judge_loads

        contracts, sources, found = self.contracts, self.sources, loads(self.home.landing)
        judged = judge_loads(found, sources, contracts, read_thresholds(DBT_PROJECT_DIR, contracts))
        raw = [load for name in self.settings.sources for load in raw_loads(self.home.raw, name)]
        unparsable = {load.load_id: load.unparsable for load in raw}
        return Loaded(judged, current_loads(found, sources), contracts, unparsable)

    def complete(self) -> None:
        """The snapshot is out: this is now the last complete run."""
        seen = fingerprint(self.home, self.sources, self.contracts, self.context.as_of_on)
        tried = {
            content for name in self.settings.sources for content in unreadable_contents(self.home, name)
        }
        # what came, was edited or decided while this ran is new to the next run
        pending = sorted(tried.intersection(seen["pending"]))
        self._record.fingerprint = {**seen, **self._before, "pending": pending}
        self._record.finished_at = now()
        self._keep()
        self._record.save(self.home.last_run)

    @property
    def state(self) -> State:
        """The home's state."""
        return State(self.home)

    @property
    def contracts(self) -> dict[str, ContractTable]:
        """All contract tables."""
        return read_contracts(DBT_PROJECT_DIR)

    def source(self, name: str) -> SourceSystem:
        """One of the home's source systems."""
        return read_source(name, self.settings.variable, self.contracts)

    @property
    def sources(self) -> list[SourceSystem]:
        """All source systems of the home."""
        contracts = self.contracts
        return [read_source(name, self.settings.variable, contracts) for name in self.settings.sources]

    @property
    def business_timezone(self) -> str:
        """Zone of every business day."""
        return business_settings()["business_timezone"]


class Training(OfHome):
    """One training on a home's warehouse as it stands. Holds the warehouse lock like a refresh."""

    afresh: bool = False
    _held: ExitStack = PrivateAttr()

    def setup_for_execution(self, context: dg.InitResourceContext) -> None:
        """Wait for the lock; HuaxiangError where there is no warehouse that today's definitions made."""
        self.home.claim(self.settings.sources)
        with ExitStack() as held:
            held.enter_context(warehouse_lock(self.home))
            self._require_warehouse()
            self._held = held.pop_all()

    def _require_warehouse(self) -> None:
        record = last_run(self.home)
        if record is None or not self.home.warehouse.exists():
            raise HuaxiangError(f"{self.home.root} has no warehouse to train on. Run `huaxiang run` first.")
        if record.fingerprint["definitions"] != written()["definitions"]:
            raise HuaxiangError(
                "The definitions have changed since the warehouse was made. Run `huaxiang run` first: models"
                " are trained on what profiles show."
            )

    def teardown_after_execution(self, context: dg.InitResourceContext) -> None:
        """Let go of the lock."""
        self._held.close()
