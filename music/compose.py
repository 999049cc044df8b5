"""The bot's repertoire: six public-domain pieces, written as data.

``python music/compose.py [directory]`` writes one MIDI file for each piece, into the directory
of this file unless another is named. Running it again gives the same bytes. The notation is
explained in ``notation.py``.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

from notation import Piece, Voice, to_midi


def bars(*parts: str) -> str:
    """Join stretches of music that each begin and end at a bar line."""
    return " | ".join(" ".join(part.split()) for part in parts)


# --- J. S. Bach: Prelude in C major, BWV 846 --------------------------------------------------
# Bars 1-32 are one figure: five pitches, from the bass up, spread over each half bar.
_PRELUDE_HARMONIES = """
c4 e4 g4 c5 e5   | c4 d4 a4 d5 f5   | b3 d4 g4 d5 f5   | c4 e4 g4 c5 e5
c4 e4 a4 e5 a5   | c4 d4 f#4 a4 d5  | b3 d4 g4 d5 g5   | b3 c4 e4 g4 c5
a3 c4 e4 g4 c5   | d3 a3 d4 f#4 c5  | g3 b3 d4 g4 b4   | g3 bb3 e4 g4 c#5
f3 a3 d4 a4 d5   | f3 ab3 d4 f4 b4  | e3 g3 c4 g4 c5   | e3 f3 a3 c4 f4
d3 f3 a3 c4 f4   | g2 d3 g3 b3 f4   | c3 e3 g3 c4 e4   | c3 g3 bb3 c4 e4
f2 f3 a3 c4 e4   | f#2 c3 a3 c4 eb4 | ab2 f3 b3 c4 d4  | g2 f3 g3 b3 d4
g2 e3 g3 c4 e4   | g2 d3 g3 c4 f4   | g2 d3 g3 b3 f4   | g2 eb3 a3 c4 f#4
g2 e3 g3 c4 g4   | g2 d3 g3 c4 f4   | g2 d3 g3 b3 f4   | c2 c3 g3 bb3 e4
"""


def prelude() -> Piece:
    """All 35 bars; the last three leave the figure and close the piece."""
    rows = [row.split("|") for row in _PRELUDE_HARMONIES.strip().splitlines()]
    chords = [chord.split() for row in rows for chord in row]
    bass = bars(*(f"{c[0]}:2 {c[0]}" for c in chords), "c2:4", "c2:4", "c2:4")
    tenor = bars(
        *(f"r:1/4 {c[1]}:7/4 r:1/4 {c[1]}:7/4" for c in chords),
        "r:1/4 c3:15/4",
        "r:1/4 b2:15/4",
        "c3:4",
    )
    figure = ("r:1/2 {0}:1/4 {1} {2} {0} {1} {2} " * 2).strip()
    right = bars(
        *(figure.format(*c[2:]) for c in chords),
        "r:1/2 f3:1/4 a3 c4 f4 c4 a3 c4 a3 f3 a3 f3 d3 f3 d3",
        "r:1/2 g4:1/4 b4 d5 f5 d5 b4 d5 b4 g4 b4 d4 f4 e4 d4",
        "e4+g4+c5:4",
    )
    return Piece(
        slug="bach-prelude-c-major",
        title="Bach: Prelude in C major, BWV 846",
        voices=(Voice("right", right), Voice("tenor", tenor, 0.9), Voice("bass", bass)),
        tempo="1 100, 32 92, 33 84, 34 68, 35 60",
        dynamics="1 p, 5 mp, 8 p, 15 mp, 19 p, 24 mp, 29 f, 33 mp, 35 p",
        pedal="H" * 32 + "BBB",
    )


# --- J. Pachelbel: Canon in D, for two hands --------------------------------------------------
_GROUND = "d3:1 a2 b2 f#2 | g2 d2 g2 a2"
_GROUND_BROKEN = """d3:1/2 f#3+a3 a2 c#3+e3 b2 d3+f#3 f#2 c#3+a3 |
    g2 b2+d3 d2 a2+f#3 g2 b2+d3 a2 c#3+e3"""
