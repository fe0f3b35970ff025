"""Measure, print, and fail if a bound is broken: `python -m benchmarks`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator

from benchmarks.bound import Measured
from benchmarks.builds import builds
from benchmarks.costs import counting, idle, importing, markers
from benchmarks.live import live
from benchmarks.preview import preview


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--pages", type=int, default=500, help="pages of the site (default: 500)")
    parser.add_argument("--rounds", type=int, default=9, help="builds of each site (default: 9)")
    parser.add_argument("--quick", action="store_true", help="leave the builds out")
    given = parser.parse_args()
    broken = 0
    for measured in _all(given):
        print(measured, flush=True)
        broken += not measured.is_kept
    return 1 if broken else 0


def _all(given: argparse.Namespace) -> Iterator[Measured]:
    yield from idle()
    yield from markers()
    yield from counting()
    yield from importing()
    yield from live()
    if not given.quick:
        yield from preview()
        yield from builds(given.pages, given.rounds)


if __name__ == "__main__":
    sys.exit(main())
