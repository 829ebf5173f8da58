{#-
Probability that a standard normal number lies as far from 0 as `z` (not negative), on either side.
The complementary error function by Press et al., Numerical Recipes (erfcc): relative error below 1.2e-7.
-#}
{% macro two_sided_p(z) -%}
    {%- set x = '(' ~ z ~ ' / sqrt(2.0))' -%}
    {%- set t = '(1.0 / (1.0 + 0.5 * ' ~ x ~ '))' -%}
    {%- set terms = [
        -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806,
        0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277,
    ] -%}
    {%- set sum = namespace(sql=terms[-1] | string) -%}
    {%- for term in terms[:-1] | reverse -%}
        {%- set sum.sql = '(' ~ term ~ ' + ' ~ t ~ ' * ' ~ sum.sql ~ ')' -%}
    {%- endfor -%}
    {{ t }} * exp(greatest(-{{ x }} * {{ x }} + {{ sum.sql }}, -700))
{%- endmacro %}
