"""Which models are in use and which are not, and why: figures beside their baselines, drift, reasons."""

import re

import streamlit as st

from dashboards import portrayed, tables
from dashboards.snapshot import records
from dashboards.words import name, number, say, shown, words
from portrait.forecasts import withheld
from portrait.terms import figured, term
from portrait.words import NOTHING

_TOO_FEW = re.compile(
    r"(training|test) has (\d+) rows, (\d+) of the rarer outcome; (\d+) and (\d+) are needed"
)


def draw() -> None:
    """Draw the part of the page."""
    for model in records("from scores.dim_models order by status desc, model_key"):
        _model(model)
    _drift()
    _foretold()


def _model(model: dict) -> None:
    with st.container(border=True):
        is_published = model["status"] == "published"
        badge = (
            f":green-badge[{say('使用中', 'in use')}]"
            if is_published
            else f":gray-badge[{say('未发布', 'not published')}]"
        )
        st.markdown(f"**{name(model)}** {badge}")
        if model["figure_value"] is not None:
            st.write(_beside(model))
        if not is_published:
            st.write(portrayed.plain(_why_not(model)))
        if model["withheld"]:
            st.write(portrayed.plain(withheld(model["withheld"], words())))
        facts = {
            say("测试客户", "test customers"): number(model["test_customer_count"]),
            say("训练样本", "trained on"): number(model["trained_on_count"]),
            say("测试自", "tested from"): shown(model["test_cut_off_on"]),
            say("训练于", "trained at"): shown(model["trained_at"]),
        }
        st.caption(" · ".join(f"{title} {told}" for title, told in facts.items() if told != NOTHING))
        with st.expander(say("全部数字", "All figures")):
            _figures(model["model_key"])


def _figure(key: str) -> str:
    segments = records("select segment_key, name_zh, name_en from segments.dim_segments")
    return figured(words(), key, {row["segment_key"]: name(row) for row in segments})


def _beside(model: dict) -> str:
    """The figure with its interval, and what it is beside."""
    told = f"**{_figure(model['figure'])}** {model['figure_value']:.3f}"
    told += _between(model["figure_low"], model["figure_high"])
    if model["baseline_value"] is not None:
        told += f" · {say('基线', 'baseline')} {term(words(), 'baseline', model['baseline'])}"
        told += f" {model['baseline_value']:.3f}"
    if model["lead"] is not None:
        told += f" · {say('领先', 'ahead by')} {model['lead']:+.3f}"
        told += _between(model["lead_low"], model["lead_high"])
    return told


def _why_not(model: dict) -> str:
    """In English as the test said it; in Chinese from its figures."""
    english = model["reason"] or ""
    if model["figure_value"] is None:
        found = _TOO_FEW.search(english)
        few = "历史太少"
        if found:
            which = "训练" if found[1] == "training" else "测试"
            few = f"{which}数据有 {found[2]} 行，其中较少的结果 {found[3]} 个；需要 {found[4]} 与 {found[5]}"
        return say(f"未训练：{few}。客户增多后会自行补上。", english)
    return say("未发布：在未见过的数据上，没有证明它优于基线（领先的区间包含 0 或低于 0）。", english)


def _figures(key: str) -> None:
    found = records(
        "from scores.fct_model_figures where model_key = ? order by figure, scored_by <> 'model', scored_by",
        [key],
    )
    tables.show(
        [
            {
                say("数字", "Figure"): _figure(row["figure"]),
                say("谁的", "Of"): term(words(), "baseline", row["scored_by"]),
                say("数值", "Value"): shown(row["figure_value"]),
                say("区间", "Interval"): _between(row["low"], row["high"]).strip(" ()") or "–",
            }
            for row in found
        ]
    )


def _drift() -> None:
    drifted = records(
        """
        select drift.*, features.name_zh, models.name_zh as model_zh, models.name_en as model_en
        from scores.fct_model_drift as drift
        left join scores.dim_models as models using (model_key)
        left join features.dim_features as features on features.feature_key = drift.watched
        where drift.is_notable and drift.kind <> 'outcome' order by drift.stability_index desc
        """
    )
    st.subheader(say("漂移", "Drift"))
    if not drifted:
        st.write(say("没有明显的漂移。", "Nothing has drifted notably."))
        return
    tables.show(
        [
            {
                say("模型", "Model"): name(found, "model"),
                say("输入或得分", "Input or score"): say(
                    found["name_zh"] or term(words(), "column", found["watched"]), found["watched"]
                ),
                "PSI": found["stability_index"],
                say("程度", "How far"): say("强", "strong") if found["is_strong"] else say("明显", "notable"),
            }
            for found in drifted
        ],
    )


def _foretold() -> None:
    """What models said of customers beside what came of it."""
    came = records(
        """
        select drift.*, models.name_zh as model_zh, models.name_en as model_en
        from scores.fct_model_drift as drift
        left join scores.dim_models as models using (model_key)
        where drift.kind = 'outcome' order by model_key, observed_on desc, watched
        """
    )
    if came:
        st.subheader(say("预测与结果", "Foretold and come true"))
        tables.show(
            [
                {
                    say("模型", "Model"): name(found, "model"),
                    say("预测日", "Foretold on"): shown(found["observed_on"]),
                    say("指标", "Figure"): _figure(found["watched"]),
                    say("客户数", "Customers"): found["customer_count"],
                    say("预测", "Said"): found["said"],
                    say("结果", "Came"): found["found"],
                    say("区间", "Interval"): _between(found["low"], found["high"]).strip(" ()"),
                }
                for found in came
            ],
        )


def _between(low: float | None, high: float | None) -> str:
    return "" if low is None else f" ({low:.3f} – {high:.3f})"
