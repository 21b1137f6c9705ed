"""What lesson 09 steers with, and on what: pairs of sentences, prompts that have nothing of them, and stories."""

from collections import Counter
from statistics import fmean

import torch

from llm_edu.assets import load_wikipedia_leads
from llm_edu.decoding import generate
from llm_edu.interpretability import changed, log_odds, read, residual_stream_at
from llm_edu.lessons.pretrained.stories import due_words, one_token
from llm_edu.storyland import World
from llm_edu.storyland.plots import PLOTS
from llm_edu.training import TokenRows, evaluate
from llm_edu.training.storyteller import HELD_OUT as EACH_TENTH
from llm_edu.training.storyteller import STORY, rows_of

PAIRS = (    # cheerful and gloomy, and otherwise as alike as two sentences can be
    ("What a lovely morning! The sun is shining, and I could sing.",
     "What a dreary morning! The rain is pouring, and I could cry."),
    ("The children laughed and danced all the way home.", "The children wept and shivered all the way home."),
    ("I love my new school, and everybody is kind to me.", "I hate my new school, and everybody is cruel to me."),
    ("We won the match, and celebrated until midnight.", "We lost the match, and sat in silence until midnight."),
    ("The soup was delicious, and the waiter smiled at us.", "The soup was disgusting, and the waiter sneered at us."),
    ("She thanked him with a warm hug.", "She left him with a cold stare."),
    ("Best holiday ever: blue sea, sunshine, and friends.", "Worst holiday ever: grey sea, storms, and quarrels."),
    ("He whistled merrily on his way to work.", "He groaned wearily on his way to work."),
    ("My heart is full of joy and hope.", "My heart is full of sorrow and fear."),
    ("The puppy was safe, and we all cheered.", "The puppy was lost, and we all mourned."),
    ("The play was brilliant, and the audience applauded.", "The play was dull, and the audience booed."),
    ("Grandmother is healthy again, what a relief!", "Grandmother is ill again, what a worry!"),
    ("Everything went right today, and I feel proud.", "Everything went wrong today, and I feel ashamed."),
    ("The garden is in bloom, bright and full of life.", "The garden is withered, dark and full of decay."),
    ("They welcomed us with music and cake.", "They turned us away with insults and threats."),
    ("I got the job that I dreamed of, hurrah!", "I lost the job that I lived for, alas!"),
)
CHEERFUL, GLOOMY = ([pair[kind] for pair in PAIRS] for kind in (0, 1))

CHOOSING = (    # prompts on which the layer was chosen
    "The party last night was", "When he heard the song, he felt", "The food in this restaurant is",
    "My brother came home, and he was", "This winter has been", "The new teacher seems",
    "I looked at the picture and thought it was", "The journey by train was", "After the exam she was",
    "Living in this town is")
PROMPTS = (    # held out: nothing was chosen on these
    "My first day in the new office was", "The weather this week is", "When I opened the letter, I felt",
    "The film that we saw yesterday was", "The old man at the bus stop looked", "I think that this book is",
    "After the long rehearsal the actors were", "The story ends, and the king is", "Our neighbour is always",
    "The concert in the park was", "She read the message and was", "To be honest, my weekend was",
    "The news from the village is", "As the ship left the harbour, the sailors were", "The hotel room was",
    "He put down the phone and felt", "Walking through the forest at night is", "The cat on the sofa seems",
    "Their conversation was", "This year the harvest was", "In the mirror she looked",
    "The last chapter of the diary is", "I must say that the meeting was", "The twins woke up, and they were")

# Words whose chances tell a continuation's mood. None of them stands in a pair or a prompt.
GOOD = ("happy", "good", "great", "wonderful", "beautiful", "excited", "glad", "amazing", "fantastic", "excellent")
BAD = ("sad", "bad", "terrible", "horrible", "awful", "angry", "tired", "afraid", "boring", "miserable")


# --- SmolLM2


@torch.no_grad()
def streams_of(model, tokenizer, texts, layer):
    """The stream at one layer for each text: a list of (time, width)."""
    ids = [tokenizer.encode(text) for text in texts]
    found = residual_stream_at(model, ids, [slice(None)] * len(ids))[layer]    # all texts' tokens, one after the other
    return list(found.split([len(each) for each in ids]))


