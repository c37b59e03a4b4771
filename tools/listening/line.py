"""The telephone line: 8 kHz, 300 to 3,400 Hz, µ-law, a little noise, and a lost packet now and then.

Runs in the environment of the recogniser, which has numpy.
"""

from typing import Any

import numpy as np  # type: ignore[import-not-found, unused-ignore]

RATE = 8000  # samples a second on the line
LOW, HIGH, SLOPE = 300.0, 3400.0, 60.0  # Hz
LOUDNESS = 0.08  # root mean square of the speech, of 1: about -22 dB, as carriers level it
NOISE = 40.0  # dB below the speech
PACKET, LOST = 160, 0.01  # samples in a packet (20 ms), and the share that never arrives
MU = 255.0

Samples = Any  # a numpy array of floats from -1 to 1


def down_the_line(samples: Samples, rate: int, seed: int, *, out: int) -> Samples:
    """What is heard at the other end of what was said at `rate`; given back at `out` samples a second."""
    chance = np.random.default_rng(seed)
    heard = _resampled(_silence_around(samples, rate), rate, RATE)
    heard *= LOUDNESS / max(1e-6, float(np.sqrt(np.mean(heard[np.abs(heard) > 0.01] ** 2)))) if heard.any() else 1.0
    heard += chance.normal(0.0, LOUDNESS * 10 ** (-NOISE / 20), len(heard))
    heard = _coded(np.clip(heard, -1.0, 1.0))
    for start in range(PACKET, len(heard) - PACKET, PACKET):
        if chance.random() < LOST:  # what a telephone does about it: the packet before once more, not as loud
            heard[start : start + PACKET] = heard[start - PACKET : start] / 2
    return _resampled(heard, RATE, out).astype(np.float32)


def _silence_around(samples: Samples, rate: int) -> Samples:
    half_a_second = np.zeros(rate // 2)
    return np.concatenate([half_a_second, samples, half_a_second])


def _resampled(samples: Samples, rate: int, out: int) -> Samples:
    """The same sound at another rate, through the band of the telephone."""
    spectrum = np.fft.rfft(samples)
    hertz = np.fft.rfftfreq(len(samples), 1 / rate)
    spectrum *= np.clip((hertz - LOW + SLOPE) / SLOPE, 0, 1) * np.clip((HIGH + SLOPE - hertz) / SLOPE, 0, 1)
    length = round(len(samples) * out / rate)
    kept = np.zeros(length // 2 + 1, dtype=complex)
    both = min(len(kept), len(spectrum))
    kept[:both] = spectrum[:both]
    return np.fft.irfft(kept, length) * (length / len(samples))


def _coded(samples: Samples) -> Samples:
    """Through µ-law with 8 bits, and back (ITU-T G.711, the continuous form)."""
    pressed = np.sign(samples) * np.log1p(MU * np.abs(samples)) / np.log1p(MU)
    steps = np.round(pressed * 127.5 - 0.5) + 0.5
    pressed = np.clip(steps / 127.5, -1.0, 1.0)
    return np.sign(pressed) * ((1 + MU) ** np.abs(pressed) - 1) / MU
