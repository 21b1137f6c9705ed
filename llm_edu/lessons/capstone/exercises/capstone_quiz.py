"""The quiz of lesson 18."""

from llm_edu.course.checks.exercise import Quiz, QuizItem

exercise = Quiz(
    questions=[
        QuizItem("b", {
            "a": "A reader cannot know what you would have called a success, so any result can look like one.",
            "b": "Right. You can be wrong only about something that you have written down.",
            "c": "Your guess may be far off. You write it down so that you notice.",
        }),
        QuizItem("c", {
            "a": "The difference could be 14 points or −6. You don't know that the model is better.",
            "b": "You don't know that it is not better, either. Most of the interval is above 0.",
            "c": "Right. The interval contains 0, so the data fit both.",
        }),
        QuizItem("a", {
            "a": "Right. The copies are easier than new items, so the figure is too high for new items.",
            "b": "The interval says how much luck the draw of the items was. It does not know about copies.",
            "c": "Whatever the share is, an item that was learned tells you nothing about new ones.",
        }),
        QuizItem("b", {
            "a": "It compares numbers in the text with those in results.json. It cannot judge your claims.",
            "b": "Right. A program can check the form. Whether a comparison is fair must be judged by a reader.",
            "c": "It reads the report. It does not look for test items in the training data.",
        }),
        QuizItem("c", {
            "a": "Success alone says nothing about where the model may be used.",
            "b": "Three harmless failures would pass the check and hide the one that hurts.",
            "c": "Right. Limits come from failures, and a tested cause says what to fix.",
        }),
    ],
)
