"""Serving: one model for many requests at once (lesson 17).

Read in this order:
``requests``, ``cache``, ``batching``   continuous batching: an `Engine` decodes all requests together, a token a step
``queue``    a simulation: how long requests wait, in static batches and in continuous ones
``worker``   the engine in a thread of its own
``fields``, ``asking``, ``telling``   from the JSON of a request to the JSON of its answer, as OpenAI has them
``server``, ``figures``   an application on starlette;  ``running`` starts and stops it, on uvicorn

    from llm_edu.remote import RemoteModel
    from llm_edu.serving import Served, serving

    with serving(Served({"storyteller": model}, tokenizer, begin="<|story|>")) as address:
        RemoteModel(address, "storyteller")
"""

from llm_edu.serving.batching import Engine, next_batch
from llm_edu.serving.requests import Request
from llm_edu.serving.running import serve, serving
from llm_edu.serving.served import Served, ServingLimits

__all__ = ["Engine", "Request", "Served", "ServingLimits", "next_batch", "serve", "serving"]
