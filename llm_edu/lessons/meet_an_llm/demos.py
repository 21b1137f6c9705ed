"""What lesson 00 shows and measures, where the code would get in the way of the lesson."""

import re
import subprocess
import sys
import tempfile
import time

from llm_edu.decoding import Greedy, generate, next_token_probabilities
from llm_edu.lessons.common.capitals import CAPITALS_LARGEST, CAPITALS_NOT_LARGEST  # noqa: F401 (moved)
from llm_edu.lessons.common.models import ask_many  # noqa: F401 (moved)
from llm_edu.meet_an_llm import PUBLISHED_MODELS, layer_parameters
from llm_edu.plotting import COLORS, TEXT_COLOR, figure, horizontal_bars, label_line, visible_token


def try_code(reply: str, calls: list[str], seconds: float = 5.0) -> dict[str, str]:
    """Run the first Python block of a reply in a separate process, once for each call, and return what came out.

    Never run a model's code inside your own process: the code can do whatever you can. A separate process with a time
    limit, in an empty folder, is the least that you should ask for.
    """
    block = re.search(r"```(?:python)?\n(.*?)```", reply, re.DOTALL)
    code = block.group(1) if block else reply
    results = {}
    for call in calls:
        with tempfile.TemporaryDirectory() as folder:
            command = [sys.executable, "-I", "-c", f"{code}\nprint({call})"]
            try:
                run = subprocess.run(command, capture_output=True, text=True, timeout=seconds, cwd=folder)
            except subprocess.TimeoutExpired:
                results[call] = "did not finish"
                continue
        lines = (run.stdout if run.returncode == 0 else run.stderr).strip().splitlines()
        results[call] = lines[-1] if lines else "printed nothing"
    return results


def line_printer(width: int = 96):
    """A function for `chat(..., on_text=…)` that prints each piece as it comes, and ends lines between words.

    The last 16 characters of a line are kept free for pieces that continue its last word.

    >>> show = line_printer(width=28)
    >>> for piece in ["Attention", " is", " all", " that", " you", " need"]:
    ...     show(piece)
    Attention is
    all that you
    need
    """
    column = 0

    def show(piece: str) -> None:
        nonlocal column
        if piece.startswith(" ") and column + len(piece) > width - 16:
            piece = "\n" + piece[1:]
        print(piece, end="", flush=True)
        column = len(piece.rpartition("\n")[2]) + ("\n" not in piece) * column

    return show


def scorecard(predicted: dict, judged: dict) -> None:
    """Print what you predicted beside how you judged it, and how often the two agree."""
    answered = 0
    agree = 0
    for task in predicted:
        before, after = predicted[task], judged.get(task)
        mark = " "
        if before is not None and after is not None:
            answered += 1
            agree += before == after
            mark = "=" if before == after else "≠"
        print(f"{task:<25} predicted {_yes_no(before):<4} {mark} judged {_yes_no(after)}")
    if answered:
        print(f"\nYou predicted {agree} out of {answered} correctly.")
    else:
        missing = [where for values, where in ((predicted, "the cell of predictions"), (judged, "this cell"))
                   if all(value is None for value in values.values())]
        print(f"\nNow put True or False into {' and into '.join(missing) or 'the same rows of both cells'}, and run "
              f"{'both' if len(missing) == 2 else 'this cell'} again.")


def _yes_no(value) -> str:
    return {None: "–", True: "yes", False: "no"}.get(value, str(value))


def parts_chart(config):
    """Bars: where the parameters of a model with this configuration are."""
    layer = layer_parameters(config)
    parts = {
        "feed-forward parts, all layers": config.layers * layer["feed_forward"],
        "token embeddings": config.vocab_size * config.width,
        "attention, all layers": config.layers * layer["attention"],
        "norms": config.layers * layer["norms"] + config.width,
    }
    total = sum(parts.values())
    largest = max(parts, key=parts.get)
    plot, axes = figure(
        f"{largest.split(',')[0].capitalize()} have {100 * parts[largest] / total:.0f} % of all parameters",
        height=220, alt="; ".join(f"{name} {count:,}" for name, count in parts.items()),
    )
    horizontal_bars(axes, parts, highlight=largest, value_format=lambda n: f"{n:,}  ({100 * n / total:.2f} %)")
    axes.margins(x=0.3)
    return plot


