"""The same small random model twice: in our code and in Hugging Face's transformers."""

import torch

from llm_edu.transformer import Transformer, TransformerConfig


def small_model(seed, vocab=24, spread=1.5, **overrides):
    """An untrained Llama whose opinion depends on the context; `spread` is about how far apart its logits lie."""
    torch.manual_seed(seed)
    shape = dict(vocab_size=vocab, context_length=64, layers=2, width=32, heads=4, key_value_heads=2,
                 feed_forward_width=48, tie_embeddings=False)
    model = Transformer(TransformerConfig.llama(**shape | overrides))
    for name, parameter in model.named_parameters():    # far from the quiet start of a training
        if parameter.dim() == 2:
            torch.nn.init.normal_(parameter, std=spread if "token_embedding" in name else spread / parameter.shape[1] ** 0.5)
    return model.eval()


def in_transformers(model):
    """The same weights as a LlamaForCausalLM."""
    import transformers

    config = model.config
    theirs = transformers.LlamaForCausalLM(transformers.LlamaConfig(
        vocab_size=config.vocab_size, hidden_size=config.width, intermediate_size=config.feed_forward_width,
        num_hidden_layers=config.layers, num_attention_heads=config.heads, rope_theta=config.rope_base,
        num_key_value_heads=config.key_value_heads, max_position_embeddings=config.context_length,
        rms_norm_eps=config.norm_epsilon, tie_word_embeddings=False, bos_token_id=None, eos_token_id=None)).eval()
    shared = config.key_value_heads * config.head_dim
    weights = {"model.embed_tokens": model.token_embedding, "model.norm": model.norm, "lm_head": model.unembedding}
    weights = {name: module.weight for name, module in weights.items()}
    for number, block in enumerate(model.blocks):
        queries, keys, values = block.attention.queries_keys_values.weight.split([config.width, shared, shared])
        gate, up = block.feed_forward.gate_and_up.weight.chunk(2)
        parts = {"input_layernorm": block.attention_norm.weight, "self_attn.q_proj": queries, "self_attn.k_proj": keys,
                 "self_attn.v_proj": values, "self_attn.o_proj": block.attention.output.weight,
                 "post_attention_layernorm": block.feed_forward_norm.weight, "mlp.gate_proj": gate,
                 "mlp.up_proj": up, "mlp.down_proj": block.feed_forward.down.weight}
        weights |= {f"model.layers.{number}.{name}": weight for name, weight in parts.items()}
    theirs.load_state_dict({f"{name}.weight": weight.detach() for name, weight in weights.items()})
    return theirs
