"""The opening of lesson 16: what a model says about an order, and what the shop's books say."""

import tempfile
from pathlib import Path

from llm_edu.agents import Session, new_shop, shop_toolbox


def toolbox_of(customer_id):
    """The tools of a new shop's desk, with this customer logged in. The shop's file is in a temporary folder."""
    return shop_toolbox(Session(new_shop(Path(tempfile.mkdtemp(prefix="lantern-")) / "lantern.db"), customer_id))
