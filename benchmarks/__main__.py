"""`python -m benchmarks [name …]`: measure all or some, print a table, write var/bench.json."""

from __future__ import annotations

import sys
import time
from importlib import import_module

from benchmarks.figures import save, table

MODULES = (
    "expressions",
    "forms",
    "kernel",
    "raw_transactions",
    "statements",
    "completions",
    "history",
    "fan_out",
    "task_list",
    "reminders",
    "reorganisation",
)


def main(wanted: list[str]) -> None:
    """Run the measurements one after another, each on databases of its own."""
    values: dict[str, float] = {}
    for name in wanted or MODULES:
        started = time.monotonic()
        print(f"{name} …", end=" ", flush=True)
        values |= import_module(f"benchmarks.{name}").measure()
        print(f"{time.monotonic() - started:.0f} s", flush=True)
    rounded = {key: float(f"{value:.4g}") for key, value in values.items()}
    save(rounded)
    print("", table(rounded), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
