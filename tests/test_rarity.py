from __future__ import annotations

from auditor.similarity.rarity import Phrases

COMMON = "please let me know a day and hour that would suit"
RARE = "the yearly letter to the owners of three yards"


def counted(*pages: str) -> Phrases:
    phrases = Phrases([f"{COMMON} {RARE}"])
    for text in pages:
        phrases.count([text])
    return phrases


def test_words_of_common_phrases_do_not_count() -> None:
    phrases = counted(*[COMMON] * 13, RARE)
    assert phrases.rare_words(COMMON, 12) == 0
    assert phrases.rare_words(RARE, 12) == 9
    assert phrases.rare_words(f"{COMMON}. {RARE}", 12) == 9


def test_a_page_counts_once() -> None:
    phrases = Phrases([COMMON])
    phrases.count([COMMON] * 20)
    assert phrases.rare_words(COMMON, 12) == 11


def test_scripts_without_spaces_are_counted_by_letters() -> None:
    text = "帮助沿海的小渡轮和船厂的主人及时找到船员不声不响地办好交接"
    phrases = Phrases([text])
    assert phrases.rare_words(text, 12) == len(text) // 2
    for _ in range(13):
        phrases.count([text])
    assert phrases.rare_words(text, 12) == 0


def test_a_short_text_has_no_phrase() -> None:
    assert counted().rare_words("two words", 12) == 2
    assert counted().rare_words("", 12) == 0
