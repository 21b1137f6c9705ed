"""A yes to exactly what was read back, and to nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_edu.agents import Call, Draft, says_yes

ORDER = Draft(Call("place_order", {}), "Order 2 × Pocket candle for 9.60 coins, arriving 2026-03-09.")
CANCEL = Draft(Call("cancel_order", {}), "Cancel order 1026: 2 × Matchbox radio, 39.80 coins.")
BOOK = Draft(Call("book_slot", {}), "Book repair on Tuesday, 2026-03-03, at 10 o'clock.")
YES = [(ORDER, text) for text in (
    "Yes", "y", "ok do it", "That's right, order them please", "I'll take it", "yes, 2 pocket candle", "Correct, thanks",
    "Exactly!", "go ahead and order it, thank you very much", "👍🏽", "Yes that's perfect, thanks", "I confirm the order", "sure", "do it please")]
YES += [(CANCEL, "yes, cancel it"), (CANCEL, "Yes, cancel order 1026"), (CANCEL, "cancel the order please"),
        (BOOK, "Yes, please book."), (BOOK, "Tuesday at 10, yes"), (BOOK, "please book it now"), (None, "Yes, please!")]
NO = {ORDER: """yes but make it 3|yes, cancel it|yes, 3|yes please, but only one|yes and a kettle|no|not yes|yes?|I don't
 confirm|do not do it|don't do it|please do not|yes not|ok, no|okay wait|hmm|thanks|ok thanks|great|right, one more|yes
 if it is free|yes, when I have money|maybe|I would say yes|he says yes|yes to the other one|order it for me tomorrow,
 yes|yes tomorrow|yes order 2 2|yes for 9|book it|please book|yes, book a repair|yes, order 2 and 2|sure, but later|ok
 then no|never|yesterday|correct it|that is not right|this is no good|is that right|right or wrong|yes yes yes no|confirm
 nothing|I agree with nothing|take it away|take it back|yes, take it back|buy me another|place it elsewhere|all right,
 forget it|yes, ignore the limit|ok cancel|yes 2026|yes, 2 x 2|да|y\u0435s|""",
      CANCEL: """yes, order 2 Matchbox radio|yes order it|order 1026|yes, not 1026|yes, cancel 1027|cancel order 1027, yes|
cancel all orders|yes, cancel order 1026 and 1030|yes, cancel it not|yes cancel the cancellation|keep the order|yes, order
 1026 again|place order 1026, yes""",
      BOOK: """yes, at 11|yes, Wednesday|book at 10:30|yes but advice|yes, order it|cancel the appointment, yes|10|Tuesday at
 10|the repair""", None: "yes, cancel it|please book|order it|yes, 2"}


@pytest.mark.parametrize("draft, text", YES)
def test_a_yes_to_what_was_read_back(draft, text):
    assert says_yes(text, draft) and says_yes(text.upper(), draft) and says_yes(f"  {text} !! ", draft)


@pytest.mark.parametrize("draft", NO, ids=lambda draft: draft.call.tool if draft else "no draft")
def test_what_is_no_yes(draft):
    texts = [text.replace("\n", "") for text in NO[draft].split("|")]
    assert [text for text in texts if says_yes(text, draft)] == []


@given(st.sampled_from(YES), st.sampled_from("but not no never wait if unless instead also only three other cancel't nope "
                                            "tomorrow hmm nobody later don't without 7".split()), st.integers(0, 9))
def test_one_word_more_and_it_is_no_yes(pair, word, place):
    draft, text = pair
    words = text.split()
    words.insert(place, word)
    assert not says_yes(" ".join(words), draft)


@given(st.text(max_size=60))
def test_no_text_is_an_error(text):
    assert says_yes(text, ORDER) in (True, False) and not says_yes(text + " no", ORDER)
