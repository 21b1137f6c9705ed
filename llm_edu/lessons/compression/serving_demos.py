"""What lesson 17 shows of serving: a queue in front of SmolLM2, and two clients of a real server."""

import json
import random
import threading
import time
from urllib.request import Request, urlopen

from llm_edu.serving import next_batch
from llm_edu.serving.queue import interpolated, poisson_arrivals, simulate, static_batch

WAYS = {"one at a time": (1, next_batch), "static batches": (16, static_batch), "continuous": (16, next_batch)}
TOKENS = 20, 100    # new tokens of a request, drawn between the two
COUNT, SEED = 300, 0


def lengths(count=COUNT, seed=SEED):
    """How many tokens each simulated request needs."""
    generator = random.Random(seed)
    return [generator.randint(*TOKENS) for _ in range(count)]


def mean_totals(kept, rates):
    """{way: mean seconds until an answer is complete, for each rate in requests a minute}"""
    step_seconds = interpolated({int(rows): each for rows, each in kept["steps"]["seconds"].items()})
    found = {}
    for way, (places, choose) in WAYS.items():
        found[way] = []
        for rate in rates:
            visits = simulate(poisson_arrivals(rate / 60, COUNT, SEED), lengths(), step_seconds, places, choose)
            found[way].append(sum(visit.total for visit in visits) / len(visits))
    return found


def most_a_minute(kept):
    """{way: requests a minute that it can keep up with}: of COUNT requests that are all there at once"""
    step_seconds = interpolated({int(rows): each for rows, each in kept["steps"]["seconds"].items()})
    found = {}
    for way, (places, choose) in WAYS.items():
        visits = simulate([0.0] * COUNT, lengths(), step_seconds, places, choose)
        found[way] = 60 * COUNT / max(visit.ended for visit in visits)
    return found


def print_steps(kept):
    """What a step costs by the number of rows, and how many tokens a second that is."""
    print(f"{'texts together':<16}{'one step':>10}{'tokens/s':>10}")
    for rows, seconds in kept["steps"]["seconds"].items():
        print(f"{rows:<16}{seconds:>8.3f} s{kept['steps']['tokens'][rows]:>10.0f}")


def ask_at_once(address, bodies):
    """Send all bodies at the same moment, each in a thread of its own, and print what comes, in the order it comes.

    bodies: {a name for the client: the fields of a request to /v1/completions}
    """
    lock, began = threading.Lock(), time.perf_counter()

    def client(name, body):
        asked = Request(f"{address}/completions", json.dumps(body | {"stream": True}).encode(),
                        {"Content-Type": "application/json"})
        with urlopen(asked) as response:
            for line in response:
                if line.startswith(b"data: {"):
                    choice = json.loads(line[6:])["choices"][0]
                    with lock:
                        told(name, choice)

    def told(name, choice):
        end = f"   ({choice['finish_reason']})" if choice["finish_reason"] else ""
        print(f"{1000 * (time.perf_counter() - began):5.0f} ms  {name:<6}{choice['text']!r}{end}")

    threads = [threading.Thread(target=client, args=pair) for pair in bodies.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
