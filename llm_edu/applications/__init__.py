"""What a language model is good for, and how to find out: applications, each with its measure.

``humaneval`` holds 164 functions to write, and the chance that one of k tries is right; ``sandbox`` runs a program that
a model has written, which nobody has read before, and judges it; ``numbers`` finds the numbers of a text, and those
behind which nothing stands; ``experiments`` are A/B tests: how many visitors they need, what they find, and what it
costs to look too early; ``notes`` holds a note against the conversation it is of, ``tutor`` a hint against what it must
not give away; ``translation`` has a made-up language, exactly known, and a model that learns to write it.
"""
