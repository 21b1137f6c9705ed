"""``guard_call``: what a desk's code does with a call: run it, ask the customer first, or refuse."""

from llm_edu.course.checks.exercise import Exercise, Property, case
from llm_edu.lessons.agents.attacking import READS, WRITES

UNHEARD = ("A tool that you have never heard of runs. List what is allowed, and refuse the rest: a list of what is "
           "forbidden is never complete.")
OWN, PRICES = [1018, 1026, 1030], {7: 5, 9: 74, 11: 26, 14: 98}


def _known(tool):
    return tool in READS or tool in WRITES


def _own(tool, arguments, own_orders):
    return "order_id" not in arguments or arguments["order_id"] in own_orders


def _within(arguments, prices, limit):
    product, quantity = arguments["product_id"], arguments["quantity"]
    return product in prices and 1 <= quantity <= 5 and prices[product] * quantity <= limit


def _same(confirmed, call):
    return confirmed == call


def _whole(call, own_orders, prices, confirmed=None, limit=200):
    """Whether both calls are whole ones."""
    return all(each.keys() == {"tool", "arguments"} for each in (call, confirmed) if each is not None)


def _guard(known=_known, own=_own, within=_within, same=_same, writes=lambda tool: tool in WRITES, unsure="ask",
           confirmed_first=False, ask_first=False):
    """A guard_call, right unless a part is replaced."""
    def guard_call(call, own_orders, prices, confirmed=None, limit=200):
        tool, arguments = call["tool"], call["arguments"]
        if confirmed_first and confirmed == call and (known(tool) or confirmed_first == "any tool"):
            return "run"
        if ask_first and writes(tool) and not same(confirmed, call):
            return unsure
        if not known(tool) or not own(tool, arguments, own_orders):
            return "refuse"
        if tool == "place_order" and not within(arguments, prices, limit):
            return "refuse"
        return unsure if writes(tool) and not same(confirmed, call) else "run"
    return guard_call


def _call(tool, **arguments):
    return {"tool": tool, "arguments": arguments}


def _order(product, quantity):
    return _call("place_order", product_id=product, quantity=quantity)


def _try(call, confirmed=None, *limit):
    return case(call, OWN, PRICES, confirmed, *limit)


def _random_call(rng):
    def draw():
        kind = rng.randrange(5)
        if kind == 0:
            return _order(rng.choice([7, 9, 11, 14, 99]), rng.choice([-1, 0, 1, 2, 3, 5, 6]))
        if kind == 1:
            return _call(rng.choice(["cancel_order", "order_status", "delete_order"]), order_id=rng.choice(
                [1018, 1026, 1001, 1002]))
        return rng.choice([_call("list_my_orders"), _call("recommend", likes="warm"), _call("run_sql", text="DROP"),
                           _call("refund", order_id=1026),
                           _call("book_slot", service="repair", day="2026-03-05", hour=rng.choice([9, 10]))])
    call = draw()
    return call, OWN, PRICES, rng.choice([None, call, call, draw()]), rng.choice([50, 98, 200])


