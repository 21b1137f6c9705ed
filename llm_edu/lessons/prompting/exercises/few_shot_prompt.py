"""``few_shot_prompt``: what a model reads when it is asked with a few examples."""

from llm_edu.course.checks.exercise import Exercise, case

BLANK_LINE = "\n\n"
# Placeholders that an answer may write into a template of its own, and replace later.
MARKS = ("{t} {l} {r} {x} {text} {review} {label} {sentiment} {example} {0} {1} {} %s %(review)s $review ${text} "
         "<review> <text> <label> [review] [text] [label] REVIEW TEXT LABEL SENTIMENT ANSWER EXAMPLE XXX ___ ??? @ |\t")


def _reference(instruction, examples, review):
    parts = [instruction] if instruction else []
    parts += [f"Review: {text}\nSentiment: {label}" for text, label in examples]
    parts.append(f"Review: {review}\nSentiment:")
    return BLANK_LINE.join(parts)


WORDS = ("A delight.", "Dull.", "Two hours too long", "Review: good", "Sentiment: bad", "", " well made ",
         "{text}", "100 % fun")
LABELS = ("positive", "negative", "good", "bad", "Great", "1")


def _prompt_case(rng):
    examples = [(rng.choice(WORDS), rng.choice(LABELS)) for _ in range(rng.randrange(5))]
    return rng.choice(["", "", "Judge the films.", "Two lines:\none more", " "]), examples, rng.choice(WORDS)


exercise = Exercise(
    reference=_reference,
    cases=[
        case("", [], "Dull."),
        case("Judge.", [], "Dull."),
        case("", [("A delight.", "positive")], "Dull."),
        case("Judge.", [("A delight.", "positive")], "Dull."),
        case("", [("A delight.", "positive"), ("Too long.", "negative")], "Dull."),
        case("", [("Too long.", "negative"), ("A delight.", "positive")], "Dull."),
        case("Judge.", [("B", "bad"), ("A", "good"), ("C", "bad")], "D"),
        case("", [("A", "good"), ("A", "good")], "A"),    # what comes twice is read twice
        case("", [("A", "good"), ("A", "bad")], "B"),
        case("Judge.", [("A", "Good")], ""),
        case("Judge.", [("", "bad")], "Dull."),
        case(" ", [], "Dull."),    # a space is an instruction, too
        case("Judge: \n", [("A ", " good ")], " B\n"),
        case("{instruction}", [("{text}", "{label}")], "{review} %s"),
        case("", [("{label}", "good")], "{label} {0} {}"),
        case("", [("Not dull.\n\nNot long.", "good")], "Review: A\nSentiment: bad"),
        case("", [("A", "")], "B"),
        case("", [("{l}", "good")], "{t}"), case("", [("LABEL", "good")], "REVIEW"),
        case("", [("REVIEW {t}", "bad")], "A"),
        case("", [(MARKS, "good")], "A"), case("", [], MARKS), case("", [("A", MARKS)], "B"), case(MARKS, [], "A"),
        case(MARKS, [(MARKS, MARKS), (MARKS, "good")], MARKS),
        case("Say positive or negative.", [(word, "positive") for word in "ABCDEFGH"], "I"),
    ],
    random_case=_prompt_case,
    random_cases=30,
    hints=(
        "What are the parts, and what separates two of them, however many there are? Which part may be missing?",
        "parts = []\nthe instruction, if it is not empty\nfor each example: its two lines, as one text with \"\\n\" "
        "in it\nthe review's two lines, the second one without a label\nall parts in one text, with \"\\n\\n\" between "
        "two",
    ),
    texts=("instruction", "examples", "review"),
)


def _with(head=lambda instruction: [instruction] if instruction else [], shots=lambda examples: examples,
          shot="Review: {}\nSentiment: {}", last="Review: {}\nSentiment:", between=BLANK_LINE, whole=lambda text: text,
          order=lambda head, shown, last: [*head, *shown, last]):
    """A few_shot_prompt with one thing wrong."""
    def few_shot_prompt(instruction, examples, review):
        shown = [shot.format(text, label) for text, label in shots(examples)]
        return whole(between.join(order(head(instruction), shown, last.format(review))))
    return few_shot_prompt


