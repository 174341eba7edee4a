"""The product's settings, over a cluster of the benchmark's own; never an installation's, nor the tests'."""

import os
from pathlib import Path

CLUSTER = Path(__file__).resolve().parent.parent / ".local" / "bench"
CLUSTER.mkdir(parents=True, exist_ok=True)
os.environ.pop("DATABASE_URL", None)
os.environ.pop("DATABASE_OWNER_URL", None)
os.environ["COMMONPRACTICE_DATA"] = str(CLUSTER)
os.environ["COMMONPRACTICE_TICKET_KEY"] = "22" * 32
os.environ["COMMONPRACTICE_SECRET_KEY"] = "for the benchmark alone"

from commonpractice.config.settings import *  # noqa: E402, F403