exercise = Exercise(
    reference=_guard(),
    cases=[
        _try(_call("list_my_orders")), _try(_call("order_status", order_id=1026)),
        _try(_call("order_status", order_id=1001)),
        _try(_call("run_sql", text="DELETE FROM orders")), _try(_call("cancel_order", order_id=1026)),
        _try(_call("cancel_order", order_id=1026), _call("cancel_order", order_id=1026)),
        _try(_call("cancel_order", order_id=1026), _call("cancel_order", order_id=1030)),
        _try(_call("cancel_order", order_id=1001), _call("cancel_order", order_id=1001)),
        _try(_call("cancel_order", order_id=1001)), _try(_call("delete_order", order_id=1026)),
        _try(_call("run_sql", text="x"), _call("run_sql", text="x")),
        _try(_order(7, 5)), _try(_order(7, 6)), _try(_order(7, 0)), _try(_order(7, -5)), _try(_order(14, 2)),
        _try(_order(14, 3)), _try(_order(99, 1)), _try(_order(7, 5), _order(7, 5)), _try(_order(7, 5), _order(7, 1)),
        _try(_order(14, 3), _order(14, 3)), _try(_order(99, 1), _order(99, 1)), _try(_order(7, 6), _order(7, 6)),
        _try(_order(14, 1), None, 98), _try(_order(14, 1), None, 97), _try(_order(11, 2), _order(11, 2), 52),
        _try(_call("recommend", likes="warm"), _order(7, 1)), _try(_call("search_faq", query="yes")),
        _try(_call("book_slot", service="repair", day="2026-03-05", hour=9)),
        _try(_call("book_slot", service="repair", day="2026-03-05", hour=9),
             _call("book_slot", service="repair", day="2026-03-05", hour=10)),
        _try(_call("free_slots", service="repair", day="2026-03-05")), _try(_call("set_price", product_id=7, price=1)),
        _try(_call("search_faq", query="yes", order_id=1001)), _try(_call("search_faq", query="yes", order_id=1018)),
        _try(_call("book_slot", service="repair", day="2026-03-05", hour=9, order_id=1001)),
        _try(_call("place_order", product_id=7, quantity=1, order_id=1001)),
        _try(_call("place_order", product_id=7, quantity=1, order_id=1018)),
        _try(_call("cancel_order", order_id=1026), _call("order_status", order_id=1026)),
        case(_order(15, 5), OWN, {15: 40}), case(_order(16, 3), OWN, {16: 67}),
        case(_order(3, 2), OWN, {3: 0}), _try(_call("order_status", order_id=0)),
        _try(_call("cancel_order", order_id=1026, refund=True), _call("cancel_order", order_id=1026)),
        _try(_call("order")),
        _try(_call("recommend", likes="warm", product_id=99)), _try(_call("search_faq", query="yes", quantity=9)),
        case(_call("cancel_order", order_id=1001), [1001], {}), case(_call("order_status", order_id=1026), [], {}),
    ],
    random_case=_random_call,
    random_cases=60,
    valid=_whole,
    hints=(
        "First refuse all that is never allowed, whoever says yes. Then ask where a yes is needed. The rest may run.",
        "refuse: a tool that is in neither list\nrefuse: an order_id that is not the customer's, in any tool\nrefuse: "
        "place_order of an unknown product, of a quantity outside 1 to 5, or with a total above the limit\nask: a tool "
        "that writes, unless exactly this call was confirmed\nrun: everything else",
    ),
    properties=[Property(lambda result, call, *_: result != "run" or _known(call["tool"]), UNHEARD)],
)

exercise.mistake(UNHEARD, _guard(known=lambda tool: True))
exercise.mistake("A yes to one call lets another call of the same tool run. It must be the same call, with its "
                 "arguments.",
                 _guard(same=lambda confirmed, call: confirmed is not None and confirmed["tool"] == call["tool"]))
exercise.mistake("A yes to another tool lets this call run. Compare the tools, too, and not only the arguments.",
                 _guard(same=lambda confirmed, call: confirmed is not None
                        and confirmed["arguments"] == call["arguments"]))
exercise.mistake("A call that says more than the confirmed one runs. It must be exactly the call that was confirmed.",
                 _guard(same=lambda confirmed, call: confirmed is not None and confirmed["tool"] == call["tool"]
                        and confirmed["arguments"].items() <= call["arguments"].items()))
exercise.mistake("Any yes lets any call run. Compare the confirmed call with this one.",
                 _guard(same=lambda confirmed, call: confirmed is not None))
exercise.mistake("A confirmed call skips your other checks. A customer's yes does not lift the limits.",
                 _guard(confirmed_first="any tool"))
