{#-
Of the relation `candidates` (customer_id, as_of_on) at most `row_limit` rows, picked by a hash: the same candidates
give the same rows. The relation `cut_offs` (as_of_on, parts) says into how many parts the limit is cut for each.
-#}
{% macro sampled_per_cut_off(candidates, cut_offs, row_limit) %}
select
    candidates.*,
    row_number() over (
        partition by candidates.as_of_on
        order by md5(candidates.customer_id || cast(candidates.as_of_on as string)) asc nulls last
    ) as place

from {{ candidates }} as candidates
inner join {{ cut_offs }} as cut_offs on candidates.as_of_on = cut_offs.as_of_on
qualify place * cut_offs.parts <= {{ row_limit }}
{% endmacro %}
