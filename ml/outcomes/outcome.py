"""What is to be said of one outcome so that it can be trained, tested, scored and told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ml.outcomes.inputs import Given, Inputs
from ml.outcomes.models import CANDIDATES, Candidate
from ml.outcomes.phrases import Phrase


@dataclass(frozen=True)
class Outcome:
    """Something that happens to a customer within the horizon or does not.

    `predicts` says it in words, `{days}` being the horizon; `label` is the column of the training frame that
    says whether it happened, `frame` the analysis that makes the frame. `inputs` and the `phrases` of their
    themes are what is read and how it is told. To be published a model must beat `baseline`: a logistic
    regression on `baseline_inputs`; `plain` names a number that ranks by itself, as a further comparison.
    `concerns` says which rows of the features it speaks of.
    """

    key: str
    predicts: str
    label: str
    frame: str
    inputs: Inputs
    phrases: Mapping[str, Phrase]
    baseline: str
    baseline_inputs: tuple[str, ...]
    plain: tuple[str, Callable[[Given], np.ndarray]]
    concerns: Callable[[pd.DataFrame], pd.Series]
    limits: tuple[str, ...]
    candidates: tuple[Candidate, ...] = field(default=CANDIDATES)
