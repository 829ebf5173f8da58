"""`compose`: from entries of features.yml to columns."""

from tests.unit.orchestration.test_compose import composed, edit


def test_windows_become_columns(project_dir):
    edit(project_dir, "features.yml", "[all, 30]", "[all, 30, prior_30]")
    features = composed(project_dir)["features"]
    columns = {feature["name"]: feature["columns"] for feature in features["own"]}
    assert [(column["name"], column["window"]) for column in columns["order_count"]] == [
        ("order_count", None),
        ("order_count_90d", 90),
    ]
    assert [(column["name"], column["window"], column.get("until")) for column in columns["spend"]] == [
        ("total_spend", None, None),
        ("spend_30d", 30, None),
        ("spend_prior_30d", 60, 30),
    ]
    assert [(column["name"], column["type"], column["kind"]) for column in features["columns"]] == [
        ("order_count", "bigint", "own"),
        ("order_count_90d", "bigint", "own"),
        ("total_spend", "decimal(18,4)", "own"),
        ("spend_30d", "decimal(18,4)", "own"),
        ("spend_prior_30d", "decimal(18,4)", "own"),
        ("last_on", "date", "own"),
        ("first_on", "date", "own"),
        ("span_days", "bigint", "derived"),
        ("basket", "double", "derived"),
        ("days_since_last_order", "bigint", "age"),
        ("basket_rank", "double", "relative"),
    ]
    described = [
        (column["name_zh"], column["description"], column["dimension"]) for column in features["columns"]
    ]
    assert described[1] == ("订单数（近90天）", "Orders, within 90 days", "behaviour")
    assert described[4] == ("消费（再前30天）", "Spend, within the 30 days before the last 30", "value")


def test_a_meaning_may_be_told_in_both_languages(project_dir):
    edit(
        project_dir,
        "features.yml",
        "column_all: total_spend, description: Spend",
        "column_all: total_spend, description: {zh: 花了多少, en: Spend}",
    )
    columns = composed(project_dir)["features"]["columns"]
    told = {column["name"]: (column["description"], column["description_zh"]) for column in columns}
    assert told["total_spend"] == ("Spend", "花了多少")
    assert told["spend_30d"] == ("Spend, within 30 days", "花了多少（近30天）")
    assert told["order_count"] == ("Orders", None)


def test_a_pattern_stands_for_a_feature_per_word(project_dir):
    edit(
        project_dir,
        "features.yml",
        "name: first_on, zh: 首单, dimension: lifecycle, from: orders, value: min(y)",
        'name: "first_{channel}_on", each: {channel: {web: 网站, app: 应用}}, zh: "{channel}首单",'
        " dimension: lifecycle, from: orders, value: min(y), where: \"channel = '{channel}'\"",
    )
    edit(project_dir, "features.yml", "[first_on, last_on]", "[first_web_on, last_on]")
    features = composed(project_dir)["features"]
    made = [feature for feature in features["own"] if "where" in feature]
    assert [(feature["name"], feature["zh"], feature["where"]) for feature in made] == [
        ("first_web_on", "网站首单", "channel = 'web'"),
        ("first_app_on", "应用首单", "channel = 'app'"),
    ]
    assert all("each" not in feature for feature in made)
