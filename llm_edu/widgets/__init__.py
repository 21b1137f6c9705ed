"""Interactive pictures of the course: ``from llm_edu.widgets import TokenizerPlayground, NextTokenExplorer``."""

from llm_edu.widgets.adapter_dial import AdapterDial
from llm_edu.widgets.attention_viewer import AttentionViewer, CrossAttentionViewer
from llm_edu.widgets.beam_tree import BeamTree
from llm_edu.widgets.bias_explorer import BiasExplorer
from llm_edu.widgets.chat_desk import ChatDesk
from llm_edu.widgets.common.chips import show_tokens
from llm_edu.widgets.compression_lab import CompressionLab
from llm_edu.widgets.cost_calculator import CostCalculator
from llm_edu.widgets.decoding_playground import DecodingPlayground
from llm_edu.widgets.embedding_explorer import EmbeddingExplorer
from llm_edu.widgets.forward_pass import ForwardPass
from llm_edu.widgets.guess_the_next_word import GuessTheNextWord
from llm_edu.widgets.logit_lens import LogitLens
from llm_edu.widgets.next_token_explorer import NextTokenExplorer
from llm_edu.widgets.preference_arena import PreferenceArena
from llm_edu.widgets.prompt_lab import PromptLab
from llm_edu.widgets.softmax_playground import SoftmaxPlayground
from llm_edu.widgets.source_trace import SourceTrace
from llm_edu.widgets.tokenizer_playground import TokenizerPlayground
from llm_edu.widgets.training_monitor import TrainingMonitor
from llm_edu.widgets.transformer_map import TransformerMap

__all__ = [
    "AdapterDial",
    "AttentionViewer",
    "BeamTree",
    "BiasExplorer",
    "ChatDesk",
    "CompressionLab",
    "CostCalculator",
    "CrossAttentionViewer",
    "DecodingPlayground",
    "EmbeddingExplorer",
    "ForwardPass",
    "GuessTheNextWord",
    "LogitLens",
    "NextTokenExplorer",
    "PreferenceArena",
    "PromptLab",
    "SoftmaxPlayground",
    "SourceTrace",
    "TokenizerPlayground",
    "TrainingMonitor",
    "TransformerMap",
    "show_tokens",
]
