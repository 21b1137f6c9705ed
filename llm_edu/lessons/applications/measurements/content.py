"""What lesson 13 leaves to a slower minute: SmolLM2's advertisements, product texts, outlines, dialogues, counted."""

from collections import Counter
from functools import partial

from llm_edu.applications.content import broken_limits, kind_of
from llm_edu.lessons.applications import content_demos as demos
from llm_edu.lessons.applications.drafts import asked, write_drafts
from llm_edu.lessons.applications.products import audit, from_template, make_products, order_for
from llm_edu.pretrained import load_smollm2

DRAFTS, PRODUCTS, TRIES, TEMPERATURE, SEED = 120, 40, 4, 0.9, 0
ABOUT = (f"SmolLM2 (135M, 4 bits) in chat, seed {SEED}: {DRAFTS} drafts of an advertisement at temperature "
         f"{TEMPERATURE}, with the limits told and untold; texts for {PRODUCTS} made-up products, greedy and {TRIES} "
         f"times at temperature 0.7, each number looked up in the table; {len(demos.TOPICS)} outlines and as many "
         "dialogues, greedy, judged by form alone. Nothing is trained in any steps. The machine had other work to do.")


def advertisements(question):
    """What was kept, why the others were not, and what it cost."""
    model, tokenizer = load_smollm2()
    drafts = demos.advertise(model, tokenizer, question, DRAFTS, TEMPERATURE, SEED)
    texts = [text for text, _ in drafts]
    broken = [broken_limits(text, demos.BRIEF) for text in texts]
    whole = [text for text, messages in zip(texts, broken) if not messages]
    each = Counter(kind for messages in broken for kind in {kind_of(message) for message in messages})
    return {"drafts": len(texts), "keep all limits": len(whole), "different": len(set(texts)),
            "broken": dict(each.most_common()), "written": sum(tokens for _, tokens in drafts),
            "read": len(asked(tokenizer, question)), "kept": whole[:16],
            "first": [list(each) for each in zip(texts[:8], broken)]}


def product_texts(temperature, tries):
    """By product and try, how many numbers are invented and how many of its facts are missing; a digit each."""
    model, tokenizer = load_smollm2()
    products = make_products(PRODUCTS, SEED)
    orders = [asked(tokenizer, order_for(product)) for product in products]
    drafts = write_drafts(model, tokenizer, orders, tries, temperature=temperature, max_new_tokens=140, seed=SEED)
    audits = [[audit(draft.text, product) for draft in some] for some, product in zip(drafts, products)]
    bad = [[product.name, some[0].text, *map(as_words, found[0])]
           for product, some, found in zip(products, drafts, audits) if found[0][0]]
    good = [[product.name, some[0].text] for product, some, found in zip(products, drafts, audits) if not found[0][0]]
    return {"products": len(products), "tries": tries, "facts": len(products[0].names) + len(products[0].facts),
            "invented": digits(len(invented) for found in audits for invented, _ in found),
            "missing": digits(len(missing) for found in audits for _, missing in found),
            "read": sum(map(len, orders)), "written": sum(draft.tokens for some in drafts for draft in some),
            "cut off": sum(not draft.ended for some in drafts for draft in some),
            "wrong": bad[:5], "without a wrong number": good[:3]}


def digits(numbers):
    return "".join(str(min(number, 9)) for number in numbers)


def as_words(found):
    return [str(each) if isinstance(each, str) else f"{each.value:g} {each.unit or ''}".strip() for each in found]


def template():
    """The same of a template of two sentences."""
    products = make_products(PRODUCTS, SEED)
    audits = [audit(from_template(product), product) for product in products]
    return {"products": len(products), "invented": digits(len(invented) for invented, _ in audits),
            "missing": digits(len(missing) for _, missing in audits)}


def forms(order, judge):
    """How many of some greedy answers have the form that was asked for, and the first of them."""
    model, tokenizer = load_smollm2()
    orders = [asked(tokenizer, order(topic)) for topic in demos.TOPICS]
    drafts = [draft for draft, in write_drafts(model, tokenizer, orders, max_new_tokens=220, at_once=20)]
    return {"answers": len(drafts), "in form": sum(judge(draft.text) for draft in drafts),
            "points": [len(demos.points(draft.text)) for draft in drafts],
            "lines": [len(demos.speeches(draft.text)) for draft in drafts],
            "cut off": sum(not draft.ended for draft in drafts), "first": [draft.text for draft in drafts[:2]]}


RUNS = {
    "limits untold": partial(advertisements, demos.PLAIN),
    "limits told": partial(advertisements, demos.TOLD),
    "template": template,
    "products, greedy": partial(product_texts, 0.0, 1),
    "products, drawn": partial(product_texts, 0.7, TRIES),
    "outlines": partial(forms, demos.outline_order, demos.outline_in_form),
    "dialogues": partial(forms, demos.dialogue_order, demos.dialogue_in_form),
}
