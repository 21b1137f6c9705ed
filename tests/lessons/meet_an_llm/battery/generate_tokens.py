"""Answers to generate_tokens that its check has to judge."""

# %% right: a while loop on a copy
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    new = []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% right: a fresh list for each question
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    for _ in range(max_new_tokens):
        token = next_token(prompt + new)
        if token == stop:
            return new
        new = new + [token]
    return new


# %% right: cut from the whole at the end
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = prompt[:]
    for _ in range(max_new_tokens):
        ids.append(next_token(ids))
        if ids[-1] == stop:
            ids.pop()
            break
    return ids[len(prompt):]


# %% right: recursion
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    if max_new_tokens == 0:
        return []
    token = next_token(prompt)
    if token == stop:
        return []
    return [token] + generate_tokens(next_token, prompt + [token], max_new_tokens - 1, stop)


# %% right: a generator inside
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    def stream():
        ids = [*prompt]
        for _ in range(max_new_tokens):
            token = next_token(ids)
            if token == stop:
                return
            yield token
            ids.append(token)

    return list(stream())


# %% right: iter with a sentinel
from itertools import islice

def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = prompt.copy()

    def step():
        ids.append(next_token(ids))
        return ids[-1]

    return list(islice(iter(step, stop), max_new_tokens))


# %% right: takewhile
from itertools import takewhile

def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)

    def tokens():
        for _ in range(max_new_tokens):
            token = next_token(list(ids))
            ids.append(token)
            yield token

    return list(takewhile(lambda token: token != stop, tokens()))


# %% right: an assignment in the condition
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    while len(new) < max_new_tokens and (token := next_token([*prompt, *new])) != stop:
        new.append(token)
    return new


# %% right: a deep copy and a countdown
import copy

def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, left = copy.deepcopy(prompt), max_new_tokens
    answer = []
    while left > 0:
        token = int(next_token(ids))
        if token == stop:
            left = 0
        else:
            answer += [token]
            ids += [token]
            left -= 1
    return answer


# %% wrong: stop is in the answer
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        ids.append(token)
        new.append(token)
        if token == stop:
            break
    return new


# %% wrong: adds to the prompt itself
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    for _ in range(max_new_tokens):
        token = next_token(prompt)
        if token == stop:
            break
        prompt.append(token)
        new.append(token)
    return new


# %% wrong: a second name is no copy
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    length = len(prompt)
    ids = prompt
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop:
            break
        ids += [token]
    return ids[length:]


# %% wrong: copies only after the first token
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    for number in range(max_new_tokens):
        ids = prompt if number == 0 else list(prompt)
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        new.append(token)
        prompt = ids
    return new


# %% wrong: the prompt too
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
    return ids


# %% wrong: asks without the prompt after the first token
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    while len(new) < max_new_tokens:
        token = next_token(new or prompt)
        if token == stop:
            break
        new.append(token)
    return new


# %% wrong: asks with the last token only
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    last = prompt[-1]
    while len(new) < max_new_tokens:
        last = next_token([last])
        if last == stop:
            break
        new.append(last)
    return new


# %% wrong: asks with the prompt only
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    for _ in range(max_new_tokens):
        token = next_token(list(prompt))
        if token == stop:
            break
        new.append(token)
    return new


# %% wrong: asks with the last eight only
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    for _ in range(max_new_tokens):
        token = next_token(ids[-8:])
        if token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: one too many
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) <= max_new_tokens:
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: one too few
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    for _ in range(1, max_new_tokens):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: at least one, even when none is wanted
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while True:
        token = next_token(ids)
        if token == stop:
            return new
        ids.append(token)
        new.append(token)
        if len(new) >= max_new_tokens:
            return new


# %% wrong: counts the prompt
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    while len(ids) < max_new_tokens:
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
    return ids[len(prompt):]


# %% wrong: a stop in the prompt ends it
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens and stop not in ids:
        token = next_token(ids)
        ids.append(token)
        if token != stop:
            new.append(token)
    return new


# %% wrong: cuts as many as were allowed
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
    return ids[-max_new_tokens:]


# %% wrong: token 0 ends it too
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if not token or token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: a stop of 0 does not count
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if stop and token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: is instead of equals
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token is stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: a mutable default keeps the last answer
def generate_tokens(next_token, prompt, max_new_tokens, stop, new=[]):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: the later cells call by other names
def generate_tokens(next_token, ids, limit, end):
    ids, new = list(ids), []
    while len(new) < limit:
        token = next_token(ids)
        if token == end:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: a generator is no list
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
        yield token


# %% wrong: a tuple is no list
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = tuple(prompt)
    for _ in range(max_new_tokens):
        token = next_token(list(ids))
        if token == stop:
            break
        ids += (token,)
    return ids[len(prompt):]


# %% wrong: leaves stop out and goes on
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        ids.append(next_token(ids))
    return [token for token in ids[len(prompt):] if token != stop]


# %% wrong: a repeated token ends it
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token == stop or token == ids[-1]:
            break
        ids.append(token)
        new.append(token)
    return new


# %% wrong: at most a thousand, whatever is asked
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(1000):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
    return ids[len(prompt):]


# %% wrong: asks again after stop, for ever
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids, new = list(prompt), []
    while len(new) < max_new_tokens:
        token = next_token(ids)
        if token == stop:
            continue
        ids.append(token)
        new.append(token)
    return new


# %% contrived: right for the first hundred calls, then not
calls = 0

def generate_tokens(next_token, prompt, max_new_tokens, stop):
    global calls
    calls += 1
    ids = list(prompt)
    for _ in range(max_new_tokens - (calls > 100)):
        token = next_token(ids)
        if token == stop:
            break
        ids.append(token)
    return ids[len(prompt):]


# %% contrived: never more than twenty
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    new = []
    while len(new) < min(max_new_tokens, 20):
        token = next_token(prompt + new)
        if token == stop:
            break
        new.append(token)
    return new


# %% wrong: stops where it repeats itself
def generate_tokens(next_token, prompt, max_new_tokens, stop):
    ids = list(prompt)
    for _ in range(max_new_tokens):
        token = next_token(ids)
        if token == stop or ids[-3:] == [token] * 3:
            break
        ids.append(token)
    return ids[len(prompt):]
