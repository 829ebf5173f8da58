"""A PostgreSQL of our own: a private cluster in a temporary folder, on a free port of 127.0.0.1."""

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

USER, PASSWORD = "crm_reader", "s3cret/of@crm"
_DEBIAN = Path("/usr/lib/postgresql")


def binaries() -> Path | None:
    """The folder that holds initdb and pg_ctl, the newest version first; None where there is none."""
    folders = sorted(_DEBIAN.glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    found = next((folder for folder in folders if (folder / "initdb").exists()), None)
    on_path = shutil.which("initdb")
    return found or (Path(on_path).parent if on_path else None)


@contextmanager
def cluster() -> Iterator[str]:
    """The URL of a database that is there until the block ends; it asks for the password."""
    folder = binaries()
    with TemporaryDirectory(prefix="huaxiang-pg-") as root:
        data, password = Path(root) / "data", Path(root) / "password"
        password.write_text(PASSWORD)
        options = _user_options()
        if options:
            account = pwd.getpwnam(options["user"])
            for path in (Path(root), password):
                os.chown(path, account.pw_uid, account.pw_gid)

        def call(program: str, *arguments: object) -> None:
            subprocess.run(
                [folder / program, *map(str, arguments)],
                check=True, cwd=root, stdout=subprocess.DEVNULL, **options,
            )  # fmt: skip

        call(
            "initdb",
            "-D",
            data,
            "-U",
            USER,
            f"--pwfile={password}",
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "-N",
        )
        port = _free_port()
        how = f"-p {port} -h 127.0.0.1 -k {root} -c fsync=off"
        call("pg_ctl", "-D", data, "-w", "-l", Path(root) / "log", "-o", how, "start")
        try:
            yield f"postgresql+psycopg://{USER}:s3cret%2Fof%40crm@127.0.0.1:{port}/postgres"
        finally:
            call("pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")


def _user_options() -> dict[str, str]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    names = {account.pw_name for account in pwd.getpwall()}
    return {"user": "postgres" if "postgres" in names else "nobody"}


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]
