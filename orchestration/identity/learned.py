"""What training learns for identity: which values say nothing of anybody, and whether to match anew."""

from datetime import datetime

import duckdb
import pandas as pd

from ml.identity.rules import Rules
from orchestration.identity.junk import hashes
from orchestration.identity.matched import forget_model, model_of
from orchestration.identity.stitched import identity_rules
from orchestration.identity.tables import FINGERPRINTS, QUARANTINE
from orchestration.state import State

# a value comes off the list when it stands on no more than this share of the people its type allows
_OFF_SHARE = 0.5


def learn(con: duckdb.DuckDBPyConnection, state: State, at: datetime) -> dict[str, int]:
    """Add to the list what stands on too many people in the warehouse, take off what no longer does.

    Has matching train anew at the next refresh when the warehouse holds other units than it has seen.
    How many values came on and off.
    """
    kept = con.sql(
        "select identifier_type, identifier_value, people_count, reason = 'junk' as was_junk"
        f" from {QUARANTINE} where reason in ('junk', 'too_many_people') order by all"
    )
    found = kept.to_arrow_table().to_pandas()
    found["identifier_hash"] = hashes(state.home, found)
    most = found["identifier_type"].map(_most_people(identity_rules())).astype("float64")
    on = found[~found["was_junk"]].assign(is_junk=True)
    off = found[found["was_junk"] & (found["people_count"] <= most * _OFF_SHARE)].assign(is_junk=False)
    changed = pd.concat([on, off], ignore_index=True)
    if len(changed):
        state.append_learned_junk(changed.assign(learned_at=at))
    model = model_of(state.home)
    ((units,),) = con.execute(f"select count(*) from {FINGERPRINTS}").fetchall()
    if model and model.trained_on != units:
        forget_model(state.home)
    return {"values_on_the_list": len(on), "values_off_the_list": len(off)}


def _most_people(rules: Rules) -> dict[str, int]:
    return {name: rule.most_people or 0 for name, rule in rules.types.items()}
