"""`python -m tests.conformance [suites]`: how models, scenarios, traces and decision tables of others come out."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tests.conformance import report
from tests.conformance.measure import measure
from tests.conformance.suites import DEFAULT


def main() -> int:
    """Measure, print, write. 1 when anything is wrong or below what is promised."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    parser.add_argument("suites", nargs="?", type=Path, default=DEFAULT, help="a folder laid out like shared/suites")
    parser.add_argument("-v", "--verbose", action="store_true", help="why models were refused")
    given = parser.parse_args()
    suites = given.suites.resolve()
    if not suites.is_dir():
        print(f"There are no suites in {suites}", file=sys.stderr)
        return 1
    measured = measure(suites)
    report.write(measured)
    report.show(measured, verbose=given.verbose)
    return 1 if report.shortfalls(measured) else 0


if __name__ == "__main__":
    sys.exit(main())
