"""SmolLM2 writes reports of a table: what of them a program can find wrong."""

from llm_edu.lessons.applications.asking import ask_all
from llm_edu.lessons.applications.finance_demos import (
    by_template,
    judged_report,
    made_up_reports,
    passing_by_chance,
    report_request,
    report_summary,
)

REPORTS, TOKENS = 32, 64
ABOUT = (f"SmolLM2 (135M, 4 bits; nothing is trained, no steps): reports of {REPORTS} made-up tables (seed 0; greedy, "
         f"at most {TOKENS} tokens), each number held against the table and what may be computed from it, beside a "
         "template.")


def reports(ask=ask_all):
    """By writer: summary, [share of numbers that pass by chance, of how many]; the model's texts with what is wrong"""
    tables = made_up_reports(REPORTS)
    texts = {"SmolLM2": ask([report_request(table) for table in tables], TOKENS),
             "template": list(map(by_template, tables))}
    rows = {name: [judged_report(table, text) for table, text in zip(tables, some, strict=True)]
            for name, some in texts.items()}
    return {"summary": {name: report_summary(some) for name, some in rows.items()},
            "by chance": {name: passing_by_chance(tables, some) for name, some in texts.items()},
            "texts": texts["SmolLM2"], "rows": rows["SmolLM2"]}


RUNS = {"reports": reports}
