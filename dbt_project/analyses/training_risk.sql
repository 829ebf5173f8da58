-- what the risk scorecard is trained on: customers with an order within a year of a cut-off, behind after it or not

with

features as (

    {{ training_features(
        source('ingest', 'training_cut_offs'),
        since_first_order(),
        var('settings').risk_horizon_days,
        label='is_ordered_again',
        when_ordered=true,
        row_limit=200000,
        half_at_test=true,
    ) }}

),

overdue_then as (

    select distinct
        features.customer_id,
        features.cut_off_on

    from features
    inner join {{ ref('int_features__overdues') }} as overdues
        on
            features.customer_id = overdues.customer_id
            and overdues.overdue_on >= features.cut_off_on
            and overdues.overdue_on < {{ add_days('features.cut_off_on', var('settings').risk_horizon_days) }}

)

select
    features.*,
    overdue_then.customer_id is not null as is_overdue

from features
left join overdue_then
    on features.customer_id = overdue_then.customer_id and features.cut_off_on = overdue_then.cut_off_on
where features.order_count_365d > 0
