"""The table of open models: sourced, in order, with licences that have a name, and narrow enough to print."""

import re
from dataclasses import replace

import pytest

from llm_edu.pretrained import open_models_sources
from llm_edu.pretrained.open_models import DEFINITIONS, PARTS, open_models, print_openness, print_sources
from llm_edu.pretrained.open_models_sources import SOURCES

# Licences with an SPDX identifier, which restrict no use, and the others by the names that they bear.
SPDX = {"Apache-2.0", "MIT"}
UNRESTRICTED = {"Modified MIT License"}
RESTRICTING = {"BigScience RAIL License v1.0", "Llama 2 Community License", "Llama 3.1 Community License",
               "DeepSeek License Agreement 1.0", "Gemma Terms of Use"}
LEVELS = {"yes", "partly", "no", "not confirmed"}
PAPER = r".+ (20\d\d), arXiv:(\d\d)(\d\d)\.\d{5}"
PAGE = r"\S.+ \((20\d\d|undated)\), read 20\d\d-\d\d-\d\d"


def all_statements():
    for model in open_models():
        for field, statement in model.statements().items():
            yield f"{model.name}, {field}", statement
    yield from DEFINITIONS.items()


def test_every_statement_has_words_and_known_sources():
    used = set()
    for where, statement in all_statements():
        assert statement.words and statement.sources, where
        assert set(statement.sources) <= set(SOURCES), where
        used.update(statement.sources)
    assert used == set(SOURCES), "a source that nothing cites"


def test_every_source_is_an_arxiv_paper_of_its_year_or_a_page_with_the_day_it_was_read():
    for key, source in SOURCES.items():
        paper, page = re.fullmatch(PAPER, source), re.fullmatch(PAGE, source)
        assert bool(paper) != bool(page), key
        if page and page[1] != "undated":
            assert int(page[1]) <= int(open_models_sources.READ[:4]), key
        if paper:    # a paper of late December gets a number of January
            number, month = 2000 + int(paper[2]), int(paper[3])
            assert int(paper[1]) == number or (int(paper[1]) == number - 1 and month == 1), key
    assert len(set(SOURCES.values())) == len(SOURCES)


def test_models_stand_in_the_order_of_their_dates_none_twice_and_none_from_the_future():
    dates = [model.released.words for model in open_models()]
    assert all(re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])(-[0-3]\d)?", date) for date in dates)
    assert dates == sorted(dates) and dates[-1] <= open_models_sources.READ
    names = [(model.family, model.name) for model in open_models()]
    assert len(set(names)) == len(names) and all(name.startswith(family) for family, name in names)


def test_licences_have_a_known_name_and_only_those_that_restrict_use_say_so():
    for model in open_models():
        restricts = model.licence.words in RESTRICTING
        assert restricts or model.licence.words in SPDX | UNRESTRICTED, model.name
        assert model.restricts.level == ("yes" if restricts else "no"), model.name


def test_each_part_has_a_level_and_facts_have_none():
    for model in open_models():
        for field, statement in model.statements().items():
            about_a_part = field in (*PARTS, "restricts")
            assert statement.level in (LEVELS if about_a_part else {""}), (model.name, field)


def test_who_passed_the_open_source_initiatives_examination_gives_code_and_data():
    passed = [model for model in open_models() if model.osi.words == "passed"]
    assert [model.name for model in passed] == ["Pythia", "OLMo"]
    for model in passed:
        assert model.restricts.level == "no" and {model.code.level, model.data.level} == {"yes"}


def test_the_table_has_a_line_for_each_model_in_at_most_100_columns(capsys):
    print_openness()
    lines = capsys.readouterr().out.splitlines()
    assert max(map(len, lines)) <= 100 and len(lines) == len(open_models()) + 2
    for line, model in zip(lines[1:], open_models(), strict=False):
        cells = line.removeprefix(model.name).split(maxsplit=6)
        assert cells[1:6] == [getattr(model, part).level.replace("not confirmed", "?") for part in PARTS]
        assert cells[6] == model.licence.words + " *" * (model.restricts.level == "yes")


def test_the_table_takes_other_models(capsys):
    print_openness([replace(open_models()[0], name="Mine")])
    assert capsys.readouterr().out.splitlines()[1].startswith("Mine  ")


def test_sources_of_one_model_are_printed_and_an_unknown_name_is_refused(capsys):
    print_sources("Llama 3.1")
    printed = capsys.readouterr().out
    assert "700 million" in printed and "arXiv:2407.21783" in printed
    with pytest.raises(ValueError, match="no model 'Llama 9': there are GPT-2, BLOOM"):
        print_sources("Llama 9")
