"""Models whose weights come from elsewhere: to make them, PyTorch's compiler is not needed."""

import subprocess
import sys

PROGRAM = """
import sys
from llm_edu.compression.pruning import rebuilt
from llm_edu.lessons.decoding.demos import cut_to
from llm_edu.lessons.pretrained.demos import paired_in_halves
from llm_edu.training import load_story_model
from llm_edu.transformer import Transformer, TransformerConfig

model = Transformer(TransformerConfig.llama(vocab_size=50, layers=2, width=16, heads=4))
load_story_model(), rebuilt(model, model.state_dict()), cut_to(model, 1), paired_in_halves(model, lambda rows, heads: rows)
print("llm_edu.shapes_only" in sys.modules, "torch._dynamo" in sys.modules)
"""


def test_no_model_imports_a_compiler():
    """Drawing normal numbers for tensors of shapes only would: 800 modules, 75 MB."""
    run = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert run.stdout.split() == ["True", "False"], run.stderr
