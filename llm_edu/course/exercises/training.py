"""The exercises of lesson 06: from texts to batches, a step, AdamW, schedules, clipping, memory, and costs."""

import hashlib
import math

import torch
from torch import nn

from llm_edu import training
from llm_edu.course.exercise import Exercise, Mistake, Property, Question, Quiz, QuizItem, case, scenario
from llm_edu.training import TokenRows, cross_entropy
from llm_edu.training.rows import collate

LESSON = "06_training"


def _random(*shape, seed=0, size=1.0):
    """Numbers with one digit behind the point, so that a failing case can be read."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.randn(*shape, generator=generator) * size * 10).round() / 10


# --- split_by_hash


def _simple(text):
    return " ".join(text.lower().split())


def _pages(rng, most=7):
    """A few short texts, some of them copies in other spellings."""
    found = []
    for _ in range(rng.randrange(most)):
        text = rng.choice(["A cat.", "A dog.", "Mia lost her hat.", "cat a.", "acat."])
        text = rng.choice([text, text, text.upper(), text.lower(), text.replace(" ", "  "), f" {text}\n"])
        found.append(text)
    return found


COPIES = ["A cat.", "a  cat.", "A dog.", "A CAT. ", "a dog."]


def _number_of(text):
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") / 2**64


def _split(key=_simple, keep=lambda text: text):
    """A split_by_hash with one thing wrong."""
    def function(texts, share):
        held = [_number_of(key(text)) < share for text in texts]
        return ([keep(text) for text, out in zip(texts, held) if not out],
                [keep(text) for text, out in zip(texts, held) if out])
    return function


def _by_place(texts, share):
    count = round(len(texts) * (1 - share))
    return list(texts[:count]), list(texts[count:])


def _by_place_at_the_front(texts, share):
    count = int(len(texts) * share)
    return list(texts[count:]), list(texts[:count])


def _by_rank(texts, share):
    ordered = sorted(texts, key=lambda text: _number_of(_simple(text)))
    count = int(len(texts) * share)
    return ordered[count:], ordered[:count]


def _the_highest(texts, share):
    held = [_number_of(_simple(text)) > 1 - share for text in texts]
    return [text for text, out in zip(texts, held) if not out], [text for text, out in zip(texts, held) if out]


def _without_copies(texts, share):
    return _split()(list({_simple(text): text for text in texts[::-1]}.values())[::-1], share)


def _sort_into(texts, share):
    sides = {True: [], False: []}
    for text in texts:
        sides[_number_of(_simple(text)) < share].append(text)
    return sides[False], sides[True]


split_by_hash = Exercise(
    "split_by_hash",
    lesson=LESSON,
    reference=_split(),
    cases=[case([], 0.5), case(["A cat."], 0.0), case(["A cat."], 1.0), case(["Mia lost her hat."], 0.3),
           case(COPIES, 0.5), case([f"Story {number}." for number in range(12)], 0.5),
           case([f"story {number}" for number in range(12)], 0.25),
           case([f"Story  {number % 4}" for number in range(8)], 0.5),
           case([f"STORY {number}." for number in range(9)], 0.75)],
    random_case=lambda rng: ([*_pages(rng), *(f"Story {rng.randrange(40)} " for _ in range(rng.randrange(6)))],
                             rng.choice([0.1, 0.3, 0.5, 0.8])),
    valid=lambda texts, share: isinstance(texts, list) and 0 <= share <= 1,
    hints=(
        "`number_of` decides for each text alone; nothing is drawn, counted or cut. What do you hand to it, so that "
        "two copies get the same number?",
        "learn, held_out = two empty lists\nfor each text:\n    simple = small letters, one space between words\n"
        "    if number_of(simple) is below share: the text goes to held_out, else to learn",
    ),
    mistakes=[
        Mistake(_split(key=lambda text: text), "You take the number of the text as it is. Two spaces instead of one "
                "give quite another number, and the copies end on different sides."),
        Mistake(_split(key=str.lower), "Capitals are simplified, spaces are not, so some copies still part."),
        Mistake(_split(key=lambda text: " ".join(text.split())), "Spaces are simplified, capitals are not, so some "
                "copies still part."),
        Mistake(lambda texts, share: _split()(texts, share)[::-1], "With a share of 0.1 you hold out nine in ten: "
                "either the two lists are the wrong way round (first what is learned from), or you compare with "
                "> for <."),
        Mistake(_split(keep=_simple), "You hand back the simplified texts. They are for the number only."),
        Mistake(_split(key=lambda text: text.lower().strip()), "Capitals and the space at both ends are simplified, "
                "two spaces between words are not, so some copies still part."),
        Mistake(_split(key=lambda text: "".join(text.lower().split())), "You take all spaces out before you ask for "
                "the number, so that “a cat” and “acat” count as the same text. Words stay words: one space between "
                "them."),
        Mistake(lambda texts, share: _split()(texts, 0.1), "The share is always 0.1 in yours, whatever is asked for: "
                "use `share`."),
        Mistake(_the_highest, "You hold out the texts with the *highest* numbers. Asked for are those below the "
                "share."),
        Mistake(_by_rank, "You sort by number and cut. Then it depends on the *other* texts which side a text is on: a "
                "new one moves the border. Compare each number with the share."),
        Mistake(_by_place_at_the_front, "You cut off the first part. Where a text stands must not matter: when the "
                "archive grows or its order changes, texts would change sides, and copies part."),
        Mistake(_by_place, "You cut by place. When the archive grows, or its order changes, texts change sides; and "
                "copies part."),
        Mistake(_without_copies, "You take copies out as well. Here all of them stay; they only have to be on the same "
                "side."),
        Mistake(lambda texts, share: _split()(texts, share)[1], "That is only what is held out. Return two lists: "
                "learn, and held out."),
        Mistake(lambda texts, share: tuple(sorted(side) for side in _split()(texts, share)), "You have sorted the "
                "texts. They stay in the order in which they come."),
    ],
    properties=[Property(lambda sides, texts, share: sorted(sides[1]) == sorted(_split()(texts, share)[1]), "Another "
                         "text is held out than the numbers say: those whose `number_of(simple)` is below `share`, and "
                         "nothing else decides.")],
    also_right=[_sort_into],
    equivalent_mutants={
        'number_of(simple) < share → number_of(simple) <= share in: if number_of(simple) < share:':
            "a number is equal to the share once in 2 to the power of 64 texts",
    },
)


# --- make_batch


def _make_batch(texts):
    rows = TokenRows.one_text_a_row(texts)
    return collate(rows, range(len(rows)))


def _rows(begin=(0,), read_fill=0, answer_fill=-100, end=(0,), widen=0, swap=False):
    """A make_batch with one thing wrong."""
    def function(texts):
        reads, answers = [[*begin, *ids] for ids in texts], [[*ids, *end] for ids in texts]
        width = max(map(len, reads + answers)) + widen
        found = (torch.tensor([row + [read_fill] * (width - len(row)) for row in reads]),
                 torch.tensor([row + [answer_fill] * (width - len(row)) for row in answers]))
        return found[::-1] if swap else found
    return function


def _not_shifted(texts):
    inputs, targets = _make_batch(texts)
    return inputs, inputs.where(targets != -100, -100)


def _not_shifted_and_no_beginning(texts):
    inputs, targets = _make_batch(texts)
    return inputs, inputs.where((targets != -100) & (torch.arange(inputs.shape[1]) > 0), -100)


def _shifted_back(texts):
    inputs, targets = _make_batch(texts)
    return targets.clamp(min=0), inputs.where(targets != -100, -100)


def _one_word_ahead_of_a_row_without_beginning(texts):
    width = max(map(len, texts)) + 1
    return (torch.tensor([[*ids] + [0] * (width - len(ids)) for ids in texts]),
            torch.tensor([[*ids[1:], 0] + [-100] * (width - len(ids)) for ids in texts]))


def _end_at_the_edge(texts):
    inputs, targets = _make_batch(texts)
    targets = inputs.roll(-1, 1).where(targets != -100, -100)
    targets[targets == 0] = -100
    targets[:, -1] = 0
    return inputs, targets


def _filled_at_the_front(texts):
    width = max(map(len, texts)) + 1
    return (torch.tensor([[0] * (width - len(ids)) + list(ids) for ids in texts]),
            torch.tensor([[-100] * (width - len(ids) - 1) + [*ids, 0] for ids in texts]))


def _cut_to_the_shortest(texts):
    width = min(map(len, texts)) + 1
    return tuple(table[:, :width] for table in _make_batch(texts))


def _with_pad_sequence(texts):
    pad = nn.utils.rnn.pad_sequence
    return (pad([torch.tensor([0, *ids]) for ids in texts], batch_first=True),
            pad([torch.tensor([*ids, 0]) for ids in texts], batch_first=True, padding_value=-100))


def _one_table_cut_twice(texts):
    width = max(map(len, texts)) + 2
    table = torch.full((len(texts), width), -100)
    for row, ids in zip(table, texts):
        row[:len(ids) + 2] = torch.tensor([0, *ids, 0])
    return table[:, :-1].clamp(min=0), table[:, 1:].clone()


make_batch = Exercise(
    "make_batch",
    lesson=LESSON,
    reference=_make_batch,
    cases=[case([[5]]), case([[5, 6]]), case([[5, 6], [7]]), case([[7], [5, 6]]), case([[5], [6]]),
           case([[5, 6, 7], [8], [9, 9]]), case([[1, 2, 3, 4], [5, 6, 7, 8]])],
    random_case=lambda rng: ([[rng.randrange(1, 10) for _ in range(rng.randrange(1, 5))]
                              for _ in range(rng.randrange(1, 4))],),
    valid=lambda texts: isinstance(texts, list) and len(texts) > 0 and all(
        isinstance(ids, list) and ids and all(isinstance(id, int) and id > 0 for id in ids) for ids in texts),
    hints=(
        "Make two tables that are filled already, one with 0 and one with −100; then write each text into both, one "
        "place farther to the left in the second.",
        "width = length of the longest text + 1\ninputs = zeros (texts, width), whole numbers\ntargets = −100 "
        "everywhere (texts, width)\nfor each row: inputs from place 1 on: the ids; targets from place 0 on: the ids, "
        "then 0",
    ),
    mistakes=[
        Mistake(_not_shifted, "The targets are what stands at the *same* place. The model would learn to repeat what "
                "it has just read: shift them by one."),
        Mistake(_not_shifted_and_no_beginning, "The targets are what stands at the *same* place, and the first place "
                "is not asked for. At each place the target is what comes next: shift them by one."),
        Mistake(_shifted_back, "They are shifted the wrong way: your targets are the word *before*. The model is to "
                "say what comes next."),
        Mistake(_one_word_ahead_of_a_row_without_beginning, "The targets are one ahead, but the inputs don't begin "
                "with 0, so nobody is asked for a text's first word."),
        Mistake(_end_at_the_edge, "The end stands in the last place of each row. It follows directly on the text's "
                "last word; the filling comes after it."),
        Mistake(_rows(answer_fill=100), "The targets are filled up with 100. What does not count is −100; 100 may well "
                "be a word."),
        Mistake(lambda texts: torch.stack(_make_batch(texts)), "You have put both into one tensor. Hand back two "
                "tables, with a comma between them."),
        Mistake(_rows(answer_fill=0), "The targets are filled up with 0, the id of the end. So the model is taught to "
                "say “end” again and again behind each short text; −100 is what does not count."),
        Mistake(_rows(read_fill=-100), "The inputs are filled up with −100. That is no id: the table of embeddings has "
                "no such row. Fill what is read with 0."),
        Mistake(_rows(end=()), "Nobody is asked for the end. Each row of the targets closes with 0, or the model never "
                "learns to stop."),
        Mistake(_rows(begin=()), "The inputs don't begin with 0, so the first word is never asked for."),
        Mistake(_rows(swap=True), "The two tables are the wrong way round: first what is read, then what should "
                "be said."),
        Mistake(_filled_at_the_front, "You fill up at the front. Texts begin at place 0; the filling comes behind."),
        Mistake(_cut_to_the_shortest, "Everything is cut to the shortest text. Fill up to the longest."),
        Mistake(_rows(widen=1), "One place too many: the longest row is its ids and one end, nothing is left to fill."),
        Mistake(lambda texts: tuple(table.float() for table in _make_batch(texts)), "Ids are whole numbers: "
                "dtype=torch.long."),
        Mistake(lambda texts: tuple(table.tolist() for table in _make_batch(texts)), "These are lists. A model reads "
                "tensors."),
        Mistake(lambda texts: _make_batch(texts)[0], "That is what is read. Return what should be said as well."),
    ],
    also_right=[_with_pad_sequence, _one_table_cut_twice],
)


# --- train_step


def _small_model(seed=0):
    """Three words with two numbers each, a bend, a table of logits."""
    model = nn.Sequential(nn.Embedding(3, 2), nn.Tanh(), nn.Linear(2, 3))
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    return model


def _steps(seed, count, rate, left_over=False):
    """A scenario: some steps on a small model; what they return, and where the parameters end."""
    inputs, targets = torch.tensor([[0, 1, 2], [0, 2, 0]]), torch.tensor([[1, 2, 0], [2, 0, -100]])

    def run(train_step):
        model = _small_model(seed)
        if left_over:
            cross_entropy(model(inputs), targets).backward()
        found = [train_step(model, inputs, targets, rate) for _ in range(count)]
        return {"losses": found, "parameters": [parameter.detach().clone() for parameter in model.parameters()]}

    calls = "\n".join(["train_step(model, inputs, targets, learning_rate=" + f"{rate})"] * count)
    return scenario(run, ("cross_entropy(model(inputs), targets).backward()    # gradients left over\n"
                          if left_over else "") + calls)


def _train_step(clear=True, sign=-1, scale=lambda gradient: gradient, again=False, back=lambda loss: loss.item(),
                reduction="mean", move=True, which=slice(None), ignored=-100, rate=lambda rate: rate):
    """A train_step with one thing wrong."""
    def function(model, inputs, targets, learning_rate):
        loss = cross_entropy(model(inputs), targets, ignored, reduction)
        if clear:
            model.zero_grad()
        loss.backward()
        if move:
            with torch.no_grad():
                for parameter in list(model.parameters())[which]:
                    parameter += sign * rate(learning_rate) * scale(parameter.grad)
        return back(cross_entropy(model(inputs), targets) if again else loss)
    return function


def _with_an_optimiser(model, inputs, targets, learning_rate):
    optimiser = torch.optim.SGD(model.parameters(), lr=learning_rate)
    optimiser.zero_grad()
    loss = nn.functional.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
    loss.backward()
    optimiser.step()
    return float(loss.detach())


def _with_autograd(model, inputs, targets, learning_rate):
    parameters = list(model.parameters())
    loss = cross_entropy(model(inputs), targets)
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
        parameter.data -= learning_rate * gradient
    return loss.item()


def _of_probabilities(model, inputs, targets, learning_rate):
    return _train_step()(nn.Sequential(model, nn.Softmax(dim=-1)), inputs, targets, learning_rate)


def _words_in_the_middle(model, inputs, targets, learning_rate):
    loss = nn.functional.cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()


def _by_the_inputs(model, inputs, targets, learning_rate):
    return _train_step()(model, inputs, inputs, learning_rate)


def _with_adamw(model, inputs, targets, learning_rate):
    optimiser = torch.optim.AdamW(model.parameters(), lr=learning_rate)
    loss = cross_entropy(model(inputs), targets)
    optimiser.zero_grad()
    loss.backward()
    optimiser.step()
    return loss.item()


def _shrinking(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter *= 1 - learning_rate * parameter.grad
    return loss.item()


def _without_gradients(model, inputs, targets, learning_rate):
    raise TypeError("unsupported operand type(s) for *: 'float' and 'NoneType'")


def _recorded(model, inputs, targets, learning_rate):
    raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")


def _counting_the_filling(model, inputs, targets, learning_rate):
    return _train_step()(model, inputs, targets.clamp(min=0), learning_rate)


train_step = Exercise(
    "train_step",
    lesson=LESSON,
    reference=_train_step(),
    cases=[_steps(0, 1, 0.1), _steps(0, 1, 0.0), _steps(1, 1, 1.0), _steps(0, 2, 0.1), _steps(2, 3, 0.5),
           _steps(0, 1, 0.1, left_over=True)],
    hints=(
        "Predict, compare, improve. Where do old gradients have to be cleared, so that only this batch counts? And "
        "with which sign does a parameter move?",
        "loss = cross_entropy of the model's logits and the targets\nclear the model's gradients\nloss.backward()\n"
        "with torch.no_grad():\n    for each parameter of the model: subtract learning_rate · its .grad, in place\n"
        "return the loss as a float",
    ),
    mistakes=[
        Mistake(_train_step(clear=False), "The gradients of the step before are still there, and backward() *adds* to "
                "them. Clear them first."),
        Mistake(_train_step(sign=1), "You go up the hill: the gradient says where the loss *rises*. Move against it."),
        Mistake(_train_step(move=False), "The parameters don't move. (`parameter = parameter - …` makes a new tensor "
                "and leaves the model's own as it was; and gradients that are cleared after backward() are gone.)"),
        Mistake(_train_step(back=lambda loss: loss.detach()), "The loss is a tensor. .item() makes a float of it."),
        Mistake(_train_step(again=True), "You return the loss *after* the step. Asked for is the loss that the step "
                "was taken on; it comes for free."),
        Mistake(_train_step(reduction="sum"), "You add the losses up instead of taking the mean, so a step is the "
                "longer, the more words a batch holds."),
        Mistake(_train_step(scale=torch.sign), "You use only the sign of each gradient. Gradient descent moves by the "
                "gradient itself."),
        Mistake(_train_step(scale=lambda gradient: gradient / (gradient.norm() + 1e-12)), "You scale each gradient to "
                "length 1. Gradient descent moves by the gradient as it is."),
        Mistake(_train_step(which=slice(0, 1)), "Only the first table moves. All parameters of the model are to "
                "learn."),
        Mistake(_of_probabilities, "You make probabilities of the logits before cross_entropy does it again. It wants "
                "the logits themselves."),
        Mistake(_words_in_the_middle, "PyTorch's own F.cross_entropy takes (batch, words, time), and yours has the "
                "words last. Take the course's `cross_entropy`, or flatten logits and targets first."),
        Mistake(_by_the_inputs, "You compare with what was *read*. The model is to say what comes next: the targets."),
        Mistake(_train_step(scale=lambda gradient: gradient, rate=lambda rate: 1.0), "The gradient is subtracted "
                "whole. How far a step goes, the learning rate decides: learning_rate · gradient."),
        Mistake(_with_adamw, "That is AdamW. It comes later in this lesson; here it is gradient descent: rate times "
                "gradient, and nothing else."),
        Mistake(_shrinking, "You multiply the parameter. Gradient descent subtracts: parameter − learning_rate · "
                "gradient."),
        Mistake(_without_gradients, "Does it say NoneType? Then `.grad` is None: no `backward()` has filled it yet, or "
                "`zero_grad()` has thrown it away since. First clear, then backward, then move."),
        Mistake(_recorded, "Two usual causes: the change stands outside `with torch.no_grad():`, or the loss stands "
                "inside it. Only the change belongs in there."),
        Mistake(_counting_the_filling, "−100 is counted as a word. Where a target is −100 nothing is asked; "
                "cross_entropy leaves it out if you hand it the targets as they are."),
        Mistake(_train_step(back=lambda loss: None), "Nothing is returned: hand back the loss."),
    ],
    also_right=[_with_an_optimiser, _with_autograd],
    compare="close",
)


# --- adam_first_step

adam_first_step = Question(
    "adam_first_step",
    lesson=LESSON,
    answer=1.1,
    tolerance=0.0005,
    hints=(
        "Mean and size, both corrected, are those of a single gradient. What is a number divided by its own size?",
        "corrected mean = −0.02\ncorrected mean square = 0.02², its root 0.02\nstep = 0.1 · (−0.02 / 0.02)\n"
        "weight = 1.0 − step",
    ),
    mistakes=[
        (0.9, "The right length, but the wrong way: the gradient is negative, so the loss falls when the weight "
              "*rises*."),
        (1.002, "That is gradient descent: rate times gradient. Adam divides by the gradient's usual size first."),
        (0.998, "That is gradient descent, and the wrong way."),
        (1.0 + 0.1 * 0.1 / 0.05**0.5, "You left out the bias correction, so mean and size are too small by different "
                                      "factors."),
        (1.01, "The mean was not corrected: after one step it is a tenth of the gradient, because it began at 0."),
        (1.0 + 0.1 / 0.05**0.5, "The mean square was not corrected: after one step it is a twentieth of the squared "
                                "gradient, because it began at 0."),
        (1.0 + 0.1 / 0.02, "You divided by the mean square itself. The size of a gradient is its root."),
        (0.1, "That is how far it moves. Where does it stand then?"),
        (-0.1, "That is how far it moves, and the wrong way. Where does it stand then?"),
        (1.02, "You moved by the size of the gradient. Adam moves by the *rate*."),
        (2.0, "You moved by mean / size, which is 1. The learning rate makes a tenth of that."),
        (1.0, "It does move, however small its gradient is."),
    ],
    explanation="−0.02 / 0.02 = −1, so it moves by one learning rate against it: 1.0 + 0.1 = 1.1. With a gradient of "
                "−1,000 it would be the same.",
)


# --- adamw_step


def _adamw(gradient_of=lambda gradient, weight, decay: gradient, decays=lambda rate, decay: 1 - rate * decay,
           mean_of=lambda mean, gradient, keep: keep * mean + (1 - keep) * gradient,
           square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * gradient**2,
           correct=lambda value, keep, step: value / (1 - keep**step),
           root=lambda square, epsilon: square.sqrt() + epsilon, sign=-1,
           stored=lambda mean, square, corrected, corrected_square: (mean, square), one_keep=False):
    """An adamw_step with one thing wrong."""
    def function(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                 weight_decay=0.0):
        keep_square = keep if one_keep else keep_square
        start = weight * decays(learning_rate, weight_decay)
        gradient = gradient_of(gradient, weight, weight_decay)
        mean = mean_of(mean, gradient, keep)
        mean_square = square_of(mean_square, gradient, mean, keep_square)
        corrected, corrected_square = correct(mean, keep, step), correct(mean_square, keep_square, step)
        new = start + sign * learning_rate * corrected / root(corrected_square, epsilon)
        return new, *stored(mean, mean_square, corrected, corrected_square)
    return function


def _decayed_last(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                  weight_decay=0.0):
    weight, *averages = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square, epsilon)
    return weight * (1 - learning_rate * weight_decay), *averages


def _averages_of_before(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
                        epsilon=1e-8, weight_decay=0.0):
    corrected, size = mean / (1 - keep**step), (mean_square / (1 - keep_square**step)).sqrt()
    _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
    return (weight * (1 - learning_rate * weight_decay) - learning_rate * corrected / (size + epsilon), mean,
            mean_square)


def _one_corrected(the_mean):
    """An adamw_step that corrects only one of the two averages."""
    def function(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                 weight_decay=0.0):
        _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
        top = mean / (1 - keep**step) if the_mean else mean
        below = mean_square if the_mean else mean_square / (1 - keep_square**step)
        return (weight * (1 - learning_rate * weight_decay) - learning_rate * top / (below.sqrt() + epsilon), mean,
                mean_square)
    return function


def _by_the_gradient(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                     weight_decay=0.0):
    _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight * (1 - learning_rate * weight_decay) - learning_rate * gradient / size, mean, mean_square


def _numbers_written_in(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95,
                        epsilon=1e-8, weight_decay=0.0):
    return _adamw()(weight, gradient, mean, mean_square, step, learning_rate, 0.9, 0.95, epsilon, weight_decay)


def _epsilon_outside(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
                     weight_decay=0.0):
    _, mean, mean_square = _adamw()(weight, gradient, mean, mean_square, step, learning_rate, keep, keep_square)
    move = mean / (1 - keep**step) / (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight * (1 - learning_rate * weight_decay) - learning_rate * move, mean, mean_square


def _with_lerp(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
               weight_decay=0.0):
    mean = mean.lerp(gradient, 1 - keep)
    mean_square = mean_square + (1 - keep_square) * (gradient.square() - mean_square)
    size = (mean_square / (1 - keep_square**step)).sqrt() + epsilon
    return weight - learning_rate * (weight_decay * weight + mean / (1 - keep**step) / size), mean, mean_square


def _by_torch(weight, gradient, mean, mean_square, step, learning_rate, keep=0.9, keep_square=0.95, epsilon=1e-8,
              weight_decay=0.0):
    parameter = nn.Parameter(weight.clone())
    optimiser = torch.optim.AdamW([parameter], lr=learning_rate, betas=(keep, keep_square), eps=epsilon,
                                  weight_decay=weight_decay)
    optimiser.state[parameter] = {"step": torch.tensor(float(step - 1)), "exp_avg": mean.clone(),
                                  "exp_avg_sq": mean_square.clone()}
    parameter.grad = gradient.clone()
    optimiser.step()
    state = optimiser.state[parameter]
    return parameter.detach(), state["exp_avg"], state["exp_avg_sq"]


def _adamw_case(rng):
    shape, seed = rng.choice([(1,), (2,), (2, 2)]), rng.randrange(2**31)
    return case(_random(*shape, seed=seed), _random(*shape, seed=seed + 1, size=rng.choice([0.5, 5.0])),
                _random(*shape, seed=seed + 2), _random(*shape, seed=seed + 3).abs() + 0.1, rng.randrange(1, 9),
                rng.choice([0.01, 0.1]), keep=rng.choice([0.5, 0.9]), keep_square=rng.choice([0.8, 0.95]),
                weight_decay=rng.choice([0.0, 0.1, 1.0]))


_ZERO, _ONE = torch.tensor([0.0]), torch.tensor([1.0])

adamw_step = Exercise(
    "adamw_step",
    lesson=LESSON,
    reference=_adamw(),
    cases=lambda: [
        case(_ONE, torch.tensor([2.0]), _ZERO, _ZERO, 1, 0.1),
        case(_ONE, torch.tensor([-0.0001]), _ZERO, _ZERO, 1, 0.1),
        case(_ONE, _ZERO, _ZERO, _ZERO, 1, 0.1), case(_ONE, _ZERO, _ZERO, _ZERO, 1, 0.1, weight_decay=0.5),
        case(_ONE, torch.tensor([4.0]), torch.tensor([0.4]), torch.tensor([0.8]), 2, 0.1),
        case(_ONE, torch.tensor([4.0]), torch.tensor([0.4]), torch.tensor([0.8]), 2, 0.1, weight_decay=0.5),
        case(torch.tensor([1.0, -2.0]), torch.tensor([1000.0, -0.001]), torch.zeros(2), torch.zeros(2), 1, 0.01),
        case(_random(2, 2), _random(2, 2, seed=1), _random(2, 2, seed=2), _random(2, 2, seed=3).abs(), 5, 0.1, 0.5,
             0.8),
        case(_ONE, torch.tensor([0.5]), _ONE, _ONE, 3, 0.1, epsilon=0.5),
    ],
    random_case=_adamw_case,
    hints=(
        "Five lines, in the order of the list above. What is handed back to be used again are the *uncorrected* "
        "averages; the corrected ones live only in this step.",
        "weight = weight · (1 − learning_rate · weight_decay)\nmean = keep · mean + (1 − keep) · gradient\n"
        "mean_square = keep_square · mean_square + (1 − keep_square) · gradient²\n"
        "corrected, corrected_square = each divided by (1 − its keep to the power of step)\n"
        "weight = weight − learning_rate · corrected / (root of corrected_square + epsilon)",
    ),
    mistakes=[
        Mistake(_adamw(correct=lambda value, keep, step: value), "No bias correction: both averages began at 0, and "
                "are too small at first."),
        Mistake(_adamw(stored=lambda mean, square, corrected, corrected_square: (corrected, corrected_square)), "You "
                "hand back the corrected averages. At the next step they would be corrected a second time."),
        Mistake(_adamw(correct=lambda value, keep, step: value / (1 - keep**(step + 1))), "The correction is one step "
                "late: step is 1 at the first, so the power is `step` itself."),
        Mistake(_adamw(correct=lambda value, keep, step: value / (1 - keep)), "You correct by 1 − keep at every step. "
                "The share that the average has seen grows: 1 − keep to the power of step."),
        Mistake(_adamw(correct=lambda value, keep, step: value * (1 - keep**step)), "The averages are too small at "
                "first, so correcting *divides* by 1 − keep to the power of step; you multiply."),
        Mistake(_adamw(root=lambda square, epsilon: (square + epsilon).sqrt()), "ε stands under the root. It is added "
                "to the root; the difference shows where gradients are tiny."),
        Mistake(_adamw(root=lambda square, epsilon: square + epsilon), "You divide by the mean *square*. The size of a "
                "gradient is its root."),
        Mistake(_adamw(root=lambda square, epsilon: square.sqrt()), "ε is missing: where all gradients were 0 you "
                "divide 0 by 0."),
        Mistake(_adamw(decays=lambda rate, decay: 1.0, gradient_of=lambda gradient, weight, decay:
                       gradient + decay * weight), "The decay goes into the gradient, and is then divided by its size "
                "like everything else. That is Adam; the W stands for keeping it apart."),
        Mistake(_adamw(decays=lambda rate, decay: 1.0), "Nothing decays: the weight shrinks by learning rate × weight "
                "decay before it moves."),
        Mistake(_adamw(decays=lambda rate, decay: 1 - decay), "The weight shrinks by weight decay alone. At a learning "
                "rate of 0.01 it should be a hundredth of that: learning rate × weight decay."),
        Mistake(_adamw(sign=1), "You move *with* the gradient, up the hill."),
        Mistake(_adamw(mean_of=lambda mean, gradient, keep: (1 - keep) * mean + keep * gradient), "keep and 1 − keep "
                "are the wrong way round in the mean: nine tenths of the *old* one stay."),
        Mistake(_adamw(square_of=lambda square, gradient, mean, keep: (1 - keep) * square + keep * gradient**2), "keep "
                "and 1 − keep are the wrong way round in the mean square."),
        Mistake(_adamw(square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * mean**2), "You "
                "square the mean. Asked for is the mean of the squares: whoever gets +1, −1, +1, −1 has mean 0 "
                "but size 1."),
        Mistake(_adamw(square_of=lambda square, gradient, mean, keep: keep * square + (1 - keep) * gradient.abs()),
                "You average sizes. It is the *squares* that are averaged; the root comes later."),
        Mistake(_adamw(mean_of=lambda mean, gradient, keep: mean + gradient), "You add gradients up. A running average "
                "keeps a part of the old and takes a part of the new."),
        Mistake(_adamw(correct=lambda value, keep, step: value / (1 - keep**(step - 1)) if step > 1 else value / 0 * 0),
                "The correction is one step early: at the first step, step is 1, and 1 − keep to the power of 0 is 0. "
                "The power is `step` itself."),
        Mistake(_adamw(correct=lambda value, keep, step: value / (1 - keep * step)), "You multiply keep by step. It is "
                "keep to the *power* of step, `keep**step`: what is left of the 0 at the beginning."),
        Mistake(_one_corrected(True), "The mean is corrected, the mean square is not. It began at 0, too."),
        Mistake(_one_corrected(False), "The mean square is corrected, the mean is not. It began at 0, too."),
        Mistake(_adamw(decays=lambda rate, decay: 1 + rate * decay), "With a plus the weight *grows* at each step. It "
                "is to shrink: 1 − learning rate × weight decay."),
        Mistake(_decayed_last, "You shrink the weight after it has moved. In the list it comes first; the step itself "
                "is not shrunk."),
        Mistake(_averages_of_before, "You move by the averages of before. First take the new gradient into both, then "
                "move."),
        Mistake(_by_the_gradient, "Above the line stands the gradient. It should be the corrected *mean* of the "
                "gradients; otherwise what contradicts itself does not cancel."),
        Mistake(_numbers_written_in, "0.9 and 0.95 are written into your code. They are only what keep and keep_square "
                "are when nothing else is said."),
        Mistake(_epsilon_outside, "ε is added to the quotient. It belongs to the root, *below* the line, to avoid 0 / "
                "0."),
        Mistake(lambda *arguments, **settings: (lambda new: (new[0], new[2], new[1]))(_adamw()(*arguments, **settings)),
                "The two averages come back in the wrong order: weight, mean, mean square."),
        Mistake(lambda weight, *rest, **settings: (lambda new: (weight - new[0], *new[1:]))(_adamw()(
                weight, *rest, **settings | {"weight_decay": 0.0})), "You hand back how far the weight moves. Asked "
                "for is the new weight."),
        Mistake(_adamw(one_keep=True), "You use the same share for both averages; the squares have their own, "
                "keep_square."),
        Mistake(lambda *arguments, **settings: _adamw()(*arguments, **settings)[0], "That is the new weight. Both "
                "averages are needed at the next step: hand them back, too."),
    ],
    also_right=[_with_lerp, _by_torch],
    compare="close",
)


# --- trapezoid


def _trapezoid(rise=lambda step, warmup: (step + 1) / warmup,
               fall=lambda step, steps, falling: (steps - step) / falling,
               join=lambda rise, fall: min(rise, fall, 1.0),
               falling_of=lambda cooldown, steps, warmup: cooldown * steps):
    """A trapezoid with one thing wrong."""
    def function(step, steps, warmup, cooldown):
        falling = falling_of(cooldown, steps, warmup)
        return join(rise(step, warmup) if warmup > 0 else 1.0, fall(step, steps, falling) if falling > 0 else 1.0)
    return function


def _rise_then_fall(step, steps, warmup, cooldown):
    if step < warmup:
        return (step + 1) / warmup
    return _trapezoid()(step, steps, 0, cooldown)


def _dividing_by_nothing(step, steps, warmup, cooldown):
    return min(1.0, (step + 1) / warmup, (steps - step) / (cooldown * steps))


def _in_three_parts(step, steps, warmup, cooldown):
    shares = [1.0]
    if step < warmup:
        shares.append((step + 1) / warmup)
    if step > steps - cooldown * steps:
        shares.append((steps - step) / (cooldown * steps))
    return min(shares)


def _trapezoid_case(rng):
    steps = rng.randrange(1, 20)
    return case(rng.randrange(steps), steps, rng.randrange(steps), rng.choice([0.0, 0.25, 0.5, 0.75, 1.0]))


trapezoid = Exercise(
    "trapezoid",
    lesson=LESSON,
    reference=lambda step, steps, warmup, cooldown: training.trapezoid_schedule(step, steps, warmup, cooldown),
    cases=[case(0, 1, 0, 0.0), case(0, 8, 2, 0.5), case(1, 8, 2, 0.5), case(3, 8, 2, 0.5), case(4, 8, 2, 0.5),
           case(5, 8, 2, 0.5), case(7, 8, 2, 0.5), case(0, 4, 0, 0.0), case(3, 4, 0, 0.0), case(0, 4, 0, 1.0),
           case(3, 4, 0, 1.0), case(9, 10, 0, 0.3), case(2, 10, 4, 1.0), case(4, 8, 6, 0.75), case(6, 8, 7, 0.5)],
    random_case=_trapezoid_case,
    random_cases=40,
    valid=lambda step, steps, warmup, cooldown: 0 <= step < steps and 0 <= warmup < steps and 0 <= cooldown <= 1,
    hints=(
        "Work out two shares, one as if there were no cool-down and one as if there were no warm-up. The smaller of "
        "them counts, and 1 is the most.",
        "rise = (step + 1) / warmup, or 1 without a warm-up\nfalling = cooldown · steps    (how many steps it falls "
        "over)\nfall = (steps − step) / falling, or 1 without a cool-down\nthe smallest of rise, fall and 1",
    ),
    mistakes=[
        Mistake(_trapezoid(rise=lambda step, warmup: step / warmup), "The first step has a share of 0: nothing is "
                "learned in it. After warmup steps the top is reached, so count step + 1."),
        Mistake(_trapezoid(join=lambda rise, fall: min(rise, 1.0) * min(fall, 1.0)), "You multiply rise and fall. "
                "Where they overlap, the smaller of the two counts."),
        Mistake(_trapezoid(join=min), "The share goes above 1: between rise and fall it is 1, the highest rate."),
        Mistake(_trapezoid(join=lambda rise, fall: min(rise, 1.0)), "It rises and stays; the cool-down is missing. (If "
                "you have one: cooldown is a *share* of all steps, 0.5 of 8 steps are 4.)"),
        Mistake(_trapezoid(join=lambda rise, fall: min(fall, 1.0)), "The warm-up is missing."),
        Mistake(_trapezoid(falling_of=lambda cooldown, steps, warmup: cooldown * (steps - warmup)), "You take the "
                "share of the steps after the warm-up. It is a share of *all* steps."),
        Mistake(_trapezoid(fall=lambda step, steps, falling: (steps - 1 - step) / falling), "The last step has a share "
                "of 0, so nothing is learned in it. At step `step` there are steps − step left, itself included."),
        Mistake(_trapezoid(fall=lambda step, steps, falling: 1 - (steps - step) / falling, join=lambda rise, fall: max(
            0.0, min(rise, fall, 1.0))), "The fall is upside down: it should be near 1 where it begins and near 0 at "
                "the end."),
        Mistake(_dividing_by_nothing, "warmup or cooldown can be 0: then it does not rise, or does not fall, and "
                "there is nothing to divide by."),
        Mistake(lambda step, steps, warmup, cooldown: _trapezoid()(step, steps, warmup * steps, cooldown), "You "
                "multiply warmup by steps. warmup *is* a number of steps; only cooldown is a share."),
        Mistake(_trapezoid(falling_of=lambda cooldown, steps, warmup: int(cooldown * steps)), "You round the number of "
                "falling steps. 0.3 of 9 steps are 2.7; divide by that."),
        Mistake(lambda step, steps, warmup, cooldown: _trapezoid()(step, steps, warmup, 1 - cooldown), "In yours "
                "cooldown says where the fall *begins*. It is how long it lasts: 0.3 means over the last three "
                "tenths."),
        Mistake(_trapezoid(join=lambda rise, fall: fall if fall < 1 else min(rise, 1.0)), "Where rise and fall overlap "
                "you let the fall win. The smaller of the two counts."),
        Mistake(_trapezoid(join=max), "You take the larger of the two. The smaller counts, and 1 is the most."),
        Mistake(_trapezoid(rise=lambda step, warmup: (step + 1) / (warmup + 1)), "The top is reached one step late: "
                "after `warmup` steps the share is 1, so divide by warmup."),
        Mistake(_trapezoid(rise=lambda step, warmup: (step + 1) // warmup), "`//` throws away what is behind the "
                "point, so that a half becomes 0. Divide with `/`."),
        Mistake(_rise_then_fall, "While it rises you don't look at the fall. A long warm-up and a long cool-down can "
                "overlap; then the smaller share counts."),
    ],
    also_right=[_in_three_parts],
    compare="close",
    equivalent_mutants={
        "left < falling → left <= falling in: if left < falling:": "where they are equal, the fall begins at 1",
        "min(share, left / falling) → min(left / falling, share) in: share = min(share, left / falling)":
            "the smaller of two does not depend on their order",
    },
)


# --- clip_by_norm


def _clip(length=lambda gradients: torch.cat([gradient.flatten() for gradient in gradients]).norm(),
          factor=lambda length, longest: min(1.0, longest / max(float(length), 1e-12))):
    """A clip_by_norm with one thing wrong."""
    return lambda gradients, longest: [gradient * factor(length(gradients), longest) for gradient in gradients]


def _each_alone(gradients, longest):
    return [_clip()([gradient], longest)[0] for gradient in gradients]


def _subtracting(gradients, longest):
    length = torch.cat([gradient.flatten() for gradient in gradients]).norm()
    return [gradient - (length - longest).clamp(min=0.0) for gradient in gradients]


def _by_the_course(gradients, longest):
    parameters = [nn.Parameter(torch.zeros_like(gradient)) for gradient in gradients]
    for parameter, gradient in zip(parameters, gradients):
        parameter.grad = gradient.clone()
    torch.nn.utils.clip_grad_norm_(parameters, longest, foreach=False)
    return [parameter.grad for parameter in parameters]


def _with_math(gradients, longest):
    length = math.sqrt(sum(float(number) ** 2 for gradient in gradients for number in gradient.flatten()))
    return [gradient / length * longest if length > longest else gradient.clone() for gradient in gradients]


THREE, FOUR = torch.tensor([3.0]), torch.tensor([4.0])

clip_by_norm = Exercise(
    "clip_by_norm",
    lesson=LESSON,
    reference=_clip(),
    cases=lambda: [
        case([THREE], 1.0), case([THREE], 5.0), case([THREE, FOUR], 1.0), case([THREE, FOUR], 5.0),
        case([THREE, FOUR], 4.5), case([THREE, FOUR], 10.0), case([torch.tensor([-3.0, 4.0])], 2.5),
        case([torch.zeros(2), torch.zeros(1)], 1.0), case([_random(2, 3), _random(4, seed=1)], 1.0),
        case([_random(2, 2, size=0.1), _random(1, seed=1, size=0.1)], 1.0),
        case([torch.tensor([0.3]), torch.tensor([0.4])], 1.0),
    ],
    random_case=lambda rng: ([_random(*rng.choice([(1,), (2,), (2, 2)]), seed=rng.randrange(2**31))
                              for _ in range(rng.randrange(1, 4))], rng.choice([0.5, 1.0, 2.0, 3.0])),
    valid=lambda gradients, longest: len(gradients) > 0 and longest > 0,
    hints=(
        "How long are all of them together? Pythagoras does not care how numbers are divided among tensors. Then one "
        "factor for all; and what if they are short enough?",
        "squares = for each gradient the sum of its squares\nlength = root of the sum of all squares\n"
        "if length is at most longest: leave everything as it is\nelse: each gradient · (longest / length)",
    ),
    mistakes=[
        Mistake(_each_alone, "You shorten each tensor for itself. Then they no longer stand in the same proportion, "
                "and the direction changes: one length for all, one factor for all."),
        Mistake(lambda gradients, longest: [gradient.clamp(-longest, longest) for gradient in gradients], "You cut off "
                "single numbers that are too large. That changes the direction; shorten everything by one factor."),
        Mistake(_clip(factor=lambda length, longest: longest / max(float(length), 1e-12)), "You make *every* gradient "
                "so long, also those that are shorter. What is short enough stays as it is."),
        Mistake(_clip(length=lambda gradients: max(gradient.abs().max() for gradient in gradients)), "You take the "
                "largest number for the length. The length is Pythagoras': root of the sum of all squares."),
        Mistake(_clip(length=lambda gradients: sum(gradient.norm() for gradient in gradients)), "You add up the "
                "lengths of the tensors. 3 and 4 together are 5 long, not 7: add *squares*, then take the root."),
        Mistake(_clip(length=lambda gradients: sum((gradient**2).sum() for gradient in gradients)), "The root is "
                "missing: that is the square of the length."),
        Mistake(_clip(length=lambda gradients: sum(gradient.sum() for gradient in gradients).abs()), "You add up the "
                "gradients, and positive and negative ones cancel. Square them first."),
        Mistake(_clip(length=lambda gradients: gradients[0].norm()), "Only the first tensor is measured. All together "
                "must be no longer than the limit."),
        Mistake(_clip(factor=lambda length, longest: max(1.0, float(length) / longest)), "The factor is upside down: "
                "what is too long gets longer. Multiply by longest / length."),
        Mistake(_clip(factor=lambda length, longest: 1.0 if length <= longest else 1.0 / float(length)), "What is too "
                "long ends at length 1, whatever the limit is. Multiply by `longest` as well."),
        Mistake(_clip(length=lambda gradients: sum((gradient**2).mean() for gradient in gradients) ** 0.5), "You take "
                "the mean of the squares. Pythagoras adds them up."),
        Mistake(_clip(length=lambda gradients: max(gradient.norm() for gradient in gradients)), "You take the length "
                "of the longest tensor. All of them together are longer: add up all squares, then take the root."),
        Mistake(_clip(length=lambda gradients: sum(gradient.abs().sum() for gradient in gradients)), "You add up "
                "sizes. The length is Pythagoras': add up *squares*, then take the root."),
        Mistake(_subtracting, "You subtract what is too much from each number. That changes the direction; multiply "
                "all by one factor."),
        Mistake(lambda gradients, longest: torch.cat([gradient.flatten() for gradient in _clip()(gradients, longest)]),
                "You hand back one long tensor. Asked for is a list of tensors, in the shapes in which they came."),
        Mistake(_clip(factor=lambda length, longest: 1.0), "Nothing is shortened."),
        Mistake(lambda gradients, longest: [torch.zeros_like(gradient) if _clip()(gradients, longest)[0].norm() <
                                            gradients[0].norm() else gradient.clone() for gradient in gradients],
                "You throw a gradient that is too long away. Its direction is worth keeping: shorten it."),
    ],
    also_right=[_by_the_course, _with_math],
    compare="close",
    equivalent_mutants={
        'length <= longest → length < longest in: if length <= longest:':
            "where they are equal, the factor is 1",
        'gradient.clone() → gradient in: return [gradient.clone() for gradient in gradients]':
            "a copy is tidier, but nothing of the arguments is changed",
    },
)


# --- perfect_memory

perfect_memory = Question(
    "perfect_memory",
    lesson=LESSON,
    answer=math.log(16),
    tolerance=0.02,
    hints=(
        "It knows the sixteen word for word. With which probability does it say this one and not another?",
        "probability of each of the sixteen: 1/16\nsurprise in nats = −ln of that = ?",
    ),
    mistakes=[
        (4.0, "Right in bits: four coins say which of sixteen. In nats it is ln 16."),
        (0.0, "It would pay nothing if it knew *which* of the sixteen comes. Before the first words it does not."),
        (16.0, "That is how many there are. The surprise is the logarithm."),
        (1 / 16, "That is the probability of each. Its surprise is minus the logarithm."),
        (-math.log(16), "The right size, but surprise is *minus* the logarithm of a probability, so it is positive."),
        (math.log10(16), "That is the logarithm to base 10. Nats take the natural one."),
        (22.27, "That is what the truth pays, which must think of every story that there could be."),
        (math.log(530), "That is a blind guess of one word. The question is about a whole story."),
        (math.log(16) / 68, "That is nats a *word*, about. Asked for is the whole story."),
    ],
    explanation="−ln(1/16) = ln 16 = 2.77 nats for a whole story, instead of about 22: 0.04 nats a word.",
)


# --- longest_copied


def _runs(text, length):
    return {tuple(text[start:start + length]) for start in range(len(text) - length + 1)}


def _longest_copied(words, texts):
    longest = 0
    while any(_runs(words, longest + 1) & _runs(text, longest + 1) for text in texts):
        longest += 1
    return longest


def _word_by_word(words, texts):
    longest = 0
    for text in texts:
        for start in range(len(words)):
            for place in range(len(text)):
                length = 0
                while words[start + length:start + length + 1] == text[place + length:place + length + 1] != []:
                    length += 1
                longest = max(longest, length)
    return longest


def _by_a_table(words, texts):
    longest = 0
    for text in texts:
        before = [0] * (len(text) + 1)
        for word in words:
            now = [0] * (len(text) + 1)
            for place, other in enumerate(text):
                now[place + 1] = before[place] + 1 if word == other else 0
            longest, before = max(longest, *now), now
    return longest


def _with_gaps(words, texts):
    """The longest common subsequence."""
    best = 0
    for text in texts:
        table = [[0] * (len(text) + 1) for _ in range(len(words) + 1)]
        for i, word in enumerate(words):
            for j, other in enumerate(text):
                table[i + 1][j + 1] = table[i][j] + 1 if word == other else max(table[i][j + 1], table[i + 1][j])
        best = max(best, table[-1][-1])
    return best


def _from_the_beginning(words, texts):
    best = 0
    for text in texts:
        length = 0
        while length < min(len(words), len(text)) and words[length] == text[length]:
            length += 1
        best = max(best, length)
    return best


def _in_letters(words, texts):
    return max((len(" ".join(run)) for text in texts for length in range(1, len(words) + 1)
                for run in _runs(words, length) & _runs(text, length)), default=0)


def _same_place(words, texts):
    best = 0
    for text in texts:
        length = 0
        for word, other in zip(words, text):
            length = length + 1 if word == other else 0
            best = max(best, length)
    return best


def _in_a_string(words, texts):
    return max((len(run) for text in texts for length in range(1, len(words) + 1) for run in _runs(words, length)
                if " ".join(run) in " ".join(text)), default=0)


def _beyond_the_end(words, texts):
    best = 0
    for text in texts:
        for start in range(len(words)):
            for place in range(len(text)):
                length = 0
                while words[start + length] == text[place + length]:
                    length += 1
                best = max(best, length)
    return best


def _short_slices(words, texts):
    length = len(words)
    while length and not any(words[start:start + length] == text[place:place + length] for text in texts
                             for start in range(len(words)) for place in range(len(text))):
        length -= 1
    return length


def _first_place_only(words, texts):
    best = 0
    for text in texts:
        for start, word in enumerate(words):
            if word in text:
                place, length = text.index(word), 0
                while words[start + length:start + length + 1] == text[place + length:place + length + 1] != []:
                    length += 1
                best = max(best, length)
    return best


def _neighbours_somewhere(words, texts):
    best = 0
    for text in texts:
        length = 0
        for word in words:
            length = length + 1 if word in text else 0
            best = max(best, length)
    return best


def _never_the_last_word(words, texts):
    return max((length for text in texts for length in range(1, len(words)) for start in range(len(words) - length)
                if tuple(words[start:start + length]) in _runs(text, length)), default=0)


def _the_run_itself(words, texts):
    length = _longest_copied(words, texts)
    return next((list(run) for text in texts for run in _runs(words, length) & _runs(text, length)), [])


def _some_words(rng, most):
    return [rng.choice(["a", "blue", "hat", "fell"]) for _ in range(rng.randrange(most))]


A_BLUE_HAT = ["a", "blue", "hat", "fell"]

longest_copied = Exercise(
    "longest_copied",
    lesson=LESSON,
    reference=_longest_copied,
    cases=[case([], [["a"]]), case(["a"], []), case(["a"], [["a"]]), case(["a"], [["b"]]), case(["a"], [["b"], ["a"]]),
           case(A_BLUE_HAT, [["my", "blue", "hat"], ["hat", "fell"]]), case(A_BLUE_HAT, [A_BLUE_HAT]),
           case(A_BLUE_HAT, [["a", "blue"], ["hat", "fell"]]), case(A_BLUE_HAT, [["a", "hat", "blue", "fell"]]),
           case(A_BLUE_HAT, [["fell", "hat", "blue", "a"]]), case(["a", "b", "a", "b", "c"], [["a", "b", "c"]]),
           case(["x", "a", "b"], [["y", "y", "a", "b"]]), case(["a", "x", "b", "y", "c"], [["a", "b", "c"]]),
           case(["at"], [["hat"]]), case(["a", "hat"], [["a", "hats"]]),
           case(["a", "b"], [["c", "a"], ["a", "c", "a", "b"]])],
    random_case=lambda rng: (_some_words(rng, 6), [_some_words(rng, 6) for _ in range(rng.randrange(4))]),
    random_cases=40,
    valid=lambda words, texts: isinstance(words, list) and isinstance(texts, list),
    hints=(
        "If no run of three words was copied, no run of four was. So try 1, then 2, then 3 … How would you collect all "
        "runs of a given length of a text?",
        "runs(text, length) = the set of tuple(text[start:start + length]) for every start where so many words are "
        "left\nlongest = 0\nwhile some text has a run of longest + 1 words in common with words: longest += "
        "1\nreturn longest",
    ),
    mistakes=[
        Mistake(_with_gaps, "You allow gaps. A run is words that stand side by side in both."),
        Mistake(lambda words, texts: max((len(set(words) & set(text)) for text in texts), default=0), "You count words "
                "that both have, wherever they stand. A run has to have the same words in the same order, side "
                "by side."),
        Mistake(lambda words, texts: sum(_longest_copied(words, [text]) for text in texts), "You add up over the "
                "texts. The longest single run is asked for."),
        Mistake(_from_the_beginning, "You compare beginnings only. A run may start anywhere, in both."),
        Mistake(_same_place, "You compare the same places of both. A run may stand anywhere in the other text."),
        Mistake(lambda words, texts: _longest_copied(words, texts[:1]), "Only the first text is searched."),
        Mistake(lambda words, texts: _longest_copied(words, [[word for text in texts for word in text]]), "You have "
                "laid the texts end to end, so that a run can begin in one and go on in the next. No text holds it."),
        Mistake(lambda words, texts: max(0, _longest_copied(words, texts) - 1), "One too few: you stop one length too "
                "early."),
        Mistake(lambda words, texts: _longest_copied(words, texts) + 1, "One too many: the last length that was tried "
                "was not found any more."),
        Mistake(_in_letters, "You count letters. Words are asked for."),
        Mistake(_in_a_string, "You look for a string in a string, so that “at” is found in “hat”. Compare lists of "
                "words, word for word."),
        Mistake(_beyond_the_end, "You count on beyond the end of one of the lists. A run ends where either of them "
                "ends."),
        Mistake(_short_slices, "At the end of a list a slice is shorter than you think: [\"a\"][0:3] has one word. So "
                "short pieces pass for long ones; take only places where enough words are left."),
        Mistake(_first_place_only, "`index` finds only the *first* place of a word. A longer run may begin at a later "
                "one: try every place."),
        Mistake(_neighbours_somewhere, "Your words stand side by side in `words`, but in the text they may stand "
                "anywhere. A run has to stand there in the same order, side by side."),
        Mistake(_never_the_last_word, "Your runs never reach the last word of `words`: one of the ranges ends too "
                "early."),
        Mistake(_the_run_itself, "That is the run. Asked for is how long it is."),
        Mistake(lambda words, texts: sum(words == text for text in texts), "You count the texts that are the same. "
                "Asked for is the length of the longest run that `words` and a text share."),
        Mistake(lambda words, texts: sum(word in text for text in texts for word in words), "You count words that are "
                "found somewhere. Asked for is the longest run: the same words, in the same order, side by side."),
        Mistake(lambda words, texts: int(any(words == text for text in texts)) * len(words), "You look for the whole "
                "text only. A part of it may be copied as well."),
    ],
    also_right=[_word_by_word, _by_a_table],
)


# --- training_cost


def _cost(operations=6.0, seconds=lambda flops, machines, peak, share: flops / (machines * peak * share), unit=86_400,
          back=lambda flops, time: (flops, time)):
    """A training_cost with one thing wrong."""
    return lambda parameters, tokens, machines, peak, utilisation: back(
        operations * parameters * tokens,
        seconds(operations * parameters * tokens, machines, peak, utilisation) / unit)


training_cost = Exercise(
    "training_cost",
    lesson=LESSON,
    reference=_cost(),
    cases=[case(1, 86_400, 1, 6, 1.0), case(135e6, 2e12, 1, 989e12, 0.4), case(1_000, 86_400, 2, 100.0, 0.5),
           case(175e9, 300e9, 1_024, 312e12, 0.3), case(10, 10, 4, 1.0, 0.25), case(2, 3, 1, 1.0, 0.5)],
    random_case=lambda rng: (rng.randrange(1, 100), rng.randrange(1, 100), rng.randrange(1, 9),
                             float(rng.randrange(1, 20)), rng.choice([0.2, 0.4, 0.5, 1.0])),
    valid=lambda parameters, tokens, machines, peak, utilisation: machines > 0 and peak > 0 and 0 < utilisation <= 1,
    hints=(
        "6 · N · D is what has to be computed. How much does one machine really do in a second, how much do all of "
        "them, and how many seconds has a day?",
        "flops = 6 · parameters · tokens\nin a second = machines · peak · utilisation\nseconds = flops / in a second\n"
        "days = seconds / (24 · 3600)",
    ),
    mistakes=[
        Mistake(_cost(operations=2), "2 for each parameter and token is the forward pass alone. Backward takes twice "
                "as much again: 6 in all."),
        Mistake(_cost(operations=4), "4 is the backward pass alone; the forward pass adds 2."),
        Mistake(_cost(seconds=lambda flops, machines, peak, share: flops / (machines * peak)), "Utilisation is not "
                "used: no machine does its peak all the time."),
        Mistake(_cost(seconds=lambda flops, machines, peak, share: flops * share / (machines * peak)), "With a *lower* "
                "utilisation it should take *longer*."),
        Mistake(_cost(seconds=lambda flops, machines, peak, share: flops / (peak * share)), "The number of machines is "
                "not used: they share the work."),
        Mistake(_cost(seconds=lambda flops, machines, peak, share: flops * machines / (peak * share)), "More machines, "
                "more days? They share the work."),
        Mistake(_cost(operations=3), "3 for each parameter and token counts each multiplication alone. Each comes with "
                "an addition: 6."),
        Mistake(_cost(operations=1), "Parameters times tokens says how often a parameter is used. Each time it costs 6 "
                "operations: 2 forward, 4 backward."),
        Mistake(lambda parameters, tokens, machines, peak, utilisation: (6.0 * (parameters + tokens), 6.0 * (
            parameters + tokens) / (machines * peak * utilisation) / 86_400), "You add parameters and tokens. *Each* "
                "parameter is used for *each* token: multiply."),
        Mistake(_cost(seconds=lambda flops, machines, peak, share: 100 * flops / (machines * peak * share)),
                "Utilisation is a share, 0.4, and no percentage: nothing to divide by 100."),
        Mistake(_cost(seconds=lambda flops, machines, peak, share: flops / machines * peak * share), "`a / b * c * d` "
                "divides by b alone and multiplies by the others. Put what you divide by in brackets."),
        Mistake(lambda parameters, tokens, machines, peak, utilisation: (6.0 * parameters * tokens * machines, 6.0 *
                parameters * tokens / (peak * utilisation) / 86_400), "You multiply the FLOP by the machines. The work "
                "stays the same however many share it."),
        Mistake(lambda parameters, tokens, machines, peak, utilisation: (6.0 * parameters * tokens * utilisation, 6.0 *
                parameters * tokens * utilisation / (machines * peak) / 86_400), "Utilisation changes how fast it is "
                "done, not how much there is to do. It belongs to the speed of the machines."),
        Mistake(_cost(unit=1 / 86_400), "You multiply the seconds by 24 · 3600. A day is longer than a second, so "
                "there are *fewer* of them: divide."),
        Mistake(_cost(back=lambda flops, time: (float(int(flops)), float(int(time)))), "You cut off what is behind the "
                "point. Half a day is 0.5."),
        Mistake(_cost(back=lambda flops, time: (flops, round(time, 1))), "You round the days. Leave them as they are; "
                "rounding is for printing."),
        Mistake(_cost(unit=1), "These are seconds. A day has 24 · 3600."),
        Mistake(_cost(unit=3_600), "These are hours. Days are asked for."),
        Mistake(_cost(unit=24 * 60), "A day has 24 hours of 60 minutes of 60 seconds."),
        Mistake(_cost(back=lambda flops, time: time), "These are the days. Hand back the FLOP, too, and first."),
        Mistake(_cost(back=lambda flops, time: (time, flops)), "The wrong way round: first FLOP, then days."),
    ],
    also_right=[lambda parameters, tokens, machines, peak, utilisation: (
        tokens * parameters * 6.0, parameters * tokens / peak / machines / utilisation / 14_400)],
    compare="close",
)


# --- quiz

training_quiz = Quiz(
    "training_quiz",
    lesson=LESSON,
    questions=[
        QuizItem("b", {
            "a": "For fine-tuning some are paid (lesson 10). The bulk of the training needs nobody.",
            "b": "Right: a text is its own label, one exercise for each of its words.",
            "c": "One can learn from another model's texts, but that is not what *self*-supervised says.",
        }),
        QuizItem("a", {
            "a": "Right. A loss that is too good to be true is not true; copies on both sides are the usual cause.",
            "b": "A rate that is too high makes the loss worse, not better.",
            "c": "That would explain a loss that is too high.",
        }),
        QuizItem("c", {
            "a": "That would be the sign of each gradient. Adam divides the *mean* by the usual size, and the mean is "
                 "near 0.",
            "b": "The mean square does not grow without bound: it is an average, and stays 1.",
            "c": "Right: the mean is near 0, the size 1. What contradicts itself does not move.",
        }),
        QuizItem("b", {
            "a": "All numbers are multiplied by the same factor, so it points where it pointed.",
            "b": "Right: one factor for all.",
            "c": "Cutting off single numbers would change the direction.",
        }),
        QuizItem("a", {
            "a": "Right: each gradient has passed a table of zeros on its way back.",
            "b": "It does not learn at all, however long one waits.",
            "c": "Lesson 03's single table could begin at zero, because nothing stood between it and the loss. Here "
                 "each table is multiplied away by the next.",
        }),
        QuizItem("c", {
            "a": "On average nothing is better than the truth, on stories that have not been seen.",
            "b": "It is known to within a hundredth, and has an interval.",
            "c": "Right. Held-out stories will show it, and so do the stories that it writes.",
        }),
        QuizItem("b", {
            "a": "Perhaps. But so it looked just before the recalls were found.",
            "b": "Right. Half of an ability may be worth nothing, and then the mean shows nothing.",
            "c": "Then the training loss would go on falling while the held-out loss rises.",
        }),
        QuizItem("c", {
            "a": "Both factors count: 6 · 2N · 2D.",
            "b": "Factors multiply, they don't add up.",
            "c": "Right: 6 · 2N · 2D is four times 6 · N · D.",
        }),
    ],
)

EXERCISES = [
    split_by_hash, make_batch, train_step, adam_first_step, adamw_step, trapezoid, clip_by_norm,
    perfect_memory, longest_copied, training_cost, training_quiz,
]
