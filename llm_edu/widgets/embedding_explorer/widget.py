"""A map of words: look at their vectors in two dimensions, and ask for neighbours and analogies in all of them."""

from numbers import Integral

import numpy as np
import traitlets

from llm_edu.widgets.common.base import CourseWidget
from llm_edu.widgets.common.chips import replace_surrogates, visible
from llm_edu.widgets.common.joining import module_text, style_text
from llm_edu.widgets.embedding_explorer.projection import (
    GRID,
    NEIGHBOURS,
    kept_neighbours,
    one_thread,
    project_pca,
    project_tsne,
    to_grid,
)
from llm_edu.widgets.embedding_explorer.word_space import WordSpace

MOST_POINTS = 1_000  # t-SNE of more takes more than a few seconds, and nobody reads a fuller map
FIRST_WORDS = 300  # on the map when nobody says which
ANSWERS = 5  # to an analogy
COMPLETIONS = 8
SIMILARITY_SCALE = 32_767  # cosines go to the browser as 16-bit numbers
WELL_KNOWN = ("king", "man", "woman")
PROJECTIONS = {"pca": "PCA", "tsne": "t-SNE"}


class EmbeddingExplorer(CourseWidget):
    """A map of words coloured by group, a word's nearest neighbours, and a − b + c.

    words, vectors: count different words and (count, width) numbers, NumPy or torch; or one object with ``.words`` and
        ``.vectors`` in place of the two
    groups: name -> words, coloured on the map; words that are not in the vocabulary are left out and named below it
    shown: which words are on the map besides those of the groups: a list of words, or a number (the first so many).
        Without groups it is the first 300. At most 1,000 in all
    word: whose neighbours to show at first
    analogy: (a, b, c) for a − b + c at first; without it, king − man + woman where these are in the vocabulary
    projection: "pca" or "tsne", which map is shown at first; both are computed, and one click apart
    seed: of t-SNE, which begins at the PCA map

    Neighbours and analogies are looked up among all words, not only those on the map, by cosine: every vector counts
    at length 1, on the map as well. Raises ValueError (which vector is NaN, which word is unknown, what does not fit).
    """

    _esm = module_text(__file__)
    _css = style_text(__file__)

    map_words = traitlets.List().tag(sync=True)  # the words on the map, then those that only neighbours need
    points = traitlets.Dict().tag(sync=True)  # count, groups: [[name, size], …], group_of: a group (or -1) for each
    projections = traitlets.List().tag(sync=True)  # [{"name", "label", "caption"}, …]
    positions = traitlets.Bytes().tag(sync=True)  # uint16 (projections, count, 2)
    neighbours = traitlets.Bytes().tag(sync=True)  # uint16 (count, near): places in map_words
    similarities = traitlets.Bytes().tag(sync=True)  # int16 (count, near): cosine × SIMILARITY_SCALE
    projection = traitlets.Enum(list(PROJECTIONS), "pca").tag(sync=True)

    def __init__(self, words, vectors=None, groups=None, *, shown=None, word=None, analogy=None, projection="pca",
                 seed=0):
        if vectors is None:
            if not (hasattr(words, "words") and hasattr(words, "vectors")):
                raise TypeError("give words and vectors, or one object that has both as .words and .vectors")
            words, vectors = words.words, words.vectors
        if projection not in PROJECTIONS:
            raise ValueError(f"projection must be 'pca' or 'tsne', not {projection!r}")
        self._space = WordSpace(words, vectors)
        self._groups, self.left_out = self._known_groups(groups or {})
        self._rows, group_of = self._choose_points(shown, given=bool(groups))
        if analogy is None:
            analogy = WELL_KNOWN if all(each in self._space.place for each in WELL_KNOWN) else ("", "", "")
        request = {"sequence": 0, "word": self._known(word) if word else "", "typed": "",
                   "analogy": [each and self._known(each) for each in _three(analogy)]}
        super().__init__(request=request, projection=projection, **self._map(group_of, seed))

    def _known_groups(self, groups: dict) -> tuple[dict[str, list[str]], list[str]]:
        """The groups with the words that are in the vocabulary, and the words that are not."""
        known, unknown = {}, []
        for name, members in groups.items():
            if isinstance(members, str):
                raise TypeError(f"the group {name!r} must be a list of words, not the one text {members[:40]!r}")
            if stranger := [word for word in members if not isinstance(word, str)]:
                raise TypeError(f"the group {name!r} must hold texts, not {type(stranger[0]).__name__}")
            members = [replace_surrogates(word)[0] for word in dict.fromkeys(members)]
            if found := [word for word in members if word in self._space.place]:
                known[str(name)] = found
            unknown += [word for word in members if word not in self._space.place]
        if groups and not known:
            raise ValueError(f"no word of any group is in this vocabulary: {', '.join(map(repr, unknown[:5]))} …")
        return known, list(dict.fromkeys(unknown))

    def _choose_points(self, shown, given: bool) -> tuple[np.ndarray, list[int]]:
        """The rows of the words on the map, and the group of each: a word belongs to the first group that has it."""
        group_of = {}
        for number, members in enumerate(self._groups.values()):
            for word in members:
                group_of.setdefault(word, number)
        if shown is None:
            shown = 0 if given else FIRST_WORDS
        if isinstance(shown, Integral):
            more = self._space.words[:shown] if shown > 0 else []
        else:
            more = [self._known(word) for word in shown]
        words = list(dict.fromkeys([*group_of, *more]))
        if not words:
            raise ValueError("shown leaves no word on the map")
        if len(words) > MOST_POINTS:
            raise ValueError(f"{len(words):,} words are too many for one map; choose at most {MOST_POINTS:,}")
        return np.array([self._space.place[word] for word in words]), [group_of.get(word, -1) for word in words]

    def _known(self, word: str) -> str:
        found = self._space.find(word)
        if found is None:
            near = self._space.did_you_mean(word)
            raise ValueError(f"{word!r} is not in this vocabulary" + (f"; near it: {', '.join(near)}" if near else ""))
        return found

    def _map(self, group_of: list[int], seed: int) -> dict:
        """What the browser draws without asking: both maps, and the neighbours of every word on them."""
        unit = self._space.unit[self._rows]
        with one_thread():
            pca, variance = project_pca(unit)
            maps = {"pca": pca, "tsne": project_tsne(unit, seed)}
            near, similar = self._space.nearest_of_rows(self._rows, NEIGHBOURS)
        self._positions = {name: to_grid(positions) for name, positions in maps.items()}
        count = min(NEIGHBOURS, len(unit) - 1)
        notes = {
            "pca": f"PCA keeps {100 * variance:.0f} % of the variance.",
            "tsne": "t-SNE tries to keep neighbours together; how far apart groups lie means little.",
        }
        projections = []
        for name, positions in maps.items():
            kept = kept_neighbours(unit, positions)
            caption = notes[name]
            if count > 1:
                caption += (f" Of a word’s {count} nearest among these {len(unit):,} words, {kept:.1f} on average are "
                            f"among its {count} nearest on this map.")
            projections.append({"name": name, "label": PROJECTIONS[name], "caption": caption})
        rows = list(dict.fromkeys([*self._rows.tolist(), *near.ravel().tolist()]))
        number = {row: at for at, row in enumerate(rows)}
        near_numbers = np.array([number[row] for row in near.ravel().tolist()], dtype="<u2")
        groups = [[visible(name), group_of.count(at)] for at, name in enumerate(self._groups)]
        return {
            "map_words": [self._space.words[row] for row in rows],
            "points": {"count": len(self._rows), "near": near.shape[1], "grid": GRID, "scale": SIMILARITY_SCALE,
                       "words": len(self._space), "groups": groups, "group_of": group_of,
                       "left_out": self.left_out[:20], "left_out_count": len(self.left_out)},
            "projections": projections,
            "positions": b"".join(self._positions[name].astype("<u2").tobytes() for name in maps),
            "neighbours": near_numbers.tobytes(),
            "similarities": np.round(similar.clip(-1, 1) * SIMILARITY_SCALE).astype("<i2").tobytes(),
        }

    @property
    def word(self) -> str:
        """The word whose neighbours are shown, "" for none; set it from Python and every view follows."""
        return self.answer.get("found") or ""

    @word.setter
    def word(self, value: str) -> None:
        self._ask(typed="", word=self._known(value) if value else "")

    @property
    def analogy(self) -> tuple[str, str, str]:
        """a, b and c of a − b + c, empty where nothing stands; set it from Python and every view follows."""
        return tuple(self.answer.get("analogy", {}).get("words", ("", "", "")))

    @analogy.setter
    def analogy(self, value) -> None:
        self._ask(typed="", analogy=[each and self._known(each) for each in _three(value)])

    def respond(self, request: dict) -> dict:
        """Everything that the present words have for an answer: the word's neighbours, a − b + c, completions."""
        typed = str(request.get("typed", ""))
        return {
            **self._answer_word(str(request.get("word", ""))),
            "analogy": self._answer_analogy(_three(request.get("analogy", ("", "", "")))),
            "typed": typed,
            "completions": self._space.complete(typed, COMPLETIONS),
        }

    def _answer_word(self, word: str) -> dict:
        found = self._space.find(word) if word.strip() else None
        answer = {"word": word, "found": found, "near": [], "meant": []}
        if found is not None:
            answer["near"] = [[near, round(cosine, 4)] for near, cosine in self._space.nearest(found, NEIGHBOURS)]
        elif word.strip():
            answer["meant"] = self._space.did_you_mean(word)
        return answer

    def _answer_analogy(self, asked: list[str]) -> dict:
        """best: the answers without a, b and c themselves; kept: what would be nearest if they were allowed."""
        if not all(word.strip() for word in asked):
            return {"words": asked, "best": []}
        found = [self._space.find(word) for word in asked]
        if None in found:
            unknown = [word for word, place in zip(asked, found, strict=True) if place is None]
            return {"words": asked, "best": [], "unknown": [[word, self._space.did_you_mean(word)] for word in unknown]}
        best = self._space.analogy(*found, ANSWERS)
        [kept] = self._space.analogy(*found, 1, keep=True)
        return {"words": found, "best": [[word, round(cosine, 4)] for word, cosine in best],
                "kept": [kept[0], round(kept[1], 4)]}

    def sentence(self) -> str:
        if "error" in self.answer:
            return f"The map of words cannot answer: {self.answer['error']}"
        groups = f" in {len(self._groups)} groups" if len(self._groups) > 1 else ""
        parts = [f"{len(self._rows):,} of {len(self._space):,} words on a map{groups}."]
        if self.answer["found"]:
            near = ", ".join(f"{visible(word)} ({cosine:.2f})" for word, cosine in self.answer["near"][:3])
            parts.append(f"Nearest to “{visible(self.answer['found'])}”: {near or 'no other word'}.")
        analogy = self.answer["analogy"]
        if analogy["best"]:
            a, b, c = map(visible, analogy["words"])
            best, cosine = analogy["best"][0]
            parts.append(f"{a} − {b} + {c} ≈ {visible(best)} ({cosine:.2f}), these three left out.")
        return " ".join(parts)


def _three(analogy) -> list[str]:
    """a, b and c as texts; ValueError for anything but three of them."""
    words = [analogy] if isinstance(analogy, str) else list(analogy)
    if len(words) != 3 or not all(isinstance(word, str) for word in words):
        raise ValueError(f"analogy must be three words (a, b, c) for a − b + c, not {analogy!r}")
    return words
