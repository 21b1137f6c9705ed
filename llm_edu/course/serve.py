"""``llm-edu serve``: a chat model, and adapters of it, behind an address on this machine."""

import argparse
import json
import os
import signal
from pathlib import Path

from llm_edu.errors import CourseError

SMOLLM2, STORYTELLER = "smollm2", "storyteller"
KEY = "LLM_EDU_API_KEY"
ABOUT = f"""\
It answers as OpenAI's service does, so their client and many programs can talk to it. Ctrl-C stops it.
MODEL is {SMOLLM2} (the default), {STORYTELLER} (which continues text, and does not chat), a .gguf file, or a folder
as huggingface.co has it. Each adapter (`llm-edu finetune` makes them) is a model of its own by its NAME.
If the environment variable {KEY} holds a key, clients must send it; without one the server listens to
this machine alone. It does not speak https: docs/serving.md says what it is not for, and what to use instead."""
STARTED = """\
Serving {names} at {address}
Try it from another terminal:
  curl {address}/{path} -H "Content-Type: application/json" -d '{body}'
(On Windows: curl.exe, with the quotation marks inside written as \\".) Stop it with Ctrl-C."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the command can be told."""
    from llm_edu.course.finetune import whole

    parser.formatter_class, parser.epilog = argparse.RawDescriptionHelpFormatter, ABOUT
    parser.add_argument("--model", default=SMOLLM2, metavar="MODEL", help="what to serve (see below)")
    parser.add_argument("--adapter", action="append", default=[], type=named_folder, metavar="NAME=FOLDER",
                        help="an adapter to serve as well; may be given several times")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at (default 127.0.0.1: only this "
                                                            "machine)")
    parser.add_argument("--port", type=whole(0, 65_535), default=8000, metavar="N",
                        help="its port (default 8000; 0 takes a free one)")
    parser.add_argument("--places", type=whole(1, 256), default=16, metavar="N",
                        help="how many requests are decoded together (default 16)")
    parser.add_argument("--queue", type=whole(0, 10_000), default=64, metavar="N",
                        help="how many more may wait; any others are sent away with 429 (default 64)")
    parser.add_argument("--room", type=whole(64, 1_000_000), default=8192, metavar="N",
                        help="tokens that are kept in memory for all of them together (default 8192; SmolLM2 needs "
                             "46 kB for each)")


def named_folder(text: str) -> tuple[str, Path]:
    """What reads NAME=FOLDER."""
    name, equals, folder = text.partition("=")
    if not (name and equals and folder) or not name.isprintable():
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=FOLDER, such as pirate=my_work/pirate_adapter")
    return name, Path(os.path.expanduser(folder))    # a shell leaves ~ as it is after NAME=


def command(options: argparse.Namespace) -> int:
    """Load, listen, serve until Ctrl-C."""
    from llm_edu.serving import serve

    served = what_is_served(options)
    body = {"model": next(iter(served.models)), "max_tokens": 50}
    body |= {"messages": [{"role": "user", "content": "Name a river in Africa."}]} if served.chats else {
        "prompt": "Last spring"}

    def say(address: str) -> None:
        path = "chat/completions" if served.chats else "completions"
        print(STARTED.format(names=", ".join(served.models), address=address, path=path, body=json.dumps(body)),
              flush=True)

    # No header holds white space around a key; in Windows' `set LLM_EDU_API_KEY=secret && llm-edu serve` there is some.
    given = os.environ.get(KEY, "")
    if given.isspace():    # somebody who meant to set a key must not serve without one
        raise CourseError(f"{KEY} holds only white space: give it a key, or unset it to serve without one.")
    key = given.strip() or None
    signal.signal(signal.SIGTERM, signal.default_int_handler)    # a service manager's stop ends it as Ctrl-C does
    serve(served, options.host, options.port, key, say)
    print("Stopped.")
    return 0


def what_is_served(options: argparse.Namespace):
    """The `Served` that the options ask for."""
    from llm_edu.finetuning import load_adapter
    from llm_edu.pretrained import load_gguf, load_pretrained, load_smollm2
    from llm_edu.serving import Served, ServingLimits
    from llm_edu.training import load_storyteller

    path = Path(options.model)
    if options.model == STORYTELLER:
        (model, tokenizer), name, begin = load_storyteller(), STORYTELLER, "<|story|>"
    elif options.model == SMOLLM2:
        (model, tokenizer), name, begin = load_smollm2(fetch=True), SMOLLM2, None
    elif path.exists():
        (model, tokenizer), name = (load_pretrained if path.is_dir() else load_gguf)(path), path.stem
        begin = None
    else:
        raise CourseError(f"There is no model {options.model!r}: name {SMOLLM2}, {STORYTELLER}, a .gguf file, or a "
                          "folder as huggingface.co has it.")
    models = {name: model}
    for adapter, folder in options.adapter:
        if adapter in models:
            raise CourseError(f"There are two models called {adapter!r}: give the adapter another name.")
        models[adapter] = load_adapter(model, folder)
    limits = ServingLimits(places=options.places, queue=options.queue, room=options.room)
    return Served(models, tokenizer, begin, limits)
