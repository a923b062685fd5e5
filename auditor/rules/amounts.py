"""The word lists that phrases have without a pack naming them: numbers, years, sums of money."""

from __future__ import annotations

from collections.abc import Mapping

from auditor.rules.wording import Piece, one_of

_AMOUNT = r"[0-9][^ ]* (?:(?:[0-9]{2,3}|k|to|or|and|[$£€¥₹₽][0-9][^ ]*) ){0,3}"
_SIGN = "[$£€¥₹₽]"
_CODES = (
    "usd|usdt|usdc|eur|gbp|aud|cad|chf|sgd|hkd|rmb|cny|jpy|pln|nzd|btc|eth|dollars?|euros?|pounds?|quid|yuan|zloty[a-z]*|"
    "francs?|franken|dolares|dollari|dolar[a-z]*|libras|sterline|reais|real|pesos?|bucks|grand|k"
)
_NUMERALS = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|several|few|couple|some"
_MONEY = "|".join(
    (
        f"(?:us|a|c|hk|s|ca)?{_SIGN} ?{_AMOUNT}(?:k )?",
        f"(?:{_CODES}) {_AMOUNT}",
        f"{_AMOUNT}(?:thousand |hundred |us )?(?:{_CODES}) ",
        f"[0-9]+k?(?:{_CODES}|{_SIGN}) ",
        f"(?:hundreds?|thousands?) (?:of )?(?:us )?(?:{_CODES}) ",
        f"[0-9]+ ?{_SIGN} ",
    )
)
_SUMS = "|".join(
    (
        "[1-9][0-9]?[05]0 (?:(?:or|to) [1-9][0-9]?[05]0 )?",
        "[1-9][0-9]? [0-9][05]0 ",
        "[1-9][0-9]? [0-9]k ",
        "[1-9][0-9]?k ",
        "[1-9][05][05]0 ",
        "[1-9][0-9]000 ",
    )
)
"""Round numbers, for phrases that make money of what counts nothing: "2,000 for it", "850 each", "1.8k"."""
_DIGITS = frozenset(f"{digit}*" for digit in "0123456789")
_SIGNED = frozenset(f"*{sign}*" for sign in _SIGN[1:-1])
_UNITS = frozenset(
    code.replace("[a-z]*", "*").replace("s?", ending) for code in _CODES.split("|") for ending in ("", "s")
)
_GLUED = frozenset(f"#{thousands}{unit}" for unit in _UNITS for thousands in ("", "k"))
BUILT_IN: Mapping[str, Piece] = {
    "number": Piece(f"(?:(?:[0-9][^ ]*|{_NUMERALS}) )", one_of(_DIGITS | frozenset(_NUMERALS.split("|")))),
    "year": Piece("(?:19|20)[0-9][0-9] ", one_of(frozenset(str(year) for year in range(1900, 2100)))),
    "sum": Piece(f"(?:{_SUMS})", one_of(_DIGITS)._replace(last=None, is_word=False, is_all=False)),
    "money": Piece(
        f"(?:{_MONEY})",
        one_of(_SIGNED | _UNITS | _GLUED)._replace(
            first=_DIGITS | _SIGNED | _UNITS | {"hundred*", "thousand*"}, last=None, is_word=False, is_all=False
        ),
    ),
}