_CANON_VARIATIONS = (
    "f#5:1 e5 d5 c#5 | b4 a4 b4 c#5",
    "d5+f#5:1 c#5+e5 b4+d5 a4+c#5 | g4+b4 f#4+a4 g4+b4 e4+c#5",
    "d5:1/2 f#5 a5 g5 f#5 d5 f#5 e5 | d5 b4 d5 a5 g5 b5 a5 g5",
    "f#5:1/2 d5 e5 c#6 d6 f#6 a6 a5 | b5 g5 a5 f#5 d5 d6 d6:3/4 c#6:1/4",
    """d6:1/4 c#6 d6 d5 c#5 a5 e5 f#5 d5 d6 c#6 b5 c#6 f#6 a6 b6 |
    g6 f#6 e6 g6 f#6 e6 d6 c#6 b5 a5 g5 f#5 e5 g5 f#5 e5""",
    """d5:1/4 e5 f#5 g5 a5 e5 a5 g5 f#5 b5 a5 g5 a5 g5 f#5 e5 |
    d5 b4 b5 c#6 d6 c#6 b5 a5 g5 f#5 e5 b5 a5 b5 a5 g5""",
    """a5:1/4 f#5:1/8 g5 a5:1/4 f#5:1/8 g5 a5 a4 b4 c#5 d5 e5 f#5 g5
    f#5:1/4 d5:1/8 e5 f#5:1/4 f#4:1/8 g4 a4 b4 a4 g4 a4 f#4 g4 a4 |
    g4:1/4 b4:1/8 a4 g4:1/4 f#4:1/8 e4 f#4 e4 d4 e4 f#4 g4 a4 b4
    g4:1/4 b4:1/8 a4 b4:1/4 c#5:1/8 d5 a4 b4 c#5 d5 e5 f#5 g5 a5""",
    "d5+f#5+a5:1 c#5+e5+a5 b4+d5+f#5 a4+c#5+f#5 | g4+b4+d5 f#4+a4+d5 g4+b4+d5 a4+c#5+e5",
)


def canon() -> Piece:
    """The ground, the first violin's best-known variations over it, and a broad close."""
    right = bars("r:4 | r:4", *_CANON_VARIATIONS, "f#4+a4+d5:4")
    left = bars(_GROUND, *[_GROUND_BROKEN] * 7, _GROUND, "d2+d3:4")
    return Piece(
        slug="pachelbel-canon",
        title="Pachelbel: Canon in D",
        voices=(Voice("right", right), Voice("left", left, 0.82)),
        tempo="1 60, 17 56, 18 50, 19 46",
        dynamics="1 p, 5 mp, 9 mf, 13 f, 15 mf, 17 f, 19 mp",
        pedal="Q" * 18 + "B",
    )


# --- L. van Beethoven: Ode to Joy, for two hands ----------------------------------------------
_ODE_OPENING = "f#4:1 f#4 g4 a4 | a4 g4 f#4 e4 | d4 d4 e4 f#4 | f#4:3/2 e4:1/2 e4:2"
_ODE_CLOSING = "f#4:1 f#4 g4 a4 | a4 g4 f#4 e4 | d4 d4 e4 f#4 | e4:3/2 d4:1/2 d4:2"
_ODE_MIDDLE = """e4:1 e4 f#4 d4 | e4 f#4:1/2 g4 f#4:1 d4 |
    e4 f#4:1/2 g4 f#4:1 e4 | d4 e4 a3 f#4~"""
_ODE_BASS = "d3+a3:4 | c#3+a3:2 d3+a3:1 a2+g3 | b2+f#3:2 d3+a3"
_ODE_BASS_MIDDLE = """a2+c#3:2 d3+a3 | a2+c#3 d3+a3:1 b2+f#3 |
    a2+c#3:2 a#2+f#3 | b2+f#3:1 g#2+d3 a2+c#3:2"""
_FULL_LINE = """d5+f#5:1 d5+f#5 e5+g5 f#5+a5 | f#5+a5 e5+g5 d5+f#5 c#5+e5 |
    b4+d5 b4+d5 c#5+e5 d5+f#5"""
_FULL_HALF_CLOSE = "d5+f#5:3/2 c#5+e5:1/2 c#5+e5:2"
_FULL_CLOSE = "c#5+e5:3/2 f#4+a4+d5:1/2 f#4+a4+d5:2"
_FULL_MIDDLE = """c#5+e5:1 c#5+e5 d5+f#5 a4+d5 | c#5+e5 d5+f#5:1/2 e5+g5 d5+f#5:1 b4+d5 |
    c#5+e5 d5+f#5:1/2 e5+g5 c#5+f#5:1 c#5+e5 | b4+d5 b4+e5 c#4+e4+a4 f#5~"""
_FULL_BASS = """d2:1/2 a2 d3 a2 e3 a2 f#3 a2 | d2 a2 e3 a2 d3 a2 c#3 a2 |
    b1 f#2 d3 f#2 a1 e2 d2 a2"""
_FULL_BASS_CLOSE = "a1 e2 g2 d2 f#2 a2 d3 a2"
_FULL_BASS_MIDDLE = """a2:1/2 e3 c#3 e3 d3 a2 f#2 a2 | a2 e3 d3 e3 d3 a2 b2 f#2 |
    a2 e3 d3 e3 a#2 f#3 c#3 f#2 | b2 f#3 g#2 d3 a2 e3 c#3 a2"""


