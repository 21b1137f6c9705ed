"""``patch``: one site of a model gets what it had in a run on another text."""

import torch

from llm_edu.course.checks.comparing import Rules, difference
from llm_edu.course.checks.exercise import Exercise, scenario
from llm_edu.course.checks.showing import shown
from llm_edu.interpretability import changed, put, read
from llm_edu.transformer import Transformer, TransformerConfig

SMALL = dict(vocab_size=11, context_length=8, layers=2, width=8, heads=2)
TEXTS = [([3, 1, 4, 1, 5], [3, 1, 9, 1, 5]), ([2, 7, 1], [8, 2, 8]), ([6, 0], [6, 5]), ([7], [4]),
         ([1, 2, 3, 4, 5, 6], [6, 5, 4, 3, 2, 1])]
SITES = [("residual", 0), ("residual", 1), ("residual", 2), ("attention_output", 0), ("attention_output", 1),
          ("feed_forward_output", 0), ("feed_forward_output", 1), ("head", 0, 1), ("head", 1, 0), ("head", 0, 0)]


class _Watched(Transformer):
    """A model that notes whether what was found at a site is written over during its run."""

    def __init__(self, config):
        super().__init__(config)
        self.seen, self.written_over = [], False

    def look(self, x):
        """The first change at the site: it gets what the learner's function will get."""
        self.seen.append((x, x.clone()))
        return x

    def forward(self, *arguments, **options):
        self.seen = []
        logits = super().forward(*arguments, **options)
        self.written_over |= not all(torch.equal(x, copy) for x, copy in self.seen)
        return logits


def _tiny(kind, seed=0):
    """A model in which no parameter is small, so that everything in it makes a difference."""
    config = (TransformerConfig.gpt2(**SMALL) if kind == "gpt2" else
              TransformerConfig.llama(**SMALL, key_value_heads=1))
    model, generator = _Watched(config), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in model.parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            parameter.copy_(noise / parameter.shape[-1] ** 0.5 if parameter.dim() == 2 else 1 + 0.3 * noise)
        model.token_embedding.weight.mul_(2)
    return model.eval().requires_grad_(False)


def _patched(positions=lambda position, time: position, taken=None, run=lambda model, prompt, source: model(prompt),
             read_from=lambda prompt, source: source, mix=lambda old, new: new, end=lambda logits: logits[0, -1]):
    """A patch with one thing wrong. positions, taken: where it puts what it takes where"""
    def function(model, prompt, source, site, position):
        time = prompt.shape[1]
        found = read(model, read_from(prompt, source), [site])[site]
        here, there = positions(position, time), (taken or positions)(position, time)

        def carry(x):
            x = x.clone()
            x[:, here] = mix(x[:, here], found[:, there])
            return x

        with changed(model, {site: carry}):
            logits = run(model, prompt, source)
        return end(logits)
    return lambda model, prompt, source, site, position: function(model, prompt, source, site, position)


class _Spoilt(str):
    """What the call has spoilt, in a sentence, instead of what it returns."""


def _compared(expected, got):
    if isinstance(got, _Spoilt):
        return "The value differs."    # how, it says itself
    return difference(expected, got, Rules(close=True, tolerance=1e-3))


def _run(kind, texts, site, position, seed=0):
    """One call, with a model of its own: whatever stays behind in it spoils nothing."""

    def run(patch):
        model, (prompt, source) = _tiny(kind, seed), (torch.tensor([ids]) for ids in texts)
        before = model(prompt)
        with changed(model, {site: model.look}):    # hooked in first
            logits = patch(model, prompt, source, site, position)
        if [prompt.tolist(), source.tolist()] != [[ids] for ids in texts]:
            return _Spoilt(f"the call has changed prompt and source to {shown(prompt)} and {shown(source)}")
        if not torch.equal(model(prompt), before):
            return _Spoilt("after the call the model is still patched")
        return _Spoilt("a tensor that the model had found was written over") if model.written_over else logits

    prompt, source = (f"torch.tensor([{ids}])" for ids in texts)
    return scenario(run, f"patch(model, {prompt}, {source}, {site}, {position})")


def _cases():
    chosen = [("llama", 3, 1, 0), ("llama", 2, 0, 1), ("llama", 0, 0, 2), ("gpt2", 0, 1, 2), ("llama", 0, 1, 4),
              ("gpt2", 0, 2, 4), ("llama", 0, 2, 2), ("gpt2", 0, 3, 2), ("llama", 1, 4, 2), ("gpt2", 1, 5, 0),
              ("llama", 1, 6, 2), ("llama", 4, 7, 1), ("gpt2", 4, 8, 5), ("llama", 1, 9, 1), ("gpt2", 4, 0, 3),
              ("llama", 4, 1, 0), ("gpt2", 4, 3, 2), ("llama", 4, 6, 5)]
    return [_run(kind, TEXTS[text], SITES[site], position) for kind, text, site, position in chosen]


def _drawn_case(rng):
    time = rng.randrange(1, 7)
    texts = [[rng.randrange(11) for _ in range(time)] for _ in range(2)]
    return _run(rng.choice(["llama", "gpt2"]), texts, rng.choice(SITES), rng.randrange(time), rng.randrange(2**30))


exercise = Exercise(
    reference=_patched(),
    names=("model", "prompt", "source", "site", "position"),
    cases=_cases,
    random_case=_drawn_case,
    random_cases=8,
    hints=(
        "You need two runs. The first, on the source, only reads the site. The second, on the prompt, goes through a "
        "function of yours. It returns a copy of what it gets, with one position replaced.",
        "found = read(…source…)[site]                   (1, time, numbers)\ndef carry(x):\n    x = a copy\n"
        "    at the position, x takes what found has there\n    return x\n"
        "with changed(model, {site: carry}):\n    run the prompt; return the logits of its last token",
    ),
    compare=_compared,
)

