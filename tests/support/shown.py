"""What every widget shows where no browser code runs: on GitHub, on paper, to a screen reader."""

import base64
import html
import json
import re

PICTURE = r'<img src="data:image/png;base64,([^"]+)" alt="([^"]+)" width="(\d+)">'


def check_shown(make, recwarn) -> None:
    """One that `make` makes: a light picture, one sentence, the same each time, plain state, and no warning."""
    widget = make()
    data, _ = widget._repr_mimebundle_()
    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    picture, words, width = re.fullmatch(PICTURE, data["text/html"], re.DOTALL).groups()
    assert base64.b64decode(picture).startswith(b"\x89PNG") and width == "720"
    assert data["text/plain"] in html.unescape(words)
    assert data["text/plain"] == repr(widget) == widget.summary() == make().summary()
    assert "\n" not in data["text/plain"] and "0x" not in data["text/plain"]
    own = [name for name, trait in widget.traits(sync=True).items() if trait.this_class.__module__.startswith("llm_edu")]
    json.dumps({name: getattr(widget, name) for name in own}, default=bytes.hex, allow_nan=False)
    assert [str(warning.message) for warning in recwarn] == []


def check_drawn_alike(make) -> None:
    """The picture of the same widget is the same to the byte."""
    assert make().picture().to_png() == make().picture().to_png()
