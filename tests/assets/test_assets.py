"""The registry, the cache's answers, and the real assets when they are here."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from llm_edu.assets import (
    ASSETS,
    Lead,
    UnknownAssetError,
    assets_for_lesson,
    cache_folder,
    fetch,
    find_asset,
    get_tiktoken,
    is_present,
    list_assets,
    load_wikipedia_leads,
    path,
    size_on_disk,
    use_tiktoken_offline,
    verify,
)
from llm_edu.errors import CourseError

LEADS = {"en": 10_033, "fr": 9_955, "es": 6_239}


def test_the_registry_is_well_formed():
    members = [member for asset in ASSETS.values() for member in asset.members]
    hashes = [asset.sha256 for asset in ASSETS.values()] + [member.sha256 for member in members]
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in hashes)
    assert len({member.file for member in members}) == len(members)
    for name, asset in ASSETS.items():
        assert name == asset.name and asset.licence and asset.attribution and asset.about and asset.used_in
        end = "-" if asset.is_wheel else ".zip"
        assert asset.archive.startswith(f"{asset.package.replace('-', '_')}-{asset.version}{end}")
        assert asset.requirement == f"{asset.package}=={asset.version} --hash=sha256:{asset.sha256}"
    for file in (member.file for member in members):
        assert not file.endswith((".pkl", ".pickle", ".pt", ".bin"))  # nothing that could run code when opened


LOADERS = {
    "load_smollm2(": "smollm2", "load_token_vectors(": "smollm2", "load_wikipedia_leads(": "wikipedia-leads",
    "load_babbler(": "wikipedia-leads", "load_word2vec(": "word2vec", "load_analogies(": "word2vec",
    "load_gender_words(": "word2vec", "load_summaries(": "wikipedia-leads", "load_summary_pairs(": "summary-pairs",
    "load_film_reviews(": "film-reviews", "film_snippets(": "film-reviews", "load_sentiment_lexicon(": "film-reviews",
    "load_pubmed(": "medicine", "load_medmcqa(": "medicine", "load_problems(": "humaneval",
    "load_dialogue_notes(": "dialogue-notes", "load_asdiv(": "asdiv",
    "load_association_tests(": "word2vec", "load_association_vectors(": "association-vectors",
    "load_occupations(": "bias-sets", "load_crows_pairs(": "bias-sets", "lipstick(": "word2vec",
    'load_tokenizer("gpt2")': "gpt2-vocabulary", 'load_tokenizer("o200k")': "tiktoken-vocabularies",
}


@pytest.mark.parametrize("lesson", sorted(Path(__file__).parents[2].glob("lessons/[0-9]*.md")), ids=lambda path: path.stem)
def test_a_lesson_has_what_it_loads(lesson):
    text = lesson.read_text(encoding="utf-8")
    assert {name for loader, name in LOADERS.items() if loader in text} <= set(assets_for_lesson(lesson.stem[:2]))


def test_tiktoken_files_have_the_names_that_tiktoken_looks_for():
    server = "https://openaipublic.blob.core.windows.net"
    addresses = {
        "vocab.bpe": f"{server}/gpt-2/encodings/main/vocab.bpe",
        "encoder.json": f"{server}/gpt-2/encodings/main/encoder.json",
        "cl100k_base": f"{server}/encodings/cl100k_base.tiktoken",
        "o200k_base": f"{server}/encodings/o200k_base.tiktoken",
    }
    for asset in (ASSETS["gpt2-vocabulary"], ASSETS["tiktoken-vocabularies"]):
        for member in asset.members:
            assert member.file == f"tiktoken/{hashlib.sha1(addresses[member.name].encode()).hexdigest()}"


def test_lessons_name_their_assets():
    assert "smollm2" in assets_for_lesson("00") and "wikipedia-leads" in assets_for_lesson("01")
    assert "word2vec" in assets_for_lesson("02") and "film-reviews" in assets_for_lesson("10")
    assert assets_for_lesson("nothing") == []


def test_names():
    with pytest.raises(UnknownAssetError, match="did you mean 'smollm2'"):
        find_asset("smollm")
    with pytest.raises(ValueError, match="There are: smollm2, gpt2"):
        is_present("")
    with pytest.raises(ValueError, match="several members, name one: vocab.bpe, encoder.json"):
        path("gpt2-vocabulary")
    with pytest.raises(ValueError, match="has no member 'merges.txt'; it has: vocab.bpe"):
        path("gpt2-vocabulary", "merges.txt")
    assert ASSETS["tiktoken-vocabularies"].member("9b5ad71b2ce5302211f9c61530b329a4922fc6a4").name == "cl100k_base"


def test_cache_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("LLM_EDU_CACHE", str(tmp_path))
    assert cache_folder() == tmp_path
    monkeypatch.setenv("LLM_EDU_CACHE", "~/elsewhere")
    assert cache_folder().name == "elsewhere" and "~" not in str(cache_folder())
    for unset in ("", None):
        monkeypatch.delenv("LLM_EDU_CACHE") if unset is None else monkeypatch.setenv("LLM_EDU_CACHE", unset)
        assert cache_folder().is_absolute() and "llm-edu" in cache_folder().parts


def test_absent_asset_says_how_to_fetch_it(cache):
    with pytest.raises(CourseError, match=r"smollm2 is not on this machine yet.*`llm-edu fetch smollm2`.*93 MB"):
        path("smollm2")
    with pytest.raises(CourseError, match="llm-edu fetch wikipedia-leads"):
        load_wikipedia_leads("fr")
    with pytest.raises(CourseError, match="llm-edu fetch tiktoken-vocabularies"):
        get_tiktoken("o200k_base")
    assert not cache.exists()


def test_list_assets(toy):
    before = list_assets()
    assert re.search(r"^toy +\d+ kB +8 kB +absent +99 +CC0-1.0$", before, re.MULTILINE)
    assert f"llm-edu fetch {' '.join(ASSETS)}\n" in before + "\n"
    for asset in ASSETS.values():
        assert asset.licence in before and asset.attribution.split(",")[0] in " ".join(before.split())
    fetch("toy", source=toy.source, report=lambda _line: None)
    assert re.search("^toy .* present ", list_assets(), re.MULTILINE) and size_on_disk("toy") == 8_000
    toy.files()["model.bin"].write_bytes(bytes(3_000))
    assert re.search("^toy .* damaged ", list_assets(), re.MULTILINE)


def test_importing_assets_is_light():
    heavy = "{'torch', 'matplotlib', 'tiktoken', 'filelock', 'numpy'}"
    code = f"import sys, llm_edu.assets; sys.exit(str({heavy} & set(sys.modules)) if {heavy} & set(sys.modules) else 0)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert result.returncode == 0, result.stderr


@pytest.mark.asset(*ASSETS)
def test_real_assets_are_whole():
    assert {name: verify(name) for name in ASSETS} == {name: [] for name in ASSETS}


@pytest.mark.asset("wikipedia-leads")
@pytest.mark.parametrize("language", LEADS)
def test_wikipedia_leads(language):
    leads = load_wikipedia_leads(language)
    assert len(leads) == LEADS[language]
    assert len(leads) - len({lead.title for lead in leads}) == {"en": 0, "fr": 4, "es": 13}[language]  # nothing dropped
    assert all(lead.title and lead.extract and lead.topic for lead in leads)
    assert sum(not lead.description for lead in leads) == {"en": 171, "fr": 308, "es": 374}[language]
    assert len({lead.topic for lead in leads}) == {"en": 12, "fr": 11, "es": 8}[language]


@pytest.mark.asset("wikipedia-leads")
def test_wikipedia_leads_keep_the_order_of_the_file():
    leads = load_wikipedia_leads()
    assert [lead.title for lead in leads[:2]] == ["20th-century classical music", "2001: A Space Odyssey"]
    assert isinstance(leads[0], Lead) and leads[0].description == "Art movement" and leads[0].topic == "Arts"
    assert sum(len(lead.extract.encode()) for lead in leads) == 4_885_535
    with pytest.raises(ValueError, match="en, fr, es"):
        load_wikipedia_leads("de")


@pytest.mark.asset("gpt2-vocabulary", "tiktoken-vocabularies")
def test_tiktoken_with_sockets_blocked():
    code = """
