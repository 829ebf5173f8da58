"""Owners are told, once, of the bad values that came in."""

import dagster as dg

from orchestration.refresh import Refresh
from orchestration.review.desk import Desk
from orchestration.review.notices import notify
from orchestration.run_record import CheckRecord
from orchestration.settings import notice_webhook


@dg.asset(
    key=["quality", "notices"],
    deps=[dg.AssetKey(["quality", "fct_quarantined_rows"])],
    group_name="quality",
    kinds={"python"},
    description="What each owner was told of: bad values that wait for a person, every one told of once.",
)
def notices(refresh: Refresh) -> dg.MaterializeResult:
    """A failing webhook is a warning; the next run tries again."""
    desk = Desk(refresh.home, refresh.sources, refresh.contracts)
    count, problems = notify(refresh.home, desk.items(), notice_webhook())
    if problems:
        refresh.note([CheckRecord("quality.fct_quarantined_rows", "notices", "warning", problems)])
    return dg.MaterializeResult(metadata={"new_bad_values": count, "not_delivered": len(problems)})
