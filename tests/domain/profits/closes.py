"""A process of its own that closes a month: what is killed in the middle (test_in_the_middle.py).

Run with the name of a test's database. It says the number of its backend when it is connected, and begins
when a line comes.
"""

import os
import sys


def main(database: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    import django

    django.setup()
    from django.db import connection, connections

    assert database.startswith("run_"), "tests never touch an installation's database"
    for alias in ("default", "owner"):
        connections[alias].settings_dict["NAME"] = database
    from tests.domain.profits import many

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        print(cursor.fetchone()[0], flush=True)
    sys.stdin.readline()
    many.close()
    print("closed", flush=True)
    os._exit(0)  # nothing to tidy up: the pool's threads would only take time


if __name__ == "__main__":
    main(sys.argv[1])
