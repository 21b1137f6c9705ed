"""Unforeseen answers to the exercise patch."""

# %% right: a copy, one position written
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]

    def exchange(x):
        x = x.clone()
        x[0, position] = found[0, position]
        return x

    with changed(model, {place: exchange}):
        return model(prompt)[0, -1]

# %% right: torch.where with a mask
def patch(model, prompt, source, place, position):
    there = read(model, source, [place])[place]
    mask = (torch.arange(prompt.shape[1]) == position)[None, :, None]
    with changed(model, {place: lambda x: torch.where(mask, there, x)}):
        logits = model(prompt)
    return logits[0, -1]

# %% right: cut and joined
def patch(model, prompt, source, place, position):
    other = read(model, source, [place])[place]
    def join(x):
        return torch.cat([x[:, :position], other[:, position:position + 1], x[:, position + 1:]], dim=1)
    with changed(model, {place: join}):
        return model(prompt)[0, -1, :]

# %% right: without gradients, the result of the last row
@torch.no_grad()
def patch(model, prompt, source, place, position):
    value = read(model, source, [place])[place][:, position].clone()
    def new(x):
        y = x.detach().clone()
        y[:, position, :] = value
        return y
    with changed(model, {place: new}):
        out = model(prompt)
    return out.squeeze(0)[out.shape[1] - 1]

# %% right: the difference is added
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        difference = torch.zeros_like(x)
        difference[:, position] = found[:, position] - x[:, position]
        return x + difference
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% right: the course's own put
from llm_edu.interpretability import put

def patch(model, prompt, source, place, position):
    values = read(model, source, [place])[place][:, [position]]
    with changed(model, {place: put(values, [position])}):
        return model(prompt)[0, -1]

# %% right: index_copy, which makes a new tensor
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    index = torch.tensor([position])
    with changed(model, {place: lambda x: x.index_copy(1, index, found[:, index])}):
        return model(prompt)[0, -1]

# %% right: a class as the function
class Exchange:
    def __init__(self, found, position):
        self.found, self.position = found, position

    def __call__(self, x):
        new = x.clone()
        new[:, self.position] = self.found[:, self.position]
        return new

def patch(model, prompt, source, place, position):
    found = read(model, source, [place])
    with changed(model, {place: Exchange(found[place], position)}):
        logits = model(prompt)
    return logits[0][-1]

# %% right: a list of positions, stacked
def patch(model, prompt, source, place, position):
    theirs = read(model, source, [place])[place][0]
    def change(x):
        rows = [theirs[i] if i == position else x[0, i] for i in range(x.shape[1])]
        return torch.stack(rows).unsqueeze(0)
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% right: partial
from functools import partial

def exchanged(mine, theirs, at):
    result = mine.clone()
    result.data[:, at] = theirs.data[:, at]
    return result

def patch(model, prompt, source, place, position):
    theirs = read(model, source, [place])[place]
    with changed(model, {place: partial(exchanged, theirs=theirs, at=position)}):
        return model(prompt)[:, -1].squeeze(0)

# %% right: its own reading, through changed
def patch(model, prompt, source, place, position):
    box = []
    def look(x):
        box.append(x)
        return x
    with changed(model, {place: look}):
        model(source)
    def change(x):
        x = x.clone()
        x[:, position] = box[0][:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% right: both texts read, blended by a one-hot
import torch.nn.functional as F

def patch(model, prompt, source, place, position):
    own, other = (read(model, ids, [place])[place] for ids in (prompt, source))
    share = F.one_hot(torch.tensor(position), prompt.shape[1])[None, :, None]
    with changed(model, {place: lambda x: own * (1 - share) + other * share}):
        return model(prompt)[0, -1]

# %% right: through NumPy
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place].detach().numpy()
    def change(x):
        array = x.detach().numpy().copy()
        array[0, position] = found[0, position]
        return torch.from_numpy(array)
    with changed(model, {place: change}):
        return model(prompt)[0, -1].detach()

# %% right: an exit stack
from contextlib import ExitStack

def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    with ExitStack() as stack:
        stack.enter_context(torch.no_grad())
        stack.enter_context(changed(model, {place: lambda x: x.slice_scatter(
            found[:, position:position + 1], dim=1, start=position, end=position + 1)}))
        return model(prompt)[0, -1]

# %% right: masked_scatter, batch of one kept until the end
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        mask = torch.zeros(x.shape, dtype=torch.bool)
        mask[:, position] = True
        return x.masked_scatter(mask, found[mask])
    with changed(model, {place: change}):
        *_, last = model(prompt)[0].unbind()
    return last

# %% wrong: every position
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    with changed(model, {place: lambda x: found}):
        return model(prompt)[0, -1]

# %% wrong: every position, a copy
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    with changed(model, {place: lambda x: found.clone()}):
        return model(prompt)[0, -1]

