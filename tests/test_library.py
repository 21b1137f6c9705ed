"""The package alone, as a wheel in an environment without the course's folder: README's own example runs there."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest
from random_families import random_model

ROOT = Path(__file__).parents[1]
BUILT = ("llm_edu", "pyproject.toml", "requirements.txt", "README.md", "LICENSE", "LICENSE-lessons.md")
(SCRIPT,) = re.findall(r"## Use it as a library\n.*?```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"),
                       re.DOTALL)


def run(*command, folder):
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "LLM_EDU_HOME")}
    found = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def install(folder):
    """A Python with the wheel, and with the packages of this one but not the course's own, as only a site's .pth files
    lead to that. Nothing is built in the course's folder, where it would leave things behind."""
    for name in BUILT:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / "source" / name)
    run(sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-index", "--no-build-isolation", "-w", "wheels",
        "./source", folder=folder)
    venv.create(folder / "alone", with_pip=False)
    places = sysconfig.get_paths(vars={"base": str(folder / "alone"), "platbase": str(folder / "alone")})
    Path(places["purelib"], "others.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    python = Path(places["scripts"], "python.exe" if os.name == "nt" else "python")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index",
        *(folder / "wheels").iterdir(), folder=folder)
    return python


def their_tokenizer():
    """A byte-level tokenizer as Hugging Face's libraries make and save it, with Llama's marks of a text."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.BPE())
    made.pre_tokenizer, made.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    made.train_from_iterator(["The cat sat on the mat."] * 9, trainers.BpeTrainer(
        vocab_size=270, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), special_tokens=["<s>", "</s>"]))
    return PreTrainedTokenizerFast(tokenizer_object=made, bos_token="<s>", eos_token="</s>")


@pytest.mark.full
def test_the_example_of_the_readme_runs_outside_of_the_course(tmp_path):
    peft = pytest.importorskip("peft")
    assert len(SCRIPT.splitlines()) <= 20
    (tmp_path / "source").mkdir()
    (tmp_path / "my_work").mkdir()
    python, here = install(tmp_path), tmp_path / "my_work"
    theirs = random_model("llama", 0, max_position_embeddings=256)
    theirs.save_pretrained(here / "my_model")
    their_tokenizer().save_pretrained(here / "my_model")
    where = run(python, "-c", "import llm_edu; print(llm_edu.__file__)", folder=here)
    assert Path(where.strip()).is_relative_to(tmp_path / "alone")
    assert (Path(where.strip()).parent / "py.typed").is_file()
    assert (Path(where.strip()).parent / "agents" / "faq.jsonl").is_file()
    said = run(python, "-c", SCRIPT, folder=here)
    assert re.search(r"\[\(0, \d+\.\d+\), .*\(3, \d+\.\d+\)\]$", said.strip())
    assert (here / "attention.png").read_bytes().startswith(b"\x89PNG")
    changed = peft.PeftModel.from_pretrained(theirs, here / "my_adapter")
    assert any(weight.abs().sum() > 0 for name, weight in changed.named_parameters() if "lora_B" in name)