import socket
def refuse(*arguments, **options):
    raise AssertionError("a socket was asked for")
socket.socket.__init__ = socket.getaddrinfo = socket.create_connection = refuse
from llm_edu.assets import get_tiktoken, use_tiktoken_offline
sizes = {name: get_tiktoken(name).n_vocab for name in ("gpt2", "cl100k_base", "o200k_base")}
assert sizes == {"gpt2": 50257, "cl100k_base": 100277, "o200k_base": 200019}, sizes
assert get_tiktoken("gpt2").encode("Hello world") == [15496, 995]
use_tiktoken_offline()
import tiktoken
assert tiktoken.get_encoding("o200k_base").decode([13225, 2375]) == "Hello world"
"""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=os.environ)
    assert result.returncode == 0, result.stderr


@pytest.mark.asset("gpt2-vocabulary")
def test_a_damaged_vocabulary_does_not_make_tiktoken_delete_and_download(tmp_path, monkeypatch):
    shutil.copytree(cache_folder() / "tiktoken", tmp_path / "tiktoken")
    monkeypatch.setenv("LLM_EDU_CACHE", str(tmp_path))
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "untouched")
    file = tmp_path / ASSETS["gpt2-vocabulary"].member("encoder.json").file
    data = file.read_bytes()
    file.write_bytes(data[:-1] + b" ")
    with pytest.raises(CourseError, match="gpt2-vocabulary is damaged .*llm-edu fetch gpt2-vocabulary"):
        use_tiktoken_offline()
    assert file.stat().st_size == len(data) and os.environ["TIKTOKEN_CACHE_DIR"] == "untouched"
    with pytest.raises(ValueError, match="gpt2, cl100k_base, o200k_base"):
        get_tiktoken("p50k_base")
