"""What a server gains by decoding its requests together, and whether it stays right and small under load.

    llm-edu benchmark serving                          16 clients × 20 requests, against one request after the other
    llm-edu benchmark serving --model smollm2          the same with SmolLM2
    llm-edu benchmark serving --minutes 60             mixed load for an hour: does its memory grow?

Both ways ask the same server for the same answers, over HTTP. One after the other: one client, who waits for each
answer. Together: 16 clients at once. Every answer is compared with what `generate` gives alone, in this process.
"""

import argparse
import json
import os
import platform
import random
import statistics
import sys
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

CLIENTS, REQUESTS = 16, 20
MODELS = ("storyteller", "smollm2", "tiny")
EVERY = 10.0    # seconds between two looks at the memory
MOST = 0.03    # a memory that grows by less counts as flat


def main(arguments=None) -> int:
    parser = argparse.ArgumentParser(prog="llm-edu benchmark serving", description=__doc__.splitlines()[0])
    parser.add_argument("--model", choices=MODELS, default=MODELS[0])
    parser.add_argument("--clients", type=int, default=CLIENTS, metavar="N")
    parser.add_argument("--requests", type=int, default=REQUESTS, metavar="N", help="of each client")
    parser.add_argument("--tokens", type=int, default=40, metavar="N", help="the most new tokens of a request")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="of both ways, in turn")
    parser.add_argument("--minutes", type=float, metavar="X", help="instead: mixed load for so long")
    options = parser.parse_args(arguments)

    from llm_edu.serving import Served, ServingLimits, serving

    model, tokenizer, begin = load(options.model)
    limits = ServingLimits(places=options.clients, queue=2 * options.clients)
    served = Served({options.model: model}, tokenizer, begin, limits)
    print(about(options), flush=True)
    with serving(served) as address:
        if options.minutes:
            return load_for(options, served, address)
        return compare(options, served, address)


def load(name):
    """(model, tokenizer, what its texts begin with)"""
    if name == "smollm2":
        from llm_edu.pretrained import load_smollm2

        return *load_smollm2(fetch=True), None
    from llm_edu.training import load_storyteller

    model, tokenizer = load_storyteller()
    if name == "tiny":
        from llm_edu.transformer import Transformer, TransformerConfig

        model = Transformer(TransformerConfig.llama(vocab_size=tokenizer.vocab_size, context_length=512, layers=1,
                                                    width=16, heads=2)).eval()
    return model, tokenizer, "<|story|>"


def about(options) -> str:
    """What runs where."""
    import torch

    return (f"{options.model}, {options.clients} clients; Python {platform.python_version()}, torch "
            f"{torch.__version__}, {torch.get_num_threads()} threads on {os.cpu_count()} cores, {platform.machine()}")