def moods(model, tokenizer, prompts=PROMPTS):
    """How each prompt would go on: the log odds of a word in GOOD against one in BAD, in nats, (prompts,)."""
    good, bad = ([tokenizer.encode(f" {word}")[0] for word in words] for words in (GOOD, BAD))
    ids = [tokenizer.encode(prompt) for prompt in prompts]
    found = torch.empty(len(ids))
    for length in {len(each) for each in ids}:    # all of one length at once
        rows = [row for row, each in enumerate(ids) if len(each) == length]
        found[rows] = log_odds(model, torch.tensor([ids[row] for row in rows]), good, bad)
    return found


def go_on(model, tokenizer, prompts, tokens=20):
    """What it writes behind each prompt, always the most probable token: a list of texts."""
    rows = generate(model, [tokenizer.encode(prompt) for prompt in prompts], max_new_tokens=tokens)
    return [tokenizer.decode(row) for row in rows.tolist()]


def judged(model, tokenizer, text):
    """Is a text's mood good? The model's own log odds of calling it positive rather than negative, in nats."""
    ids = torch.tensor([tokenizer.encode(f"Text: {text}\nSentiment:")])
    return log_odds(model, ids, tokenizer.encode(" positive"), tokenizer.encode(" negative")).item()


def plain_rows(tokenizer, count=16, length=48):
    """Openings of Wikipedia articles, which are neither cheerful nor gloomy: `TokenRows`."""
    leads = load_wikipedia_leads()[EACH_TENTH - 1::EACH_TENTH]
    step = len(leads) // count
    return TokenRows.one_text_a_row(tokenizer.encode(lead.extract, errors="drop")[:length]
                                    for lead in leads[:step * count:step])


def print_other_things(kept):
    """Teams and capitals in the measurement pretrained_steering: steered, and pushed another way as far."""
    def told(found):
        likely = sum(chance > 0.5 for chance in found["capitals"])
        return (f"P(capital) {fmean(found['capitals']):.2f}, above a half for {likely} of {len(found['capitals'])}; "
                f"a team in {found['teams']} of {len(PROMPTS)} texts")

    for strength, found in kept["other things"].items():
        print(f"strength {int(strength):+}: {told(found)}")
    print(f"in {len(kept['drawn'])} random directions of the same length, at both strengths:")
    for found in sorted((each for seed in kept["drawn"] for each in seed.values()),
                        key=lambda each: sum(each["capitals"])):
        print(f"             {told(found)}")


# --- Storyteller


def told_in(story, colour_id):
    """A `LostStory` told in another colour, as far as the gap before its second mention: ids, (1, time)."""
    prompt = story.prompt.clone()
    prompt[prompt == story.colour_id] = colour_id
    return prompt


@torch.no_grad()
def gap_streams(model, tokenizer, stories, colour, layer):
    """The stream at the last two tokens before the gap of each story, told in one colour: a list of (2, width)."""
    place, colour_id = ("residual", layer), one_token(tokenizer, f" {colour}")
    return [read(model, told_in(story, colour_id), [place])[place][0, -2:] for story in stories]


@torch.no_grad()
def said(model, tokenizer, stories, colour):
    """What the model puts into the gap of these stories, told in one colour: "30 red", "18 pink, 10 blue, 2 other"."""
    colour_id = one_token(tokenizer, f" {colour}")
    guesses = Counter(tokenizer.decode([model(told_in(story, colour_id))[0, -1].argmax().item()]).strip()
                      for story in stories)
    often = [(word, count) for word, count in guesses.most_common() if count > 2]
    rare = len(stories) - sum(count for _, count in often)
    return ", ".join([f"{count} {word}" for word, count in often] + [f"{rare} other"] * (rare > 0))


def stories_of_other_plots(count, seed):
    """Stories in which nothing is lost, to measure the price on."""
    plots = {name: plot for name, plot in PLOTS.items() if name != "lost"}
    return list(World(seed=0, plots=plots).stories(count, seed))


def rows_of_other_plots(tokenizer, count, seed):
    """The same as `TokenRows`."""
    return rows_of(tokenizer, STORY, [story.text for story in stories_of_other_plots(count, seed)])


def price_where_due(model, tokenizer, vector, colour, layer, stories):
    """What it costs to add a direction to the stream only at tokens where this colour must come next: nats a token."""
    nats, targets = 0.0, 0
    for story in stories:
        row, due = rows_of(tokenizer, STORY, [story.text]), due_words(tokenizer, story)
        there = torch.tensor([word == colour for word in due])[:, None]    # (time, 1)
        plain = evaluate(model, row)
        with changed(model, {("residual", layer): lambda x, there=there: x + there[:x.shape[1]] * vector}):
            nats += evaluate(model, row).nats - plain.nats
        targets += plain.targets
    return nats / targets
