"""What lesson 11 draws: what RLHF aims for, the two rewards of DPO, and how a group of answers makes advantages."""

from collections.abc import Sequence

import torch

from llm_edu.schematic import Box, Captioned, Cells, Lines, Schematic, Token, column, row, space, table


def draw_rlhf(names: Sequence[str], policy: torch.Tensor, reference: torch.Tensor, rewards: torch.Tensor,
              beta: float) -> Schematic:
    """What RLHF aims for: the policy's mean reward, less the price of its distance from the reference.

    policy, reference: (answers,), probabilities   rewards: (answers,)   beta: what a nat of distance costs

    >>> policy, reference, rewards = torch.tensor([[0.5, 0.5], [0.2, 0.8], [2.0, 0.0]])
    >>> draw_rlhf(["cat story", "dull story"], policy, reference, rewards, beta=1).problems()
    []
    """
    mean = float((policy * rewards).sum())
    divergence = float(torch.xlogy(policy, policy / reference).sum())
    names = [name.replace(" ", "\xa0") for name in names]
    pays = Cells([[each] for each in rewards.tolist()], rows=names, color="truth", size=34)
    learns, stays = (Cells([[each] for each in chances.tolist()], write="P = {:.2g}", color=color, most=1, size=34)
                     for chances, color in ((policy, "learner"), (reference, "context")))
    earns = Box("mean reward", f"{mean:.2f}", color="truth", width=150)
    apart = Box("KL divergence", f"{divergence:.2f} nats", color="error", width=150)
    aim = Box("objective", f"{mean:.2f} − {beta:g} · {divergence:.2f} = {mean - beta * divergence:.2f}", width=200)
    left, right = Captioned(pays, "rewards"), Captioned(stays, "reference", "frozen")
    above = row(left, Captioned(learns, "policy", "learns"), right, gap=100)
    drawing = Schematic(
        "A policy earns rewards, and pays for its distance from the reference",
        column(row(above, space(left.width - right.width), gap=0), row(earns, apart, gap=110), aim, gap=50),
        " ".join(f"The {name.replace(chr(160), ' ')} has reward {reward:g}, probability {now:.2g} under the policy "
                 f"and {then:.2g} under the reference."
                 for name, reward, now, then in zip(names, rewards.tolist(), policy.tolist(), reference.tolist()))
        + f" The mean reward is {mean:.2f}. The KL divergence of policy and reference is {divergence:.2f} nats, and "
        f"each costs {beta:g}, so the objective is {mean - beta * divergence:.2f}. Training changes the policy to "
        f"raise it.")
    for start, end in ((pays, earns), (learns, earns), (learns, apart), (stays, apart)):
        drawing.arrow(start, end, leave="bottom", enter="top")
    drawing.arrow(earns, aim, leave="bottom", enter="left")
    drawing.arrow(apart, aim, leave="bottom", enter="right")
    drawing.arrow(aim, learns, "train", leave="top", enter="bottom", color="learner", width=3)
    return drawing


def draw_dpo(policy: Sequence[float], reference: Sequence[float], beta: float) -> Schematic:
    """The rewards inside a policy, for one pair of answers, and how probable they make the choice.

    policy, reference: log P of the chosen answer and of the rejected one

    >>> draw_dpo(policy=(-9, -14), reference=(-10, -12), beta=0.5).problems()
    []
    """
    rewards = [beta * (now - then) for now, then in zip(policy, reference)]
    gap = rewards[0] - rewards[1]
    chance = float(torch.tensor(gap).sigmoid())
    lines, paths = [], []
    for name, color, now, then, reward in zip(("chosen", "rejected"), ("truth", "error"), policy, reference, rewards):
        path = (Box("reference", f"log P = {_number(then)}", color="context"),
                Box("policy", f"log P = {_number(now)}", color="learner"),
                Box("reward", f"{beta:g} · ({_number(now)} − {_number(then)}) = {_number(reward)}".replace("− −", "+ "),
                    color=color, width=170))
        paths.append(path)
        lines.append([Lines(name, bold=True, color=color), *path])
    choice = Box("P(choice)", f"σ({gap:g}) = {chance:.2f}", color="model")
    drawing = Schematic(
        f"The policy's own rewards differ by {gap:g}, so it explains the choice with probability {chance:.2f}",
        row(table(lines, gap=(26, 30)), choice, gap=44),
        " ".join(f"The {name} answer has log P {_number(then)} under the reference and {_number(now)} under the "
                 f"policy, so its reward is {beta:g} times the change, {_number(reward)}."
                 for name, now, then, reward in zip(("chosen", "rejected"), policy, reference, rewards))
        + f" Their difference, {gap:g}, gives the choice the probability {chance:.2f}.")
    for before, after, box in paths:
        drawing.arrow(before, after)
        drawing.arrow(after, box)
        drawing.arrow(box, choice)
    return drawing


def draw_group(rewards: Sequence[float]) -> Schematic:
    """GRPO: several answers to one prompt, their rewards, and how much better than the group each of them did.

    >>> draw_group([1, 0, 0, 0]).problems()
    []
    """
    earned = torch.tensor(rewards, dtype=torch.float64)
    mean, spread = float(earned.mean()), float(earned.std(correction=0))
    advantages = ((earned - mean) / spread).tolist()
    prompt, policy = Token("prompt"), Box("policy", color="learner")
    answers = [Box(f"answer {number}", color="context") for number in range(1, len(rewards) + 1)]
    marks = [Cells([[reward]], color="truth", most=max(rewards), size=32) for reward in rewards]
    results = [Cells([[value]], color="signed", write="{:+.2f}", most=max(map(abs, advantages)), size=32)
               for value in advantages]
    group = Box("the group", f"mean {mean:.2f}", f"std. deviation {spread:.3f}", color="model")
    drawing = Schematic(
        "A group is its own baseline: each answer is compared with the others",
        row(column(prompt, policy, gap=34, line=1), table([[answer] for answer in answers], gap=(0, 14)),
            Captioned(column(*marks, gap=14), "rewards"), group,
            Captioned(column(*results, gap=14), "advantages"), gap=38),
        f"The policy writes {len(rewards)} answers to one prompt. They earn {', '.join(map(_number, rewards))}. "
        f"The mean of the group is {mean:.2f}, its standard deviation {spread:.3f}. The advantages, (reward − mean) / "
        f"standard deviation, are {', '.join(f'{value:+.2f}' for value in advantages)}.".replace("-", "−"))
    drawing.arrow(prompt, policy)
    for answer, mark, result in zip(answers, marks, results):
        drawing.arrow(policy, answer)
        drawing.arrow(answer, mark)
        drawing.arrow(mark, group)
        drawing.arrow(group, result)
    return drawing


def _number(value: float) -> str:
    return f"{value:g}".replace("-", "−")
