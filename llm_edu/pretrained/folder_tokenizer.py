"""The tokenizer in a Hugging Face folder, and what the folder says about conversations."""

from llm_edu.errors import CourseError
from llm_edu.files import read_file
from llm_edu.pretrained.chat_template import ChatTemplate
from llm_edu.pretrained.settings import read_values
from llm_edu.pretrained.tokenizer_json import MissingTokenizer, tokenizer_from_json
from llm_edu.tokenization import tokenizer_from_gpt2_files

SENTENCEPIECE = ("tokenizer.model", "spiece.model", "sentencepiece.bpe.model")
NAMED_TOKENS = ("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token")


def folder_tokenizer(folder, config):
    """The tokenizer of a folder, with the model's chat template. config: what config.json says

    Raises CourseError for files that are missing or damaged; a kind of tokenizer that the course lacks gives a
    `MissingTokenizer`.
    """
    if (folder / "tokenizer.json").is_file():
        return tokenizer_from_json(folder / "tokenizer.json", folder_chat(folder, config))
    if any((folder / name).is_file() for name in SENTENCEPIECE):
        return MissingTokenizer(f"{folder} has its tokenizer in SentencePiece's own format only, which the course does "
                                "not read: download the model's tokenizer.json, too. The model itself runs")
    if config.get("model_type") != "gpt2":    # vocab.json does not say how to cut a text, and others cut otherwise
        need(folder, "tokenizer.json")
    return tokenizer_from_gpt2_files(need(folder, "vocab.json"), need(folder, "merges.txt"))


def folder_chat(folder, config):
    """The `ChatTemplate` of a folder, or None. It is in a file of its own, or among the tokenizer's settings."""
    settings = settings_in(folder / "tokenizer_config.json")
    source = settings.get("chat_template")
    try:
        if (folder / "chat_template.jinja").is_file():
            source = read_file(folder / "chat_template.jinja").decode("utf-8")
        if isinstance(source, list):    # several, for instance one for tools
            source = {each["name"]: each["template"] for each in source}["default"]
        if source is None:
            return None
        ends = [settings_in(folder / "generation_config.json").get("eos_token_id"), config.get("eos_token_id")]
        ids = [number for end in ends for number in (end if isinstance(end, list) else [end]) if type(number) is int]
        named = {name: settings.get(name) for name in NAMED_TOKENS}
        named = {name: value["content"] if isinstance(value, dict) else value for name, value in named.items()
                 if value is not None}
        return ChatTemplate(source, named, tuple(sorted(set(ids))))
    except (ValueError, TypeError, KeyError) as problem:
        raise CourseError(f"the chat template in {folder} is damaged ({str(problem):.300}): download it again"
                          ) from problem


def settings_in(path):
    """The settings in a JSON file; an empty dict if there is no such file."""
    if not path.is_file():
        return {}
    try:
        content = read_values(path)
        if not isinstance(content, dict):
            raise ValueError(f"it holds a {type(content).__name__} instead of settings by name")
        return content
    except ValueError as problem:
        raise CourseError(f"{path} is damaged ({problem}): download it again") from problem


def need(folder, name):
    """The path of a file that must be there."""
    path = folder / name
    if not path.is_file():
        raise CourseError(f"There is no {name} in {folder}: load_pretrained needs config.json, model.safetensors and "
                          "tokenizer.json (for GPT-2 vocab.json and merges.txt will do) as huggingface.co has them")
    return path
