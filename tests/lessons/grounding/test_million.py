"""The vector indexes beside brute force, on few vectors."""

import sys

import numpy as np
import pytest

from llm_edu.errors import CourseError
from llm_edu.lessons.grounding.measurements import million


@pytest.mark.asset("wikipedia-leads")
def test_more_effort_finds_more_of_the_true_ten():
    pytest.importorskip("faiss")
    told = million.compared(million.BOTH, 2000)
    for way, efforts in (("HNSW", million.LOOKED_AT), ("cells", million.PROBED)):
        recalls = [told[way][str(effort)]["recall"] for effort in efforts]
        assert recalls == sorted(recalls) and recalls[0] < recalls[-1] and recalls[-1] > 0.97, recalls
    assert told["vectors"] == 2000


def test_made_vectors_are_leads_mixed():
    leads = np.eye(5, 384, dtype=np.float32)
    found = million.made(50, leads, np.random.default_rng(0))
    assert found.shape == (50, 384) and np.allclose(np.linalg.norm(found, axis=1), 1, atol=1e-6)
    assert found[:, 5:].max() == 0 and (found @ leads.T).max(1).min() > 0.7


def test_without_faiss_an_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "faiss", None)
    with pytest.raises(CourseError, match="pip install faiss-cpu"):
        million.library()