exercise.mistake("You replace all positions, not just the one.",
                 _patched(positions=lambda position, time: slice(None)))
exercise.mistake("Prompt and source are swapped: you read from the prompt, and run the source.",
                 _patched(read_from=lambda prompt, source: prompt, run=lambda model, prompt, source: model(source)))
exercise.mistake("Inside the `with` you run the source. Run the prompt there, with one site as it was in the source.",
                 _patched(run=lambda model, prompt, source: model(source)))
exercise.mistake("These are the logits at every position. Return those after the last token.",
                 _patched(end=lambda logits: logits[0]))
exercise.mistake("The batch dimension is still there: return (vocabulary,).",
                 _patched(end=lambda logits: logits[:, -1]))
exercise.mistake("These are probabilities. Return logits.",
                 _patched(end=lambda logits: logits[0, -1].softmax(-1)))
exercise.mistake("These are logarithms of probabilities. Return logits.",
                 _patched(end=lambda logits: logits[0, -1].log_softmax(-1)))
exercise.mistake("That is the best guess. Return the logits of all tokens.",
                 _patched(end=lambda logits: logits[0, -1].argmax()))
exercise.mistake("You add what the source has to what the prompt has. Replace what the prompt has.",
                 _patched(mix=lambda old, new: old + new))
exercise.mistake("That switches the site off: you put in zeros instead of what the site had in the source.",
                 _patched(mix=lambda old, new: 0 * new))
exercise.mistake("You replace everything from the position on. Replace only the position itself.",
                 _patched(positions=lambda position, time: slice(position, None)))
exercise.mistake("You replace everything up to the position. Replace only the position itself.",
                 _patched(positions=lambda position, time: slice(position + 1)))
exercise.mistake("You always take what the source has at its last token. Take it at `position`, and put it at "
                 "`position`.",
                 _patched(taken=lambda position, time: time - 1))
exercise.mistake("You always patch the last token. The call says which token to patch: `position`.",
                 _patched(positions=lambda position, time: time - 1))
exercise.mistake("You always patch the first token, whatever `position` is.",
                 _patched(positions=lambda position, time: 0))


@exercise.mistake("Those are the logits at the patched position. The effect of the patch shows after the last token.")
def _at_the_position(model, prompt, source, site, position):
    return _patched(end=lambda logits: logits[0, position])(model, prompt, source, site, position)


@exercise.mistake("These are the logits without any patch. Does the model run after the `with` has ended? Do you read "
                  "from the prompt, so that the site gets what it already has? Or does your function return what it "
                  "got?")
def _after_the_with(model, prompt, source, site, position):
    found = read(model, source, [site])[site]
    with changed(model, {site: put(found[:, position], position)}):
        pass
    return model(prompt)[0, -1]


def _carrying(carry):
    """A patch whose change is carry(x, found, position)."""
    def function(model, prompt, source, site, position):
        found = read(model, source, [site])[site]
        with changed(model, {site: lambda x: carry(x, found, position)}):
            return model(prompt)[0, -1]
    return function


def _written(x, found, index):
    x[index] = found[index]
    return x


exercise.mistake("The logits are right, but you write into the tensor that your function gets. Write into a copy of "
                 "it, and return the copy.", _carrying(lambda x, found, position: _written(x, found, (0, position))))
exercise.mistake("Your function must return a tensor, with which the model continues.",
                 _carrying(lambda x, found, position: None), error="not NoneType")
exercise.mistake("Your function must return all that it got, (1, time, numbers), with one position replaced: not just "
                 "that position, and not a tensor without its first dimension.",
                 _carrying(lambda x, found, position: found[:, position]), error=r"must return the same shape, not \(")
exercise.mistake("x[position] chooses a row of the batch, and there is only one row. The positions are the second "
                 "dimension.",
                 _carrying(lambda x, found, position: _written(x.clone(), found, position)),
                 error="out of bounds|out of range")
exercise.mistake("You replace one number at every position. The positions are the second dimension; the numbers at "
                 "each position are the last.",
                 _carrying(lambda x, found, position: _written(x.clone(), found, (..., position))))


@exercise.mistake("The logits are right, but your patch stays in the model. `with changed(…):` takes it out again.")
def _never_leaves(model, prompt, source, site, position):
    found = read(model, source, [site])[site]
    model.patch = changed(model, {site: put(found[:, position], position)})    # kept, and never left
    model.patch.__enter__()
    return model(prompt)[0, -1]


@exercise.mistake("You exchange the token in the text, and with it the stream before the first block. But the call may "
                  "ask for another site.")
def _another_token(model, prompt, source, site, position):
    mixed = prompt.clone()
    mixed[0, position] = source[0, position]
    return model(mixed)[0, -1]


@exercise.mistake("`changed` needs a function for the site: did you give it what the site had in the source? Write a "
                  "function that puts this into a copy of what it gets.", error="not callable")
def _no_function(model, prompt, source, site, position):
    with changed(model, {site: read(model, source, [site])[site]}):
        return model(prompt)[0, -1]


@exercise.mistake("`read` returns a dictionary. First look up your site in it: read(…)[site].", error="slice")
def _the_dictionary(model, prompt, source, site, position):
    found = read(model, source, [site])
    with changed(model, {site: lambda x: put(found[:, position], position)(x)}):
        return model(prompt)[0, -1]
