"""``tokens_per_second``: how fast decoding is at most, by two numbers of the processor."""

from llm_edu.course.checks.exercise import Exercise, case
from llm_edu.scaling import roofline

SMOLLM2 = 134_515_008


def _speed(operations=2, weights=lambda size, batch: size, cache=lambda cache_bytes, batch: batch * cache_bytes,
           size=lambda bytes_per_parameter: bytes_per_parameter, texts=lambda batch: batch, together=max,
           result=lambda batch, seconds: batch / seconds):
    """A tokens_per_second with one thing wrong."""
    def function(batch, parameters, bytes_per_parameter, bandwidth, operations_per_second, cache_bytes=0):
        fetched = weights(parameters * size(bytes_per_parameter), batch) + cache(cache_bytes, batch)
        computed = operations * parameters * texts(batch)
        return result(batch, together(fetched / bandwidth, computed / operations_per_second))
    return function


exercise = Exercise(
    reference=roofline.tokens_per_second,
    cases=[
        case(1, 100, 4, 1000, 10_000), case(5, 100, 4, 1000, 10_000), case(50, 100, 4, 1000, 10_000),
        case(3, 7, 2, 11, 10_000), case(3, 7, 2, 1_000_000, 13),
        case(2, 100, 4, 1000, 10_000, 50), case(40, 100, 4, 1000, 10_000, 300), case(40, 100, 4, 1000, 1000, 3),
        case(20, 100, 4, 1000, 10_000),    # both take equally long
        case(1, SMOLLM2, 4, 10e9, 100e9), case(64, SMOLLM2, 4, 10e9, 100e9),
        case(64, SMOLLM2, 4, 10e9, 100e9, 46_080 * 2048), case(7, SMOLLM2, 0.5, 10e9, 100e9),
        case(256, 405e9, 1, 3.35e12, 989e12, 1e9), case(1000, 3, 2, 4e12, 9.0),
        case(5000, 9, 2, 50, 1e9, 7), case(1, 3, 2, 4e12, 9e9),
    ],
    random_case=lambda rng: (rng.randrange(1, 300), rng.randrange(10**3, 10**6), rng.choice([0.5, 1, 2, 4]),
                             rng.randrange(10**3, 10**6), rng.randrange(10**4, 10**8),
                             rng.choice([0, rng.randrange(1, 10**5)])),
    valid=lambda batch, parameters, size, bandwidth, speed, cache_bytes=0: (
        min(batch, parameters, bandwidth, speed) >= 1 and size > 0 and cache_bytes >= 0 and batch < 10**4),
    hints=(
        "How many bytes must come from memory in one step, and how long does that take? How many operations does the "
        "step need, and how long do they take? Then: how many tokens does the step yield?",
        "seconds to fetch = (parameters · bytes each + texts · cache bytes) / bandwidth\n"
        "seconds to compute = 2 · parameters · texts / operations a second\n"
        "tokens a second = texts / the longer of the two",
    ),
    compare="close",
    tolerance=1e-9,
)

exercise.mistake("You add the two times, as if the processor first fetched everything and then began to compute. It "
                 "does both at the same time, so the longer time decides.", _speed(together=lambda *times: sum(times)))
exercise.mistake("You take the shorter of the two times. A step ends when *both* are done.", _speed(together=min))
exercise.mistake("Each parameter means two operations, a multiplication and an addition.", _speed(operations=1))
exercise.mistake("6 operations for each parameter and token is for *training*. Writing takes 2.", _speed(operations=6))
exercise.mistake("You fetch the parameters again for each text of the batch. They are fetched once a step, and serve "
                 "all texts. That is the point of a batch.", _speed(weights=lambda size, batch: size * batch))
exercise.mistake("Those are steps a second. Each step yields one token for *each* text.",
                 _speed(result=lambda batch, seconds: 1 / seconds))
exercise.mistake("Those are seconds for a token. Return tokens a second.",
                 _speed(result=lambda batch, seconds: seconds / batch))
exercise.mistake("Those are seconds for a step. Return tokens a second.",
                 _speed(result=lambda batch, seconds: seconds))
exercise.mistake("You count the operations of only *one* text. The weights are fetched once for all texts, but each "
                 "text is multiplied with them separately.", _speed(texts=lambda batch: 1))
exercise.mistake("You count numbers, not bytes. Each parameter takes bytes_per_parameter bytes.",
                 _speed(size=lambda size: 1))
exercise.mistake("bytes_per_parameter is in bytes already, not in bits.", _speed(size=lambda size: size / 8))
exercise.mistake("The caches must be fetched, too: cache_bytes for each text.", _speed(cache=lambda cache, batch: 0))
exercise.mistake("That is the cache of a single text. Each text of the batch has its own.",
                 _speed(cache=lambda cache, batch: cache))
exercise.mistake("You leave out the time to compute. With many texts, it is longer than the time to fetch.",
                 _speed(together=lambda fetching, computing: fetching))
exercise.mistake("You leave out the time to fetch. With few texts, it is longer than the time to compute.",
                 _speed(together=lambda fetching, computing: computing))
exercise.mistake("`//` rounds down to whole tokens a second. Divide with `/`.",
                 _speed(result=lambda batch, seconds: batch // seconds))
