"""
The service as a process of its own, as a site runs it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

__all__ = ["Process"]

_MAIN = "import sys; from cds.cli import main; sys.argv = ['cds', 'serve', *sys.argv[1:]]; main()"


class Process:
    """
    `cds serve` with settings in its environment; what it writes is kept.
    """

    def __init__(self, folder: Path, *options: str, **settings: Any) -> None:
        told = {
            "auth": "off",
            "allow_as_of": "true",
            "port": 0,
            "database_url": f"sqlite:///{folder / 'j.db'}",
        } | settings
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CDS_")}
        environment |= {f"CDS_{name.upper()}": str(value) for name, value in told.items()}
        environment["HOME"] = environment["XDG_STATE_HOME"] = str(folder)
        self.lines: list[str] = []
        self.began = time.perf_counter()
        self._process = subprocess.Popen(
            [sys.executable, "-c", _MAIN, *options],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self._process.stdout
        with self._process.stdout as lines:
            for line in lines:
                self.lines.append(line)

    @property
    def output(self) -> str:
        """
        Everything it wrote.
        """
        return "".join(self.lines)

    def events(self, name: str) -> list[dict[str, Any]]:
        """
        The log lines of an event.
        """
        told = [json.loads(line) for line in list(self.lines) if line.startswith("{")]
        return [line for line in told if line["event"] == name]

    def url(self, *, workers: int = 1) -> str:
        """
        Wait until it answers, and return its address.
        """
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and self._process.poll() is None:
            if len(self.events("started")) >= workers:
                return f"http://127.0.0.1:{self.events('listening')[0]['port']}"
            time.sleep(0.01)
        raise AssertionError(f"it does not answer: {self.output}")

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """
        Send a signal and return the exit code.
        """
        self._process.send_signal(how)
        return self.wait()

    def wait(self) -> int:
        """
        Wait for its end.
        """
        try:
            code = self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        self._reading.join(5)
        return code

    @property
    def children(self) -> list[int]:
        """
        The process ids of its workers.
        """
        path = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return [int(word) for word in path.read_text(encoding="ascii").split()]
