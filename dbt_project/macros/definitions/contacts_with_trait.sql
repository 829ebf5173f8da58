{#- One row per contact and value of an open trait, named by the record of the contact. -#}
{% macro contacts_with_trait(contacts, traits, trait_key) -%}
select distinct
        contacts.source_system,
        contacts.record_key,
        traits.trait_value

    from {{ contacts }} as contacts
    inner join {{ traits }} as traits on contacts.contact_id = traits.contact_id
    where traits.trait_key = '{{ sql_text(trait_key) }}'
{%- endmacro %}
