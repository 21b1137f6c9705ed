"""The quiz of lesson 12."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "That is what it got of these 50. Fifty others would give another figure.",
            "b": "Right: that is Wilson's interval of 41 of 50. It is wide, and it says how wide.",
            "c": "They say that the share is hardly 60 %, and hardly 95. An interval tells what they can say.",
        }),
        QuizItem("c", {
            "a": "Intervals can overlap while one prompt is better at nearly every snippet where the two differ.",
            "b": "It was on these 400. Whether by more than luck, the snippets tell where the two differ.",
            "c": "Right. Snippets that both get right, or both wrong, say nothing about which is better, and yet they "
                 "make both intervals wide. McNemar's test looks at the others.",
        }),
        QuizItem("a", {
            "a": "Right. Who always says *positive* gets half of them right, and a figure near a half is what that "
                 "looks like.",
            "b": "57 % would be poor as well. First find out what it does: a model that always says the same judges "
                 "nothing.",
            "c": "Perhaps. But first see what is wrong: if it says *positive* to everything, calibration costs three "
                 "questions and no example.",
        }),
        QuizItem("b", {
            "a": "It says 0.8 where there is nothing to judge. For a text, 0.7 is little.",
            "b": "Right: 0.3 / 0.2 = 1.5 for *negative*, 0.7 / 0.8 = 0.875 for *positive*. That makes 0.63 and 0.37.",
            "c": "That would be so if it had said 0.8 about the snippet as well.",
        }),
        QuizItem("b", {
            "a": "It was chosen *because* it was lucky on these 50, besides being good. Luck does not come along.",
            "b": "Right, the winner's curse. How much less, 50 snippets cannot tell you: new ones can.",
            "c": "Surer, yes: of the true share. That is likely to lie below what won.",
        }),
        QuizItem("a", {
            "a": "Right: the most frequent number wins, with however few votes.",
            "b": "It need not be more than half. It takes the most frequent one.",
            "c": "The mean of answers may be a number that none of the solutions came to.",
        }),
        QuizItem("b", {
            "a": "They have the right form. Which of the two labels is in it, is the model's guess.",
            "b": "Right. The form is forced upon it, and says nothing about the label: count those as well.",
            "c": "It cannot do otherwise: everything else has been forbidden.",
        }),
        QuizItem("b", {
            "a": "Against these 50. An attack that closes the marker itself, or asks in another language, was not "
                 "among them.",
            "b": "Right. Of such attacks up to 7 in 100 may succeed (Wilson, 0 of 50). Of those that nobody has tried "
                 "nothing is known, and an attacker tries what you have not.",
            "c": "Something can: of attacks like these few succeed. Of others nothing is known.",
        }),
    ],
)
