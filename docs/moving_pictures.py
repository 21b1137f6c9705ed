"""Draw the README's moving pictures: the real widgets, in JupyterLab in Chromium, light and dark.

    python docs/moving_pictures.py [words] [head] [taste]

Each picture is a film of stills: a pointer glides to a button, the button is pressed in the page, and the next still is
taken when the widget has answered. Needs Playwright for Python, Chromium, and `smollm2` fetched.
"""

import io
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))  # browser/ drives JupyterLab

WINDOW, SCALE = {"width": 1200, "height": 1000}, 2  # pixels, and how much finer they are drawn
GLIDE, FADE, STEP = 8, 2, 40  # frames of a glide and of the fade at the end, milliseconds of each
ARROW = [(0, 0), (0, 17), (4, 13.4), (6.8, 19.6), (9.6, 18.4), (6.9, 12.3), (12, 12)]
THEMES = {"Light": "#ffffff", "Dark": "#111111"}  # and what is around a widget


Look = dict[str, Image.Image]  # theme -> picture


@dataclass
class Film:
    """Stills of one part of a page, in both themes.

    root: what is shown, a locator   highest: of all stills, in pixels as shown
    """

    page: Any
    root: Any
    highest: int
    bottom: int = 0  # of the highest still
    frames: list[tuple[Look, int]] = field(default_factory=list)
    at: tuple[float, float] = (430, 60)
    still: Look = field(default_factory=dict)

    def look(self) -> Look:
        """The widget as it is now, on the page that is around it."""
        found = {}
        for theme, paper in THEMES.items():
            self.page.evaluate("theme => jupyterapp.commands.execute('apputils:change-theme', { theme })",
                               f"JupyterLab {theme}")
            self.page.wait_for_function("light => document.body.dataset.jpThemeLight === light",
                                        arg=str(theme == "Light").lower())
            self.page.wait_for_timeout(350)
            box = self.root.bounding_box()
            shot = self.page.screenshot(clip={**box, "height": self.highest})
            found[theme] = Image.open(io.BytesIO(shot)).convert("RGB")
            bottom = min(round(box["height"] * SCALE) + 2, self.highest * SCALE)
            self.bottom = max(self.bottom, bottom)
            found[theme].paste(paper, (0, bottom, *found[theme].size))
        return found

    def hold(self, milliseconds: int) -> None:
        """Stay at what the widget shows now."""
        self.still = self.look()
        self._add(self.still, milliseconds)

    def press(self, target, until, milliseconds: int) -> None:
        """Glide to a target, click it, wait `until` the widget has answered, and hold what it shows then."""
        outer, box = self.root.bounding_box(), target.bounding_box()
        self.glide((box["x"] - outer["x"] + min(box["width"] / 2, 90), box["y"] - outer["y"] + box["height"] / 2))
        target.click()
        self.page.mouse.move(0, 0)  # no hover of the page's own pointer, which nobody sees
        until()
        self.hold(milliseconds)

    def glide(self, goal: tuple[float, float]) -> None:
        begin = self.at
        for step in range(1, GLIDE + 1):
            eased = (step / GLIDE) ** 2 * (3 - 2 * step / GLIDE)
            self.at = (begin[0] + (goal[0] - begin[0]) * eased, begin[1] + (goal[1] - begin[1]) * eased)
            self._add(self.still, STEP)

    def _add(self, looks: Look, milliseconds: int) -> None:
        points = [((self.at[0] + x) * SCALE, (self.at[1] + y) * SCALE) for x, y in ARROW]
        pointed = {theme: image.copy() for theme, image in looks.items()}
        for image in pointed.values():
            ImageDraw.Draw(image).polygon(points, fill="#ffffff", outline="#202124", width=SCALE)
        self.frames.append((pointed, milliseconds))

    def save(self, name: str) -> None:
        """Write a WebP for each theme that begins again for ever, the last still fading into the first."""
        times = [time for _, time in self.frames] + [STEP] * FADE
        for theme in THEMES:
            images = [looks[theme].crop((0, 0, looks[theme].width, self.bottom)) for looks, _ in self.frames]
            images += [Image.blend(images[-1], images[0], step / (FADE + 1)) for step in range(1, FADE + 1)]
            path = ROOT / "docs" / f"{name}_{theme.lower()}.webp"
            images[0].save(path, save_all=True, append_images=images[1:], duration=times, loop=0, lossless=True,
                           quality=100, method=4, minimize_size=True)
            print(f"{path.name}: {sum(times) / 1000:.1f} s, {path.stat().st_size / 1000:.0f} kB", flush=True)


