"""The days as of which customers are looked at in training."""

from datetime import date, timedelta

# facts before the first cut-off: with fewer days every customer looks new
_LEAST_HISTORY = timedelta(days=28)
_MID_MONTH = 16
_ENOUGH_CUT_OFFS = 12
# what customers did longer ago says little about those of today, and would thin out the sample
_MOST_CUT_OFFS = 24


def cut_offs(first_on: date, as_of_on: date, horizon_days: int) -> list[date]:
    """Cut-offs whose outcome is known by `as_of_on`, in order: the first days of months, and the newest day.

    `first_on` is the day of the first order. A cut-off has matured when its horizon ends by `as_of_on`; the
    last one is the newest that has, `as_of_on - horizon_days`, and serves as the out-of-time test. With fewer
    than twelve months the middles of months are taken too: otherwise the newest training cut-off would often
    lie a month further back than it need. At most the newest 24; none when the history is too short.
    """
    newest = as_of_on - timedelta(days=horizon_days)
    earliest = first_on + _LEAST_HISTORY
    if newest < earliest:
        return []
    months = [
        date(year, month, 1) for year in range(earliest.year, newest.year + 1) for month in range(1, 13)
    ]
    days = [day for day in months if earliest <= day <= newest]
    if len(days) < _ENOUGH_CUT_OFFS:
        days += [day for month in months if earliest <= (day := month.replace(day=_MID_MONTH)) <= newest]
    return sorted({*days, newest})[-_MOST_CUT_OFFS:]
