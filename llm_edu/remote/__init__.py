"""One way to ask a model, wherever it runs: here, in the course's own code, or behind an address (lessons 12 and 13).

    from llm_edu.pretrained import load_smollm2, print_piece
    from llm_edu.remote import LocalModel, RemoteModel

    model = LocalModel(*load_smollm2())                              # what the lessons run on: no network, no account
    model = RemoteModel("http://localhost:11434/v1", "llama3.2")     # whatever an OpenAI-compatible server offers
    model.reply("What is the capital of France?", max_new_tokens=20, on_text=print_piece)
    model.score("Review: what a film!\\nSentiment:", [" positive", " negative"])    # log probabilities

No lesson needs a `RemoteModel`, and nothing else in the course speaks to a server about texts.

Read in this order:
``chat_model``     `ChatModel`: what both can do; `Reply`, a text that knows how it ended
``local``          `LocalModel`, by means of lessons 07 and 09
``remote``         `RemoteModel`, which fits questions and answers into the form that most servers understand
``scores``         log probabilities from a server, in the two ways in which some offer them
``events``         an answer that comes in pieces (server-sent events); ``answers``: what JSON must hold to be one
``retrying``       what is tried again, and after how long
``connection``     one request and its answer, in bounds of time and size; ``address``, ``key``, ``errors``
"""

from llm_edu.remote.chat_model import ChatModel, Reply
from llm_edu.remote.connection import Limits
from llm_edu.remote.errors import RemoteError
from llm_edu.remote.local import LocalModel
from llm_edu.remote.remote import RemoteModel

__all__ = ["ChatModel", "Limits", "LocalModel", "RemoteError", "RemoteModel", "Reply"]
