"""Scaling: what a larger model, more text or more machines buy (lesson 08).

``parallel``   one training on several machines: rows, columns, layers or memory shared out
"""