def ode() -> Piece:
    """The theme twice, first simply, then in thirds over broken chords, with a short coda."""
    tied_line = _FULL_LINE.replace("d5+f#5:1", "f#5:1", 1)
    right = bars(
        *(_ODE_OPENING, _ODE_CLOSING, _ODE_MIDDLE, _ODE_CLOSING),
        *(_FULL_LINE, _FULL_HALF_CLOSE, _FULL_LINE, _FULL_CLOSE),
        *(_FULL_MIDDLE, tied_line, _FULL_CLOSE),
        "b4+d5+g5:2 c#5+e5+a5 | f#5+a5+d6:4",
    )
    first_close = "a2+c#3+g3:3/2 d3+f#3:5/2"
    left = bars(
        *(_ODE_BASS, "a2+d3:3/2 a2+c#3:5/2", _ODE_BASS, first_close),
        *(_ODE_BASS_MIDDLE, _ODE_BASS, first_close),
        *(_FULL_BASS, "a2 d3 f#3 e3 c#3 e3 a2 a1", _FULL_BASS, _FULL_BASS_CLOSE),
        *(_FULL_BASS_MIDDLE, _FULL_BASS, _FULL_BASS_CLOSE),
        "g1+g2:2 a1+a2 | d2+a2+d3:4",
    )
    return Piece(
        slug="beethoven-ode-to-joy",
        title="Beethoven: Ode to Joy",
        voices=(Voice("right", right), Voice("left", left, 0.82)),
        tempo="1 120, 17 126, 33 108, 34 84",
        dynamics="1 p, 8 mp, 12 mf, 13 mp, 16 mp, 17 f, 25 mf, 28 f, 34 ff",
        pedal="-" * 32 + "HB",
    )


# --- C. Petzold: Minuet in G major, BWV Anh. 114 ----------------------------------------------
_MINUET_A = """d5:1 g4:1/2 a4 b4 c5 | d5:1 g4 g4 | e5 c5:1/2 d5 e5 f#5 | g5:1 g4 g4 |
    c5 d5:1/2 c5 b4 a4 | b4:1 c5:1/2 b4 a4 g4"""
_MINUET_RIGHT = (
    bars(_MINUET_A, "f#4:1 g4:1/2 a4 b4 g4 | a4:3"),
    bars(_MINUET_A, "a4:1 b4:1/2 a4 g4 f#4 | g4:3"),
    """b5:1 g5:1/2 a5 b5 g5 | a5:1 d5:1/2 e5 f#5 d5 | g5:1 e5:1/2 f#5 g5 d5 |
    c#5:1 b4:1/2 c#5 a4:1 | a4:1/2 b4 c#5 d5 e5 f#5 | g5:1 f#5 e5 | f#5 a4 c#5 | d5:3""",
    """d5:1 g4:1/2 f#4 g4:1 | e5 g4:1/2 f#4 g4:1 | d5 c5 b4 | a4:1/2 g4 f#4 g4 a4:1 |
    d4:1/2 e4 f#4 g4 a4 b4 | c5:1 b4 a4 | b4:1/2 d5 g4:1 f#4 | b3+d4+g4:3""",
)
_MINUET_LEFT = (
    """g3+b3+d4:2 a3:1 | b3:3 | c4 | b3 | a3 | g3 | d4:1 b3 g3 | d4 d3:1/2 c4 b3 a3""",
    """b3:2 a3:1 | g3 b3 g3 | c4:3 | b3:1 c4:1/2 b3 a3 g3 | a3:2 f#3:1 | g3:2 b3:1 |
    c4 d4 d3 | g3:2 g2:1""",
    "g3:3 | f#3 | e3:1 g3 e3 | a3:2 a2:1 | a3:3 | b3:1 d4 c#4 | d4 f#3 a3 | d4 d3 c4",
    """b3:2 d4:1 | c4:2 e4:1 | b3 a3 g3 | d4:2 r:1 | d3:2 f#3:1 | e3 g3 f#3 |
    g3 b2 d3 | g3 d3 g2""",
)


def minuet() -> Piece:
    """The first half twice, the second once."""
    return Piece(
        slug="petzold-minuet-g-major",
        title="Petzold: Minuet in G major, BWV Anh. 114",
        voices=(
            Voice("right", bars(*_MINUET_RIGHT[:2], *_MINUET_RIGHT)),
            Voice("left", bars(*_MINUET_LEFT[:2], *_MINUET_LEFT), 0.85),
        ),
        tempo="1 132, 47 120, 48 96",
        dynamics="1 mf, 16 mp, 17 p, 32 mp, 33 f, 40 mf, 41 mp, 45 f, 48 mf",
        beats_per_bar=3,
    )


