"""The made-up shop: what is known of each product, and that its template keeps to it."""

from llm_edu.applications.numbers import Quantity
from llm_edu.lessons.applications.products import (
    KINDS,
    Product,
    audit,
    from_template,
    make_products,
    order_for,
    written,
)


def test_products_differ_and_come_again():
    products = make_products(40)
    assert products == make_products(40) != make_products(40, seed=1)
    assert len({product.name for product in products}) == 40
    assert {kind: sum(product.kind == kind for product in products) for kind in KINDS} == dict.fromkeys(KINDS, 8)
    assert all(f"{name}: {written(fact)}" in order_for(product) for product in products
               for name, fact in product.facts.items())


def test_the_template_says_every_fact_and_no_other():
    for seed in range(3):
        for product in make_products(60, seed):
            assert audit(from_template(product), product) == ([], [])


def test_an_audit_finds_what_is_invented_and_what_is_missing():
    product = Product("Lumo Nox", "bicycle light", "red", {"Price": Quantity(39, "€"), "Weight": Quantity(85, "g"),
                                                           "Brightness": Quantity(300, "lumens")})
    assert audit("The red Lumo Nox bicycle light: 300 lumens, 85 g, €39.", product) == ([], [])
    invented, missing = audit("The Lumo Nox bicycle light shines 300 hours and costs €29.", product)
    assert invented == ["300 hours", "€29"] and missing == ["red", *product.facts.values()]
