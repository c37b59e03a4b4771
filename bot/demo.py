"""`casestatus demo`: the whole service on this machine, as in production, pointed at a simulated agency and carrier.

Nothing is switched off: the children get their settings as any deployment does, with other addresses in them.
"""

import base64
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click
import httpx2

from bot.embedded import EmbeddedError, own, server_process, socket_path
from bot.supervisor import Process, StartError, Supervisor

DATA = Path("var/demo")
LINE = "+12025550100"  # numbers of this kind are kept for fiction
PROGRAM = str(Path(sys.executable).with_name("casestatus"))
COLOURS = {"redis": "red", "simulator": "magenta", "web": "cyan", "worker": "green", "scheduler": "yellow"}
LAST_LINES = 15  # of a log, shown when its process does not start


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets of one demo, made once and kept beside its data."""

    account_sid: str
    auth_token: str
    client_id: str
    client_secret: str
    sealing_key: str
    pin_pepper: str
    updates_token: str


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of one demo are found."""

    data: Path
    web_port: int
    page_port: int
    mail_port: int
    sock: Path

    @property
    def web(self) -> str:
        return f"http://127.0.0.1:{self.web_port}"

    @property
    def page(self) -> str:
        return f"http://127.0.0.1:{self.page_port}"


class Logs:
    """A file for each process; on the terminal as well when `shown`."""

    def __init__(self, folder: Path, shown: bool) -> None:
        self._folder, self._shown = folder, shown
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()

    def __call__(self, name: str, line: str) -> None:
        with self.path(name).open("a", encoding="utf-8") as file:
            file.write(line + "\n")
        if self._shown:
            click.echo(click.style(f"{name:>9} | ", fg=COLOURS.get(name)) + line)

    def path(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def last(self, name: str) -> str:
        lines = self.path(name).read_text(encoding="utf-8").splitlines() if self.path(name).exists() else []
        return "\n".join(f"  {line}" for line in lines[-LAST_LINES:])


def run(data: Path = DATA, web_port: int = 8000, page_port: int = 8080, show_logs: bool = False) -> int:
    """Runs the demo until Ctrl-C; the exit code. A port that is taken is replaced by a free one."""
    os.umask(0o077)  # what the demo keeps is for its owner alone
    data = data.resolve()
    data.mkdir(parents=True, exist_ok=True)
    try:
        lock = own(data)
    except EmbeddedError as error:
        click.echo(str(error), err=True)
        return 1
    with lock:
        web = free_port(web_port)
        page = free_port(page_port, web)
        places = Places(data, web, page, free_port(0, web, page), socket_path(data))
        try:
            return _run(places, Logs(data / "logs", show_logs), lock.fileno())
        finally:
            if places.sock.parent != data:
                shutil.rmtree(places.sock.parent, ignore_errors=True)


def _run(places: Places, logs: Logs, lock: int) -> int:
    supervisor = Supervisor(logs, keep=(lock,))
    supervisor.catch_signals()
    try:
        _start(supervisor, places, logs)
        if not supervisor.stopping:
            click.echo(welcome(places))
        supervisor.watch()
    except StartError as error:
        click.echo(f"{error} The end of {logs.path(error.name)}:\n{logs.last(error.name)}", err=True)
        return 1
    except EmbeddedError as error:
        click.echo(str(error), err=True)
        return 1
    finally:
        supervisor.stop()
    click.echo("Stopped.")
    return 0


def _start(supervisor: Supervisor, places: Places, logs: Logs) -> None:
    """Raises StartError and EmbeddedError."""
    keys, data = load_keys(places.data / "keys.json"), places.data
    env, config = environment(keys, places), simulator_file(keys, places)
    click.echo("Starting ...")
    with _migration(env, data) as migration:
        supervisor.start(
            server_process(data, places.sock, PLAIN),
            Process("simulator", [PROGRAM, "simulator", str(config)], PLAIN, ready=_answers(places.page)),
        )
        written, _ = migration.communicate()
    for line in written.splitlines():
        logs("database", line)
    if migration.returncode:
        raise StartError("database")
    if not supervisor.stopping:
        supervisor.start(
            Process("web", [PROGRAM, "web", "--host", "127.0.0.1"], env, data, _answers(f"{places.web}/readyz")),
            Process("worker", [PROGRAM, "worker"], env, data),
            Process("scheduler", [PROGRAM, "schedule"], env, data),
        )


def _migration(env: Mapping[str, str], data: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(  # noqa: S603 - the argument list is ours, no shell
        [PROGRAM, "db", "upgrade"],
        env=env,
        cwd=data,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,  # Ctrl-C does not break off a migration
    )


# All of the environment that every process gets: what this shell happens to hold does not leak in.
PLAIN = {"PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC", "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"}


def environment(keys: Keys, places: Places) -> dict[str, str]:
    """The settings of the service, all of them explicit."""
    return PLAIN | {
        "DATABASE_URL": "sqlite:///casestatus.db",  # in the folder where they run, whatever signs its path has
        "REDIS_URL": f"unix://{quote(str(places.sock))}",
        "PORT": str(places.web_port),
        "PUBLIC_URL": places.web,
        "WEB_FRAMED_BY": places.page,  # the chat stands beside the phones
        "TWILIO_ACCOUNT_SID": keys.account_sid,
        "TWILIO_AUTH_TOKEN": keys.auth_token,
        "TWILIO_FROM": LINE,
        "TWILIO_API_URL": f"{places.page}/carrier",
        "CASE_SOURCE": "uscis",
        "USCIS_API_URL": f"{places.page}/agency",
        "USCIS_TOKEN_URL": f"{places.page}/agency/oauth/accesstoken",
        "USCIS_CLIENT_ID": keys.client_id,
        "USCIS_CLIENT_SECRET": keys.client_secret,
        "FRESH_MINUTES": "1",  # so that a status changed on the page is soon seen by text
        "SMTP_URL": f"smtp://127.0.0.1:{places.mail_port}",
        "MAIL_FROM": "demo@example.org",
        "UPDATES_TOKEN": keys.updates_token,
        "QUIET_HOURS": "none",  # so that an alert is seen at once, whatever time it is
        "SEALING_KEYS": keys.sealing_key,
        "PIN_PEPPER": keys.pin_pepper,
        "LOG_FORMAT": "console",
    }


def load_keys(path: Path) -> Keys:
    """The keys in the file; made and kept there the first time, readable by the owner alone."""
    if path.exists():
        kept = json.loads(path.read_text(encoding="utf-8"))
        if kept.keys() == Keys.__dataclass_fields__.keys():
            return Keys(**kept)
        # Made by an earlier demo, which knew fewer secrets: what it sealed opens with those that it had.
        keys = Keys(**{"updates_token": secrets.token_urlsafe(32), **kept})
        _write_private(path, asdict(keys))
        return keys
    keys = Keys(
        account_sid="AC" + secrets.token_hex(16),
        auth_token=secrets.token_hex(16),
        client_id=secrets.token_hex(8),
        client_secret=secrets.token_hex(16),
        sealing_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        pin_pepper=secrets.token_urlsafe(32),
        updates_token=secrets.token_urlsafe(32),
    )
    _write_private(path, asdict(keys))
    return keys


def simulator_file(keys: Keys, places: Places) -> Path:
    """What the simulator must know, in a file: secrets on a command line are there for every user to read."""
    path = places.data / "simulator.json"
    ports = {"port": places.page_port, "mail_port": places.mail_port}
    told = asdict(keys) | ports | {"public_url": places.web, "line": LINE}
    _write_private(path, {name: value for name, value in told.items() if name not in {"sealing_key", "pin_pepper"}})
    return path


def _write_private(path: Path, value: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(value, file)
    fresh.replace(path)  # whole or not at all


def free_port(preferred: int, *taken: int) -> int:
    """The preferred port of loopback, or a free one when it is in use or `taken`."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            line.bind(("127.0.0.1", 0 if preferred in taken else preferred))
        except OSError:
            line.bind(("127.0.0.1", 0))
        port: int = line.getsockname()[1]
    return free_port(0, *taken) if port in taken else port


def welcome(places: Places) -> str:
    """What the person at the terminal needs to know, and nothing else."""
    page = click.style(places.page, bold=True)
    return f"""
  Case Status Line is running on this machine only.

    Open   {page}
    Text   EAC9999103403         what a case looks like
           CREATE, LIST          a portfolio of cases, and what is in it
           ALERTS                news of a case; change its status on the page, and it comes
           HELP                  what one can text
           CREAR, LISTA, AYUDA   lo mismo en español
    Call   the same, with keys or by voice · lo mismo, con teclas o con la voz

    Service {places.web}   Logs {places.data / "logs"}
    Ctrl-C stops all of it.
"""


def _answers(url: str) -> Callable[[], bool]:
    def ready() -> bool:
        try:
            return httpx2.get(url, timeout=2.0, trust_env=False).is_success
        except httpx2.TransportError:
            return False

    return ready