def questions(options, count, seed):
    """Bodies of requests: beginnings of stories of all lengths, half of them greedy."""
    from llm_edu.storyland import World

    rng = random.Random(seed)
    stories = [story.text.split() for story in World(seed=0).stories(200, seed=2)]
    return [{"model": options.model, "prompt": " ".join(rng.choice(stories)[:rng.randrange(4, 30)]), "seed": number,
             "max_tokens": rng.randrange(max(1, options.tokens // 4), options.tokens + 1),
             "temperature": rng.choice([0, 0.8])} for number in range(count)]


def alone(served, body) -> str:
    """What `generate` gives for the body of a request, as text."""
    from llm_edu.decoding import Greedy, Sampling, generate

    tokenizer, model = served.tokenizer, served.models[body["model"]]
    ids = tokenizer.encode(body["prompt"])
    ids = ids if served.begin is None else [tokenizer.special_tokens[served.begin], *ids]
    strategy = Sampling(body["temperature"]) if body["temperature"] else Greedy()
    ends = served.ends(chat=False)
    new = generate(model, ids, strategy, body["max_tokens"], ends, body["seed"])[0].tolist()
    return tokenizer.decode([token for token in new if token not in ends])


def ask(address, body, path="/completions"):
    """(status, JSON) of a request."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname, place.port, timeout=600)
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    connection.request("POST", place.path + path, data, {"Content-Type": "application/json"})
    response = connection.getresponse()
    found = response.status, json.loads(response.read())
    connection.close()
    return found


def text_of(address, body):
    """The text of an answer, or None where there is none."""
    try:
        return ask(address, body)[1]["choices"][0]["text"]
    except (OSError, ValueError, KeyError):
        return None


def compare(options, served, address) -> int:
    """Both ways, in turn; 0 when every answer is there and right."""
    bodies = questions(options, options.clients * options.requests, seed=0)
    expected = [alone(served, body) for body in bodies]
    clients = range(options.clients)
    taken, found = {"one after the other": [], "together": []}, Counter()
    with ThreadPoolExecutor(options.clients) as pool:
        def run(way, bodies):
            if way == "one after the other":
                return [text_of(address, body) for body in bodies]
            turns = pool.map(lambda one: [text_of(address, body) for body in bodies[one::options.clients]], clients)
            said = [None] * len(bodies)
            for one, texts in zip(clients, turns, strict=True):
                said[one::options.clients] = texts
            return said

        run("together", bodies[:2 * options.clients])    # warm up: packed weights, trials of every batch
        for _ in range(options.rounds):
            for way, seconds in taken.items():
                began = time.perf_counter()
                said = run(way, bodies)
                seconds.append(time.perf_counter() - began)
                found["lost"] += said.count(None)
                found["wrong"] += sum(one not in (None, text) for one, text in zip(said, expected, strict=True))
    for way, seconds in taken.items():
        middle = statistics.median(seconds)
        print(f"  {way:<22}{middle:8.1f} s  ({min(seconds):.1f} to {max(seconds):.1f}){len(bodies) / middle:10.1f} "
              "requests/s")
    ratios = [one / both for one, both in zip(*taken.values(), strict=True)]
    print(f"  together {statistics.median(ratios):.1f} × as fast ({min(ratios):.1f} to {max(ratios):.1f}); "
          f"{options.rounds} rounds of {len(bodies)} requests: {found['lost']} lost, {found['wrong']} wrong")
    return 1 if found["lost"] or found["wrong"] else 0


def load_for(options, served, address) -> int:
    """Mixed load for some minutes; 0 when all that should be answered was, rightly, and the memory has not grown."""
    bodies = questions(options, 64, seed=1)
    expected = [alone(served, body) for body in bodies]
    end, found = time.monotonic() + 60 * options.minutes, Counter()
    threads = [threading.Thread(target=mixed, args=(address, bodies, expected, number, end, found), daemon=True)
               for number in range(options.clients)]
    looks, began = [], time.monotonic()    # of (seconds, bytes)
    print(f"  before the first request: {megabytes(memory())}", flush=True)
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        time.sleep(min(EVERY, options.minutes))
        looks.append((time.monotonic() - began, memory()))
        if len(looks) % 30 == 0:
            print(f"  after {looks[-1][0] / 60:5.1f} min: {megabytes(looks[-1][1])}, {tally(found)}", flush=True)
    print(f"  {looks[-1][0] / 60:.1f} minutes: {tally(found)}")
    for kind, count in sorted(found.items()):
        print(f"    {count:10,} {kind}")
    return 1 if grown(looks, sum(found.values())) or found["WRONG"] else 0


def tally(found) -> str:
    """Requests served, turned away because the queue was full, and answered wrongly or not at all."""
    served = sum(found.values()) - found["turned away"] - found["WRONG"]
    return f"{served:,} requests served rightly, {found['turned away']:,} turned away, {found['WRONG']:,} WRONG"


def megabytes(size) -> str:
    return "memory unknown on this system" if size is None else f"{size / 1e6:,.1f} MB"


def grown(looks, requests) -> bool:
    """Whether the memory has grown: the last quarter of the time against the second, which no start-up reaches."""
    sizes = [size for _, size in looks]
    if len(sizes) < 8 or sizes[0] is None:
        print("  too short, or on a system that does not tell, to say whether the memory grows")
        return False
    quarter = len(sizes) // 4
    medians = [statistics.median(sizes[part * quarter:(part + 1) * quarter]) / 1e6 for part in range(3)]
    medians.append(statistics.median(sizes[-quarter:]) / 1e6)
    more = medians[3] - medians[1]
    slope = statistics.linear_regression(*zip(*looks[quarter:])).slope    # bytes a second
    print("  memory, the median in each quarter of the time: " + ", ".join(f"{each:,.1f}" for each in medians)
          + f" MB; lowest {min(sizes) / 1e6:,.1f}, highest {max(sizes) / 1e6:,.1f}")
    each = slope * looks[-1][0] / requests
    print(f"  from the second quarter to the last {more:+.2f} MB ({more / medians[1]:+.2%}); a straight line through "
          f"all looks after the first quarter gains {slope * 3600 / 1e6:+.2f} MB an hour, {each:+,.0f} bytes a request")
    flat = more <= MOST * medians[1]
    print(f"  memory {'is flat' if flat else 'GROWS'} (flat: at most {MOST:.0%} more)")
    return not flat


AWAY = "turned away"    # what a kind of request returns after a 429; otherwise whether the answer is right


def mixed(address, bodies, expected, seed, end, found) -> None:
    """One client: requests of all kinds, one after the other, each checked."""
    rng = random.Random(seed)
    while time.monotonic() < end:
        kind, number = rng.choice(list(KIND)), rng.randrange(len(bodies))
        try:
            right = KIND[kind](address, bodies[number], expected[number], rng)
        except Exception as error:
            print(f"  {kind}: {error!r}", flush=True)
            right = False
        found["turned away" if right == AWAY else kind if right else "WRONG"] += 1


def whole(address, body, text, rng) -> bool | str:
    """An answer in one piece."""
    status, answer = ask(address, body)
    return AWAY if status == 429 else status == 200 and answer["choices"][0]["text"] == text


def stream(address, body, text, rng) -> bool:
    """An answer in pieces."""
    said = "".join(choice["text"] for piece in pieces(address, body) for choice in piece["choices"])
    return said == text


def gone(address, body, text, rng) -> bool:
    """A client that goes away after some pieces."""
    source, said = pieces(address, body), ""
    for _ in range(rng.randrange(1, 4)):
        said += "".join(choice["text"] for choice in next(source, {"choices": []})["choices"])
    source.close()
    return text.startswith(said)


def malformed(address, body, text, rng) -> bool:
    """Something that is wrong."""
    wrong = rng.choice([b"{", body | {"max_tokens": 0}, body | {"model": "?"}, body | {"x": 1}, b" " * 1_000_001])
    return ask(address, wrong)[0] in (400, 404, 413)


def scores(address, body, text, rng) -> bool | str:
    """Log probabilities of a prompt."""
    status, answer = ask(address, body | {"echo": True, "logprobs": 2, "max_tokens": 1})
    return AWAY if status == 429 else len(answer["choices"][0]["logprobs"]["tokens"]) > 1


def large(address, body, text, rng) -> bool | str:
    """A prompt that is longer than others, often too long."""
    status, _ = ask(address, body | {"prompt": body["prompt"] * rng.randrange(2, 40), "max_tokens": 4})
    return AWAY if status == 429 else status in (200, 400)


KIND = {"whole": whole, "stream": stream, "gone": gone, "malformed": malformed, "scores": scores, "large": large}


def pieces(address, body):
    """The pieces of a streamed answer; closing the generator hangs up."""
    place = urlsplit(address)
    connection = HTTPConnection(place.hostname, place.port, timeout=600)
    try:
        connection.request("POST", place.path + "/completions", json.dumps(body | {"stream": True}),
                           {"Content-Type": "application/json"})
        response = connection.getresponse()
        for line in response:
            if line.startswith(b"data: {"):
                yield json.loads(line[6:])
        response.close()
    finally:
        connection.close()


def memory() -> int | None:
    """Bytes that this process holds now (Linux), or has held at most (macOS); None where the system does not tell."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    try:
        import resource
    except ImportError:    # Windows
        return None
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


if __name__ == "__main__":
    raise SystemExit(main())
