"""What PostgreSQL itself does in a second: one SELECT, two UPDATE, three INSERT and COMMIT on rows as large as ours,
by pgbench, so that the completions can be read as a share of it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from sqlalchemy import make_url

from benchmarks.databases import PGBENCH, empty_postgres

CLIENTS = 8
SECONDS = 5
TABLES = """
CREATE TABLE kase (id int PRIMARY KEY, version int NOT NULL, state bytea NOT NULL);
CREATE TABLE task (id int PRIMARY KEY, status text NOT NULL, closed_at timestamptz);
CREATE TABLE answer (id uuid PRIMARY KEY, kase_id int NOT NULL, answers bytea NOT NULL, at timestamptz NOT NULL);
CREATE TABLE happened (id uuid PRIMARY KEY, kase_id int NOT NULL, details bytea NOT NULL, hash text NOT NULL);
CREATE TABLE outbox (id uuid PRIMARY KEY, topic text NOT NULL, payload bytea NOT NULL, sent_at timestamptz);
CREATE INDEX ON answer (kase_id, at);
CREATE INDEX ON outbox (sent_at);
INSERT INTO kase SELECT n, 1, repeat('x', 1200)::bytea FROM generate_series(1, 10000) n;
INSERT INTO task SELECT n, 'open' FROM generate_series(1, 10000) n;
"""
TRANSACTION = r"""
\set id random(1, 10000)
BEGIN;
SELECT version, state FROM kase WHERE id = :id FOR UPDATE;
UPDATE kase SET version = version + 1, state = repeat('y', 1200)::bytea WHERE id = :id;
UPDATE task SET status = 'completed', closed_at = now() WHERE id = :id;
INSERT INTO answer VALUES (gen_random_uuid(), :id, repeat('a', 600)::bytea, now());
INSERT INTO happened VALUES (gen_random_uuid(), :id, repeat('h', 300)::bytea, repeat('0', 64));
INSERT INTO outbox VALUES (gen_random_uuid(), 'task.opened', repeat('o', 200)::bytea);
COMMIT;
"""


def measure() -> dict[str, float]:
    """transactions_per_s_postgres."""
    with empty_postgres() as url, TemporaryDirectory() as folder:
        address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        with psycopg.connect(address) as connection:
            connection.execute(TABLES)
        script = Path(folder) / "transaction.sql"
        script.write_text(TRANSACTION, "utf-8")
        options = ["-n", "-c", str(CLIENTS), "-j", "2", "-T", str(SECONDS), "-M", "prepared", "-f", str(script)]
        command = [str(PGBENCH), *options, address]
        report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    found = re.search(r"tps = ([\d.]+)", report)
    if found is None:
        raise RuntimeError(f"pgbench said nothing of its rate:\n{report}")
    return {"transactions_per_s_postgres": float(found[1])}
