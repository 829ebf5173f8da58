"""A column that looks personal is marked so, and every mark is one that masking understands."""

import re

import duckdb

from orchestration.publish.masking import HANDLINGS, masked_expression
from orchestration.publish.public_tables import public_tables

LOOKS_PERSONAL = re.compile(
    r"(^|_)("
    r"names?|nick|e?mail|phone|mobile|tel|fax|address|street|house|postcode|zip|city|town|district|latitude|longitude"
    r"|birth|born|age|gender|sex|marital|occupation|job|employer|income|salary|religion|ethnicity|nationality|health"
    r"|ip|device|mac|imei|idfa|cookie|anonymous|handles?|wechat|weixin|openid|unionid|userid|external_id"
    r"|passport|id_number|id_card|licen[cs]e|plate|card|iban|account_number|photo|avatar|voice"
    r"|search|query|reason|text|comments?|notes?|remarks?|message|content|answer|title|subject|feedback|transcript"
    r"|record_key|identifier_value"
    r")(_|$)"
)
# how many messages, answers, searches, texts there were says nothing of their content
COUNTS = re.compile(r"(_(count|rate|rank)(_(prior_)?\d+d)?|_trend_\d+d)$|^days_")
NOT_PERSONAL = {
    "web.events.event_name": "one of seven words for what happened",
    "fct_web_events.event_name": "one of seven words for what happened",
    "shop.products.product_name": "names an article",
    "crm.accounts.account_name": "names a company",
    "crm.accounts.city": "where a company is",
    "marketing.campaigns.campaign_name": "names a campaign",
    "marketing.messages.message_id": "the marketing system's key of a message",
    "marketing.message_events.message_id": "the marketing system's key of a message",
    "marketing.message_events.message_event_id": "the marketing system's key of an event",
    "marketing.message_events.event_name": "one of six words for what happened",
    "marketing.coupons.coupon_name": "names a coupon",
    "wecom.groups.group_name": "names a group",
    "wecom.group_messages.group_message_id": "WeCom's key of a message",
    "wecom.group_messages.message_kind": "text, image or another word for the kind of message",
    "wecom.radar_clicks.content_id": "the key of what the company shared",
    "wecom.radar_clicks.content_name": "names what the company shared",
    "reference.regions.region_name": "names a place",
    "reference.regions.name_en": "names a place",
    "reference.regions.disposable_income_amount": "a figure of a place",
    "reference.holidays.holiday_name": "names a holiday",
    "dim_customers.has_email": "says only whether there is one",
    "dim_customers.has_phone": "says only whether there is one",
    "dim_customers.is_city_filled": "says only whether no record tells it",
    "mart_customer_profiles.is_city_filled": "says only whether no record tells it",
    "fct_repairs.column_name": "names a column",
    "dim_campaigns.campaign_name": "names a campaign",
    "fct_messages.message_id": "the marketing system's key of a message",
    "fct_message_events.message_id": "the marketing system's key of a message",
    "fct_message_events.message_event_id": "the marketing system's key of what happened to a message",
    "fct_message_events.event_name": "one of six words for what happened",
    "dim_features.name_zh": "names a feature",
    "fct_risk_points.name_zh": "names a feature",
    "mart_stock_cover.thing_name": "names an article or a category",
    "fct_texts_read.text_id": "the source's key of a text",
    "fct_texts_read.text_kind": "review, ticket or another word for the kind of text",
    "mart_text_topics.text_kind": "review, ticket or another word for the kind of text",
    "dim_metrics.query": "a figure of all customers, as SQL",
    "mart_goals.name_zh": "names a goal",
    "mart_goals.name_en": "names a goal",
    "dim_alerts.name_zh": "names a kind of alert",
    "dim_alerts.name_en": "names a kind of alert",
    "dim_coupons.coupon_name": "names a coupon",
    "dim_groups.group_name": "names a group",
    "dim_holidays.holiday_name": "names a holiday",
    "dim_products.product_name": "names an article",
    "dim_regions.disposable_income_amount": "a figure of a place",
    "dim_regions.name_en": "names a place",
    "dim_regions.region_name": "names a place",
    "fct_group_messages.group_message_id": "WeCom's key of a message",
    "fct_group_messages.message_kind": "text, image or another word for the kind of message",
    "fct_radar_clicks.content_id": "the key of what the company shared",
    "fct_radar_clicks.content_name": "names what the company shared",
    "fct_quarantined_rows.column_name": "names a column of a contract table",
    "fct_quarantined_rows.file_name": "names a file of a source system",
    "mart_identity_health.health_measure_key": "names a measure of all customers",
    "mart_identity_health.name_zh": "names a measure of all customers",
    "mart_identity_health.name_en": "names a measure of all customers",
    "fct_identity_quarantine.reason": "says which guard kept records apart",
    "fct_quarantined_rows.reason": "says which rule a value breaks",
    "fct_load_checks.check_name": "names a check",
    "fct_load_checks.column_name": "names a column of a contract table",
    "dim_models.reason": "says why a fit is not in use; counts and figures of all customers",
    "features.email_consent_status": "says only what was agreed to",
    "features.last_message_on": "says when a message was sent, nothing of its content",
    "features.last_group_message_on": "says when a message was written, nothing of its content",
} | {
    f"dim_{table}.name_{language}": "names what the business has defined"
    for table in ("tags", "segments", "models", "rfm_classes", "quadrants", "event_types", "text_topics")
    for language in ("zh", "en")
}
# names and reasons in tables about customers as a whole
NOT_PERSONAL |= {
    f"{table}.{column}": what
    for table, what in {
        "dim_dimensions": "names what customers are compared by",
        "dim_dimension_values": "names what many customers have in common",
        "dim_metrics": "names a figure of all customers",
        "mart_metrics": "names a figure of all customers",
        "mart_feature_usage": "names a function of the shop",
        "mart_purchase_path": "names a step that customers take",
        "mart_rfm_grid": "names an RFM class",
        "mart_tie_kinds": "names a kind of tie",
        "mart_segment_cards": "names a segment",
        "fct_customer_leanings": "names what the business has defined",
        "mart_text_topics": "names what the business has defined",
        "mart_tag_governance": "names a tag, or says what is to be done about it",
    }.items()
    for column in ("name_zh", "name_en", *(("reason_zh", "reason_en") if "governance" in table else ()))
} | dict.fromkeys((f"mart_attention.reason_{what}" for what in ("key", "zh", "en")), "names a kind of alert")
ERASURES = {"delete", "null", "hash"}


