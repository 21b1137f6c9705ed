"""Pretrained models: other people's weights in our own code (lesson 09).

    from llm_edu.pretrained import chat, load_pretrained, load_smollm2, print_piece

    model, tokenizer = load_smollm2()
    chat(model, tokenizer, "What is the capital of France?", on_text=print_piece)
    model, tokenizer = load_pretrained("folder/of/a/model")    # as huggingface.co has it; load_gguf for one file

Read in this order:
``loading``        `load_smollm2`, `load_gguf`, `load_pretrained`, `load_gpt2`: from a file to (model, tokenizer)
``gguf_file``, ``safetensors_folder``, ``settings``: what a file says, checked before anything is made from it
``llama``, ``gpt2``  a configuration from settings, and where each tensor belongs; ``weights`` copies them there
``family_model``   what Llama 3, Mistral, Qwen2 and Qwen3 have beyond Llama 2; ``unsupported`` what others have
``tokenizer_json``, ``gguf_tokenizer``, ``folder_tokenizer``: tokenizers as files describe them, which
``file_tokenizer``, ``byte_fallback`` run: byte-level BPE with its rules, and SentencePiece's BPE
``conversation``   `chat`, with the model's own ``chat_template``: a program, so it runs in a ``template_process`` of
its own, whose program is ``template_sandbox``
``open_models``    which parts of fifteen models you can get, and under which licence; ``open_models_sources``
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
