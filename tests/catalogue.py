"""`python -m tests.catalogue`: write down anew what the migrations leave, for `doctor` to compare with.

To be run when a migration has changed; tests/architecture/test_catalogue.py says when. It migrates an empty
database in a folder of its own.
"""

import os
import tempfile
from pathlib import Path


def write() -> None:
    with tempfile.TemporaryDirectory(prefix="cp-catalogue-") as folder:
        Path(folder).chmod(0o755)  # the database's own user must get in
        for name in [name for name in os.environ if name.startswith("DATABASE_")]:
            del os.environ[name]
        os.environ["COMMONPRACTICE_DATA"] = folder
        from commonpractice.interfaces.commands import doctor_catalogue, runtime

        with runtime.database():
            from django.db import connections

            from commonpractice.gateways.scoped_postgres import catalogue

            text = catalogue.write(catalogue.read(connections["owner"]))
        doctor_catalogue.FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
