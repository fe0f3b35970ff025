"""Search for the order of letters in which the script of live pages packs best.

    python -m tools.letters [SECONDS]

prints the best order that it has found for `assets/squeeze.py`, and the bytes that it makes.
"""

from __future__ import annotations

import gzip
import math
import random
import sys
import time

from mkdocs_paramsize.assets import script, squeeze


def packed(order: str) -> int:
    """Bytes of the gzipped script with this order."""
    squeeze._LETTERS = order  # type: ignore[misc]
    script.cache_clear()
    return len(gzip.compress(script().text.encode(), 9, mtime=0))


def best(seconds: float) -> tuple[int, str]:
    """Simulated annealing over swaps of two letters.

    Which variables share a name does not depend on the letters, so the script is squeezed once,
    with letters that nothing else in it has, and these are replaced.
    """
    order = squeeze._LETTERS
    strange = "".join(chr(ord("а") + place) for place in range(len(order)))
    squeeze._LETTERS = strange  # type: ignore[misc]
    script.cache_clear()
    text = script().text

    def size(letters: list[str]) -> int:
        named = text.translate(dict(zip(map(ord, strange), letters, strict=True)))
        return len(gzip.compress(named.encode(), 9, mtime=0))

    now = list(order)
    bytes_now = size(now)
    found = (packed(order), order)
    start = time.monotonic()
    while (passed := (time.monotonic() - start) / seconds) < 1:
        tried = now.copy()
        one, other = random.sample(range(len(order)), 2)
        tried[one], tried[other] = tried[other], tried[one]
        bytes_tried = size(tried)
        heat = max(0.2, 6 * (1 - passed))
        if random.random() < math.exp(min(0, bytes_now - bytes_tried) / heat):
            now, bytes_now = tried, bytes_tried
            if bytes_now < found[0]:
                found = min(found, (packed("".join(now)), "".join(now)))
    return found


if __name__ == "__main__":
    print(*best(float(sys.argv[1]) if len(sys.argv) > 1 else 60.0))
