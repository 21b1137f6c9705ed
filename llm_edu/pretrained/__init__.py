"""Pretrained models: other people's weights in our own code (lesson 09).

`load_smollm2` is the course's chat model; `load_gguf` reads any model of the Llama family in a GGUF file; `load_gpt2`
reads GPT-2 as Hugging Face saves it. `chat` writes a conversation in the form that SmolLM2 was trained on and streams
the answer.

    from llm_edu.pretrained import chat, load_smollm2, print_piece

    model, tokenizer = load_smollm2()
    chat(model, tokenizer, "What is the capital of France?", on_text=print_piece)
"""

from llm_edu.pretrained.conversation import DEFAULT_SYSTEM, chat, encode_chat, format_chat, print_piece
from llm_edu.pretrained.loading import load_gguf, load_gpt2, load_pretrained, load_smollm2

__all__ = [
    "DEFAULT_SYSTEM",
    "chat",
    "encode_chat",
    "format_chat",
    "load_gguf",
    "load_gpt2",
    "load_pretrained",
    "load_smollm2",
    "print_piece",
]
