"""What the cells of several lessons need. A lesson's own folder is for that lesson alone; nothing is taken from there.

``printing``   tables, measurements, code
``models``     models small and large, and how they are asked
``recalls``    places of a story that say once more what was told before
``examples``   rows of which a part is to be said
``texts``      texts to learn from and to measure on; ``parallel``: one text in three languages
"""
