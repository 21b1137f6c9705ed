"""One way to ask a model, wherever it runs: here, in the course's own code, or behind an address (lesson 12).

    from llm_edu.pretrained import load_smollm2, print_piece
    from llm_edu.remote import LocalModel, RemoteModel

    model = LocalModel(*load_smollm2())                              # what the lessons run on: no network, no account
    model = RemoteModel("http://localhost:11434/v1", "llama3.2")     # by means of OpenAI's client: pip install openai
    model.reply("What is the capital of France?", max_new_tokens=20, on_text=print_piece)
    model.score("Review: what a film!\\nSentiment:", [" positive", " negative"])    # log probabilities

No lesson needs a `RemoteModel`, and nothing else in the course sends texts to a server.
"""

from llm_edu.remote.chat_model import ChatModel, LocalModel, Reply
from llm_edu.remote.client import Limits, RemoteError
from llm_edu.remote.remote import RemoteModel

__all__ = ["ChatModel", "Limits", "LocalModel", "RemoteError", "RemoteModel", "Reply"]
