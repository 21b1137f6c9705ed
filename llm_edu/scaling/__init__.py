"""Scaling: what a larger model, more text or more machines buy (lesson 08).

``laws``       a power law through some trainings, its floor known or not, and how sure its predictions are
``budgets``    size, text and operations: which size is best for a budget, and what published laws would buy
``hardware``   machines and grids, every figure with its source
``bill``       hours, money, energy and CO2 of a training; the price of a token; when training longer pays
``presets``    trainings that were published, with what was published of them
``parallel``   one training on several machines: rows, columns, layers or memory shared out
``roofline``   how fast a processor can decode at most, by what it fetches and what it computes
"""
