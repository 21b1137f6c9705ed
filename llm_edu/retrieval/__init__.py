"""Finding texts: by words, by meaning, and by both (lesson 15).

    from llm_edu.retrieval import Index, load_minilm

    encoder = load_minilm()
    index = Index.build(encoder, ["Paris is the capital of France.", "A cat is a small animal."])
    index.search(encoder, "Which city governs France?")

Read in this order:
``bm25``        documents ranked by the words that they share with the query
``wordpiece``, ``encoder``, ``loading``   BERT's tokenizer, and a sentence encoder with MiniLM's published weights
``fusion``      two rankings made one; `recall_at_k` and `mean_reciprocal_rank` say how good a ranking is
``chunks``      a long text in pieces
``index``       texts with their words and vectors, searched, renewed, and kept in a folder
"""
