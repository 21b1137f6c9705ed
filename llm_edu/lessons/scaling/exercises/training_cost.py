"""``training_cost``: days, dollars and kilowatt-hours of a training run."""

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.scaling.bill import training_bill
from llm_edu.scaling.hardware import Hardware


def _machine(name="toy", speed=1e12, utilisation=0.5, watts=500, price=2.0):
    return Hardware(name, speed, 8e9, 1e11, watts, price, utilisation, {})


def _reference(parameters, tokens, machine, gpus, pue=1.1):
    bill = training_bill(parameters, tokens, machine, gpus, pue=pue)
    return bill.days, bill.money, bill.energy


def _cost(each=6, speed=lambda speed, share: speed * share, days=lambda hours, gpus: hours / gpus / 24,
          dollars=lambda hours, gpus, price: hours * price,
          energy=lambda hours, gpus, watts, pue: hours * watts / 1000 * pue, order=(0, 1, 2)):
    """A training_cost with one thing wrong; hours are those of one GPU that does it all."""
    def function(parameters, tokens, machine, gpus, pue=1.1):
        hours = each * parameters * tokens / speed(machine.operations_per_second, machine.utilisation) / 3600
        results = (days(hours, gpus), dollars(hours, gpus, machine.price), energy(hours, gpus, machine.watts, pue))
        return tuple(results[place] for place in order)
    return function


exercise = Exercise(
    reference=_reference,
    names=("parameters", "tokens", "machine", "gpus", "pue"),
    cases=[
        case(1e9, 20e9, _machine(), 1), case(1e9, 20e9, _machine(), 8),
        case(1_000, 1_000_000, _machine(speed=1e6), 3, 1.0),
        case(7e9, 2e12, _machine("H100", 989e12, 0.41, 700, 3.99), 64),
        case(175e9, 3e11, _machine(watts=330), 10_000, 1.5),
        case(1_672_521, 29_929_622, _machine("laptop", 188e9, 0.31, 15, 0), 1, 1.0),
        case(65e9, 1.4e12, _machine(utilisation=1.0, watts=0), 2_048),
    ],
    random_case=lambda rng: (
        rng.randrange(10**6, 10 ** rng.randrange(7, 13)), rng.randrange(10**6, 10 ** rng.randrange(7, 14)),
        _machine(speed=rng.randrange(1, 1000) * 1e12, utilisation=rng.randrange(1, 20) / 20,
                 watts=rng.randrange(10, 1000), price=rng.randrange(1, 800) / 100),
        rng.randrange(1, 1000), 1 + rng.randrange(10) / 10),
    valid=lambda parameters, tokens, machine, gpus, pue=1.1: (
        min(parameters, tokens) >= 1_000 and gpus >= 1 and pue >= 1),
    hints=(
        "How many hours would a *single* GPU take for all operations? The three results follow from that number.",
        "operations = 6 × parameters × tokens\n"
        "GPU hours = operations / (machine.operations_per_second × machine.utilisation) / 3600\n"
        "days: GPU hours / gpus / 24\n"
        "dollars: GPU hours × machine.price\n"
        "kWh: GPU hours × kilowatts of one GPU × pue",
    ),
    compare="close",
    tolerance=1e-9,
    properties=[Property(lambda result, *_, **__: isinstance(result, tuple),
                         "Return the three numbers as a tuple, which nobody can change by mistake: write them in ( ), "
                         "or without brackets.")],
)

exercise.mistake("Your days are for a single GPU. All GPUs work side by side.",
                 _cost(days=lambda hours, gpus: hours / 24))
exercise.mistake("Your dollars fall with the number of GPUs. Sharing makes the run faster, not cheaper, because you "
                 "pay for each GPU.", _cost(dollars=lambda hours, gpus, price: hours / gpus * price))
exercise.mistake("You multiply the dollars by the number of GPUs once too often. More GPUs take fewer hours each, and "
                 "you pay for GPU hours.", _cost(dollars=lambda hours, gpus, price: hours * gpus * price))
exercise.mistake("You calculate with the machine's peak speed. A training run gets only the share `utilisation` of it.",
                 _cost(speed=lambda speed, share: speed))
exercise.mistake("With a lower utilisation, the run should take longer. On which side of the division does it belong?",
                 _cost(speed=lambda speed, share: speed / share))
exercise.mistake("2 operations for each parameter and token is for *using* the model. Training takes 6.", _cost(each=2))
exercise.mistake("Those are hours, not days.", _cost(days=lambda hours, gpus: hours / gpus))
exercise.mistake("The price is for an hour, not for a day.",
                 _cost(dollars=lambda hours, gpus, price: hours / 24 * price))
exercise.mistake("Watts times hours gives watt-hours. A kWh is a thousand of them.",
                 _cost(energy=lambda hours, gpus, watts, pue: hours * watts * pue))
exercise.mistake("Your energy is for the machines alone. The building draws `pue` times as much.",
                 _cost(energy=lambda hours, gpus, watts, pue: hours * watts / 1000))
exercise.mistake("The building draws more than its machines, not less. Multiply by `pue`.",
                 _cost(energy=lambda hours, gpus, watts, pue: hours * watts / 1000 / pue))
exercise.mistake("Your energy is for a single GPU. All of them are plugged in.",
                 _cost(energy=lambda hours, gpus, watts, pue: hours / gpus * watts / 1000 * pue))
exercise.mistake("You always take 1.1 for the building, whatever pue says.",
                 _cost(energy=lambda hours, gpus, watts, pue: hours * watts / 1000 * 1.1))
exercise.mistake("When called without `pue`, the function should use 1.1. Give the parameter this default in the "
                 "first line.",
                 lambda parameters, tokens, machine, gpus, pue=1.0: _reference(parameters, tokens, machine, gpus, pue))
exercise.mistake("Don't multiply the energy by the utilisation: `watts` is what the machine draws while it trains.",
                 lambda parameters, tokens, machine, gpus, pue=1.1: _cost(
                     energy=lambda hours, gpus, watts, pue: hours * machine.utilisation * watts / 1000 * pue)(
                     parameters, tokens, machine, gpus, pue))
exercise.mistake("The order is wrong: first days, then dollars, then kWh.", _cost(order=(0, 2, 1)))
