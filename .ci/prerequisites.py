"""
Say in one sentence what is missing before anything is installed; print nothing when all is there.

The Makefile runs this with the Python that will make `.venv`, which may be older than the package allows.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

WHY = "durable-rules, the inference engine, is compiled when it is installed"


def missing() -> str:
    """
    Return the sentence, or nothing.
    """
    if not (3, 11) <= sys.version_info[:2] < (3, 14):
        this = ".".join(str(part) for part in sys.version_info[:3])
        return f"Python 3.11, 3.12 or 3.13 is needed, this is {this}. Name another one: make demo PYTHON=python3.12"
    if importlib.util.find_spec("ensurepip") is None:
        return "This Python can not make a virtual environment (Debian, Ubuntu: apt-get install python3-venv)."
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return f"A C compiler is needed and '{compiler}' is not there: {WHY} (Debian, Ubuntu: apt-get install gcc libc6-dev)."
    include = sysconfig.get_path("include")
    if not Path(include, "Python.h").is_file():
        return f"The headers of Python are needed and {include} has no Python.h: {WHY} (Debian, Ubuntu: apt-get install python3-dev)."
    return compiles(compiler, include)


def compiles(compiler: str, include: str) -> str:
    """
    Try the compiler on the headers; return what it complains of, or nothing.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "try.c")
        source.write_text("#include <Python.h>\n", encoding="ascii")
        run = subprocess.run(
            [compiler, "-fsyntax-only", f"-I{include}", str(source)], capture_output=True, text=True, check=False
        )
    if run.returncode == 0:
        return ""
    first = next((line for line in run.stderr.splitlines() if "error" in line), run.stderr.strip())
    return (
        f"The C compiler '{compiler}' does not work ({first}): {WHY} (Debian, Ubuntu: apt-get install gcc libc6-dev)."
    )


if __name__ == "__main__":
    sys.exit(missing() or 0)
