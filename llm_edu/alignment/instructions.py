"""Instructions: "Tell a story in which Nia loses a yellow ribbon and Jonas helps."

An instruction asks for a plot and for some of its details. It is made from a story that fulfils it. Whether another
story fulfils it is known exactly, because Storyland says which plot a text tells, and who is who in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from string import Formatter

import numpy as np

from llm_edu.finetuning.answer_rows import AnswerRows
from llm_edu.language_models import END_ID
from llm_edu.storyland import Story, World
from llm_edu.storyland.reading import Reading, Telling
from llm_edu.storyland.village import PLACES, at
from llm_edu.tokenization import BPETokenizer
from llm_edu.training.storyteller import STORY

# For each plot some ways to ask for it. Braces hold a variable of the plot (see `storyland.plots`); a place is written
# as where something is: "by the river".
PHRASES = {
    "lost": ["{hero} loses a {thing}", "{hero} loses a {colour} {thing} and {helper} helps"],
    "storm": ["a storm takes the roof of {hero}'s house", "{hero} needs a new roof and {builder} builds it"],
    "birthday": ["{guest} comes to {hero}'s birthday", "{hero} gets a {colour} {thing} for a birthday from {guest}"],
    "trade": ["{first} trades a {this} for a {that}", "{first} and {second} trade a {this} for a {that} {place}"],
    "repair": ["{hero}'s {thing} is repaired", "{helper} repairs {hero}'s {thing} by {day}"],
    "secret": ["{hero} has a secret", "{hero} hides a {colour} {thing} {place}"],
    "race": ["{winner} wins a race", "{winner} wins a {colour} {thing} in a race {place}"],
    "rescue": ["{helper} rescues {owner}'s pet", "{helper} rescues {owner}'s pet {place} and gets a {thing}"],
    "visitor": ["a {visitor} comes to {hero}'s house", "{hero} gives {food} to a {visitor}"],
    "loan": ["{hero} lends a {thing} to {other}", "{hero} lends a {colour} {thing} to {other} until {second}"],
    "letter": ["{sender} writes a letter to {reader}", "{finder} finds a letter from {sender} to {reader}"],
    "picnic": ["{first}, {second} and {third} have a picnic", "a {thief} comes to {first}'s picnic {place}"],
    "found": ["{hero} finds {owner}'s pet", "{hero} finds {owner}'s pet {place} and gives it {food}"],
    "lesson": ["{teacher} teaches {hero}", "{teacher} teaches {hero} with a {thing} on {day}"],
    "market": ["{hero} goes to buy {this}", "{hero} goes to buy {this}, {that} and a {thing} and meets {other}"],
    "noise": ["{hero} hears a noise {place}", "{hero} takes a {colour} lantern and finds {owner}'s pet"],
    "paint": ["{hero}'s {thing} is painted", "{helper} paints {hero}'s {old} {thing} {new}"],
    "seed": ["{hero} puts a seed into the ground", "{hero} grows a {colour} flower {place} for {other}"],
    "hiding": ["{seeker} plays hide and seek", "{seeker} looks for {first} and {second} {place}"],
}


@dataclass(frozen=True)
class Instruction:
    """What a story should be: its plot, some of its values (variable -> word), and the words that ask for it."""

    plot: str
    values: dict[str, str]
    text: str

    def is_fulfilled(self, reading: Reading) -> bool:
        """Whether a text is a whole story of this plot with these values. reading: `world.read(text)`"""
        return any(telling.plot == self.plot and self.values.items() <= telling.values.items()
                   for telling in reading.tellings)


def ask_for(telling: Telling, random: Random) -> Instruction:
    """An instruction that a story fulfils.

    telling: one of `world.read(text).tellings`   random: chooses the words

    >>> from llm_edu.storyland.reading import Telling
    >>> values = {"hero": "Nia", "colour": "yellow", "thing": "ribbon", "helper": "Jonas", "place": "river"}
    >>> ask_for(Telling("lost", values, 0.0), Random(0)).text
    'Tell a story in which Nia loses a yellow ribbon and Jonas helps.'
    """
    phrase = PHRASES[telling.plot][int(random.random() * len(PHRASES[telling.plot]))]
    asked = {name: telling.values[name] for _, name, _, _ in Formatter().parse(phrase) if name}
    words = {name: at(word) if word in PLACES else word for name, word in asked.items()}
    return Instruction(telling.plot, asked, f"Tell a story in which {phrase.format(**words)}.")


def instructions_from(world: World, stories: Sequence[Story], seed: int = 0) -> list[Instruction]:
    """An `Instruction` for each of these stories of a world; the same seed gives the same ones."""
    random = Random(f"instructions {seed}")
    return [ask_for(world.read(story.words).tellings[0], random) for story in stories]


def instruction_prompt(tokenizer: BPETokenizer, text: str) -> list[int]:
    """The template, as ids: the end's id, the instruction, and the token that begins a story.

    Whatever the text says, it cannot smuggle in special tokens (see `BPETokenizer.encode`).
    """
    return [END_ID, *tokenizer.encode(text), tokenizer.special_tokens[STORY]]


def instruction_rows(tokenizer: BPETokenizer, instructions: Sequence[Instruction | None], stories: Sequence[Story]
                     ) -> AnswerRows:
    """Rows for `train`, to learn obedience from: each instruction and its story. Only the story's tokens are learned.

    instructions: for each story an `Instruction`, or None for a story that nobody asked for
    """
    unasked = [tokenizer.special_tokens[STORY]]
    prompts = [unasked if instruction is None else instruction_prompt(tokenizer, instruction.text)
               for instruction in instructions]
    answers = [[*tokenizer.encode(story.text), END_ID] for story in stories]
    rows = [prompt + answer for prompt, answer in zip(prompts, answers, strict=True)]
    stops = np.cumsum([len(row) for row in rows])
    mask = np.concatenate([np.arange(len(row)) >= len(prompt) for row, prompt in zip(rows, prompts, strict=True)])
    return AnswerRows(np.concatenate(rows), stops - [len(row) for row in rows], stops, mask)
