"""What sitting 3 prints: the shop, what the desk reads, its turns, and all ways side by side."""

import textwrap

from llm_edu.course.measuring import load_measurement
from llm_edu.intervals import wilson
from llm_edu.lessons.agents.dialogues import dialogue
from llm_edu.lessons.agents.judging import CAUSES, read_transcripts

WIDTH = 96
WAYS = {"rules": "rules (no model)", "as it is": "SmolLM2 as it is", "constrained": "SmolLM2, valid calls only",
        "trained": "LoRA, any text", "trained, constrained": "LoRA, valid calls only"}


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


def print_dialogue(seed, longest=800):
    """One of the conversations to learn from, without its prompt, every message by its beginning."""
    for message in dialogue(seed, longest, lambda messages: sum(len(each["content"]) // 4 for each in messages))[1:]:
        print(textwrap.shorten(f"{message['role']:9} {message['content']}", WIDTH, placeholder=" …"))


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
        print(textwrap.shorten(f"{message['role']:9} {message['content']}", WIDTH, placeholder=" …"))
    print(f"{window.tokens} of at most {desk.conversation.budget} tokens; {window.left_out} of "
          f"{len(desk.conversation.turns)} turns are left out.")


def print_ways(kept=None, ways=WAYS):
    """For each way, how many turns had the right calls and how many were wholly right, with Wilson's 95 % intervals."""
    kept = kept or load_measurement("agents_desk")
    print(f"{len(read_transcripts())} transcripts\n{'':28}{'right calls':>22}{'all right':>22}   leaked  invented")
    for way, name in ways.items():
        if way in kept.runs:
            total = kept[way]["table"][-1]
            calls, right = (share(total[what], total["turns"]) for what in ("calls right", "right"))
            print(f"{name:28}{calls:>22}{right:>22}{total['leaked']:>9}{total['invented']:>10}")


def print_causes(kept=None, way="trained, constrained"):
    """What was wrong, by cause."""
    total = (kept or load_measurement("agents_desk"))[way]["table"][-1]
    for cause, what in CAUSES.items():
        if total[cause]:
            print(f"{total[cause]:>4} turns: {what}")


def share(right, count):
    """A share with its interval, in percent.

    >>> share(45, 50)
    '90 % (79 to 96 %)'
    """
    low, high = wilson(right / count, count)
    return f"{right / count:.0%} ({low:.0%} to {high:.0%})".replace("%", " %").replace(" % to", " to")
