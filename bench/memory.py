"""
Memory of one engine over 100,000 patients; it must not grow by 20 MB after the first 5,000.

Usage: python bench/memory.py [PATIENTS]

Each tenth of the run prints what is resident. Every patient is decided by both evaluators, with
between none and all of the facts known; every hundredth fails inside the inference engine.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from types import SimpleNamespace

from engine import HOOK, made_up_pack, subjects

from cds.engine import Engine, durable_host
from cds.errors import EngineError

WARM_UP = 5_000
LIMIT = 20.0


def resident() -> float:
    """
    Return the resident memory of this process in MB.
    """
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


def fail(engine: Engine) -> None:
    """
    Let the library fail in the middle of a session.
    """
    library = durable_host.library
    durable_host.library = SimpleNamespace(**{**vars(library), "complete_and_start_action": _broken})
    try:
        engine.evaluators.host.run(([],))
    except EngineError:
        return
    finally:
        durable_host.library = library
    raise AssertionError("the failure was not noticed")


def _broken(*_: object) -> None:
    raise MemoryError


def main() -> None:
    """
    Decide and measure.
    """
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    pack = made_up_pack()
    engine = Engine(pack)
    patients = [one for known in (0.0, 0.3, 0.6, 0.9, 1.0) for one in subjects(pack, known=known)]
    draw = random.Random(5)
    start, base = time.perf_counter(), 0.0
    for number in range(WARM_UP + count):
        if number == WARM_UP:
            base = resident()
        engine.decide(draw.choice(patients), hook=HOOK)
        if number % 100 == 0:
            fail(engine)
        if number >= WARM_UP and (number - WARM_UP + 1) % max(count // 10, 1) == 0:
            print(f"{number - WARM_UP + 1:8} patients  {resident():7.1f} MB  {resident() - base:+6.1f} MB")
    grown = resident() - base
    print(f"{count} patients in {time.perf_counter() - start:.0f} s, {grown:+.1f} MB after warm-up (limit {LIMIT:.0f})")
    sys.exit(grown >= LIMIT)


if __name__ == "__main__":
    main()
