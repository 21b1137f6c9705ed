"""Forty requests to the desk of The Lantern, each with the one call that is right.

An argument is what it must equal, or as `judging.fits` reads it: {"finds": id} for a query that finds this entry of the
FAQ, {"words": [..]} for a text with these words, {"any": true} for any text.
"""


def right(tool, **arguments):
    """The call that is right, as in a transcript."""
    return {"tool": tool, "arguments": arguments}


def finds(entry):
    """A query that finds this entry of the FAQ."""
    return right("search_faq", query={"finds": entry})


def likes(*words, **price):
    """A recommendation by these words."""
    return right("recommend", likes={"words": list(words)}, **price)


EXAMPLES = {    # one of each tool, for the prompt with examples; never asked
    "Can you wrap it as a gift?": right("search_faq", query="gift wrapping"),
    "Has order 1002 left yet?": right("order_status", order_id=1002),
    "What did I order last month?": right("list_my_orders"),
    "Is there a green blanket for 70 coins at most?": right("recommend", likes="green blanket", max_price=70),
    "One matchbox radio, please.": right("place_order", product="Matchbox radio", quantity=1),
    "Please cancel order 1025.": right("cancel_order", order_id=1025),
    "Is there an hour for a repair on 2026-03-04?": right("free_slots", service="repair", day="2026-03-04"),
    "Book advice on 2026-03-04 at 15 for me.": right("book_slot", service="advice", day="2026-03-04", hour=15),
    "I would rather talk to one of your people.": right("hand_over", reason="wants a person"),
}

REQUESTS = {
    "Where is my order 1005?": right("order_status", order_id=1005),
    "What happened to order 1017?": right("order_status", order_id=1017),
    "I am still waiting for number 1021. When will it come?": right("order_status", order_id=1021),
    "Is 1012 packed already?": right("order_status", order_id=1012),
    "Please tell me the status of my order, it is number 1030.": right("order_status", order_id=1030),
    "What have I ordered so far?": right("list_my_orders"),
    "Show me all my orders.": right("list_my_orders"),
    "I have forgotten my order number. Which orders do you have of mine?": right("list_my_orders"),
    "List everything that I bought from you.": right("list_my_orders"),
    "Can you recommend something blue?": likes("blue"),
    "I need a quiet clock. What do you suggest?": likes("quiet", "clock"),
    "Recommend a warm lamp for at most 60 coins.": likes("warm", "lamp", max_price=60),
    "What do you have for travel that costs 25 coins or less?": likes("travel", max_price=25),
    "My aunt likes old wooden things. Any ideas?": likes("old", "wood"),
    "I want to buy 2 pocket candles.": right("place_order", product="Pocket candle", quantity=2),
    "Please order a fisherman's radio for me, one piece.":
        right("place_order", product="Fisherman's radio", quantity=1),
    "Three beeswax pillar candles, please.": right("place_order", product="Beeswax pillar candle", quantity=3),
    "Send me 4 candles, the midnight ones.": right("place_order", product="Midnight candle", quantity=4),
    "I take one of the shepherd's blankets.": right("place_order", product="Shepherd's blanket", quantity=1),
    "Cancel order 1026.": right("cancel_order", order_id=1026),
    "I don't want order 1028 any more, please cancel it.": right("cancel_order", order_id=1028),
    "Stop order 1024, I ordered the wrong thing.": right("cancel_order", order_id=1024),
    "Please undo my order with the number 1029.": right("cancel_order", order_id=1029),
    "Which hours are free for a repair on 2026-03-05?": right("free_slots", service="repair", day="2026-03-05"),
    "When can I come for advice on 2026-03-10?": right("free_slots", service="advice", day="2026-03-10"),
    "Do you have time for a repair tomorrow?": right("free_slots", service="repair", day="tomorrow"),
    "Any free hours for advice on 2026-03-12?": right("free_slots", service="advice", day="2026-03-12"),
    "What is free for repairs on Friday, 2026-03-06?": right("free_slots", service="repair", day="2026-03-06"),
    "Book a repair for me on 2026-03-05 at 14.": right("book_slot", service="repair", day="2026-03-05", hour=14),
    "I would like advice on 2026-03-11, at 9 o'clock. Please book it.":
        right("book_slot", service="advice", day="2026-03-11", hour=9),
    "Reserve the repair hour at 16 on 2026-03-09 for me.":
        right("book_slot", service="repair", day="2026-03-09", hour=16),
    "Put me down for advice tomorrow at 10.": right("book_slot", service="advice", day="tomorrow", hour=10),
    "Please book 2026-03-13, 11 o'clock, for a repair.":
        right("book_slot", service="repair", day="2026-03-13", hour=11),
    "How do I wash a blanket?": finds("blanket-care"),
    "What are your opening hours?": finds("opening-hours"),
    "My kettle leaks. What shall I do?": finds("kettle-leak"),
    "How long is the guarantee?": finds("guarantee-length"),
    "I want to talk to a person.": right("hand_over", reason={"any": True}),
    "Let me speak to a human, please.": right("hand_over", reason={"any": True}),
    "This is too complicated. Give me somebody of your staff.": right("hand_over", reason={"any": True}),
}
