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
        "What are the parts, and what stands between two of them, however many there are? Which part may be missing?",
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


exercise.mistake("Your prompt ends with a space. Nothing follows the last \"Sentiment:\": the label's own token begins "
                 "with the space.", _with(last="Review: {}\nSentiment: "))
exercise.mistake("Your prompt ends with a new line. Nothing follows the last \"Sentiment:\".",
                 _with(last="Review: {}\nSentiment:\n"))
exercise.mistake("Your prompt ends with an empty line. That stands between two parts; nothing follows the last "
                 "\"Sentiment:\".", _with(whole=lambda text: text + BLANK_LINE))
exercise.mistake("Between two parts you begin a new line. An empty line takes two of them.", _with(between="\n"))
exercise.mistake("You leave two empty lines between the parts. One is asked for: \"\\n\\n\".", _with(between="\n\n\n"))
exercise.mistake("Your empty lines have a space in them. They are empty.", _with(between="\n \n"))
exercise.mistake("Where the instruction is \"\", your prompt begins with an empty line. No instruction is no part.",
                 _with(head=lambda instruction: [instruction]))
exercise.mistake("The instruction is missing. It comes first, if there is one.", _with(head=lambda instruction: []))
exercise.mistake("Your instruction has a word before it that nobody asked for. It stands there as it is.",
                 _with(head=lambda instruction: [f"Instruction: {instruction}"] if instruction else []))
exercise.mistake("The instruction comes once, before everything. You put it before each part.",
                 _with(order=lambda head, shown, last: [part for each in (*shown, last) for part in (*head, each)]))
exercise.mistake("The instruction comes first. You put it between the examples and the review.",
                 _with(order=lambda head, shown, last: [*shown, *head, last]))
exercise.mistake("The instruction comes first. You put it behind everything, and the model would go on with it instead "
                 "of the label.", _with(order=lambda head, shown, last: [*shown, last, *head]))
exercise.mistake("The review that is asked about comes last, behind the examples: the model's next word is to be its "
                 "label.", _with(order=lambda head, shown, last: [*head, last, *shown]))
exercise.mistake("Your examples have no labels. Without them the model sees reviews, and no answer.",
                 _with(shot="Review: {}\nSentiment:"))
exercise.mistake("The last part has no \"Sentiment:\". It is what makes a label come next.", _with(last="Review: {}"))
exercise.mistake("Your examples come in the opposite order. They stay in the order of the list.",
                 _with(shots=lambda examples: examples[::-1]))
exercise.mistake("You sort the examples. They stay in the order of the list.", _with(shots=sorted))
exercise.mistake("You take the first example alone. All are read.", _with(shots=lambda examples: examples[:1]))
exercise.mistake("You take the last example alone. Do you begin anew at each turn of the loop?",
                 _with(shots=lambda examples: examples[-1:]))
exercise.mistake("Your examples are missing. Each of them is a part, between the instruction and the review.",
                 _with(shots=lambda examples: []))
exercise.mistake("The last example is missing. All are read.", _with(shots=lambda examples: examples[:-1]))
exercise.mistake("The first example is missing. All are read.", _with(shots=lambda examples: examples[1:]))
exercise.mistake("An example that comes twice is read twice, as it is in the list.",
                 _with(shots=lambda examples: list(dict.fromkeys(examples))))
exercise.mistake("You keep one label for each review. A review may be in the list twice, with two labels.",
                 _with(shots=lambda examples: list(dict(examples).items())))
exercise.mistake("You have mixed up the two parts of an example: it is a pair (review, label).",
                 _with(shot="Review: {1}\nSentiment: {0}"))
exercise.mistake("In an example a space stands between \"Sentiment:\" and its label.",
                 _with(shot="Review: {}\nSentiment:{}"))
exercise.mistake("A space stands between \"Review:\" and the review.",
                 _with(shot="Review:{}\nSentiment: {}", last="Review:{}\nSentiment:"))
