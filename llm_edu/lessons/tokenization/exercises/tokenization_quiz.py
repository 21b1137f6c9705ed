"""The quiz of lesson 01."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "It is the other way round: words are the longer pieces, so a text has fewer of them.",
            "b": "Right. You measured it: even after nine thousand pages, most new pages contained a word that was not "
                 "on the list. Smaller pieces can spell it.",
            "c": "Every word on a list can have a number. The trouble is with the words that are not on the list.",
        }),
        QuizItem("c", {
            "a": "Nothing is unknown to a byte-level tokenizer: every text is bytes.",
            "b": "The file is fine. Decode the tokens together and the character is there.",
            "c": "Right. A character of several bytes may be cut between two tokens, and a part of it is not a "
                 "character.",
        }),
        QuizItem("a", {
            "a": "Right, and that makes the mistake hard to find: there is no error, the text comes back, and yet the "
                 "model may predict worse.",
            "b": "The ids are all in the vocabulary, and their bytes join to the same text.",
            "c": "You measured it: the same words in other pieces gave a very different probability for the next "
                 "token.",
        }),
        QuizItem("b", {
            "a": "Then the user's text ends the user's turn, and the user can write the system's turn.",
            "b": "Right. Special tokens come from the program or the model. Text from outside is only characters.",
            "c": "Then you lose part of what the user wrote, and the next clever spelling still gets through.",
        }),
        QuizItem("c", {
            "a": "Only the first doubling, from 256 to 512, halved the number of tokens. This one bought nothing in "
                 "English.",
            "b": "Each entry costs the model a row of parameters, and you measured no saving at all in English.",
            "c": "Right. The difference that you measured was below one per cent: many of the new entries serve other "
                 "languages and code.",
        }),
        QuizItem("b", {
            "a": "The context is measured in tokens, and French takes more of them for the same content.",
            "b": "Right: 1 / 1.75 = 0.57.",
            "c": "It is the other way round: more tokens for the same content, so less content fits.",
        }),
        QuizItem("a", {
            "a": "Right. The model may have learned the spelling of this token from other texts, or not.",
            "b": "Speed is not the trouble. The ids are numbers, and there is no letter in a number.",
            "c": "Larger models can count. Here, the letters are missing from what the model receives.",
        }),
    ],
)
