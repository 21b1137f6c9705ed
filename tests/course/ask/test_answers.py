"""An answer is given only with a sentence in which it stands; else nothing is, and the nearest passages are told."""

import pytest
from word_encoder import WordEncoder

from llm_edu import assets
from llm_edu.course.ask.asking import ask_folder, smollm2_writes
from llm_edu.course.ask.citing import cite, is_about
from llm_edu.errors import CourseError

MILL = ("# The mill\n\nThe old mill by the river was built in 1743 by Jakob Brenner.\nToday it is a museum. It opens at nine "
        "on Saturdays.\n\nTickets cost four euros for adults.\n")
BAKERY = "Otto Wagner bakes rye bread every Tuesday. His shop is in Station Road 12.\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "notes"
    place.mkdir()
    (place / "mill.md").write_text(MILL, encoding="utf-8")
    (place / "bakery.txt").write_text(BAKERY, encoding="utf-8")
    (place / "photo.jpg").write_bytes(b"x")
    return place


def ask(folder, question, answer, **options):
    """The reply, where the model writes `answer`, or what it gives for a passage."""
    write = answer if callable(answer) else lambda question, text: answer
    return ask_folder(folder, question, encoder=WordEncoder(), write=write, cache=folder.parent / "cache", **options)


@pytest.mark.parametrize(("question", "answer", "quoted"), [
    ("When was the mill built?", "The mill was built in 1743.", "The old mill by the river was built in 1743 by Jakob Brenner."),
    ("When was the mill built?", "In 1743.", "The old mill by the river was built in 1743 by Jakob Brenner."),
    ("When was the mill built?", "The mill was built in 1748.", None),    # a number that is not there
    ("When was the mill built?", "The mill was built.", None),    # nothing new
    ("When was the bridge built?", "The bridge was built in 1743.", None),    # about something else
    ("When was the mill of Lyon built?", "In 1743.", None),    # a name that is not there
    ("How much is a ticket for adults?", "A ticket for adults costs four euros.", "Tickets cost four euros for adults."),
    ("Who built the mill?", "Jakob Brenner built it.", "The old mill by the river was built in 1743 by Jakob Brenner."),
    ("Who built the mill?", "Otto Wagner built the mill.", None),
    ("Is the mill a museum?", "Yes, the mill is a museum.", "Today it is a museum."),
    ("When does the mill open?", "", None), ("When does the mill open?", "Yes.", None),
])
def test_an_answer_stands_in_a_sentence_or_nowhere(question, answer, quoted):
    found = cite(answer, question, MILL) if is_about(question, MILL) else None
    assert (found and MILL[slice(*found)]) == quoted


def test_an_answer_comes_with_its_file_its_line_and_the_sentence(folder):
    reply = ask(folder, "When was the old mill built?", "The old mill was built in 1743.")
    assert reply.answer == "The old mill was built in 1743." and reply.reason == ""
    assert [(each.where, each.quotation) for each in reply.sources] == [
        ("mill.md:3", "The old mill by the river was built in 1743 by Jakob Brenner.")]
    assert reply.passages[0].where == "mill.md:1" and (reply.files, reply.ignored, reply.skipped) == (2, 1, {})


def test_each_sentence_of_an_answer_comes_with_its_own(tmp_path):
    """The second one answers the question; the first has more words that the question does not have."""
    (tmp_path / "market.txt").write_text("The market is owned by Mia. She sells bread and honey on Saturdays.\n")
    reply = ask(tmp_path, "Who sells honey at the market?", "Mia owns the market. She sells bread and honey.")
    assert [source.quotation for source in reply.sources] == ["The market is owned by Mia.",
                                                             "She sells bread and honey on Saturdays."]


def test_the_next_passage_is_read_where_the_first_does_not_say_it(tmp_path):
    texts = {"first.txt": "Otto bakes rye bread, much rye bread.", "next.txt": "Otto bakes rye bread every Tuesday.",
             "other.txt": "It rains."}
    (tmp_path / "notes").mkdir()
    for name, text in texts.items():
        (tmp_path / "notes" / name).write_text(text, encoding="utf-8")
    asked = []
    reply = ask(tmp_path / "notes", "When does Otto bake his rye bread, much rye bread?", lambda question, text: (
        asked.append(text) or ("He bakes rye bread every Tuesday." if "Tuesday" in text else "At night.")))
    assert asked == [texts["first.txt"], texts["next.txt"]] and [each.where for each in reply.sources] == ["next.txt:1"]


@pytest.mark.parametrize(("question", "options", "asked", "reason"), [
    ("Warum?", {}, False, "no passage is near enough to the question (0.00; 0.40 is needed)"),
    ("Who built the mill by the river?", {"threshold": 0.99}, False, "0.99 is needed"),
    ("Who built the mill by the river?", {}, True, "the model wrote 'Karl May.', and no sentence of its passage "
     "supports that as an answer"),
    ("Who built the mill by the river?", {"passages_only": True}, False, ""),
])
def test_it_abstains_and_tells_why_and_what_is_nearest(folder, question, options, asked, reason):
    calls = []
    reply = ask(folder, question, lambda *given: calls.append(given) or "Karl May.", **options)
    assert reply.answer is None and not reply.sources and bool(calls) == asked
    assert reason in reply.reason and len(reply.passages) == 2


def test_a_single_sentence_may_be_near_enough(folder):
    reply = ask(folder, "Tickets cost adults?", "Tickets cost four euros for adults.", threshold=0.6)
    assert max(passage.cosine for passage in reply.passages) < 0.6 and reply.sources[0].where == "mill.md:6"


@pytest.mark.parametrize(("question", "files", "said"), [
    (" ", True, "question is empty"), ("Who?", False, "holds no text that can be read: 1 files are not .*; a.txt is empty")])
def test_what_cannot_be_asked(folder, question, files, said):
    if not files:
        (folder / "mill.md").unlink()
        (folder / "bakery.txt").rename(folder / "a.txt").write_text("", encoding="utf-8")
    with pytest.raises(CourseError, match=said):
        ask(folder, question, "")


@pytest.mark.asset("smollm2", "minilm")
@pytest.mark.full
def test_smollm2_answers_from_real_passages(folder):
    assert assets.is_present("smollm2")
    cache = folder.parent / "cache"
    reply = ask_folder(folder, "When was the mill built?", write=smollm2_writes, cache=cache)
    assert "1743" in reply.answer and reply.sources[0].where == "mill.md:3"
    assert ask_folder(folder, "What is the capital of Peru?", cache=cache).answer is None
