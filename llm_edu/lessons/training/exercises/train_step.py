"""``train_step``: predict, compare, improve."""

import torch
from torch import nn

from llm_edu.course.checks.exercise import Exercise, scenario
from llm_edu.training import cross_entropy


class _Small(nn.Sequential):
    """Three words with two numbers each, an activation function, a matrix for logits, which may be made larger; and
    in which mode it was run and left."""

    def __init__(self, times):
        super().__init__(nn.Embedding(3, 2), nn.Tanh(), nn.Linear(2, 3))
        self.times, self.modes = times, []

    def train(self, mode=True):
        self.modes.append(f"{'train' if mode else 'eval'} mode")
        return super().train(mode)

    def forward(self, ids):
        self.modes.append(f"run in {'train' if self.training else 'eval'} mode")
        return super().forward(ids) * self.times


def _small_model(seed=0, times=1.0):
    model = _Small(times)
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(torch.randn(parameter.shape, generator=generator))
    return model


def _steps(seed, *rates, left_over=False, loud=1.0, times=1.0):
    """A scenario: a step at each rate on a small model; what they return, and where the parameters end."""

    def run(train_step):
        inputs, targets = torch.tensor([[0, 1, 2], [0, 2, 0]]), torch.tensor([[1, 2, 0], [2, 0, -100]])
        model = _small_model(seed, times)
        with torch.no_grad():
            for parameter in model.parameters():
                parameter *= loud
        if left_over:
            cross_entropy(model(inputs), targets).backward()
        own = list(map(id, model.parameters()))
        found = [train_step(model, inputs, targets, rate) for rate in rates]
        return {"losses": found, "parameters": [parameter.detach().clone() for parameter in model.parameters()],
                "in place": list(map(id, model.parameters())) == own}

    calls = "\n".join(f"train_step(model, inputs, targets, learning_rate={rate})" for rate in rates)
    before = f"# a model whose logits are {times:g} times as large\n" if times > 1 else ""
    return scenario(run, before + ("cross_entropy(model(inputs), targets).backward()    # gradients left over\n"
                                   if left_over else "") + calls)


def _around(train_step):
    """torch.rand(1); train_step(model, inputs, targets, learning_rate=0.1); torch.rand(1)    # and model's modes"""
    model, drawn = _small_model(3), [torch.rand(1).item()]
    model.modes.clear()
    train_step(model, torch.tensor([[0, 1]]), torch.tensor([[1, 2]]), 0.1)
    modes = [mode for mode in model.modes if mode != "train mode"]
    return {"drawn": [*drawn, torch.rand(1).item()], "the model's modes": modes}


def _in_eval_mode_already(train_step):
    """model.eval(); train_step(model, inputs, targets, learning_rate=0.1)    # and model's modes"""
    model = _small_model(3).eval()
    model.modes.clear()
    train_step(model, torch.tensor([[0, 1]]), torch.tensor([[1, 2]]), 0.1)
    return {"the model's modes": [mode for mode in model.modes if mode.startswith("run")],
            "left in": "train mode" if model.training else "eval mode"}


def _train_step(clear=True, sign=-1, again=False, back=lambda loss: loss.item(), move=True, clear_after=False):
    """A train_step with one thing wrong."""
    def function(model, inputs, targets, learning_rate):
        loss = cross_entropy(model(inputs), targets)
        if clear:
            model.zero_grad()
        loss.backward()
        if move:
            with torch.no_grad():
                for parameter in model.parameters():
                    parameter += sign * learning_rate * parameter.grad
        if clear_after:
            model.zero_grad()
        return back(cross_entropy(model(inputs), targets) if again else loss)
    return function


exercise = Exercise(
    reference=_train_step(),
    cases=[_steps(0, 0.1), _steps(0, 0.0), _steps(1, 1.0), _steps(0, 0.1, 0.1), _steps(2, 0.5, 0.5, 0.5),
           _steps(0, 0.1, 0.5), _steps(0, 0.1, left_over=True), _steps(0, 0.1, loud=3.0),
           _steps(0, 0.01, times=100.0), _around, _in_eval_mode_already],
    keywords=("learning_rate",),
    hints=(
        "Predict, compare, improve. Where must you clear the old gradients, so that only this batch counts? And "
        "with which sign does a parameter move?",
        "loss = cross_entropy of the model's logits and the targets\nclear the model's gradients\nloss.backward()\n"
        "with torch.no_grad():\n    for each parameter of the model: subtract learning_rate · its .grad, in place\n"
        "return the loss as a float",
    ),
    compare="close",
    trains=True,
    tensor_numbers=False,
)