exercise.mistake("Your prompt ends with a space. Nothing may follow the last \"Sentiment:\", because the label's own "
                 "token begins with the space.", _with(last="Review: {}\nSentiment: "))
exercise.mistake("Your prompt ends with a line break. Nothing may follow the last \"Sentiment:\".",
                 _with(last="Review: {}\nSentiment:\n"))
exercise.mistake("Your prompt ends with an empty line. Empty lines go between two parts; nothing may follow the last "
                 "\"Sentiment:\".", _with(whole=lambda text: text + BLANK_LINE))
exercise.mistake("Between two parts, you have only one line break. An empty line takes two.", _with(between="\n"))
exercise.mistake("You leave two empty lines between the parts. There should be one: \"\\n\\n\".",
                 _with(between="\n\n\n"))
exercise.mistake("Your empty lines contain a space. They should be empty.", _with(between="\n \n"))
exercise.mistake("If the instruction is \"\", your prompt begins with an empty line. Then leave this part out.",
                 _with(head=lambda instruction: [instruction]))
exercise.mistake("The instruction is missing. It comes first, if there is one.", _with(head=lambda instruction: []))
exercise.mistake("You put a word before the instruction. Use the instruction as it is.",
                 _with(head=lambda instruction: [f"Instruction: {instruction}"] if instruction else []))
exercise.mistake("The instruction comes once, before everything. You put it before each part.",
                 _with(order=lambda head, shown, last: [part for each in (*shown, last) for part in (*head, each)]))
exercise.mistake("The instruction comes first. You put it between the examples and the review.",
                 _with(order=lambda head, shown, last: [*shown, *head, last]))
exercise.mistake("The instruction comes first. You put it at the end, so the model would continue the instruction "
                 "instead of giving the label.", _with(order=lambda head, shown, last: [*shown, last, *head]))
exercise.mistake("The review in question comes last, after the examples, because the model's next word should be its "
                 "label.", _with(order=lambda head, shown, last: [*head, last, *shown]))
exercise.mistake("Your examples have no labels. Without labels, the model sees reviews but no answers.",
                 _with(shot="Review: {}\nSentiment:"))
exercise.mistake("The last part has no \"Sentiment:\". It is what makes a label come next.", _with(last="Review: {}"))
exercise.mistake("Your examples come in reverse order. Keep them in the order of the list.",
                 _with(shots=lambda examples: examples[::-1]))
exercise.mistake("You sort the examples. Keep them in the order of the list.", _with(shots=sorted))
exercise.mistake("You use only the first example. Use all of them.", _with(shots=lambda examples: examples[:1]))
exercise.mistake("You use only the last example. Do you start again in each turn of the loop?",
                 _with(shots=lambda examples: examples[-1:]))
exercise.mistake("Your examples are missing. Each of them is a part, between the instruction and the review.",
                 _with(shots=lambda examples: []))
exercise.mistake("The last example is missing. Use all of them.", _with(shots=lambda examples: examples[:-1]))
exercise.mistake("The first example is missing. Use all of them.", _with(shots=lambda examples: examples[1:]))
exercise.mistake("If an example is in the list twice, it should be in the prompt twice.",
                 _with(shots=lambda examples: list(dict.fromkeys(examples))))
exercise.mistake("You keep one label for each review. A review may be in the list twice, with two labels.",
                 _with(shots=lambda examples: list(dict(examples).items())))
exercise.mistake("You have mixed up the two parts of an example: it is a pair (review, label).",
                 _with(shot="Review: {1}\nSentiment: {0}"))
exercise.mistake("In an example, there is a space between \"Sentiment:\" and the label.",
                 _with(shot="Review: {}\nSentiment:{}"))
exercise.mistake("There should be a space between \"Review:\" and the review.",
                 _with(shot="Review:{}\nSentiment: {}", last="Review:{}\nSentiment:"))
