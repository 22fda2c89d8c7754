"""
How long the commands take to start, as CPU time of whole processes.

Usage: python bench/start.py

The first run of each is not counted: it writes the bytecode that every installation has, even where
PYTHONDONTWRITEBYTECODE is set.

Goals: `import cds` and the pack 0.5 s; `cds --help` 0.2 s.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from pathlib import Path

ROUNDS = 7
CDS = str(Path(sys.executable).parent / "cds")
WORK = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "cds --help": [CDS, "--help"],
    "import cds and the pack": [sys.executable, "-c", "from cds.rules import load_pack; load_pack()"],
    "pack and engine": [
        sys.executable,
        "-c",
        "from cds.rules import load_pack; from cds.walk import Consultant; Consultant(load_pack())",
    ],
}


ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def seconds(command: list[str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True, env=ENVIRONMENT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    for name, command in WORK.items():
        seconds(command)
        taken = sorted(seconds(command) for _ in range(ROUNDS))
        print(f"{name:26} {taken[0]:.2f} s CPU at best, median {taken[ROUNDS // 2]:.2f} s")


if __name__ == "__main__":
    main()
