-- The facts that features count, by hand, straight from the landed rows of a home whose warehouse is attached as `home`.
-- Given, as work of identity: `owners`, which identifier is whose; which person belongs to which company; `rates`.
-- A line of two dashes ends a statement; what begins with a dollar is a setting.
create macro day_of(instant) as cast(timezone('$business_timezone', timezone('UTC', instant)) as date)
--
create macro hour_of(instant) as hour(timezone('$business_timezone', timezone('UTC', instant)))
--
create macro their(system, other, id) as coalesce(other, system) || ':' || id
--
create macro owner(kind, id) as (
    select customer_id from owners where identifier_type = kind and identifier_value = id
)
--
create macro shopper(system, other, id, mail, number) as
    coalesce(owner('shop_customer_id', their(system, other, id)), owner('email', mail), owner('phone', number))
--
create macro sound(value, load, record, field) as
    case when hash(load, record, reverse(record), field) not in (from flags) then value end
--
create macro converted(amount, rate) as cast(cast(amount as decimal(20, 4)) * rate as decimal(18, 4))
--
create macro rate_of(currency, on_day) as (
    select rate from rates
    where currency_code = currency
        and coalesce(on_day, date '9999-12-30') >= valid_from_on and coalesce(on_day, date '9999-12-30') < valid_to_on
)
--
-- most records came once; of the others the newest counts, and none that is deleted
create macro landed(name) as table (
    with again as (select hash(source_system, record_key) as h from query_table('landed_' || name) group by all having count(*) > 1)
    from (
        from query_table('landed_' || name) anti join again on h = hash(source_system, record_key)
        union all by name
        from query_table('landed_' || name) semi join again on h = hash(source_system, record_key)
        qualify row_number() over (
            partition by source_system, record_key order by load_sequence desc, _file desc, _row desc) = 1
    )
    where not coalesce(_is_deleted, false)
)
