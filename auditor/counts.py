"""Counts as pages write them: "1,234 followers", "1.2K", "2 mil", "500+", "१,२३४" as whole numbers."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NUMBER = re.compile(r"\d+(?:[.,'’\s٬٫،]\d+)*")
_WORD = re.compile(r"\s*([^\s\d+·|,;:()]*)")
_GROUPED = re.compile(r"\d{1,3}(?:([.,'’\s٬،])\d{3})(?:\1\d{3})*|\d{1,3}(?:,\d{2})+,\d{3}")

_THOUSAND, _MILLION, _BILLION = 10**3, 10**6, 10**9
_SCALES: dict[str, int] = {
    word: scale
    for scale, words in (
        (
            _THOUSAND,
            "k mil tsd tys tis тыс тис хил χιλ mila tusen tn ezer mii rb ribu bin nghìn พัน 千 천 ألف אלף हज़ार हजार",
        ),
        (10**4, "万 萬 만 หมื่น"),
        (10**5, "lakh लाख แสน"),
        (
            _MILLION,
            "m mio mln млн mn mill milj jt juta tr triệu ล้าน εκ مليون מיליון میلیون mi million millions",
        ),
        (10**7, "cr crore करोड़"),
        (10**8, "億 亿 억"),
        (_BILLION, "b mrd mld млрд bn tỷ مليار bi"),
    )
    for word in words.split()
}
_UNSPACED = tuple("千万萬億亿천만억")
"""Scale characters that stand before the counted thing without a space."""
_BY_LANGUAGE: dict[tuple[str, str], int] = {
    ("cs", "mil"): _MILLION,
    ("sk", "mil"): _MILLION,
    ("ro", "mil"): _MILLION,
    ("hr", "mil"): _MILLION,
    ("sr", "mil"): _MILLION,
    ("sl", "mio"): _MILLION,
    ("tr", "b"): _THOUSAND,
    ("vi", "n"): _THOUSAND,
    ("hu", "e"): _THOUSAND,
    ("da", "t"): _THOUSAND,
    ("fi", "t"): _THOUSAND,
    ("ms", "j"): _MILLION,
}


LONGEST = 60
"""Characters of a number, or of numbers side by side; Python refuses to read thousands of digits."""
MOST = 10**12
"""No count of people is larger: a longer row of digits is something else, and no database would hold it."""
_WHOLE = re.compile(r"[0-9]{1,15}")


def whole(text: str | None) -> int | None:
    """A whole number that is written with digits alone; ``None`` for all else, endless rows of digits included."""
    return int(text) if text and _WHOLE.fullmatch(text) else None


@lru_cache(maxsize=4096)
def count(text: str, language: str | None = None) -> int | None:
    """The first number of a text, with its scale word; ``None`` where there is none or where it cannot be told.

    "500+" is 500.  A single separator before three digits parts thousands, save before a scale word, where it could be
    either and nothing is returned.  ``language`` decides the scale words that need it (Turkish "B" is a thousand).
    """
    said = _folded(text)
    match = _NUMBER.search(said)
    if not match:
        return None
    following = _WORD.match(said, match.end())
    word = following[1].strip(".") if following else ""
    primary = language.replace("_", "-").split("-")[0].casefold() if language else ""
    scale = _BY_LANGUAGE.get((primary, word)) or _SCALES.get(word, 1)
    if scale == 1 and word[:1] in _UNSPACED:
        scale = _SCALES[word[0]]
    digits = match.group()
    if len(digits) > LONGEST:
        digits = re.split(r"\D", digits, maxsplit=1)[0]
        if len(digits) > LONGEST:
            return None
    if digits.isdigit():
        return int(digits) * scale
    if _GROUPED.fullmatch(digits):
        if scale > 1 and len(re.findall(r"\D", digits)) == 1:
            return None
        return int(re.sub(r"\D", "", digits)) * scale
    whole, _, decimals = digits.replace(",", ".").replace("٫", ".").rpartition(".")
    if scale > 1 and decimals.isdigit() and whole.isdigit():
        parts = int("1" + "0" * len(decimals))
        return (int(whole) * parts + int(decimals)) * scale // parts
    # two numbers side by side ("12 345 678" is grouped, "3 500" too; "3 12" is not): the first one counts
    return int(re.split(r"\D", digits, maxsplit=1)[0])


def _folded(text: str) -> str:
    if text.isascii():
        return text.casefold()
    return "".join(
        str(unicodedata.decimal(char)) if char.isdecimal() else char
        for char in unicodedata.normalize("NFKC", text).casefold()
        if unicodedata.category(char) != "Cf"
    )
