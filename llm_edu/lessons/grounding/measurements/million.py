"""A vector index against brute force: how fast, how often the same ten, for up to a million vectors."""

import sys
import time
from functools import partial

import numpy as np

from llm_edu.errors import CourseError
from llm_edu.lessons.grounding.searching import load_leads_index

NEIGHBOURS, QUERIES, SEED, WIDTH = 10, 100, 0, 384
MIXED = 0.5    # how much of two other leads' difference is added
LINKS, BUILT_WITH = 16, 40    # of a vector in HNSW's graph; how many candidates are looked at while it is built
LOOKED_AT = 16, 64, 256    # candidates while it is searched (efSearch)
PROBED = 1, 8, 64    # cells that an inverted file searches (nprobe)
ABOUT = (f"The {NEIGHBOURS} vectors with the largest cosine, found by brute force (NumPy), by IndexHNSWFlat of faiss "
         f"({LINKS} links, efConstruction {BUILT_WITH}) and by its IndexIVFFlat, with one thread. Vectors are made: "
         f"a lead's vector, plus {MIXED} times the difference of two other leads' (all drawn with seed {SEED}), scaled "
         f"to length 1; so are {QUERIES} queries. Made vectors are not texts; real ones are measured too (leads: "
         "10,033 less the queries). Nothing is trained (0 steps) but the centres of cells (10 rounds of k-means). GB "
         "is the most memory of the process, earlier runs included. The machine had other work to do meanwhile.")


def library():
    """faiss, which is not needed for anything else in the course."""
    try:
        import faiss
    except ImportError as problem:
        raise CourseError("faiss, a library of vector indexes, is not installed. Run `pip install faiss-cpu`, or `pip "
                          "install -e .[vectors]` in the course's folder") from problem
    faiss.omp_set_num_threads(1)
    return faiss


def made(count, vectors, generator):
    """Vectors like those of texts: (count, width), each of length 1."""
    found = np.empty((count, vectors.shape[1]), np.float32)
    for begin in range(0, count, 10_000):
        one, other, third = generator.integers(0, len(vectors), (3, min(10_000, count - begin)))
        mixed = vectors[one] + np.float32(MIXED) * (vectors[other] - vectors[third])
        found[begin:begin + len(mixed)] = mixed / np.linalg.norm(mixed, axis=1, keepdims=True)
    return found


def data(count):
    """(vectors, queries); count None: real leads, of which every hundredth is a query and is not searched"""
    leads, generator = load_leads_index().vectors, np.random.default_rng(SEED)
    if count is None:
        asked = np.arange(len(leads)) % 100 == 0
        return np.ascontiguousarray(leads[~asked]), leads[asked][:QUERIES]
    return made(count, leads, generator), made(QUERIES, leads, generator)


def memory():
    """The most memory that this process has had, in GB; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9, 2)


def searched(index, queries, exact):
    """{recall: the share of the true ten that is found, queries: a second}"""
    began = time.perf_counter()
    found = np.concatenate([index.search(query[None], NEIGHBOURS)[1] for query in queries])    # one at a time
    seconds = time.perf_counter() - began
    same = [len(set(true) & set(each)) / NEIGHBOURS for true, each in zip(exact.tolist(), found.tolist())]
    return {"recall": round(float(np.mean(same)), 3), "queries": round(len(queries) / seconds)}


def compared(kinds, count):
    """What brute force and the indexes of some kinds do on so many vectors."""
    faiss = library()
    vectors, queries = data(count)
    began = time.perf_counter()
    exact = np.stack([np.argpartition(-(vectors @ query), NEIGHBOURS)[:NEIGHBOURS] for query in queries])
    told = {"vectors": len(vectors), "brute force": round(len(queries) / (time.perf_counter() - began), 1)}
    for kind in kinds:
        began = time.perf_counter()
        index, set_effort, efforts = (graph if kind == "HNSW" else cells)(faiss, vectors)
        index.add(vectors)
        told[kind] = {"seconds to build": round(time.perf_counter() - began, 1)}
        for effort in efforts:
            set_effort(effort)
            told[kind][str(effort)] = searched(index, queries, exact)
        del index
    return told | {"GB": memory()}


def graph(faiss, vectors):
    """HNSW: a graph in which near vectors are linked (Malkov and Yashunin 2016, arXiv:1603.09320)."""
    index = faiss.IndexHNSWFlat(WIDTH, LINKS, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = BUILT_WITH
    return index, partial(setattr, index.hnsw, "efSearch"), LOOKED_AT


def cells(faiss, vectors):
    """An inverted file: vectors are kept by the nearest of √n centres, and a query looks into the nearest cells."""
    index = faiss.IndexIVFFlat(faiss.IndexFlatIP(WIDTH), WIDTH, int(len(vectors) ** 0.5), faiss.METRIC_INNER_PRODUCT)
    index.cp.niter = 10
    index.train(vectors[:100_000])
    return index, partial(setattr, index, "nprobe"), PROBED


BOTH = "HNSW", "cells"
RUNS = {"leads": partial(compared, BOTH, None)}
RUNS |= {f"{count:,} vectors": partial(compared, BOTH, count) for count in (10_000, 100_000)}
RUNS |= {"1,000,000 vectors": partial(compared, ("cells",), 1_000_000),
         "1,000,000 vectors, HNSW": partial(compared, ("HNSW",), 1_000_000)}
