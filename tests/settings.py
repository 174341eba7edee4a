"""The product's settings, over a test cluster of our own; never an installation's."""

import os
from pathlib import Path

from tests import cluster

KEPT = Path(
    os.environ.get("COMMONPRACTICE_TEST_CLUSTER", Path(__file__).resolve().parent.parent / ".local" / "test")
)
KEPT.mkdir(parents=True, exist_ok=True)
os.environ["COMMONPRACTICE_DATA"] = str(KEPT)
os.environ["COMMONPRACTICE_TICKET_KEY"] = "11" * 32
os.environ["COMMONPRACTICE_SECRET_KEY"] = "for the tests alone"

from commonpractice.config.settings import *  # noqa: E402, F403
from commonpractice.config.settings import DATABASES, EMBEDDED_DATABASE  # noqa: E402

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the product's takes 60 ms each time

if EMBEDDED_DATABASE:
    for place in DATABASES.values():
        place["HOST"] = str(cluster.embedded_postgres.socket_directory(cluster.folder()))
