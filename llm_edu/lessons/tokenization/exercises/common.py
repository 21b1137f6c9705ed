"""What the exercises of lesson 01 share."""

TEN_WORDS = "there the fat cat sat on the rat that sat"
