"""Where the database is: a server named by DATABASE_URL, or the embedded one.

Two connections to one database. `default` signs in as cp_app, walled in by row-level security; `owner`
signs in as cp_owner and is used for migrations alone.
"""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from psycopg.pq import Conninfo

from commonpractice.gateways import embedded_postgres

NAME = "commonpractice"
POOL = {"min_size": 1, "max_size": 6, "timeout": 20}


def databases(data: Path) -> dict:
    """Django's DATABASES for this installation."""
    default = _place("DATABASE_URL", "cp_app", data)
    owner = _place("DATABASE_OWNER_URL", "cp_owner", data)
    if "DATABASE_URL" in os.environ and "DATABASE_OWNER_URL" not in os.environ:
        owner = {**default, "USER": "cp_owner", "PASSWORD": ""}
    return {
        "default": {
            **default,
            "ENGINE": "commonpractice.gateways.scoped_postgres",
            "ATOMIC_REQUESTS": True,
            "CONN_MAX_AGE": 0,
            "OPTIONS": {**default.get("OPTIONS", {}), "pool": POOL},
        },
        "owner": {**owner, "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0},
    }


def is_embedded() -> bool:
    """Whether the database is the embedded one, no server having been named."""
    return "DATABASE_URL" not in os.environ


def _place(variable: str, role: str, data: Path) -> dict:
    if url := os.environ.get(variable):
        return parse(url, variable)
    return {
        "NAME": NAME,
        "USER": role,
        "HOST": str(embedded_postgres.socket_directory(data)),
        "PORT": "5432",
    }


def parse(url: str, variable: str = "DATABASE_URL") -> dict:
    """Read postgresql://user:password@host:port/name?option=value. Raises ImproperlyConfigured."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{variable} must look like postgresql://user:password@host:5432/name: "
            "Common Practice keeps its data in PostgreSQL and nowhere else."
        )
    options = dict(parse_qsl(parts.query))
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    if unknown := [f"“{option}”" for option in options if option not in known]:
        raise ImproperlyConfigured(
            f"{variable} asks PostgreSQL for what it does not know: {', '.join(unknown)}. "
            "Leave it out, or write it as PostgreSQL's manual does."
        )
    return {
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", unquote(parts.hostname or "")),
        "PORT": str(port or ""),
        **({"OPTIONS": options} if options else {}),
    }


class MigrateAsOwner:
    """Only the owner may change the shape of the database."""

    def db_for_read(self, model, **hints):
        return None

    db_for_write = db_for_read

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == "owner"
