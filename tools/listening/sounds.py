"""Sounds before they go down the line: said by the local voice, or joined from recordings of a person."""

import array
import subprocess
import wave
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tools.listening import parts

SPEAKERS = {"en": "en-US", "es": "es-ES"}
EDGE = 200  # of 32,767: quieter than that is the silence that a recording begins and ends with


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound in a file: 16-bit, mono; `seconds` long."""

    path: Path
    seconds: float


def speak(text: str, language: str, path: Path) -> Sound:
    """Says a text at the voice's own pace. Raises KeyError for a language it does not speak."""
    command = ["./pico2wave", "--lang", SPEAKERS[language], "--wave", str(path), text]
    environment = {"LD_LIBRARY_PATH": str(parts.library_folder())}
    subprocess.run(command, check=True, cwd=parts.VOICE, env=environment, capture_output=True)
    with wave.open(str(path)) as sound:
        return Sound(path, sound.getnframes() / sound.getframerate())


def join(pieces: Sequence[Path], pauses: Sequence[float], path: Path) -> Sound:
    """Recordings one after the other, without the silence at their ends; behind each a pause in seconds."""
    rate, joined = 8000, array.array("h")
    for piece, pause in zip(pieces, pauses, strict=True):
        rate, samples = _read(piece)
        joined += samples
        joined += array.array("h", bytes(2 * round(pause * rate)))
    with wave.open(str(path), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(rate)
        sound.writeframes(joined.tobytes())
    return Sound(path, len(joined) / rate)


def _read(path: Path) -> tuple[int, "array.array[int]"]:
    with wave.open(str(path)) as sound:
        rate = sound.getframerate()
        samples = array.array("h", sound.readframes(sound.getnframes()))
    loud = [at for at, sample in enumerate(samples) if abs(sample) > EDGE]
    return rate, samples[loud[0] : loud[-1] + 1] if loud else samples
