"""``bigram_gradient``: predicted minus actual."""

import torch
import torch.nn.functional as F

from llm_edu import language_models as lm
from llm_edu.course.checks.exercise import Exercise, case, scenario


def _gradient(predict=lambda logits, contexts: logits[contexts].softmax(-1), actual=1.0, divide=len, sign=1,
              by_words=False):
    """A bigram_gradient with one thing wrong."""

    def gradient(logits, contexts, targets):
        result = torch.zeros_like(logits)
        pairs = zip(contexts.tolist(), predict(logits, contexts), targets.tolist())
        for context, predicted, target in pairs:
            change = predicted.clone()
            change[target] -= actual
            result[context] += sign * change / divide(logits if by_words else targets)
        return result

    return gradient


def _matrix_case(rng):
    generator = torch.Generator().manual_seed(rng.randrange(2**31))
    words, examples = rng.randrange(2, 5), rng.randrange(1, 6)
    return (torch.randn(words, words, generator=generator), torch.randint(words, (examples,), generator=generator),
            torch.randint(words, (examples,), generator=generator))


def _without_autograd(gradient):
    with torch.no_grad():
        return gradient(torch.zeros(2, 2), torch.tensor([0]), torch.tensor([1]))


exercise = Exercise(
    reference=lm.bigram_gradient,
    cases=lambda: [
        case(torch.zeros(2, 2), torch.tensor([0]), torch.tensor([1])),
        case(torch.zeros(2, 2), torch.tensor([1, 1]), torch.tensor([0, 1])),
        case(torch.tensor([[0.0, 1.0], [2.0, 0.0]]), torch.tensor([0, 1]), torch.tensor([1, 1])),
        case(torch.tensor([[0.0, 1.0], [2.0, 0.0]]), torch.tensor([0, 0]), torch.tensor([0, 0])),
        case(torch.tensor([[1.0, 0.0, 2.0], [0.0, 0.0, 0.0], [3.0, 1.0, 0.0]]),
             torch.tensor([0, 2, 0, 2]), torch.tensor([2, 1, 2, 0])),
        case(torch.tensor([[1000.0, 0.0], [0.0, -1000.0]]), torch.tensor([0, 1]), torch.tensor([1, 1])),
        scenario(_without_autograd, "with torch.no_grad():    # autograd is switched off\n"
                                    "    bigram_gradient(torch.zeros(2, 2), torch.tensor([0]), torch.tensor([1]))"),
    ],
    random_case=_matrix_case,
    valid=lambda logits, contexts, targets: logits.dim() == 2 and logits.shape[0] == logits.shape[1]
    and len(contexts) == len(targets) > 0 and max(int(contexts.max()), int(targets.max())) < len(logits),
    hints=(
        "One example changes one row, the row of its context. Each entry of the row changes by what the model "
        "predicted, and the target's entry by 1 less. The loss is a mean, so divide by the number of examples.",
        "gradient = zeros, in the shape of logits\nfor each context and target:\n"
        "    predicted = softmax of the context's row\n    actual = zeros, with a 1 at the target\n"
        "    add (predicted − actual) / number of examples to that row of the gradient\nreturn gradient",
    ),
    compare="close",
    dtypes=["float64"],
)

exercise.mistake("The sign is wrong: the gradient is predicted minus actual. It points to where the loss *grows*, and "
                 "this is why you step against it.", _gradient(sign=-1))
exercise.mistake("The loss is the mean over all examples, so each example contributes only its part. Divide by the "
                 "number of examples.",
                 _gradient(divide=lambda targets: 1))
exercise.mistake("You add what was predicted, but do not subtract what came: 1 at the target.", _gradient(actual=0.0))


@exercise.mistake("If a context comes twice, you keep only one of its examples. Add to its row, one example after the "
                  "other. (`gradient[contexts] += …` looks like adding. But it reads all rows, adds, and writes them "
                  "back, so the last one wins.)")
