"""Small drawings for a page that must work without a network: lines over time, and bars of parts."""

from collections.abc import Sequence

from markupsafe import Markup

_WIDTH, _HEIGHT, _EDGE = 96, 22, 3


def sparkline(values: Sequence[float], label: str, high: float | None = None) -> Markup:
    """A line through the values, oldest first, its last point marked; `high` draws the limit.

    Nothing for fewer than two values. `label` is what a screen reader says.
    """
    if len(values) < 2:
        return Markup("")
    top, bottom = max(values), min(values)
    if high is not None:
        top, bottom = max(top, high), min(bottom, high)
    span = (top - bottom) or 1.0

    def y(value: float) -> float:
        # equal values lie in the middle
        share = (value - bottom) / span if top > bottom else 0.5
        return round(_HEIGHT - _EDGE - share * (_HEIGHT - 2 * _EDGE), 1)

    step = (_WIDTH - 2 * _EDGE) / (len(values) - 1)
    points = [(round(_EDGE + number * step, 1), y(value)) for number, value in enumerate(values)]
    limit = (
        Markup('<line class="limit" x1="0" x2="{}" y1="{}" y2="{}"/>').format(_WIDTH, y(high), y(high))
        if high is not None
        else Markup("")
    )
    return Markup(
        '<svg class="spark" role="img" aria-label="{}" width="{}" height="{}" viewBox="0 0 {} {}">'
        '{}<polyline points="{}"/><circle cx="{}" cy="{}" r="2.2"/></svg>'
    ).format(
        label,
        _WIDTH,
        _HEIGHT,
        _WIDTH,
        _HEIGHT,
        limit,
        " ".join(f"{x},{height}" for x, height in points),
        *points[-1],
    )


def bar(parts: Sequence[tuple[str, int]], whole: int) -> Markup:
    """Parts of a whole side by side, each (CSS class, count); the figures stand beside it as text."""
    if not whole:
        return Markup("")
    pieces = Markup("").join(
        Markup('<span class="{}" style="width:{}%"></span>').format(
            kind, max(round(100 * count / whole, 2), 1)
        )
        for kind, count in parts
        if count
    )
    return Markup('<div class="bar" aria-hidden="true">{}</div>').format(pieces)


def percent(share: float | None) -> str:
    """`12.3 %`; a dash for nothing."""
    return "–" if share is None else f"{share:.1%}".replace("%", " %")


def figure(value: float | None) -> str:
    """A count with commas, another figure with three digits that count."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 or float(value).is_integer() else f"{value:.3g}"
