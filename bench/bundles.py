"""
How long bundles take, from bytes to the JSON text of the cards, beside `orjson.loads` of the same bytes.

Usage: python bench/bundles.py [FOLDER] [--profile]

FOLDER holds bundles (.json, .json.gz); default: the 25 bundles of 2019 in ../shared/data/synthea_r4.
The goal is at most 4 times `orjson.loads`, warm, in one process.
"""

from __future__ import annotations

import cProfile
import gzip
import pstats
import sys
import time
from datetime import date
from pathlib import Path

import msgspec
import orjson

from cds.cli.answers import result_json
from cds.rules import load_pack
from cds.walk import Consultant, check

ROUNDS = 7
AS_OF = date(2026, 3, 1)


def _bundles(folder: str | None) -> list[bytes]:
    shared = Path(__file__).resolve().parent.parent.parent / "shared/data/synthea_r4"
    paths = sorted(Path(folder).glob("*.json*")) if folder else sorted(shared.glob("v24_*.json.gz"))
    if not paths:
        sys.exit("bench/bundles.py: no bundles; name a folder with .json or .json.gz files")
    return [gzip.decompress(p.read_bytes()) if p.suffix == ".gz" else p.read_bytes() for p in paths]


def main() -> None:
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    bundles = _bundles(arguments[0] if arguments else None)
    consultant = Consultant(load_pack())

    def ours() -> int:
        written = 0
        for data in bundles:
            checked = check(
                data, source="b", hook="patient-view", as_of=AS_OF, context=None, profile="us", consultant=consultant
            )
            written += sum(len(msgspec.json.encode(result_json(result))) for result in checked.results)
        return written

    ours()
    if "--profile" in sys.argv:
        profile = cProfile.Profile()
        profile.runcall(ours)
        pstats.Stats(profile).sort_stats("tottime").print_stats(25)
        return
    beside, own = [], []
    for _ in range(ROUNDS):
        started = time.process_time()
        for data in bundles:
            orjson.loads(data)
        beside.append(time.process_time() - started)
        started = time.process_time()
        ours()
        own.append(time.process_time() - started)
    megabytes = sum(map(len, bundles)) / 1e6
    ratios = sorted(mine / theirs for mine, theirs in zip(own, beside, strict=True))
    print(f"{len(bundles)} bundles, {megabytes:.1f} MB, {ROUNDS} rounds in one process")
    print(f"orjson.loads        {min(beside) * 1e3:8.1f} ms CPU (best)")
    print(f"bytes to cards JSON {min(own) * 1e3:8.1f} ms CPU (best), {min(own) * 1e3 / len(bundles):.2f} ms a bundle")
    print(
        f"ratio               {ratios[0]:.2f} to {ratios[-1]:.2f}, median {ratios[len(ratios) // 2]:.2f} (goal: at most 4)"
    )


if __name__ == "__main__":
    main()
