"""How many false matches a comparison of many pictures is to be expected to give."""

from __future__ import annotations

MEASURED = 10_000_000
"""Pairs of strangers' pictures in the measurement of ``docs/pictures.md``, none of which was taken for one."""
LIMIT = 3
"""Events below which, with 95 % confidence, the mean of a count lies of which none was seen (rule of three)."""


def expected_by_chance(pairs: int) -> str:
    """What to expect of so many comparisons, as a sentence."""
    most = pairs * LIMIT / MEASURED
    few = "fewer than 0.01 pairs" if most < 0.01 else f"fewer than {most:.2g} pairs"
    return (
        f"Of {MEASURED / 1e6:.0f} million pairs of strangers that were measured none was taken for one picture; for "
        f"the {pairs:,} comparisons made here that means {few} by chance, more among people in one frame or drawings "
        "made of the same parts."
    )
