"""
A PostgreSQL of our own for the tests: from Debian's package, in a folder that is thrown away.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Sequence

INSTALLED = Path("/usr/lib/postgresql")
USER = "postgres"  # it refuses to run as root


def programs() -> Path | None:
    """
    Return the folder of the newest initdb and pg_ctl, None when there is none.
    """
    found = [folder for folder in INSTALLED.glob("*/bin") if (folder / "initdb").is_file()]
    beside = shutil.which("initdb")
    if not found:
        return Path(beside).resolve().parent if beside else None
    return max(found, key=lambda folder: float(folder.parent.name))


@dataclass(frozen=True, slots=True)
class Server:
    """
    A running server.
    """

    programs: Path
    folder: Path
    port: int

    def url(self, name: str) -> str:
        """
        Return the URL of a database.
        """
        return f"postgresql://{USER}@127.0.0.1:{self.port}/{name}"

    def make(self, name: str, template: str = "template1") -> str:
        """
        Make a database and return its URL.
        """
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
        return self.url(name)

    def drop(self, name: str) -> None:
        """
        Drop a database, whoever is still connected.
        """
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]

    def start(self) -> None:
        """
        Start it and wait until it answers. Its own disk writes are not waited for: it is never killed.
        """
        told = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self.folder} -c fsync=off -c max_connections=50"
        log = str(self.folder / "log")
        run(self.programs / "pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-o", told, "-w", "start")

    def stop(self) -> None:
        """
        Stop it without waiting for anybody.
        """
        run(self.programs / "pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")


def run(program: Path, *arguments: str) -> None:
    """
    Run a program of PostgreSQL, as its own user when we are root.
    """
    command: Sequence[str] = [str(program), *arguments]
    if os.geteuid() == 0:
        command = ["runuser", "-u", USER, "--", *command]
    done = subprocess.run(command, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{program.name} failed: {done.stdout}{done.stderr}")


def started(found: Path) -> Server:
    """
    Make a cluster and start it.
    """
    folder = Path(tempfile.mkdtemp(prefix="ovf-cds-postgres-"))  # a short path: a socket's name has a limit
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    run(
        found / "initdb",
        "-D",
        str(folder / "data"),
        "-U",
        USER,
        "--auth=trust",
        "--no-sync",
        "--encoding=UTF8",
        "--locale=C",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = Server(found, folder, port)
    server.start()
    return server
