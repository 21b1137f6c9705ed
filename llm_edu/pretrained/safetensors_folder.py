"""The weights in a Hugging Face folder: one safetensors file, or several with a list of what is where.

A safetensors file is a length, a header in JSON with each tensor's kind, shape and place, and then numbers: nothing in
it can run. A pickle (`pytorch_model.bin`) is a program that makes the weights, and may do anything else: none is
opened.

Format: https://huggingface.co/docs/safetensors, https://docs.python.org/3/library/pickle.html (its first warning)
"""

from contextlib import ExitStack

from safetensors import SafetensorError, safe_open

from llm_edu.errors import CourseError
from llm_edu.pretrained.settings import read_values

ONE, LIST = "model.safetensors", "model.safetensors.index.json"
PICKLES = ("*.bin", "*.pt", "*.pth", "*.ckpt", "*.pkl")
KINDS = ("F64", "F32", "F16", "BF16")
MOST_FILES = 1000
LARGEST_HEADER = 20_000_000    # bytes: the names of some 100,000 tensors


class SafetensorsFolder:
    """`shapes` (a tuple by name) of all tensors in a folder; to be used in a `with`, which closes its files.

    Raises CourseError for files that are missing or damaged, and for kinds of numbers that cannot be weights.
    """

    def __init__(self, folder):
        self.folder, self.shapes, self.homes, self.open = folder, {}, {}, ExitStack()
        try:
            for path in weight_files(folder):
                self.add(path)
        except BaseException:
            self.open.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.open.close()

    def add(self, path):
        """Read the list of tensors in one file."""
        try:
            check_header(path)
            file = self.open.enter_context(safe_open(path, "pt"))
            for name in file.keys():
                part = file.get_slice(name)
                self.check_kind(name, part.get_dtype(), path)
                if name in self.homes:
                    raise CourseError(f"{path} holds {name}, which another file holds, too: download them again")
                self.homes[name], self.shapes[name] = (file, path), tuple(part.get_shape())
        except (SafetensorError, OSError) as problem:
            raise damaged(path, problem) from problem

    def check_kind(self, name, kind, path):
        """Raise CourseError for a tensor that holds no floating-point numbers. kind: as safetensors calls it"""
        if kind not in KINDS and not is_copy(name):
            raise CourseError(f"{name} in {path} holds numbers of the kind {kind}, and weights are F32, F16 or BF16: "
                              "take the model's original files, neither quantised nor damaged")

    def read(self, name):
        """One tensor."""
        file, path = self.homes[name]
        try:
            return file.get_tensor(name)
        except SafetensorError as problem:
            raise damaged(path, problem) from problem


def check_header(path):
    """Raise CourseError for a safetensors file with a header larger than any model's: it takes a long time to read."""
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
    if LARGEST_HEADER < length <= path.stat().st_size:    # a longer one than the file is refused by safetensors
        raise damaged(path, f"its header takes {length:,} bytes")


def is_copy(name):
    """Whether a tensor holds nothing that was learned: a causal mask, RoPE's speeds, or BERT's positions 0, 1, 2, …"""
    return name.endswith((".attn.bias", ".attn.masked_bias", ".rotary_emb.inv_freq", "embeddings.position_ids"))


def weight_files(folder):
    """The safetensors files of a folder."""
    if (folder / ONE).is_file():
        return [folder / ONE]
    if (folder / LIST).is_file():
        return files_in_list(folder / LIST)
    pickles = sorted(path.name for kind in PICKLES for path in folder.glob(kind))
    if pickles:
        raise CourseError(
            f"{folder} has its weights in {pickles[0]}, which is a pickle: opening one runs whatever program is in it, "
            f"so the course opens none. Look for {ONE} of the same model: most models have it in the "
            "same folder, some in another revision or under another name (search for the model's name and "
            "'safetensors')")
    raise CourseError(f"There is no {ONE} in {folder}, and no {LIST}: download the model's safetensors files")


def files_in_list(path):
    """The files that a list of tensors names, each once; all of them in the list's own folder."""
    try:
        names = sorted(set(read_values(path)["weight_map"].values()))
        if not names or len(names) > MOST_FILES:
            raise ValueError(f"it names {len(names)} files")
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        raise CourseError(f"{path} is damaged ({problem}): download it again") from problem
    for name in names:
        if not isinstance(name, str) or not name.endswith(".safetensors") or set(name) & set("/\\:\0"):
            raise CourseError(f"{path} names a file {name!r:.80}, which is not a safetensors file beside it: download "
                              "it again")
        if not (path.parent / name).is_file():
            raise CourseError(f"There is no {name} in {path.parent}, which {path.name} names: download it, too")
    return [path.parent / name for name in names]


def damaged(path, problem):
    return CourseError(f"{path} is not a whole safetensors file ({problem}): download it again")