def test_every_column_that_looks_personal_is_marked(public_models, contract_tables, definition_vars):
    columns = {f"{table['source_name']}.{table['name']}": table["columns"] for table in contract_tables}
    columns |= {model["name"]: model["columns"] for model in public_models}
    unmarked = {
        f"{table}.{name}"
        for table, described in columns.items()
        for name, column in described.items()
        if LOOKS_PERSONAL.search(name)
        and not COUNTS.search(name)
        and column["config"]["meta"]["pii"] == "none"
    }
    # features have no mark at all: none may look personal
    unmarked |= {
        f"features.{column['name']}"
        for column in definition_vars["features"]["columns"]
        if LOOKS_PERSONAL.search(column["name"]) and not COUNTS.search(column["name"])
    }

    assert unmarked == NOT_PERSONAL.keys()


def test_contract_columns_carry_marks_that_exist(contract_tables):
    marks = {
        f"{table['name']}.{column['name']}": column["config"]["meta"]
        for table in contract_tables
        for column in table["columns"].values()
    }

    assert {name: meta["pii"] for name, meta in marks.items() if meta["pii"] not in HANDLINGS} == {}
    assert [
        name for name, meta in marks.items() if meta["pii"] != "none" and meta.get("erase") not in ERASURES
    ] == []


def test_masking_understands_every_public_column(manifest, definition_vars):
    # an unknown mark or a band that does not go with it raises
    tables = public_tables(manifest, definition_vars["features"]["columns"])
    expressions = [masked_expression(column, table) for table in tables for column in table.columns]

    assert None in expressions
    assert len(expressions) > 100


def test_a_record_named_by_a_person_s_key_is_masked_wherever_records_are_shown(
    public_models, contract_tables
):
    named_by_a_person = {
        f"{table['source_name']}.{table['name']}"
        for table in contract_tables
        for column in table["columns"].values()
        if column["config"]["meta"].get("key") and column["config"]["meta"]["pii"] == "direct"
    }
    with duckdb.connect() as con:
        shown = [
            f"{model['name']} shows keys of {table}"
            for model in public_models
            if {"contract_table", "record_key"} <= model["columns"].keys()
            and (unless := model["columns"]["record_key"]["config"]["meta"].get("unless"))
            for table in sorted(named_by_a_person)
            if con.execute(f"select {unless} from (select '{table}' as contract_table)").fetchall()[0][0]
        ]

    assert "wecom.external_contacts" in named_by_a_person
    assert shown == []


def test_identifiers_are_shown_whole_only_where_identity_says_they_are_not_sensitive(
    public_models, definition_vars
):
    (identities,) = (model for model in public_models if model["name"] == "dim_identities")
    unless = identities["columns"]["identifier_value"]["config"]["meta"]["unless"]
    types = definition_vars["identity"]["identifiers"]
    with duckdb.connect() as con:
        shown = {
            name
            for name in types
            if con.execute(f"select {unless} from (select '{name}' as identifier_type)").fetchall()[0][0]
        }

    assert shown == {name for name, entry in types.items() if not entry["sensitive"]}
