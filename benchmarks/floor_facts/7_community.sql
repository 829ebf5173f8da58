create view group_memberships as
select
    coalesce(owner('external_userid', external_userid), owner('unionid', unionid)) as customer_id, left_at,
    joined_at as occurred_at, day_of(joined_at) as occurred_on
from landed('wecom_group_members')
where joined_at is not null
--
create table group_messages as
select owner('external_userid', external_userid) as customer_id, sent_at as occurred_at, day_of(sent_at) as occurred_on
from landed('wecom_group_messages')
where sent_at is not null
--
create table moment_interactions as
select owner('external_userid', external_userid) as customer_id, interaction_kind, occurred_at,
    day_of(occurred_at) as occurred_on
from landed('wecom_moment_interactions')
where occurred_at is not null
--
create table radar_clicks as
select
    coalesce(owner('external_userid', external_userid), owner('unionid', unionid)) as customer_id, topic,
    sound(viewed_seconds, load_id, record_key, 'viewed_seconds') as viewed_seconds,
    clicked_at as occurred_at, day_of(clicked_at) as occurred_on
from landed('wecom_radar_clicks')
where clicked_at is not null
--
create table social_interactions as
select
    coalesce(owner('social_handle', lower(platform || ':' || handle)), owner('unionid', unionid)) as customer_id,
    platform, sound(interaction_kind, load_id, record_key, 'interaction_kind') as interaction_kind, topic, occurred_at,
    day_of(occurred_at) as occurred_on
from landed('social_interactions')
where occurred_at is not null