# --- L. van Beethoven: Für Elise, WoO 59, opening ---------------------------------------------
# A beat is an eighth note here, so a sixteenth is 1/2.
_ELISE_RISE = "a4:1 r:1/2 c4 e4 a4 | b4:1 r:1/2 e4 g#4 b4 | c5:1 r:1/2 e4 e5 d#5"
_ELISE_TURN = "e5:1/2 d#5 e5 b4 d5 c5"
_ELISE_THEME = bars(_ELISE_TURN, _ELISE_RISE, _ELISE_TURN, "a4:1 r:1/2 c4 e4 a4")
_ELISE_FALL = "b4:1 r:1/2 e4 c5 b4"
_ELISE_BRIDGE = """e5:3/2 g4:1/2 f5 e5 | d5:3/2 f4:1/2 e5 d5 | c5:3/2 e4:1/2 d5 c5 |
    b4:1 r:1/2 e4 e5 r | r e5 e6 r r d#5 | e5 r r d#5 e5 d#5"""
_ELISE_LOW = "a2:1/2 e3 a3 r:3/2"
_ELISE_LOW_E = "e2:1/2 e3 g#3 r:3/2"
_ELISE_LEFT = bars("r:3", _ELISE_LOW, _ELISE_LOW_E, _ELISE_LOW, "r:3", _ELISE_LOW, _ELISE_LOW_E)
_ELISE_LEFT_BRIDGE = bars(
    "c3:1/2 g3 c4 r:3/2 | g2:1/2 g3 b3 r:3/2 | a2:1/2 e3 a3 r:3/2 | e2:1/2 e3 r r r e4",
    "e5 r r d#5 e5 r | r d#5 e5 r r r",
)


def elise() -> Piece:
    """The first section with its repeat, and what follows up to the return, with its repeat."""
    once, onward = "a4:2 e5:1/2 d#5", "a4:1 r:1/2 b4 c5 d5"
    theme = bars(_ELISE_THEME, _ELISE_FALL)
    right = bars("e5:1/2 d#5", theme, once, theme, onward)
    right = bars(right, _ELISE_BRIDGE, theme, onward, _ELISE_BRIDGE, theme, "a4:3")
    left = bars("r:1", *[_ELISE_LEFT, _ELISE_LOW] * 2)
    left = bars(left, *[_ELISE_LEFT_BRIDGE, _ELISE_LEFT, _ELISE_LOW] * 2)
    section, bridge = "-BBB-BBB", "BBBB--"
    return Piece(
        slug="beethoven-fuer-elise",
        title="Beethoven: Für Elise, WoO 59 (opening)",
        voices=(Voice("right", right), Voice("left", left, 0.85)),
        tempo="0 132, 20 120, 23 132, 34 120, 37 132, 42 116, 44 92",
        dynamics="0 p, 8 p, 16 mp, 18 mf, 22 p, 30 mp, 32 mf, 36 p, 44 pp",
        pedal=section * 2 + (bridge + section) * 2,
        beats_per_bar=3,
        beat=Fraction(1, 2),
        pickup=Fraction(1),
    )


# --- E. Satie: Gymnopédie No. 1, opening ------------------------------------------------------
def gymnopedie() -> Piece:
    """Bars 1-16, closed with the two chords and the long F sharp of bars 9-12."""
    phrase = "r:1 f#5 a5 | g5 f#5 c#5 | b4 c#5 d5 | a4:3"
    echo = "f#4~:3 | f#4~ | f#4~ | f#4"
    right = bars("r:3 | r | r | r", phrase, echo, phrase, echo, "r:3")
    left = bars(*["g2:1 b3+d4+f#4:2 | d2:1 a3+c#4+f#4:2"] * 10, "d2+a2+d3+f#3:3")
    return Piece(
        slug="satie-gymnopedie-1",
        title="Satie: Gymnopédie No. 1 (opening)",
        voices=(Voice("right", right), Voice("left", left, 0.72)),
        tempo="1 76, 19 68, 21 54",
        dynamics="1 p, 5 mp, 7 mf, 9 p, 13 mp, 15 mf, 17 p, 21 pp",
        pedal="B",
        beats_per_bar=3,
    )


REPERTOIRE = (prelude, canon, ode, minuet, elise, gymnopedie)


def main(directory: Path) -> None:
    """Write every piece of the repertoire into the directory."""
    for compose in REPERTOIRE:
        piece = compose()
        (directory / f"{piece.slug}.mid").write_bytes(to_midi(piece))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