exercise.mistake("The gradients of the previous step are still there, and backward() *adds* to them. Clear them first.",
                 _train_step(clear=False))
exercise.mistake("You clear after the step. Then gradients that were there before your first step still count. Clear "
                 "before backward().", _train_step(clear=False, clear_after=True))
exercise.mistake("You go up the hill: the gradient says where the loss *rises*. Move against it.", _train_step(sign=1))
exercise.mistake("The parameters don't move. (`parameter = parameter - …` makes a new tensor and leaves the model's "
                 "own as it was; and gradients that are cleared after backward() are gone.)", _train_step(move=False))
exercise.mistake("The loss is a tensor. .item() makes a float of it.", _train_step(back=lambda loss: loss.detach()))
exercise.mistake("You return the loss *after* the step. Return the loss before it, which you have already computed.",
                 _train_step(again=True))


@exercise.mistake("The model has new parameters now. An optimiser still has the old ones, and would change numbers "
                  "that the model no longer uses. Change the parameters in place: parameter -= …")
def _new_parameters(model, inputs, targets, learning_rate):
    loss = _train_step(move=False, back=lambda loss: loss.detach().item())(model, inputs, targets, learning_rate)
    for part in model.modules():
        for name, parameter in list(part.named_parameters(recurse=False)):
            setattr(part, name, nn.Parameter(parameter.detach() - learning_rate * parameter.grad))
    return loss


@exercise.mistake("You turn the logits into probabilities, and cross_entropy does so again. Give it the logits "
                  "themselves.")
def _of_probabilities(model, inputs, targets, learning_rate):
    return _train_step()(nn.Sequential(model, nn.Softmax(dim=-1)), inputs, targets, learning_rate)


@exercise.mistake("You count −100 as a word. A target of −100 does not count; cross_entropy leaves it out if you pass "
                  "the targets as they are.")
def _counting_the_filling(model, inputs, targets, learning_rate):
    return _train_step()(model, inputs, targets.clamp(min=0), learning_rate)


@exercise.mistake("PyTorch's own F.cross_entropy expects (batch, words, time), but here the words come last. Use the "
                  "course's `cross_entropy`, or flatten logits and targets first.")
def _words_in_the_middle(model, inputs, targets, learning_rate):
    loss = nn.functional.cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()


@exercise.mistake("You leave the model in eval mode, in which the next step would train without its dropout. A step "
                  "changes the parameters, and nothing else.")
def _leaving_eval_mode(model, inputs, targets, learning_rate):
    loss = _train_step()(model, inputs, targets, learning_rate)
    model.eval()
    return loss


@exercise.mistake("You predict in eval mode, in which a model has no dropout. Leave the mode as it is.")
def _in_eval_mode(model, inputs, targets, learning_rate):
    model.eval()
    loss = _train_step()(model, inputs, targets, learning_rate)
    model.train()
    return loss


@exercise.mistake("You put the model into train mode. Whoever calls the step decides that: leave the mode as it is.")
def _in_train_mode(model, inputs, targets, learning_rate):
    model.train()
    return _train_step()(model, inputs, targets, learning_rate)


@exercise.mistake("You shorten the gradient. That comes later in the lesson; here, use the gradient as it is.")
def _clipping(model, inputs, targets, learning_rate):
    loss = cross_entropy(model(inputs), targets)
    model.zero_grad()
    loss.backward()
    nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= learning_rate * parameter.grad
    return loss.item()


@exercise.mistake("torch.manual_seed inside a step makes every later random number the same at each step. Seed once, "
                  "before the training run.")
def _seeding(model, inputs, targets, learning_rate):
    torch.manual_seed(0)
    return _train_step()(model, inputs, targets, learning_rate)


@exercise.mistake("Two usual causes: the change is outside `with torch.no_grad():`, or the loss is inside it. Only the "
                  "change belongs there.", error="in-place operation|does not require grad")
def _recorded(model, inputs, targets, learning_rate):
    raise RuntimeError("a leaf Variable that requires grad is being used in an in-place operation.")
