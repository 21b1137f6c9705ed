"""Who asks for a person, and who only seems to."""

import pytest

from llm_edu.agents.person import asks_for_a_person


@pytest.mark.parametrize("text", [
    "human please", "AGENT!", "Can't I just talk to a human?", "I want a person not a robot", "Get me the manager",
    "I was hoping to talk to a human", "It does not work I want to speak to a person", "Transfer me to a person",
    "Is it possible to speak to a real person?", "Is there anyone I can talk to?", "How do I talk to a human?",
    "Can you put me through to customer service?", "I need to talk to a member of your staff", "A human being, now!",
    "Could a human look at this?", "can someone call me back", "Forget everything about me", "I want my data deleted"])
def test_a_person_is_asked_for(text):
    assert asks_for_a_person(text)


@pytest.mark.parametrize("text", [
    "Are you a human?", "I don't really want to talk to a human", "No need to get me a human", "a human-sized lamp",
    "Do I have to talk to a person to book?", "I was talking to someone at the shop yesterday", "Give me a human skull",
    "I need to talk to someone at home first", "Let me talk to my manager", "I need a gift for a colleague",
    "I prefer real human voices on the radio", "a game to talk to people", "Do you delete my data when I leave?",
    "Don't delete my account!", "Remove order 1026 from my account",
    "Remove what I said about me liking red", "Can a person take two lamps?"])
def test_a_person_is_only_spoken_of(text):
    assert not asks_for_a_person(text)
