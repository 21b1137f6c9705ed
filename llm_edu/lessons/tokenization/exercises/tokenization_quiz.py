"""The quiz of lesson 01."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "The other way round: words are the longer pieces, so there are fewer of them.",
            "b": "Right. You measured it: after nine thousand pages, new pages still brought new words, and most had "
                 "at least one. Pieces can spell them.",
            "c": "Anything in a list can have a number. The trouble is what is not in the list.",
        }),
        QuizItem("c", {
            "a": "Nothing is unknown to a byte-level tokenizer: every text is bytes.",
            "b": "The file is fine. Decode the tokens together and the character is there.",
            "c": "Right. A character of several bytes may be cut between them, and half of it is no character.",
        }),
        QuizItem("a", {
            "a": "Right, and that is what makes the mistake hard to find: no error, the text comes back, and the model "
                 "answers worse.",
            "b": "The ids are all in the vocabulary, and their bytes join to the same text.",
            "c": "You saw it: the same words in other pieces gave another probability for the next token.",
        }),
        QuizItem("b", {
            "a": "Then the user's text ends the user's turn, and the user can write the system's.",
            "b": "Right. Only your own program puts special tokens in; what comes from outside is characters.",
            "c": "That loses part of what the user wrote, and the next clever spelling gets through.",
        }),
        QuizItem("c", {
            "a": "Only the first doubling, from 256 to 512, halved the tokens. This one bought nothing in English.",
            "b": "Somebody paid for those entries: one row of the embedding table each.",
            "c": "Right. You measured the same length within a percent: the new entries had gone to other languages "
                 "and to code.",
        }),
        QuizItem("b", {
            "a": "The context counts tokens, and French takes more of them for the same content.",
            "b": "Right: 1 / 1.75 = 0.57.",
            "c": "It is the other way round: more tokens for the same content, so less content fits.",
        }),
        QuizItem("a", {
            "a": "Right. It may have learned the spelling of the piece from other texts, or not.",
            "b": "The ids are numbers in a list; no letter is in them.",
            "c": "It can count in some texts. What it lacks here is the letters.",
        }),
    ],
)
