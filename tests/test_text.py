"""Text made comparable: what becomes equal, and the exact way back to the untouched words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.text import Folded, bare_text, folded_text, is_unspaced, spaced_text

SIGNS = (
    "aZ z09.,;-_@$€ \n\t"  # plain
    "éÉßſσςΣİıŁøñ"  # folds to one, two or another letter
    "ﬁ½²①Ⅷ™㎏…"  # compatibility forms that grow
    "Ａ１＄～"  # full width
    "\u0301\u0308\u0327\u3099"  # marks that join the letter before
    "\u200b\u200d\u00ad\ufeff\u202e"  # seen by nobody
    "‘’“”«»—–−"  # unified
    "招聘のプ、。ก้한\u1112\u1161\u11ab"  # other scripts
)
TEXTS = st.one_of(st.text(alphabet=SIGNS, max_size=60), st.text(max_size=40))


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("Résumé", "resume"),
        ("RE\u0301SUME\u0301", "resume"),
        ("Straße", "strasse"),
        ("Łódź", "lodz"),
        ("ＷｅＣｈａｔ", "wechat"),
        ("we\u200bchat", "wechat"),
        ("re\u00adport", "report"),
        ("ﬁle", "file"),
        ("don’t", "don't"),
        ("«a» “b”", '"a" "b"'),
        ("non—public", "non-public"),
        ("ΛΟΓΟΣ", "λογοσ"),
        ("½", "1⁄2"),
        ("İzmir", "izmir"),
        ("ガ", "ガ"),
        ("カ\u3099", "ガ"),
    ],
)
def test_equal_words_become_equal(text: str, bare: str) -> None:
    assert bare_text(text).text == bare


def test_accents_stay_where_they_are_asked_for() -> None:
    assert folded_text("Résumé").text == "résumé"
    assert bare_text("Résumé").text == "resume"


@pytest.mark.parametrize(
    ("text", "word", "quote"),
    [
        ("the ﬁle is", "file", "ﬁle"),
        ("a re\u00adport!", "report", "re\u00adport"),
        ("la Straße 5", "strasse", "Straße"),
        ("cafe\u0301s", "cafe", "cafe\u0301"),
        ("\u200bhi\u200b there", "hi", "hi\u200b"),
        ("ＷｅＣｈａｔ id", "wechat", "ＷｅＣｈａｔ"),
        ("pay 5① now", "51", "5①"),
    ],
)
def test_a_match_is_quoted_as_the_page_has_it(text: str, word: str, quote: str) -> None:
    folded = bare_text(text)
    start = folded.text.index(word)
    assert folded.quote(start, start + len(word)) == quote
    first, last = folded.span(start, start + len(word))
    assert text[first:last] == quote


def test_a_part_of_a_grown_sign_is_quoted_whole() -> None:
    folded = folded_text("x™y")
    assert folded.text == "xtmy"
    assert folded.quote(1, 2) == "™"
    assert folded.quote(2, 3) == "™"


@settings(max_examples=300)
@given(TEXTS, st.data())
def test_every_piece_has_its_place(text: str, data: st.DataObject) -> None:
    for folded in (folded_text(text), bare_text(text)):
        assert folded.origin == text
        length = len(folded.text)
        pieces = [(0, length)]
        if length:
            start = data.draw(st.integers(0, length - 1))
            pieces.append((start, data.draw(st.integers(start, length))))
        for start, end in pieces:
            first, last = folded.span(start, end)
            assert 0 <= first <= last <= len(text)
            assert folded.quote(start, end) == text[first:last]
            if start < end:
                assert first < last
                assert folded.place(first) <= start
                assert same_way(folded, text[first:last]).find(folded.text[start:end]) >= 0


def same_way(folded: Folded, piece: str) -> str:
    """A piece of the text folded as the text was."""
    way = folded_text if folded == folded_text(folded.origin) else bare_text
    return way(piece).text


@given(TEXTS)
def test_places_go_forward(text: str) -> None:
    folded = bare_text(text)
    if folded.starts is None:
        assert len(folded.text) == len(text)
        return
    assert len(folded.starts) == len(folded.text) + 1
    assert list(folded.starts) == sorted(folded.starts)
    assert folded.starts[-1] == len(text)
    for offset in range(len(text) + 1):
        place = folded.place(offset)
        assert folded.starts[place] >= offset
        assert place == 0 or folded.starts[place - 1] < offset


@given(TEXTS)
def test_the_quick_way_is_the_same_way(text: str) -> None:
    for fold in (folded_text, bare_text):
        mapped = fold(text + " ﬁ")  # the last letter needs a map, whatever stands before it
        assert mapped.starts is not None
        assert mapped.text == fold(text).text + " fi"


@given(TEXTS)
def test_words_stand_between_spaces_and_nothing_moves(text: str) -> None:
    spaced = spaced_text(text)
    assert len(spaced) == len(text)
    assert all(new == old or new == " " for new, old in zip(spaced, text, strict=True))
    assert all(sign.isalnum() or sign.isspace() or sign in "@$£€¥₹₽" for sign in spaced if sign.isascii())
    assert spaced_text(text + "é")[:-1].split() == spaced.split()


def test_separators_part_words_in_every_script() -> None:
    assert spaced_text("don't_pay/me: 5,000$ at a@b.example").split() == [
        *("don", "t", "pay", "me", "5", "000$", "at", "a@b", "example")
    ]
    assert spaced_text("招聘、专家。").split() == ["招聘", "专家"]
    assert is_unspaced("招聘")
    assert not is_unspaced("Résumé 5")
