"""Which currency codes an order may carry."""

from __future__ import annotations

import datetime


def currencies_in_use(on: datetime.date) -> tuple[str, ...]:
    """ISO 4217 codes that are legal tender somewhere on that day, sorted; Babel keeps the list."""
    from babel.core import get_global
    from babel.numbers import get_territory_currencies

    # Tender by territory, not list_currencies(): that one also has withdrawn money (DEM), metals (XAU),
    # fund and unit-of-account codes (CHE, XDR), and the codes for testing and for none (XTS, XXX).
    return tuple(
        sorted(
            {
                code
                for territory in get_global("territory_currencies")
                for code in get_territory_currencies(territory, start_date=on, end_date=on, tender=True)
            }
        )
    )
