"""The exam of lesson 16's desk: true to the shop, of all kinds, and passed by an agent that does what it asks."""

import json
from collections import Counter

import pytest

from llm_edu.agents.guard import Draft
from llm_edu.agents.rules import rule_based
from llm_edu.agents.shop_data import read_faq
from llm_edu.agents.shop_tools import PRODUCT_IDS, shop_toolbox
from llm_edu.agents.tools import Call
from llm_edu.lessons.agents.judging import judge, judge_transcript, read_transcripts, says, table_by_cause

TRANSCRIPTS = read_transcripts()


def with_text(arguments):
    """Arguments that a tool takes, for those that a transcript wants; a search asks the entry's own question."""
    questions = {entry.id: entry.question for entry in read_faq()}
    names = {number: name for name, number in PRODUCT_IDS.items()}
    return {"product" if name == "product_id" else name: names[wanted] if name == "product_id" else questions[wanted["finds"]] if isinstance(wanted, dict) and "finds" in wanted else
            " ".join(word.split("|")[0] for word in wanted.get("words", ["gift"])) if isinstance(wanted, dict) else wanted
            for name, wanted in arguments.items()}


def oracle(transcript, chosen=0):
    """An agent that plays the calls that a transcript expects, confirms what it must, and says what it must."""
    drafts = []

    def agent(session, history, text, faq):
        turn = transcript["turns"][len(history)]
        toolbox, events = shop_toolbox(session, faq), []
        if turn.get("changes"):
            assert session.confirm(drafts[-1]).ok
        else:
            for call in [turn["calls"], *turn.get("or", [])][chosen if chosen <= len(turn.get("or", [])) else 0]:
                arguments = with_text(call["arguments"])
                result = toolbox.call(Call(call["tool"], arguments))
                drafts.extend([result.value] if isinstance(result.value, Draft) else [])
                events.append({"tool": call["tool"], "arguments": result.call.arguments, "ok": result.ok,
                               "result": json.loads(result.text)})
        said = " and ".join(wanted.split("|")[0] for wanted in turn["must_say"])
        return [*events, {"reply": said.replace("1031", "ordered") or "I see."}]

    return agent


@pytest.mark.parametrize("chosen", range(6))
def test_an_agent_that_plays_any_of_the_right_calls_passes(chosen, tmp_path):
    verdicts = [verdict for transcript in TRANSCRIPTS for verdict in judge_transcript(
        transcript, oracle(transcript, chosen), tmp_path)]
    assert [(verdict.transcript, verdict.turn, verdict.faults) for verdict in verdicts if not verdict.right] == []


@pytest.mark.parametrize("transcript", [transcript for transcript in TRANSCRIPTS if transcript["kind"] in (
    "faq", "order status", "recommendation", "troubleshooting", "other language")], ids=lambda transcript: transcript["id"])
def test_what_must_be_said_is_what_the_shop_answers(transcript, tmp_path):
    told = ""
    for turn, verdict in zip(transcript["turns"], judge_transcript(transcript, oracle(transcript), tmp_path), strict=True):
        told += json.dumps([call["result"] for call in verdict.events if "tool" in call], ensure_ascii=False)
        if told != "[]":    # where a turn needs no call, any answer will do
            assert [wanted for wanted in turn["must_say"] if not says(told, wanted)] == []


def test_the_exam_is_large_and_of_all_kinds():
    kinds = Counter(transcript["kind"] for transcript in TRANSCRIPTS)
    assert len(TRANSCRIPTS) >= 60 and len({transcript["id"] for transcript in TRANSCRIPTS}) == len(TRANSCRIPTS)
    least = {"faq": 10, "order status": 5, "another's order": 3, "recommendation": 6, "troubleshooting": 8, "order": 8,
             "booking": 8, "injection": 6, "hand-over": 4}
    assert all(kinds[kind] >= number for kind, number in least.items())
    assert kinds["small talk"] and kinds["nonsense"] and kinds["other language"]
    texts = [turn["user"].lower() for transcript in TRANSCRIPTS for turn in transcript["turns"]]
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("transcript", TRANSCRIPTS, ids=lambda transcript: transcript["id"])
def test_a_transcript_says_the_same_of_the_database_twice(transcript):
    assert transcript["after"] == [cell for turn in transcript["turns"] for cell in turn.get("changes", [])]


def test_a_bot_of_rules_is_safe_and_often_wrong(tmp_path):
    *_, total = table_by_cause(judge(TRANSCRIPTS, rule_based, tmp_path))
    assert total["crashed"] == total["invented"] == total["leaked"] == 0
    assert 0.5 < total["calls right"] / total["turns"] < 0.8
