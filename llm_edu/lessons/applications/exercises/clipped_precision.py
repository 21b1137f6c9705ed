"""``clipped_precision``: which share of a translation's runs of words the reference has."""

from collections import Counter

from llm_edu.course.checks.exercise import Exercise, case


def _runs(words, n):
    return [tuple(words[start:start + n]) for start in range(len(words) - n + 1)]


def _precision(runs=_runs, right=lambda found, allowed: sum((Counter(found) & Counter(allowed)).values()),
               share=lambda right, found, allowed: right / len(found), nothing=0.0):
    """A clipped_precision with one thing wrong."""
    def clipped_precision(candidate, reference, n):
        found, allowed = runs(candidate, n), runs(reference, n)
        return share(right(found, allowed), found, allowed) if found else nothing
    return clipped_precision


def _found_in_the_text(found, allowed):
    """Right runs by ``str.count``, which does not see what overlaps."""
    words = [*allowed[0], *(run[-1] for run in allowed[1:])] if allowed else []
    text = " " + "  ".join(words) + " "
    return sum(min(count, text.count(" " + "  ".join(run) + " ")) for run, count in Counter(found).items())


def _texts(candidate, reference, n=1):
    return case(candidate.split(), reference.split(), n)


def _random_texts(rng):
    words = rng.choice([["a", "b"], ["the", "cat", "sat", "mat"], ["1", "11", "111"]])
    return tuple([rng.choice(words) for _ in range(rng.randrange(8))] for _ in range(2)) + (rng.randrange(1, 4),)


exercise = Exercise(
    reference=_precision(),
    names=("candidate", "reference", "n"),
    cases=[
        _texts("", ""), _texts("", "a"), _texts("a", ""), _texts("a", "a"), _texts("a", "b"), _texts("a a", "a"),
        _texts("a", "a a"), _texts("a a a", "a a b"), _texts("the the the", "the cat"), _texts("a b", "b a"),
        _texts("a b", "b a", 2), _texts("a b c", "a b d", 2), _texts("a b a b", "a b", 2), _texts("a b", "a b a b", 2),
        _texts("a b c d", "a b c d", 4), _texts("a b c d", "a b c d", 5), _texts("a b c", "a b c d", 4),
        _texts("a", "a b", 2), _texts("a a a", "a a", 2), _texts("a b b a", "a b a b", 2), _texts("a b c", "c b a"),
        _texts("A b", "a b"), _texts("x a b y", "a b", 2), _texts("a b x a b", "a b y a b", 2),
        _texts("1 11", "11 1", 2),
        _texts("1 11", "111"), _texts("a a b", "a b b"), _texts("a b c d e f", "a b c x d e f", 3),
        _texts("the cat sat on the mat", "the cat is on the mat"), _texts("b a", "a b a", 2),
        _texts("the cat sat on the mat", "the cat is on the mat", 2), _texts("a b c", "d e f", 3),
        _texts("a a a", "a a a", 2),
    ],
    random_case=_random_texts,
    random_cases=40,
    valid=lambda candidate, reference, n: n >= 1 and all(candidate) and all(reference),
    tensor_numbers=False,
    hints=(
        "Make a Counter of all runs for each of the two texts. How often may a run be right at most?",
        "count the runs of n words in both texts, as tuples\nfor each kind of run in the candidate: right = the "
        "smaller of its two counts\nshare = all right runs / all runs of the candidate, or 0 if there are none",
    ),
    compare="close",
)

exercise.mistake("You count a run as right each time it occurs, so *the the the* would translate every sentence with "
                 "a *the*. A run is right at most as often as it occurs in the reference.",
                 _precision(right=lambda found, allowed: sum(run in allowed for run in found)))
exercise.mistake("You count each kind of run once. Count how often it occurs.",
                 _precision(right=lambda found, allowed: len(set(found) & set(allowed))))