# %% wrong: into the source instead
def patch(model, prompt, source, place, position):
    found = read(model, prompt, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(source)[0, -1]

# %% wrong: runs the source in the end
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(source)[0, -1]

# %% wrong: reads the prompt
def patch(model, prompt, source, place, position):
    found = read(model, prompt, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: writes into what it got
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: writes into what it got, without gradients
@torch.no_grad()
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: writes into what it got, returns a copy
@torch.no_grad()
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x[:, position] = found[:, position]
        return x.clone()
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: detach is no copy
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place].detach()
    def change(x):
        new = x.detach()
        new[:, position] = found[:, position]
        return new
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: the copy is changed, what it got is returned
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        new = x.clone()
        new[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: forgets the function's return
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: runs after the with
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        pass
    return model(prompt)[0, -1]

# %% wrong: no return
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        model(prompt)[0, -1]

# %% wrong: from the position on
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position:] = found[:, position:]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: up to the position
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, :position + 1] = found[:, :position + 1]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: all but the position
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        new = found.clone()
        new[:, position] = x[:, position]
        return new
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: the position before
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position - 1] = found[:, position - 1]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: counted from the end
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, -1 - position] = found[:, -1 - position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: what the source has at its end
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, -1]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: always into the last token
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, -1] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: the last token in both
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, -1] = found[:, -1]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: one number of every token
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[..., position] = found[..., position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: added, not exchanged
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] += found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: half and half
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = (x[:, position] + found[:, position]) / 2
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: set to 0
def patch(model, prompt, source, place, position):
    def change(x):
        x = x.clone()
        x[:, position] = 0
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: the stream at that layer, whatever the place
def patch(model, prompt, source, place, position):
    stream = ("residual", place[1])
    found = read(model, source, [stream])[stream]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {stream: change}):
        return model(prompt)[0, -1]

# %% wrong: the stream after three blocks
def patch(model, prompt, source, place, position):
    place = ("residual", 3)
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: takes the place's layer as one more
def patch(model, prompt, source, place, position):
    kind, layer, *head = place
    other = (kind, max(layer - 1, 0), *head)
    found = read(model, source, [other])[other]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: exchanges the token
def patch(model, prompt, source, place, position):
    mixed = prompt.clone()
    mixed[0, position] = source[0, position]
    return model(mixed)[0, -1]

# %% wrong: exchanges the token in the prompt itself
def patch(model, prompt, source, place, position):
    prompt[0, position] = source[0, position]
    return model(prompt)[0, -1]

# %% wrong: the logits at the position
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, position]

# %% wrong: the logits of all tokens
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0]

# %% wrong: the batch's axis is left
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[:, -1]

# %% wrong: probabilities
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1].softmax(-1)

# %% wrong: logarithms of probabilities
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1].log_softmax(-1)

# %% wrong: the best guess
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1].argmax()

# %% wrong: how far the logits have moved
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    before = model(prompt)[0, -1]
    with changed(model, {place: change}):
        return model(prompt)[0, -1] - before

# %% wrong: the first run of the source is remembered
memory = {}

def patch(model, prompt, source, place, position):
    if place not in memory:
        memory[place] = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = memory[place][:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: only the first half of the numbers
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        half = x.shape[-1] // 2
        x[:, position, :half] = found[:, position, :half]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: reads within the change
def patch(model, prompt, source, place, position):
    def change(x):
        x = x.clone()
        x[:, position] = read(model, prompt, [place])[place][:, position]
        return x
    with changed(model, {place: lambda x: x}):
        return model(prompt)[0, -1]

# %% wrong: logits one by one, a list
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1].tolist()

# %% wrong: the hook stays
entered = []

def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    entered.append(changed(model, {place: change}))
    entered[-1].__enter__()
    return model(prompt)[0, -1]

# %% wrong: the prompt is cut after the position
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt[:, :position + 1])[0, -1]

# %% wrong: every head of the layer
def patch(model, prompt, source, place, position):
    if place[0] == "head":
        place = ("attention_output", place[1])
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: the first head, whichever was meant
def patch(model, prompt, source, place, position):
    if len(place) == 3:
        place = (place[0], place[1], 0)
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: from that layer on, in all of them
def patch(model, prompt, source, place, position):
    last = model.config.layers if place[0] == "residual" else model.config.layers - 1
    places = [(place[0], layer, *place[2:]) for layer in range(place[1], last + 1)]
    found = read(model, source, places)
    def at(each):
        def change(x):
            x = x.clone()
            x[:, position] = found[each][:, position]
            return x
        return change
    with changed(model, {each: at(each) for each in places}):
        return model(prompt)[0, -1]

# %% wrong: swaps the two texts where the position is the last
def patch(model, prompt, source, place, position):
    if position == prompt.shape[1] - 1:
        return model(source)[0, -1]
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: the first position is not patched
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        if position:
            x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% wrong: two dimensions are gone when it is handed on
def patch(model, prompt, source, place, position):
    found = read(model, source, [place])[place]
    def change(x):
        x = x[0].clone()
        x[position] = found[0, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]

# %% right: switches evaluation on
def patch(model, prompt, source, place, position):
    model.eval()
    found = read(model, source, [place])[place]
    def change(x):
        x = x.clone()
        x[:, position] = found[:, position]
        return x
    with changed(model, {place: change}):
        return model(prompt)[0, -1]
