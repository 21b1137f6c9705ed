"""Build a large language model, piece by piece: the helper package of the course.

One module per topic, named after its lesson: ``tokenization``, ``attention``, ``transformer``, ``decoding``, …
Importing ``llm_edu`` loads none of them, so it costs milliseconds; import the module that you need:

    from llm_edu.tokenization import load_tokenizer
    from llm_edu.pretrained import load_smollm2, chat
"""

__version__ = "0.1.0"