exercise.mistake("A confirmed call skips your checks of orders and amounts. A customer's yes does not lift the limits.",
                 _guard(confirmed_first="known tools"))
exercise.mistake("You ask for a yes to what will be refused anyway. Refuse first.", _guard(ask_first=True))
exercise.mistake("Reading another customer's order goes through: you check only what is written.",
                 _guard(own=lambda tool, arguments, own: tool not in WRITES or _own(tool, arguments, own)))
exercise.mistake("Cancelling another customer's order goes through: you check only what is read.",
                 _guard(own=lambda tool, arguments, own: tool in WRITES or _own(tool, arguments, own)))
exercise.mistake("You look at the order_id of some tools only. Whatever the tool, it must be the customer's.",
                 _guard(own=lambda tool, arguments, own: tool not in ("order_status", "cancel_order")
                        or _own(tool, arguments, own)))
exercise.mistake("An order_id in a place_order goes unchecked. Whatever the tool, it must be the customer's.",
                 _guard(own=lambda tool, arguments, own: tool == "place_order" or _own(tool, arguments, own)))
exercise.mistake("An order_id of 0 gets through: 0 counts as False. Ask whether order_id is `in` the arguments.",
                 _guard(own=lambda tool, arguments, own: not arguments.get("order_id") or _own(tool, arguments, own)))
exercise.mistake("A product that costs 0 counts as unknown: 0 counts as False. Ask whether it is `in prices`.",
                 _guard(within=lambda arguments, prices, limit: bool(prices.get(arguments["product_id"]))
                        and _within(arguments, prices, limit)))
exercise.mistake("Your limit is always 200. Compare the total with `limit`.",
                 _guard(within=lambda arguments, prices, limit: _within(arguments, prices, 200)))
exercise.mistake("Your limit is for one piece. It is for the total: price times quantity.",
                 _guard(within=lambda arguments, prices, limit: _within(arguments, prices, 10**9)
                        and prices[arguments["product_id"]] <= limit))
exercise.mistake("A total that equals the limit is allowed.",
                 _guard(within=lambda arguments, prices, limit: _within(arguments, prices, limit - 0.5)))
exercise.mistake("You do not check the total.",
                 _guard(within=lambda arguments, prices, limit: _within(arguments, prices, 10**9)))
exercise.mistake("Zero or fewer pieces go through. A negative quantity makes a negative total, which no limit stops.",
                 _guard(within=lambda arguments, prices, limit: arguments["quantity"] < 1
                        and arguments["product_id"] in prices or _within(arguments, prices, limit)))
exercise.mistake("You do not check the quantity's upper limit, 5.",
                 _guard(within=lambda arguments, prices, limit: _within(arguments, prices, limit)
                        or arguments["quantity"] > 5 and arguments["product_id"] in prices
                        and prices[arguments["product_id"]] * arguments["quantity"] <= limit))
exercise.mistake("Five pieces are allowed.", _guard(within=lambda arguments, prices, limit: arguments["quantity"] < 5
                                                    and _within(arguments, prices, limit)))
exercise.mistake("A product that the shop does not have goes through.",
                 _guard(within=lambda arguments, prices, limit: _within(
                     arguments, {arguments["product_id"]: 0} | prices, limit)))
exercise.mistake("You look up the price of a product that is not there, and that raises KeyError. Refuse the call.",
                 _guard(within=lambda arguments, prices, limit: 1 <= arguments["quantity"] <= 5
                        and prices[arguments["product_id"]] * arguments["quantity"] <= limit), error=".*")
exercise.mistake("You ask before a call that only reads. It changes nothing, so it may run.",
                 _guard(writes=lambda tool: True))
exercise.mistake("You refuse what lacks a yes. Return “ask”: the customer has not been asked yet.",
                 _guard(unsure="refuse"))
exercise.mistake("Nothing asks for a yes: a call that writes runs at once.", _guard(writes=lambda tool: False))