exercise.mistake("There should be a space between \"Review:\" and the review in question, as in the examples.",
                 _with(last="Review:{}\nSentiment:"))
exercise.mistake("In an example, the review comes first, and its label is on the line below.",
                 _with(shot="Sentiment: {1}\nReview: {0}"))
exercise.mistake("Your prompt contains a backslash and an n instead of a line break. Is it a raw string, r\"…\"?",
                 _with(shot="Review: {}\\nSentiment: {}", last="Review: {}\\nSentiment:"))
exercise.mistake("\"Sentiment:\" should be on a line of its own, below the review.",
                 _with(shot="Review: {} Sentiment: {}", last="Review: {} Sentiment:"))
exercise.mistake("Empty lines go between parts, not inside a part: \"Sentiment:\" is on the very next line.",
                 _with(shot="Review: {}\n\nSentiment: {}", last="Review: {}\n\nSentiment:"))
exercise.mistake("The words are \"Review:\" and \"Sentiment:\", with capitals.",
                 _with(shot="review: {}\nsentiment: {}", last="review: {}\nsentiment:"))
exercise.mistake("You put quotation marks around the texts. Use the texts as they are.",
                 _with(shot="Review: \"{}\"\nSentiment: {}", last="Review: \"{}\"\nSentiment:"))
exercise.mistake("You change the letters of the labels. Use all texts as they are, with their capitals.",
                 _with(shots=lambda examples: [(text, label.lower()) for text, label in examples]))
exercise.mistake("You strip spaces and line breaks from the texts. Use the texts as they are.",
                 lambda instruction, examples, review: _reference(
                     instruction.strip(), [(text.strip(), label.strip()) for text, label in examples], review.strip()))
exercise.mistake("You strip spaces and line breaks from the reviews. Use the reviews as they are.",
                 lambda instruction, examples, review: _reference(
                     instruction, [(text.strip(), label) for text, label in examples], review.strip()))
exercise.mistake("You strip spaces and line breaks from the labels. Use the labels as they are.",
                 _with(shots=lambda examples: [(text, label.strip()) for text, label in examples]))
exercise.mistake("You strip spaces and line breaks from the instruction. Use it as it is.",
                 _with(head=lambda instruction: [instruction.strip()] if instruction else []))
exercise.mistake("You strip spaces and line breaks from a whole part, and so from the label at its end. Use all texts "
                 "as they are, and leave out the last label's space in some other way.",
                 _with(order=lambda head, shown, last: [*head, *(part.strip() for part in shown), last.strip()]))
exercise.mistake("An instruction made of spaces still counts. Only \"\" means that there is none.",
                 _with(head=lambda instruction: [instruction] if instruction.strip() else []))
exercise.mistake("You return the parts. Return one text.", _with(whole=lambda text: text.split(BLANK_LINE)))
exercise.mistake("There is no empty line between the examples and the review. They are separate parts, like any other "
                 "two.",
                 _with(order=lambda head, shown, last: [*head, *shown[:-1], "\n".join([*shown[-1:], last])]))
exercise.mistake("There is no empty line after the instruction. It is a part like any other.",
                 _with(order=lambda head, shown, last: ["\n".join([*head, *[*shown, last][:1]]), *[*shown, last][1:]]))
exercise.mistake("A review without text still gets its two lines.",
                 lambda instruction, examples, review: _reference(instruction, examples, review) if review else
                 BLANK_LINE.join(([instruction] if instruction else [])
                                 + [f"Review: {text}\nSentiment: {label}" for text, label in examples]))


@exercise.mistake("You insert the texts with `replace` or `format`, one after the other, so a review that itself "
                  "contains such a placeholder is changed. Use all texts as they are.")
def _replaces(instruction, examples, review):
    shown = ["Review: {text}\nSentiment: {label}".replace("{text}", text).replace("{label}", label)
             for text, label in [*examples, (review, "")]]
    return BLANK_LINE.join([*([instruction] if instruction else []), *shown[:-1], shown[-1][:-1]])