def published_chart():
    """Parameters against training tokens of published models, with the line of 20 tokens per parameter.

    Where only a part of a model works on each token, a filled dot shows that part and a ring the whole.
    """
    known = [m for m in PUBLISHED_MODELS if m.tokens]
    first, last = (next(m for m in known if m.name == name) for name in ("GPT-3", "Kimi K2"))
    plot, axes = figure(
        f"{first.name} read {first.tokens / first.active_parameters:.1f} tokens for each active parameter, "
        f"{last.name} {last.tokens / last.active_parameters:.0f}",
        height=430,
        alt="; ".join(f"{m.name} {m.year}: {m.parameters:.3g} parameters, {m.active_parameters:.3g} of them active, "
                      f"{m.tokens:.3g} tokens" for m in known),
    )
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlim(2.2e10, 1.4e14)
    axes.set_ylim(5e7, 4e12)
    axes.axvspan(2.2e10, 9e10, color=COLORS["context"], alpha=0.12, lw=0)
    axes.text(4.4e10, 1.6e12, "tokens not\npublished", ha="center", fontsize=9.5)
    tokens = [1e11, 6e13]
    axes.plot(tokens, [t / 20 for t in tokens], color=COLORS["context"], linewidth=1, linestyle=":")
    axes.annotate(
        "20 tokens for each parameter", (1.5e11, 1.5e11 / 20), xytext=(8, -13), textcoords="offset points",
        fontsize=9.5,
    )
    beside = {  # where a name has room: offset in points, and which end of it lies at the dot
        "GPT-1": (0, -14, "center"), "GPT-2": (0, -14, "center"), "Gopher": (-8, 6, "right"),
        "Chinchilla": (-8, 8, "right"), "LLaMA": (-2, -14, "right"), "DeepSeek-V3": (-10, -14, "right"),
        "Kimi K2": (10, -6, "left"), "PaLM": (-9, 6, "right"), "Llama 3.1": (10, -2, "left"),
    }
    for m in PUBLISHED_MODELS:
        x = m.tokens or 4.4e10
        color = "learner" if m.name.startswith("SmolLM2") else "model"
        axes.plot(x, m.active_parameters, "o", color=COLORS[color], markersize=8)
        if m.active:
            axes.plot([x, x], [m.active, m.parameters], color=COLORS[color], linewidth=0.8)
            axes.plot(x, m.parameters, "o", color=COLORS[color], markersize=8, fillstyle="none")
        dx, dy, ha = beside.get(m.name, (9, 4, "left"))
        label_line(axes, x, m.active_parameters, f"{m.name} {m.year}", color, dx=dx, dy=dy, ha=ha)
    axes.set_xlabel("tokens that the model was trained on")
    axes.set_ylabel("parameters (dot: active, ring: all)")
    return plot


def measure_machine(model, prompt: list[int], tokens: int = 24) -> dict[str, float]:
    """How fast this computer generates, multiplies and reads memory, each the best of a few tries.

    Returns tokens per second; operations per second of a large matrix product; bytes per second of reading a vector
    that is far larger than the processor's caches.
    """
    import torch

    generating = max(
        tokens / _seconds(lambda: generate(model, [prompt], Greedy(), max_new_tokens=tokens)) for _ in range(3)
    )
    matrix = torch.randn(1024, 1024)
    operations = max(2 * 1024**3 / _seconds(lambda: matrix @ matrix) for _ in range(5))
    vector = torch.ones(64 * 2**20)  # 256 MiB
    reading = max(vector.numel() * 4 / _seconds(vector.sum) for _ in range(3))
    return {"tokens per second": generating, "operations per second": operations, "bytes read per second": reading}