WORDS = """
from llm_edu.pretrained import load_smollm2
from llm_edu.widgets import NextTokenExplorer
NextTokenExplorer(*load_smollm2(), "In the middle of the night, I heard a", top=8)
"""


def words(page, film) -> None:
    """A sentence, clicked word by word."""
    chips = ".lm-explorer[data-state=ready] .lm-history .lm-chip"
    chosen = "([chips, count]) => document.querySelectorAll(chips).length === count"
    film.hold(1100)
    for count, bar in enumerate((1, 0, 1, 0, 0), 1):
        film.press(page.locator(".lm-explorer button.lm-bar").nth(bar),
                   lambda count=count: page.wait_for_function(chosen, arg=[chips, count]), 700)
    film.hold(900)


HEAD = """
import torch
from llm_edu.pretrained import load_smollm2
from llm_edu.widgets import AttentionViewer
model, tokenizer = load_smollm2()
AttentionViewer(model, tokenizer, "Mrs. Quillfeather lost her hat. Mr. Quill", layer=16, head=0)
"""


def head(page, film) -> None:
    """A head of SmolLM2 is switched off, and on again."""
    film.hold(1800)
    film.press(page.locator(".lm-attention").get_by_role("button", name="Switch this head off"),
               lambda: page.wait_for_timeout(900), 2200)
    film.press(page.locator(".lm-attention").get_by_role("button", name="Switch on again"),
               lambda: page.wait_for_timeout(900), 1200)


TASTE = """
import random
from llm_edu.alignment import Taste
from llm_edu.storyland.village import PETS
from llm_edu.training import load_storyteller
from llm_edu.widgets import PreferenceArena
anna, chance = Taste({pet: 4.0 for pet in PETS}, per_word=-0.25), random.Random(0)
def would_click(pairs):
    return ["left" if anna.prefers_first(*pair, chance) else "right" for pair in pairs]
arena = PreferenceArena(*load_storyteller(), clicks=24, seed=1)
arena
"""


def taste(page, film) -> None:
    """Short stories with animals are clicked, a model learns from it, and the blind test counts."""
    def judge(pairs: str, by_hand: int) -> None:
        for number, side in enumerate(asked(page, f"would_click({pairs})")):
            card = page.locator(f".lm-arena-card.lm-arena-{side}")
            if number < by_hand:
                film.press(card, lambda: page.wait_for_timeout(400), 450)
                continue
            card.click()
            page.mouse.move(0, 0)
            page.wait_for_timeout(250)
            if number % 6 == 0:
                film.hold(130)

    from browser.lab import asked

    stage = "stage => document.querySelector('.lm-arena').dataset.stage === stage"
    film.hold(1200)
    judge("arena.pairs", by_hand=2)
    film.press(page.get_by_role("button", name="Learn this taste"),
               lambda: page.wait_for_function(stage, arg="tune"), 300)
    while page.locator(".lm-arena").get_attribute("data-stage") == "tune":
        film.hold(160)
        page.wait_for_timeout(18_000)
    film.hold(700)
    judge("arena.blind", by_hand=1)
    page.wait_for_function(stage, arg="done")
    film.hold(2200)


FILMS = {"words": (WORDS, ".lm-explorer", words, 700), "head": (HEAD, ".lm-attention", head, 700),
         "taste": (TASTE, ".lm-arena", taste, 472)}


def main(names: list[str]) -> int:
    from browser.lab import Lab, find_browser
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=["--no-sandbox"])
        with Lab(Path(folder) / "lab", browser) as lab:
            context = browser.new_context(viewport=WINDOW, device_scale_factor=SCALE)
            context.set_default_timeout(180_000)
            page = context.new_page()
            for name in names or FILMS:
                cell, root, play, highest = FILMS[name]
                lab.run(page, cell)
                page.wait_for_selector(root)
                page.locator(root).scroll_into_view_if_needed()
                page.add_style_tag(content=".jp-Notebook .jp-Cell { border-color: transparent !important }")
                film = Film(page, page.locator(root).first, highest)
                play(page, film)
                film.save(name)
            context.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
