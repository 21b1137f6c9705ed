"""What the exercises of lesson 00 share."""

LESSON = "00_meet_an_llm"
