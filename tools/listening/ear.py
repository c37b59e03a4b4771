"""Writes down what comes through the line: a JSON task a line on standard input, an answer a line on standard output.

Runs in the environment of the recogniser, and reaches no network: `python -m tools.listening.ear MODEL_FOLDER`.
"""

import json
import sys
import wave
from typing import Any

import numpy as np  # type: ignore[import-not-found, unused-ignore]
from faster_whisper import WhisperModel  # type: ignore[import-not-found, unused-ignore]

from tools.listening.line import Samples, down_the_line

RATE = 16000  # samples a second that the recogniser wants
THREADS = 1  # two programs with one each are quicker than one with two
# The recogniser works on 30 seconds, however short the sound is. Less is three times as quick and reads the same, as
# long as some silence is left at the end: without, it says the last words again and again.
SHORTEST, LONGEST, ROOM = 15, 30, 4
FRAMES = 100  # a second
MOST = 150  # tokens: the longest answer has fewer; a recogniser that runs in circles is stopped


def read(path: str) -> tuple[Samples, int]:
    with wave.open(path) as sound:
        samples = np.frombuffer(sound.readframes(sound.getnframes()), dtype=np.int16)
        return samples / 32768.0, sound.getframerate()


def written(model: Any, task: dict[str, Any]) -> str:
    """The words that the recogniser understands: the likeliest five ways are followed, nothing is left to chance."""
    samples, rate = read(task["path"])
    heard = down_the_line(samples, rate, task["seed"], out=RATE)
    seconds = min(max(SHORTEST, len(heard) // RATE + ROOM), LONGEST)
    model.feature_extractor.nb_max_frames = seconds * FRAMES
    segments, _ = model.transcribe(
        heard,
        language=task["language"],
        hotwords=task["hints"] or None,
        beam_size=5,
        temperature=0,
        without_timestamps=True,
        condition_on_previous_text=False,
        max_new_tokens=MOST,
    )
    return "".join(segment.text for segment in segments).strip()


def main(folder: str) -> None:
    model = WhisperModel(folder, device="cpu", compute_type="int8", cpu_threads=THREADS, local_files_only=True)
    for line in sys.stdin:
        print(json.dumps({"text": written(model, json.loads(line))}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
