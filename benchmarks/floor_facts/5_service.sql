create view reviews as
select
    shopper(source_system, customer_id_of, customer_id, email, phone) as customer_id,
    sound(rating, load_id, record_key, 'rating') as rating,
    reviewed_at as occurred_at, day_of(reviewed_at) as occurred_on
from landed('shop_reviews')
where reviewed_at is not null
--
create table tickets as
select
    shopper(source_system, customer_id_of, customer_id, email, phone) as customer_id,
    category, channel, coalesce(is_complaint, false) as is_complaint, opened_at as occurred_at,
    day_of(opened_at) as occurred_on, closed_at, rated_at,
    sound(satisfaction_score, load_id, record_key, 'satisfaction_score') as satisfaction_score
from landed('service_tickets')
where opened_at is not null
--
create view ratings as
select * replace (rated_at as occurred_at, day_of(rated_at) as occurred_on)
from tickets where rated_at is not null and satisfaction_score is not null
--
create table conversations as
select
    coalesce(
        shopper(source_system, customer_id_of, customer_id, email, phone), owner('external_userid', external_userid)
    ) as customer_id,
    sound(answered_by, load_id, record_key, 'answered_by') as answered_by, channel, topic,
    sound(turn_count, load_id, record_key, 'turn_count') as turn_count,
    coalesce(is_resolved, false) as is_resolved, started_at as occurred_at, day_of(started_at) as occurred_on
from landed('service_conversations')
where started_at is not null
--
create view survey_invitations as
select
    coalesce(
        shopper(source_system, customer_id_of, customer_id, email, phone), owner('external_userid', external_userid)
    ) as customer_id,
    sent_at as occurred_at, day_of(sent_at) as occurred_on
from landed('survey_invitations')
where sent_at is not null
--
create view survey_responses as
select
    coalesce(
        shopper(source_system, customer_id_of, customer_id, email, phone), owner('external_userid', external_userid)
    ) as customer_id,
    source_system || ':' || survey_id as survey_id, question_kind,
    sound(score, load_id, record_key, 'score') as score, answered_at as occurred_at, day_of(answered_at) as occurred_on
from landed('survey_responses')
where answered_at is not null
