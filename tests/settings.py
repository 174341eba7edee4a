"""The product's settings, over a test cluster of our own; never an installation's."""

import os
from pathlib import Path

TEST_CLUSTER = Path(__file__).resolve().parent.parent / ".local" / "test"
TEST_CLUSTER.mkdir(parents=True, exist_ok=True)
os.environ["COMMONPRACTICE_DATA"] = str(TEST_CLUSTER)
os.environ["COMMONPRACTICE_TICKET_KEY"] = "11" * 32
os.environ["COMMONPRACTICE_SECRET_KEY"] = "for the tests alone"

from commonpractice.config.settings import *  # noqa: E402, F403
