{#-
DuckDB's table, left as it is while nothing it is made of has changed: its SQL and, of everything it reads, the version.
The version is the table's comment, set after the commit: a killed run leaves none, and the next one builds anew. What
reads the moment of the run, straight or through others, has no version and is made in every run.
-#}
{% materialization table, adapter='duckdb', supported_languages=['sql'] %}
    {%- set inputs = version_of_inputs(model, model.compiled_code) -%}
    {%- set existing = load_cached_relation(this) -%}
    {%- if inputs and existing and existing.is_table and not should_full_refresh() -%}
        {%- set made_of = comment_of(model) -%}
        {%- if made_of and made_of.split(' ')[0] == inputs -%}
            {% call noop_statement('main', 'KEPT') %}{% endcall %}
            {{ return({'relations': [existing]}) }}
        {%- endif -%}
    {%- endif -%}
    {%- set made = dbt.materialization_table_duckdb() -%}
    {%- if inputs -%}
        {%- set version = inputs ~ ' ' ~ (hash_of_rows(this) if model.config.meta.same_rows_same_version else inputs) -%}
        {%- do run_query('comment on table ' ~ this ~ " is '" ~ version ~ "'") -%}
        {%- do adapter.commit() -%}
    {%- endif -%}
    {{ return(made) }}
{% endmaterialization %}


{#- A hash of a node's SQL and of the versions of all it reads; none where one of these has none. -#}
{% macro version_of_inputs(node, sql) -%}
    {%- set parts = [sql] -%}
    {%- set found = namespace(all=true) -%}
    {%- for parent in node.depends_on.nodes if found.all -%}
        {%- set version = version_of(graph.nodes.get(parent) or graph.sources.get(parent), node) -%}
        {%- do parts.append(version or '') -%}
        {%- set found.all = version is not none -%}
    {%- endfor -%}
    {{ return(local_md5(parts | join('|')) if found.all else none) }}
{%- endmacro %}


{#- What a table, a view or a source holds now, as a text; none where nobody can say. -#}
{% macro version_of(node, child) -%}
    {%- if node.resource_type == 'model' and node.config.materialized == 'view' -%}
        {{ return(version_of_inputs(node, told_of(node, 'duckdb_views', 'view_name', 'sql'))) }}
    {%- elif node.resource_type == 'model' -%}
        {%- set comment = comment_of(node) -%}
        {{ return(comment.split(' ')[1] if comment else none) }}
    {%- elif node.name == 'run_context' -%}
        {{ return(none) }}
    {%- elif node.name == 'flagged_values' and child.fqn[1] == 'staging' -%}
        {#- what is flagged in the rows of a contract table is part of their version -#}
        {{ return('') }}
    {%- else -%}
        {{ return(comment_of(node) or hash_of_rows(node.relation_name)) }}
    {%- endif -%}
{%- endmacro %}


{#- The comment on what a model or source is in the warehouse; none without one. -#}
{% macro comment_of(node) -%}
    {{ return(told_of(node, 'duckdb_tables', 'table_name', 'comment') or told_of(node, 'duckdb_views', 'view_name', 'comment')) }}
{%- endmacro %}


{% macro told_of(node, catalogue, name, column) -%}
    {%- set identifier = node.identifier if node.resource_type == 'source' else node.alias -%}
    {%- set query -%}
        select {{ column }} from {{ catalogue }}() where schema_name = '{{ node.schema }}' and {{ name }} = '{{ identifier }}'
    {%- endset -%}
    {%- set rows = run_query(query).rows -%}
    {{ return(rows[0][0] if rows else none) }}
{%- endmacro %}


{#- Of rows, however ordered, and of the names and types of their columns. -#}
{% macro hash_of_rows(relation) -%}
    {%- set columns = run_query('describe ' ~ relation).rows | map('join', ' ') | join(', ') -%}
    {%- set rows -%}
        select cast(count(*) as string) || '-' || coalesce(cast(sum({{ row_hash('rows_of') }}) as string), '') from {{ relation }} as rows_of
    {%- endset -%}
    {{ return(local_md5(columns ~ run_query(rows).rows[0][0])) }}
{%- endmacro %}