def _seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def course_map(model, tokenizer, text: str = "The capital of"):
    """The course in one picture: how a text becomes a next token, how a model comes to be, and where its limits are.

    The numbers in it are the model's own for `text`.
    """
    ids = tokenizer.encode(text)
    probabilities = next_token_probabilities(model, ids)
    best = int(probabilities.argmax())
    token = visible_token(tokenizer.decode([best]))
    plot, axes = figure(
        "The course in one picture", height=400,
        alt="Text is cut into tokens (lesson 01), each becomes an embedding (02), layers of attention and feed-forward "
        "process them (04, 05), probabilities for the next token come out (03), decoding picks one (07), it is put at "
        "the end of the text, and the model reads the text again. A model is pretrained (06, 08, 09), "
        "fine-tuned (10), prompted (12) and applied "
        "(13). Its limits: bias (14), hallucination (15), cost (17).",
    )
    axes.set_xlim(0, 720)
    axes.set_ylim(0, 350)
    axes.axis("off")
    loop = [
        ("text", text, "", "context"), ("tokens", " ".join(map(str, ids)), "01", "model"),
        ("embeddings", f"{model.config.width} numbers", "02", "model"),
        (f"{model.config.layers} layers", "attention and\nfeed-forward", "04 · 05", "model"),
        ("probabilities", f"{token}  {probabilities[best]:.0%}, …", "03", "model"),
        ("next token", token, "07", "learner"),
    ]
    for number, (title, detail, lesson, color) in enumerate(loop):
        left = number * 122
        _box(axes, left, 250, 110, 66, title, detail, color, lesson)
        if number:
            _arrow(axes, (left - 12, 283), (left, 283))
    _arrow(axes, (665, 248), (55, 248), "arc3,rad=-0.09")
    axes.text(357, 205, "put the token at the end of the text, and ask again", ha="center", va="center", fontsize=9.5)
    life = [
        ("pretraining", "trillions of tokens", "06 · 08 · 09"), ("fine-tuning", "example conversations", "10"),
        ("prompting", "a text to continue", "12"), ("applications", "code, care, schools, …", "13"),
    ]
    for number, (title, detail, lesson) in enumerate(life):
        left = number * 183.5
        _box(axes, left, 92, 163, 56, title, detail, "truth", lesson)
        if number:
            _arrow(axes, (left - 19, 120), (left - 1, 120))
    limits = [
        ("bias", "from what it has read", "14"), ("hallucination", "fluent and false", "15"),
        ("cost", "memory, time, power", "17"),
    ]
    for number, (title, detail, lesson) in enumerate(limits):
        _box(axes, number * 244.7, 2, 224, 50, title, detail, "error", lesson)
    return plot


def _box(axes, x, y, width, height, title, detail, color, lesson):
    from matplotlib.patches import FancyBboxPatch

    axes.add_patch(
        FancyBboxPatch(
            (x, y), width, height, boxstyle="round,pad=0,rounding_size=8",
            facecolor=COLORS[color] + "1f", edgecolor=COLORS[color], linewidth=1.3,
        )
    )
    middle = x + width / 2
    centred = {"ha": "center", "va": "center"}
    axes.text(middle, y + height * 0.74, title, fontsize=9.5, fontweight="bold", color=COLORS[color], **centred)
    axes.text(middle, y + height * 0.34, detail, fontsize=8, **centred)
    axes.text(middle, y + height + 11, lesson, fontsize=9.5, fontweight="bold", **centred)


def _arrow(axes, start, end, shape="arc3"):
    look = {"arrowstyle": "-|>", "color": TEXT_COLOR, "linewidth": 1.2, "connectionstyle": shape}
    axes.annotate("", end, start, arrowprops=look)
