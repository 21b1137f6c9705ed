"""The exercises of lesson 05: the stream, norms, feed-forward layers, masks, a block, and a whole Llama."""

from llm_edu.lessons.transformer.exercises.feed_forward import feed_forward
from llm_edu.lessons.transformer.exercises.initial_loss import initial_loss
from llm_edu.lessons.transformer.exercises.layer_norm import layer_norm
from llm_edu.lessons.transformer.exercises.llama_attention import llama_attention
from llm_edu.lessons.transformer.exercises.llama_block import llama_block
from llm_edu.lessons.transformer.exercises.llama_logits import llama_logits
from llm_edu.lessons.transformer.exercises.quadratic_share import quadratic_share
from llm_edu.lessons.transformer.exercises.quiz import transformer_quiz
from llm_edu.lessons.transformer.exercises.rms_norm import rms_norm
from llm_edu.lessons.transformer.exercises.swiglu import swiglu
from llm_edu.lessons.transformer.exercises.trace_stream import trace_stream
from llm_edu.lessons.transformer.exercises.who_may_look import who_may_look

EXERCISES = [
    trace_stream, layer_norm, rms_norm, feed_forward, initial_loss, quadratic_share, who_may_look, swiglu,
    llama_attention, llama_block, llama_logits, transformer_quiz,
]