exercise.mistake("A space stands between \"Review:\" and the review that is asked about, as in the examples.",
                 _with(last="Review:{}\nSentiment:"))
exercise.mistake("In an example the review comes first, and below it its label.",
                 _with(shot="Sentiment: {1}\nReview: {0}"))
exercise.mistake("You have a backslash and an n in your prompt, no new line. Is it a raw text, r\"…\"?",
                 _with(shot="Review: {}\\nSentiment: {}", last="Review: {}\\nSentiment:"))
exercise.mistake("\"Sentiment:\" stands in a line of its own, below the review.",
                 _with(shot="Review: {} Sentiment: {}", last="Review: {} Sentiment:"))
exercise.mistake("An empty line stands between parts, not within one: \"Sentiment:\" is in the next line.",
                 _with(shot="Review: {}\n\nSentiment: {}", last="Review: {}\n\nSentiment:"))
exercise.mistake("The words are \"Review:\" and \"Sentiment:\", with capitals.",
                 _with(shot="review: {}\nsentiment: {}", last="review: {}\nsentiment:"))
exercise.mistake("You put quotation marks around the texts. They are taken as they are.",
                 _with(shot="Review: \"{}\"\nSentiment: {}", last="Review: \"{}\"\nSentiment:"))
exercise.mistake("You change the labels' letters. Texts are taken as they are, capitals too.",
                 _with(shots=lambda examples: [(text, label.lower()) for text, label in examples]))
exercise.mistake("You cut spaces and line ends off the texts. They are taken as they are.",
                 lambda instruction, examples, review: _reference(
                     instruction.strip(), [(text.strip(), label.strip()) for text, label in examples], review.strip()))
exercise.mistake("You cut spaces and line ends off the reviews. They are taken as they are.",
                 lambda instruction, examples, review: _reference(
                     instruction, [(text.strip(), label) for text, label in examples], review.strip()))
exercise.mistake("You cut spaces and line ends off the labels. They are taken as they are.",
                 _with(shots=lambda examples: [(text, label.strip()) for text, label in examples]))
exercise.mistake("You cut spaces and line ends off the instruction. It is taken as it is.",
                 _with(head=lambda instruction: [instruction.strip()] if instruction else []))
exercise.mistake("You cut spaces and line ends off a whole part, and so off a label at its end. Texts are taken as "
                 "they are: leave out the last label's space in some other way.",
                 _with(order=lambda head, shown, last: [*head, *(part.strip() for part in shown), last.strip()]))
exercise.mistake("An instruction of spaces is one, and stays. Only \"\" is none.",
                 _with(head=lambda instruction: [instruction] if instruction.strip() else []))
exercise.mistake("These are the parts. Asked for is one text.", _with(whole=lambda text: text.split(BLANK_LINE)))
exercise.mistake("No empty line stands between the examples and the review. They are parts as any other two.",
                 _with(order=lambda head, shown, last: [*head, *shown[:-1], "\n".join([*shown[-1:], last])]))
exercise.mistake("No empty line stands behind the instruction. It is a part as any other.",
                 _with(order=lambda head, shown, last: ["\n".join([*head, *[*shown, last][:1]]), *[*shown, last][1:]]))
exercise.mistake("A review without text is asked about as any other: its two lines are there.",
                 lambda instruction, examples, review: _reference(instruction, examples, review) if review else
                 BLANK_LINE.join(([instruction] if instruction else [])
                                 + [f"Review: {text}\nSentiment: {label}" for text, label in examples]))


@exercise.mistake("You put the texts in by `replace` or `format`, one behind the other, so that a review that holds "
                  "such a mark itself is changed. Texts are taken as they are.")
def _replaces(instruction, examples, review):
    shown = ["Review: {text}\nSentiment: {label}".replace("{text}", text).replace("{label}", label)
             for text, label in [*examples, (review, "")]]
    return BLANK_LINE.join([*([instruction] if instruction else []), *shown[:-1], shown[-1][:-1]])
