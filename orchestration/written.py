"""What `huaxiang explain` says of what a customer writes: tone, topics, leanings and what they rest on."""

import duckdb
from rich.console import Console
from rich.markup import escape

_TEXTS = """
select text_count_365d, negative_text_count_365d, positive_text_count_365d, complaint_text_count_365d,
    sentiment_score_365d, top_topics_365d, last_wished_on, concern_evidence_zh, concern_evidence_en
from scores.fct_customer_texts where customer_id = ?
"""
_TOPICS = "select topic_key, name_zh || ' ' || name_en from scores.dim_text_topics"
_LEANINGS = """
select name_zh || ' ' || name_en, points, known_sign_count, evidence_zh, evidence_en
from scores.fct_customer_leanings where customer_id = ? and is_held order by points desc, leaning_key
"""


def show_written(out: Console, con: duckdb.DuckDBPyConnection, customer_id: str) -> None:
    """Print it, without a word of the texts themselves; nothing for who wrote nothing and leans nowhere."""
    names = dict(con.execute(_TOPICS).fetchall())
    for row in con.execute(_TEXTS, [customer_id]).fetchall():
        count, negative, positive, complaining, tone, topics, wished_on, concern_zh, concern_en = row
        if count:
            said = f"{count} within 365 days, {positive} praise, {negative} blame, {complaining} complain"
            said += f", tone {tone:.2f} (1 praise, 0 blame)" if tone is not None else ""
            out.print(f"Texts 文字: {said}")
        if topics:
            told = ", ".join(names.get(topic, topic) for topic in topics.split(","))
            out.print(f"  about {escape(told)}")
        if wished_on:
            out.print(f"  last wish 最近诉求: {wished_on}")
        for told in filter(None, (concern_zh, concern_en)):
            out.print(f"  [cyan]← {escape(told)}[/cyan]")
    for name, points, known, evidence_zh, evidence_en in con.execute(_LEANINGS, [customer_id]).fetchall():
        out.print(f"Leaning 倾向 [bold]{name}[/bold]: {points} signs more for it than against, {known} known")
        for told in filter(None, (evidence_zh, evidence_en)):
            out.print(f"  [cyan]← {escape(told)}[/cyan]")