def _indexing_adds_once(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    predicted = logits[contexts].softmax(-1)
    gradient[contexts] += (predicted - F.one_hot(targets, logits.shape[1])) / len(targets)
    return gradient


@exercise.mistake("You change only the target's entry. But if its probability grows, the probabilities of the others "
                  "must fall: the whole row changes.")
def _only_the_target(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    for context, target in zip(contexts.tolist(), targets.tolist()):
        gradient[context, target] += (logits[context].softmax(-1)[target] - 1) / len(targets)
    return gradient


exercise.mistake("Your softmax runs down the columns. Each row is one prediction.",
                 _gradient(predict=lambda logits, contexts: logits.softmax(0)[contexts]))
exercise.mistake("Your softmax runs over the whole matrix at once, so all rows together sum to 1. Each row is one "
                 "prediction, and sums to 1 by itself.",
                 _gradient(predict=lambda logits, contexts: logits.flatten().softmax(0).view_as(logits)[contexts]))


@exercise.mistake("You return a row for each *example*. The gradient has the shape of the matrix, with a row for each "
                  "*word*. Add each example's part to the row of its context.")
def _one_row_for_each_example(logits, contexts, targets):
    return (logits[contexts].softmax(-1) - F.one_hot(targets, logits.shape[1])) / len(targets)


@exercise.mistake("You divide by how often the row's own word was a context. The loss is the mean over *all* examples, "
                  "so divide by the number of all examples. Then a frequent word weighs more.")
def _divides_by_the_row(logits, contexts, targets):
    counts = torch.bincount(contexts, minlength=len(logits)).clamp(min=1)
    return lm.bigram_gradient(logits, contexts, targets) * len(targets) / counts[:, None]


exercise.mistake("Scores are not probabilities: apply softmax to the row first.",
                 _gradient(predict=lambda logits, contexts: logits[contexts]))
exercise.mistake("Powers of e are not probabilities yet: divide each row by its sum, or use softmax.",
                 _gradient(predict=lambda logits, contexts: logits[contexts].exp()))
exercise.mistake("You divide by the number of words in the vocabulary. The loss is a mean over the *examples*: divide "
                 "by the number of examples.", _gradient(by_words=True))


@exercise.mistake("You change the rows of words that were no example's context. Only the examples count: each adds "
                  "predicted − actual to the row of its own context, and nothing to the others.")
def _every_row(logits, contexts, targets):
    actual = torch.zeros_like(logits)
    for context, target in zip(contexts, targets):
        actual[context, target] += 1 / len(targets)
    return logits.softmax(-1) - actual


@exercise.mistake("You take the prediction once for each row. Take it once for each *example*: a context that comes "
                  "twice adds its row twice, and a context that never comes adds nothing.")
def _every_row_divided(logits, contexts, targets):
    gradient = logits.softmax(-1)
    for context, target in zip(contexts, targets):
        gradient[context, target] -= 1
    return gradient / len(targets)


@exercise.mistake("You subtract 1 from the whole row. Only the word that came has an actual of 1. The others have 0.")
def _minus_one_everywhere(logits, contexts, targets):
    gradient = torch.zeros_like(logits)
    for context in contexts:
        gradient[context] += (logits[context].softmax(-1) - 1) / len(targets)
    return gradient


@exercise.mistake("These are the logits after a step. Return only the gradient, and begin with zeros.")
def _a_step(logits, contexts, targets):
    return logits - lm.bigram_gradient(logits, contexts, targets)


@exercise.mistake("Your gradient is the tensor of logits itself, under a second name. So you change what you are still "
                  "reading. Begin with zeros in the same shape: torch.zeros_like(logits).")
def _into_the_logits(logits, contexts, targets):
    gradient = logits    # the same table under a second name
    for context, target in zip(contexts, targets):
        predicted = gradient[context].softmax(-1)
        predicted[target] -= 1
        gradient[context] += predicted / len(targets)
    return gradient


@exercise.mistake("These are the right numbers, but in lists. The gradient is a tensor like logits: begin with "
                  "torch.zeros_like(logits), and add to its rows.")
def _lists_of_lists(logits, contexts, targets):
    return lm.bigram_gradient(logits, contexts, targets).tolist()


@exercise.mistake("You have exchanged rows and columns. A row belongs to the word *before*, a column to the word that "
                  "follows.")
def _transposed(logits, contexts, targets):
    return lm.bigram_gradient(logits, contexts, targets).T.contiguous()


@exercise.mistake("You take the row of the target. The row belongs to the context, the word before.")
def _rows_of_targets(logits, contexts, targets):
    return lm.bigram_gradient(logits, targets, contexts)


@exercise.mistake("You let autograd work it out, which will check your result below. Calculate it yourself: predicted "
                  "minus actual.")
def _autograd(logits, contexts, targets):
    leaf = logits.clone().requires_grad_()
    return torch.autograd.grad(F.cross_entropy(leaf[contexts], targets), leaf)[0]
