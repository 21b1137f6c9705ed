"""What sitting 3 prints: the shop, what the desk reads, its turns, and all ways side by side."""

import textwrap
from statistics import median

from llm_edu.intervals import wilson
from llm_edu.lessons.agents.dialogues import dialogue
from llm_edu.lessons.agents.judging import CAUSES, read_transcripts
from llm_edu.lessons.agents.training import LONGEST
from llm_edu.pretrained import encode_chat
from llm_edu.wrapping import wrapped

WIDTH = 96
WAYS = ("rules", "as it is", "constrained", "trained", "trained, constrained")
AFTERWARDS = ("rules", "trained, constrained")
NAMES = {"rules": "rules (no model)", "as it is": "SmolLM2 as it is", "constrained": "SmolLM2, valid calls only",
         "trained": "LoRA, any text", "trained, constrained": "LoRA, valid calls only"}
EXAMS = {"written_before": "The exam", "written_after": "By strangers",
         "written_last": "By three other strangers", "written_unseen": "By a stranger, unseen until now"}


def print_shop(session, count=5):
    """Some products, and the customer with all orders."""
    with session.shop.reading() as connection:
        for row in connection.execute("SELECT * FROM products LIMIT ?", (count,)):
            print(f"{row['id']:>4}  {row['name']:24} {row['price_cents'] / 100:6.2f} coins, "
                  f"{row['stock']:>2} in stock   {row['tags']}")
        print("   …")
        (name,) = connection.execute("SELECT name FROM customers WHERE id = ?", (session.customer_id,)).fetchone()
        print(f"Customer {session.customer_id}: {name}. Today is {session.today:%Y-%m-%d}.")
        for row in connection.execute("SELECT orders.*, name FROM orders JOIN products ON products.id = product_id "
                                      "WHERE customer_id = ?", (session.customer_id,)):
            print(f"{row['id']:>6}  {row['quantity']} × {row['name']:22} {row['status']:10} arrives {row['arrives']}")


def print_dialogue(tokenizer, seed):
    """One of the conversations to learn from, without its prompt, every message by its beginning."""
    for message in dialogue(seed, LONGEST, lambda messages: len(encode_chat(tokenizer, messages)))[1:]:
        print(line_of(message))


def line_of(message):
    """A message by its beginning, on one line."""
    return f"{message['role']:10}" + textwrap.shorten(message["content"], WIDTH - 10, placeholder=" …")


def print_prompt(desk):
    """What the desk's model is told first, and how many tokens that takes."""
    messages = [{"role": "system", "content": desk.conversation.system}]
    for line in desk.conversation.system.splitlines():
        print(textwrap.fill(line, WIDTH))
    print(f"({desk.conversation.count(messages)} tokens)")


def print_turns(desk, *texts):
    """Turns of a customer, with every call and result before the reply."""
    for text in texts:
        print(f"Customer: {text}")
        for event in desk.answer(text):
            if event.kind in ("call", "result", "stopped"):
                print(textwrap.shorten(f"    {event.kind}: {event.text}", WIDTH, placeholder=" …"))
            if event.kind == "reply":
                print(textwrap.fill(f"Desk: {event.text}", WIDTH, subsequent_indent="      "))


def print_memory(desk):
    """What the desk's model reads at its next step: all messages, each by its beginning, and how much is left out."""
    window = desk.conversation.window()
    for message in window.messages:
        print(line_of(message))
    print(f"{window.tokens} of at most {desk.conversation.budget} tokens; {window.left_out} of "
          f"{len(desk.conversation.turns)} turns are left out.")


def print_ways(kept):
    """For each way, how many turns had the right calls and how many were wholly right, with Wilson's 95 % intervals."""
    for exam, suffix, ways in (("written_before", "", WAYS), ("written_after", ", afterwards", AFTERWARDS),
                               ("written_last", ", last", AFTERWARDS), ("written_unseen", ", unseen", AFTERWARDS)):
        if ways[0] + suffix not in kept.runs:
            continue
        turns = kept[ways[0] + suffix]["table"][-1]["turns"]
        title = f"{EXAMS[exam]}: {len(read_transcripts(exam))} conversations, {turns} turns"
        print(f"{title}\n{'':28}{'right calls':>22}{'all right':>22}   leaked  invented")
        for way in ways:
            total = kept[way + suffix]["table"][-1]
            calls, right = (share(total[what], total["turns"]) for what in ("calls right", "right"))
            print(f"{NAMES[way]:28}{calls:>22}{right:>22}{total['leaked']:>9}{total['invented']:>10}")
        print()


def print_kinds(kept, way="trained, constrained"):
    """Turns with the right calls, for each kind of conversation; and how long a turn took."""
    rows = [row for row in kept[way]["table"][:-1] if row["turns"] > 3]
    parts = [f"{row['kind']} {row['calls right']} of {row['turns']}" for row in rows]
    print(textwrap.fill(f"{NAMES[way]}, right calls in the exam: " + ", ".join(parts), WIDTH, subsequent_indent="   "))
    first, whole, _ = zip(*kept[way]["seconds"])
    print(f"The first words came after {median(first):.1f} s, the whole reply after {median(whole):.1f} s (medians).")


def print_causes(kept, way="trained, constrained"):
    """What was wrong, by cause."""
    total = kept[way]["table"][-1]
    print(f"What was wrong in {total['turns'] - total['right']} turns of the exam (some have two causes):")
    for cause, what in CAUSES.items():
        if total[cause]:
            print(f"{total[cause]:>4} turn{'s' * (total[cause] > 1)}: {what}")


def print_wrong_calls(kept, exam, *ids, way="trained, constrained", suffix=""):
    """What the customer said, and what was wrong with the calls."""
    print(f"Wrong calls in “{EXAMS[exam]}”:")
    said = {(each["id"], number): turn["user"] for each in read_transcripts(exam)
            for number, turn in enumerate(each["turns"], start=1)}
    for transcript, number, faults in kept[way + suffix]["turns"]:
        for cause in {"tool", "arguments"} & set(faults) if transcript in ids else ():
            print(wrapped(f"   {said[transcript, number]}", indent="   "))
            print(wrapped(f"      {faults[cause]}", indent="      "))


def share(right, count):
    """A share with its interval, in percent.

    >>> share(45, 50)
    '90 % (79 to 96 %)'
    """
    low, high = wilson(right / count, count)
    return f"{right / count:.0%} ({low:.0%} to {high:.0%})".replace("%", " %").replace(" % to", " to")
