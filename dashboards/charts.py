"""Charts that look alike: one colour for what is meant."""

import altair as alt
import pandas as pd

ACCENT = "#0f766e"
_SCHEME = "teals"


def bars(frame: pd.DataFrame, value: str, label: str, form: str = ",.0f", height: int = 28) -> alt.Chart:
    """A bar per row of `label`, in the order of the frame, its number beside it."""
    order = frame[label].tolist()
    base = alt.Chart(frame).encode(
        y=alt.Y(
            f"{label}:N", sort=order, title=None, axis=alt.Axis(labelLimit=240, ticks=False, domain=False)
        ),
        x=alt.X(f"{value}:Q", title=None, axis=None),
        tooltip=[alt.Tooltip(f"{label}:N", title=" "), alt.Tooltip(f"{value}:Q", format=form, title=" ")],
    )
    told = base.mark_text(align="left", dx=5, color="#334155").encode(
        text=alt.Text(f"{value}:Q", format=form)
    )
    return (base.mark_bar(color=ACCENT, cornerRadiusEnd=3) + told).properties(
        height=height * max(len(frame), 1)
    )


def heat(
    frame: pd.DataFrame, x: str, y: str, value: str, form: str = ",.0f", titles: tuple = ("", "")
) -> alt.Chart:
    """A cell per pair of `x` and `y`, darker where the value is larger, the number in it."""
    base = alt.Chart(frame).encode(
        x=alt.X(f"{x}:O", title=titles[0] or None, axis=alt.Axis(labelAngle=0, orient="top", labelLimit=130)),
        y=alt.Y(f"{y}:O", title=titles[1] or None, axis=alt.Axis(labelLimit=180)),
        tooltip=[alt.Tooltip(f"{name}:N", title=" ") for name in (y, x)]
        + [alt.Tooltip(f"{value}:Q", format=form, title=" ")],
    )
    middle = (frame[value].max() or 0) / 2 if len(frame) else 0
    cells = base.mark_rect(cornerRadius=2).encode(
        color=alt.Color(f"{value}:Q", scale=alt.Scale(scheme=_SCHEME, domainMin=0), legend=None)
    )
    told = base.mark_text().encode(
        text=alt.Text(f"{value}:Q", format=form),
        color=alt.condition(alt.datum[value] > middle, alt.value("white"), alt.value("#334155")),
    )
    return cells + told


def lines(frame: pd.DataFrame, x: str, value: str, form: str = ",.0f") -> alt.Chart:
    """A line over time."""
    return (
        alt.Chart(frame)
        .mark_line(point=alt.OverlayMarkDef(color=ACCENT), color=ACCENT)
        .encode(
            x=alt.X(f"{x}:T", title=None, axis=alt.Axis(format="%Y-%m-%d", labelOverlap=True)),
            y=alt.Y(f"{value}:Q", title=None, axis=alt.Axis(format=form), scale=alt.Scale(zero=False)),
            tooltip=[
                alt.Tooltip(f"{x}:T", title=" ", format="%Y-%m-%d"),
                alt.Tooltip(f"{value}:Q", format=form, title=" "),
            ],
        )
        .properties(height=260)
    )


def differences(frame: pd.DataFrame, value: str, label: str) -> alt.Chart:
    """Bars to the left and the right of nothing."""
    return (
        alt.Chart(frame)
        .mark_bar(cornerRadiusEnd=3)
        .encode(
            y=alt.Y(
                f"{label}:N",
                sort=frame[label].tolist(),
                title=None,
                axis=alt.Axis(labelLimit=320, ticks=False),
            ),
            x=alt.X(f"{value}:Q", title=None),
            color=alt.condition(alt.datum[value] > 0, alt.value(ACCENT), alt.value("#b45309")),
            tooltip=[
                alt.Tooltip(f"{label}:N", title=" "),
                alt.Tooltip(f"{value}:Q", format="+.2f", title=" "),
            ],
        )
        .properties(height=26 * max(len(frame), 1))
    )
