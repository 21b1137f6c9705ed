"""The quiz of lesson 12."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "That is what it got on these 50. Fifty others would give a different score.",
            "b": "Right: that is Wilson's interval for 41 of 50. You don't know much, but you know how much.",
            "c": "They say that the share is hardly 60 %, and hardly 95 %. An interval says how much they can tell "
                 "you.",
        }),
        QuizItem("c", {
            "a": "Intervals can overlap even if one prompt wins nearly every snippet on which the two differ.",
            "b": "It was better on these 400. Whether that was more than luck, only the snippets on which the two "
                 "differ can tell.",
            "c": "Right. Snippets that both get right, or both get wrong, say nothing about which prompt is better, "
                 "and yet both intervals count them. McNemar's test looks at the others.",
        }),
        QuizItem("a", {
            "a": "Right. A prompt that always says *positive* gets half of them right, and a score near 50 % is what "
                 "that looks like.",
            "b": "57 % would be poor as well. First find out what the prompt does: if it always gives the same "
                 "answer, it judges nothing.",
            "c": "Perhaps. But first see what is wrong. If it says *positive* to everything, calibration costs three "
                 "questions and no examples.",
        }),
        QuizItem("b", {
            "a": "The prompt says 0.8 when there is nothing to judge. Compared with that, 0.7 is little.",
            "b": "Right: 0.3 / 0.2 = 1.5 for *negative*, 0.7 / 0.8 = 0.875 for *positive*. That makes 0.63 and 0.37.",
            "c": "That would be so if the prompt had said 0.8 to the snippet, too.",
        }),
        QuizItem("b", {
            "a": "It was chosen because it was good, and *because* it was lucky on these 50. Luck does not carry over.",
            "b": "Right, the winner's curse. The 50 snippets can't tell you how much less. New snippets can.",
            "c": "More certain, yes: about the true share. And that is likely to be below the score that won.",
        }),
        QuizItem("a", {
            "a": "Right: the most frequent number wins, with however few votes.",
            "b": "The winner does not need more than half. The most frequent number wins.",
            "c": "The mean may be a number that none of the solutions found.",
        }),
        QuizItem("b", {
            "a": "They have the right form. But the label in it is still the model's guess.",
            "b": "Right. The constraint guarantees the form, and says nothing about the label: count the right "
                 "labels, too.",
            "c": "The model has no choice: everything else is forbidden.",
        }),
        QuizItem("b", {
            "a": "Against these 50 attacks, they did. None of them may have closed the marker itself, or been in "
                 "another language.",
            "b": "Right. Of attacks like these, up to 7 in 100 may succeed (Wilson, 0 of 50). You know nothing about "
                 "attacks that you have not tried, and an attacker tries those.",
            "c": "You can say something: of attacks like these, few succeed. You know nothing about others.",
        }),
    ],
)
