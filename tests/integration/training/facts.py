"""Facts added to the sample company's warehouse, and taken out of it."""

from datetime import date, datetime, timedelta

# within what the made-up company has lived through
CUT_OFF_ON = date(2026, 1, 1)


def buyers(con, count):
    found = con.execute(
        "select customer_id from customers.fct_orders where customer_id is not null and ordered_on < ?"
        " group by customer_id order by customer_id limit ?",
        [CUT_OFF_ON, count],
    )
    return [customer_id for (customer_id,) in found.fetchall()]


def named(con, customer_id, identifier_type, day):
    con.execute(
        "insert into identity.dim_identities by name select 'shop' as source_system, 'shop.customers' as"
        " contract_table, ? as record_key, ? as identifier_type, ? as identifier_value, ? as customer_id,"
        " ? as first_seen_at, ? as last_seen_at",
        [customer_id, identifier_type, customer_id, customer_id, start_of(day), start_of(day)],
    )


def subscribe(con, customer_id, period, started_before, ended_after):
    started_on = CUT_OFF_ON - timedelta(days=started_before)
    ended_on = None if ended_after is None else CUT_OFF_ON + timedelta(days=ended_after)
    con.execute(
        "insert into customers.fct_subscriptions by name select ? as subscription_id, ? as customer_id,"
        " ? as billing_period, ? as started_at, ?::date as started_on, ? as ended_at,"
        " ?::date as ended_on, 10 as reporting_amount, 3 as renewal_count",
        [
            f"{customer_id}-{period}",
            customer_id,
            period,
            start_of(started_on),
            started_on,
            ended_on and start_of(ended_on),
            ended_on,
        ],
    )


def send(con, customer_id, arm, day=CUT_OFF_ON):
    """A message, whose id this gives back."""
    message_id = f"{customer_id} {day}"
    con.execute(
        "insert into customers.fct_messages by name select ? as message_id, 'shop' as source_system,"
        " ? as customer_id, 'C1' as campaign_id, 'coupon' as campaign_kind, ? as arm, ? as sent_at,"
        " ?::date as sent_on",
        [message_id, customer_id, arm, start_of(day), day],
    )
    return message_id


def click(con, customer_id, message_id, day):
    con.execute(
        "insert into customers.fct_message_events by name select ? as message_event_id, 'shop' as"
        " source_system, ? as message_id, ? as customer_id, 'clicked' as event_name, ? as occurred_at,"
        " ?::date as occurred_on",
        [f"{message_id} {day}", message_id, customer_id, start_of(day), day],
    )


def fact_tables(con):
    found = con.execute(
        "select table_name from information_schema.tables"
        " where table_schema = 'customers' and table_name like 'fct_%' and table_type = 'BASE TABLE'"
    )
    return [name for (name,) in found.fetchall()]


def delete_from(con, table, day):
    """Delete what happened on a business day or later, by every instant of the row; say how many rows."""
    columns = [name for name, *_ in con.execute(f"describe customers.{table}").fetchall()]
    instants = [name for name in columns if name.endswith("_at") and name != "loaded_at"]
    assert instants, f"{table} does not say when its rows happened"
    late = " or ".join(f"{name} >= ?" for name in instants)
    return con.execute(
        f"delete from customers.{table} where {late}", [start_of(day)] * len(instants)
    ).fetchone()[0]


def start_of(day):
    """The first instant of a day in Shanghai, in UTC."""
    return datetime(day.year, day.month, day.day) - timedelta(hours=8)


def order(con, customer_id, day):
    """An order, whose id this gives back."""
    order_id = f"{customer_id}-{day}"
    con.execute(
        "insert into customers.fct_orders by name select ? as order_id, 'shop' as source_system,"
        " ? as customer_id, ? as ordered_at, ?::date as ordered_on, 10 as reporting_amount,"
        " 10 as order_amount, false as is_weekend",
        [order_id, customer_id, start_of(day), day],
    )
    return order_id


def pay(con, order_id, day):
    con.execute(
        "insert into customers.fct_payments by name select ? as payment_id, 'shop' as source_system,"
        " ? as order_id, ? as paid_at, ?::date as paid_on, 10 as reporting_amount",
        [f"{order_id}-paid", order_id, start_of(day), day],
    )
