"""What the exercises of lesson 01 share."""

LESSON = "01_tokenization"
TEN_WORDS = "there the fat cat sat on the rat that sat"