exercise.mistake("You count each kind of run once, both above and below the line. Count how often it occurs.",
                 _precision(right=lambda found, allowed: len(set(found) & set(allowed)),
                            share=lambda right, found, allowed: right / len(set(found))))
exercise.mistake("You divide by the number of different runs (the length of a Counter). Divide by the number of all "
                 "runs.",
                 _precision(share=lambda right, found, allowed: right / len(set(found))))
exercise.mistake("You divide by the runs of the reference. That would be the recall: the share of the reference that "
                 "was found.",
                 lambda candidate, reference, n: _precision()(reference, candidate, n))
exercise.mistake("You divide by the candidate's number of words. It has len − n + 1 runs of n words.",
                 lambda candidate, reference, n: (Counter(_runs(candidate, n)) & Counter(_runs(reference, n))).total()
                 / max(1, len(candidate)))
exercise.mistake("The last run is missing. A text of 5 words has 5 − n + 1 runs of n words.",
                 _precision(runs=lambda words, n: [tuple(words[at:at + n]) for at in range(len(words) - n)]))
exercise.mistake("At the end of the text, your runs are shorter than n. Stop when fewer than n words are left.",
                 _precision(runs=lambda words, n: [tuple(words[at:at + n]) for at in range(len(words))]))
exercise.mistake("You look at single words, whatever n is.", _precision(runs=lambda words, n: _runs(words, 1)))
exercise.mistake("You look at pairs of words, whatever n is.", _precision(runs=lambda words, n: _runs(words, 2)))
exercise.mistake("Your runs do not overlap. A run begins at each word, except the last n − 1.",
                 _precision(runs=lambda words, n: _runs(words, n)[::n]))
exercise.mistake("The order of the words in a run counts: a b is not the same run as b a.",
                 _precision(runs=lambda words, n: [tuple(sorted(run)) for run in _runs(words, n)]))
exercise.mistake("You compare position by position. A run may be at a different position in the reference.",
                 lambda candidate, reference, n: sum(one == other for one, other in
                                                     zip(_runs(candidate, n), _runs(reference, n)))
                 / max(1, len(_runs(candidate, n))))
exercise.mistake("If the candidate has no runs, the share is 0, not 1.", _precision(nothing=1.0))
exercise.mistake("If the candidate has no runs, the share is 0, not None.", _precision(nothing=None))
exercise.mistake("If the candidate has no runs, you divide by 0. In this case, return 0.",
                 lambda candidate, reference, n: (Counter(_runs(candidate, n)) & Counter(_runs(reference, n))).total()
                 / len(_runs(candidate, n)), error="division by zero")
exercise.mistake("That is the number of right runs. Return their share.",
                 _precision(share=lambda right, found, allowed: right, nothing=0))
exercise.mistake("That is a percentage. Return a number from 0 to 1.",
                 _precision(share=lambda right, found, allowed: 100 * right / len(found)))
exercise.mistake("You round. Return the share as it is.",
                 _precision(share=lambda right, found, allowed: round(right / len(found), 1)))
exercise.mistake("You ignore capitals. Here, A and a are different words.",
                 _precision(runs=lambda words, n: [tuple(map(str.lower, run)) for run in _runs(words, n)]))
exercise.mistake("You join the words of a run without a space, so 1 11 and 11 1 become the same.",
                 _precision(runs=lambda words, n: ["".join(run) for run in _runs(words, n)]))
exercise.mistake("You count too few runs where they overlap. a a a contains a a twice, but str.count continues after "
                 "the end of what it has found.",
                 _precision(right=lambda found, allowed: _found_in_the_text(found, allowed)))
exercise.mistake("You count the runs of all lengths up to n. Count only those of n words.",
                 _precision(runs=lambda words, n: [run for length in range(1, n + 1) for run in _runs(words, length)]))
exercise.mistake("If a run occurs too often, you count none of its occurrences as right. It is right as often as the "
                 "reference has it.",
                 _precision(right=lambda found, allowed: sum(count for run, count in Counter(found).items()
                                                             if count <= Counter(allowed)[run])))
