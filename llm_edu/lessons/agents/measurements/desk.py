"""The desk of lesson 16: SmolLM2 learns from generated dialogues, and every way is judged by the same transcripts."""

import tempfile
import time
from functools import cache, partial

from llm_edu.agents import Desk, agent_of, model_writer
from llm_edu.agents.rules import rule_based
from llm_edu.lessons.agents.desk_prompts import untrained_prompt
from llm_edu.lessons.agents.judging import TRANSCRIPTS, judge, read_transcripts, table_by_cause
from llm_edu.lessons.agents.training import HELD_OUT, load_desk_model, numbers_of, train_desk
from llm_edu.pretrained import load_smollm2
from llm_edu.retrieval import load_minilm

STEPS, BUDGET, LONGEST_REPLY = 1_300, 1_000, {True: 160, False: 60}    # tokens of a step, trained or not
ABOUT = (f"SmolLM2 (135M, 4 bits) learns the desk of a shop: LoRA of rank 5 in all target modules of layers 14 to "
         f"29, {STEPS:,} steps of one generated dialogue each, seed 0. Held-out loss on {HELD_OUT} other dialogues, in "
         "nats a token. Then five ways are judged turn by turn by the exam, and two by strangers' conversations; kept "
         "are right turns, turns with right calls, causes, and for each turn its faults, seconds to the first piece of "
         "the reply, seconds in all, and tokens of the prompt. The machine had other work to do meanwhile.")


def training():
    """The losses on the way, and the changes"""
    run = train_desk(STEPS)
    return {"held out": [[step, round(loss, 4)] for step, loss in run.held_out], "steps": STEPS,
            "losses": [round(sum(run.losses[at:at + 10]) / 10, 4) for at in range(0, len(run.losses) - 9, 10)],
            "learned tokens": run.tokens if hasattr(run, "tokens") else None}, numbers_of(run.model)


@cache
def writer(trained, constrained):
    """A writer that all transcripts share: the model is the same, and only its cache forgets."""
    model, tokenizer = load_smollm2()
    return model_writer(load_desk_model(model) if trained else model, tokenizer, constrained, LONGEST_REPLY[trained])


class Timed:
    """An agent whose turns are timed: seconds to the first piece, seconds in all, tokens of the prompt."""

    def __init__(self, trained, constrained):
        self.trained, self.turns = trained, []
        self.writer = writer(trained, constrained)
        self.agent = agent_of(self.desk)

    def desk(self, session, faq):
        """A desk that notes when its pieces come."""
        desk = Desk(self.writer, session, faq, BUDGET + 500 * (not self.trained),
                    system=None if self.trained else untrained_prompt(session), encoder=load_minilm())
        self.writer.read_ahead([{"role": "system", "content": desk.conversation.system}])
        answer = desk.answer

        def timed(text):
            began, first, tokens = time.perf_counter(), None, 0
            for event in answer(text):
                if event.kind == "piece" and first is None:
                    first = time.perf_counter() - began
                tokens = event.tokens or tokens
                yield event
            self.turns.append([round(first, 2), round(time.perf_counter() - began, 2), tokens])

        desk.answer = timed
        return desk


def judged(agent, name="written_before", timed=None):
    """The table by cause, and for each turn what was wrong and how long it took"""
    with tempfile.TemporaryDirectory() as folder:
        verdicts = judge(read_transcripts(name), agent, folder)
    turns = [[verdict.transcript, verdict.turn, verdict.faults] for verdict in verdicts]
    return {"table": table_by_cause(verdicts), "turns": turns, "seconds": timed.turns if timed else []}


def of_model(trained, constrained, name="written_before"):
    """A way with SmolLM2"""
    timed = Timed(trained, constrained)
    return judged(timed.agent, name, timed)


def afterwards(agent, name="written_after"):
    """The same for conversations that strangers wrote, of one file; {} if there is none"""
    return agent(name=name) if (TRANSCRIPTS / f"{name}.jsonl").is_file() else {}


RUNS = {"training": training,
        "rules": partial(judged, rule_based),
        "as it is": partial(of_model, False, False),
        "constrained": partial(of_model, False, True),
        "trained": partial(of_model, True, False),
        "trained, constrained": partial(of_model, True, True),
        "rules, afterwards": partial(afterwards, partial(judged, rule_based)),
        "trained, constrained, afterwards": partial(afterwards, partial(of_model, True, True)),
        "rules, last": partial(afterwards, partial(judged, rule_based), "written_last"),
        "trained, constrained, last": partial(afterwards, partial(of_model, True, True), "written_last"),
        "rules, unseen": partial(afterwards, partial(judged, rule_based), "written_unseen"),
        "trained, constrained, unseen": partial(afterwards, partial(of_model, True, True), "written_unseen")}
