"""What sitting 1 of lesson 11 asks, prints and draws."""

from llm_edu.alignment import Instruction, instructions_from
from llm_edu.language_models import END_ID, IGNORED
from llm_edu.lessons.alignment import obeying_demos as demos
from llm_edu.lessons.alignment.obeying_plots import obedience_plot
from llm_edu.storyland import World
from llm_edu.training import load_storyteller

JUDGED = {"asked": 60, "obeyed": 38, "whole": 50, "plots": {"lost": [9, 10], "loan": [1, 4], "race": [28, 46]}}


def test_the_row_shows_what_counts(capsys):
    tokenizer = load_storyteller()[1]
    story = tokenizer.encode("Nia lost her ribbon.")
    row = [END_ID, *tokenizer.encode("Sing."), tokenizer.special_tokens["<|story|>"], *story, END_ID]
    hidden = len(row) - len(story) - 2
    demos.print_row(tokenizer, row[:-1], [IGNORED] * hidden + [*story, END_ID])
    printed, count = capsys.readouterr().out.rsplit("\n", 2)[:2]
    told, answer = printed.split("<|story|>")
    assert told.startswith("<|endoftext|> S") and "[" not in told
    assert answer.split()[0] == "[N" + answer.split()[0][2:] and answer.endswith("[<|endoftext|>]")
    assert answer.count("[") == len(answer.split()) == len(story) + 1
    assert count == f"{len(story) + 1} of {len(row) - 1} targets count"


def test_long_rows_are_broken_between_tokens(capsys):
    tokenizer = load_storyteller()[1]
    row = tokenizer.encode(World(seed=0).stories(1, seed=3)[0].text)
    demos.print_row(tokenizer, row[:-1], row[1:])
    *lines, _ = capsys.readouterr().out.splitlines()
    assert len(lines) > 1 and max(map(len, lines)) <= demos.WIDEST
    assert " ".join(lines).count("[") == len(row) - 1


def test_the_same_seed_tells_the_same_and_specials_are_left_out():
    model, tokenizer = load_storyteller()
    texts = demos.tell(model, tokenizer, ["Tell a story.", "Sing."], seed=3, longest=12)
    assert texts == demos.tell(model, tokenizer, ["Tell a story.", "Sing."], seed=3, longest=12)
    assert len(texts) == 2 and all(texts) and not any("<|" in text for text in texts)


def test_ways_are_plain_data():
    world = World(seed=0)
    story = world.stories(1, seed=3)[0]
    asked = instructions_from(world, [story])[0]
    plots, values = zip(*demos.ways(world, story.text))
    assert asked.plot in plots and any(asked.values.items() <= each.items() for each in values)
    assert demos.ways(world, "The end.") == []


def test_failures_are_told_apart(capsys):
    world = World(seed=0)
    stories = world.stories(4, seed=3)
    wishes = instructions_from(world, stories)
    impossible = Instruction("lost", {"hero": "Zelda"}, "Tell of Zelda.")
    texts = [*(story.text for story in stories[:3]), "Mud.", stories[0].text]
    demos.print_failures([*wishes, impossible], texts, world)
    lines = capsys.readouterr().out.splitlines()
    last = lines.index("not a whole story: 1 of 5")
    assert lines[:2] == ["whole, but another story: 1 of 5", "  Tell of Zelda."] and lines[last + 1:] == [f"  {wishes[3].text}", "    Mud."]
    assert " ".join(line.strip() for line in lines[2:last]) == stories[0].text
    assert all(line.startswith("    ") and len(line) <= 110 for line in lines[2:last])    # more would be broken in words


def test_the_hardest_plots_come_first(capsys):
    demos.print_plots({"rows": [[50, 9.0], [2000, 600.0]], "seconds": 601.2, "0.7": JUDGED}, shown=2)
    took, fulfilled, hardest = capsys.readouterr().out.splitlines()
    assert took == "2,000 steps, 10 minutes of processor time"
    assert fulfilled == "fulfilled: 38 of 60; whole stories: 50"
    assert hardest == "hardest plots: loan 1 of 4; race 28 of 46"


def test_both_rounds_are_told(capsys):
    after = {"asked": 1_000, "obeyed": 970, "whole": 975, "plots": {"lost": [9, 10], "loan": [1, 4], "race": [28, 46]}}
    demos.print_rounds({"rows": [[50, 9.0], [900, 300.0]], "seconds": 301.2, "before": JUDGED, "0.7": after},
                       without={"0.7": JUDGED | {"whole": 49}})
    assert capsys.readouterr().out.splitlines() == [
        "900 more steps, 5 minutes of processor time",
        "first round               38 of 60 fulfilled (50.7% to 74.4%), 50 whole",
        "second round              970 of 1,000 fulfilled (95.7% to 97.9%), 975 whole",
        "control: same steps       38 of 60 fulfilled (50.7% to 74.4%), 49 whole", "hardest plots: loan 1 of 4; race 28 of 46; lost 9 of 10"]


def test_what_comes_next_is_told_for_each_model(capsys):
    model, tokenizer = load_storyteller()
    demos.print_next({"one": model, "other": model}, tokenizer, "Last autumn, Nia lost", ["her", "his", "green"])
    words, one, other = (line.split() for line in capsys.readouterr().out.splitlines())
    assert words == ["her", "his", "green"] and one == ["one", "1.00", "0.00", "0.00"] and other[1:] == one[1:]


def test_the_price_stands_beside_what_was_before(capsys):
    before = {"told": 500, "whole": 455, "page": 4.4}
    demos.print_price({"without replay": {"before": before, "after": {"told": 500, "whole": 15, "page": 7.74}},
                       "careful": {"before": before, "after": {"told": 500, "whole": 400, "page": 5.0}}})
    assert [line.split() for line in capsys.readouterr().out.splitlines()[1:]] == [
        ["before", "91%", "4.40"], ["wishes", "alone", "3%", "7.74"], ["careful", "80%", "5.00"]]


def test_the_picture_says_how_long_nothing_is_fulfilled():
    rows = [[50 * look, 0.0, 0.4 / look, max(0, 20 * look - 40), 60] for look in range(1, 7)]
    plot = obedience_plot({"rows": rows})
    assert plot.alt.startswith("For 100 steps, almost no wish is fulfilled; in the end, 80 out of 100 are.")
    assert "after 200 steps 40 of 100 fulfilled, 60 whole, loss 0.10" in plot.alt
    assert plot.to_png()
