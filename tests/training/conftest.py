"""One thread for tiny models: a second one has nothing to do, and waits for the first wherever a machine is busy."""

import pytest
import torch


@pytest.fixture(autouse=True)
def one_thread():
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)
