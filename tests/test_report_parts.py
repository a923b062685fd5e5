"""Passages, timeline, network and sentences of the report, each alone."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from string import Formatter

import pytest
from PIL import Image, ImageDraw, ImageOps, ImageStat
from report_sample import drawn, marlow, okafor, sha

from auditor.imaging import picture_features
from auditor.report.case_index import case_index
from auditor.report.network import groups
from auditor.report.overlay import Pictured, gray_copy, overlay
from auditor.report.passages import Mark, marks, pieces, short, shown, visible
from auditor.report.places import Quoted, field_at
from auditor.report.profile_view import profile_page
from auditor.report.quotes import passages
from auditor.report.timeline import Timeline, timeline
from auditor.report.view import Context, Document
from auditor.report.words import ROOM, Words, _flat, catalogue, languages
from fixtures.make.portraits import jpeg, portrait

EN = catalogue("en")


def test_overlapping_quotes_are_cut_into_pieces_that_join_to_the_text() -> None:
    text = "0123456789"
    made = pieces(text, [Mark(2, 6, 1), Mark(4, 8, 2)], EN)
    assert "".join(piece.text for piece in made) == text
    assert [(p.text, p.marked, p.ends) for p in made] == [
        ("01", False, ()),
        ("23", True, ()),
        ("45", True, (1,)),
        ("67", True, (2,)),
        ("89", False, ()),
    ]


def test_long_text_ends_with_a_count_of_what_is_left_out() -> None:
    made = pieces("a" * 30, [Mark(5, 25, 1)], EN, limit=10)
    assert [(p.text, p.ends) for p in made] == [
        ("aaaaa", ()),
        ("aaaaa", (1,)),
        ("… (20 more characters, not shown here)", ()),
    ]


def test_quote_is_marked_where_it_stands_and_not_where_the_words_come_first() -> None:
    at = {"page": "p", "selector": "div", "quote": "one two one", "start": 5}
    place = {"page": "p", "selector": "div", "quote": "one", "start": 13}
    assert marks("one two one", at, [(7, place)]) == [Mark(8, 11, 7)]


def test_quote_of_a_part_inside_is_found_by_its_words() -> None:
    at = {"page": "p", "selector": "li", "quote": "whole entry", "start": 0}
    place = {"page": "p", "selector": "li >> p", "quote": "two", "start": 0}
    assert marks("one two", at, [(1, place)]) == [Mark(4, 7, 1)]


def test_words_that_are_not_in_the_text_are_not_marked() -> None:
    at = {"page": "p", "selector": "div", "quote": "one two", "start": 0}
    assert marks("one two", at, [(1, {"page": "p", "selector": "div", "quote": "three", "start": 0})]) == []


def test_controls_are_written_out_and_ordinary_text_is_not() -> None:
    assert visible("a\u202eb\x00") == "a[U+202E]b[U+0000]"
    assert visible("שלום, naïve – 中文 \u200f\n\t") == "שלום, naïve – 中文 \u200f\n\t"


def test_short_and_shown() -> None:
    assert short("a  b\nc", 10) == "a b c"
    assert short("x" * 20, 5) == "xxxx…"
    assert short(None, 5) == ""
    assert shown("x" * 1_005, EN, 4) == "xxxx… (1,001 more characters, not shown here)"


def drawing(document: Document, records: Sequence[Document] = ()) -> Timeline | None:
    return timeline(document, records, Quoted(document["findings"]), "2026-11-21", EN)


def test_year_is_drawn_as_wide_as_a_year() -> None:
    view = marlow()
    drawn = drawing(view.document, view.records)
    assert drawn
    whole, near = drawn.drawings
    assert (whole.name, near.name) == ("whole", "close-up")
    study = whole.lanes[0]
    assert study.event.when == "1995 to 1999"
    assert study.bar
    assert study.bar.sure_left
    possible = float(study.bar.width[:-1])
    sure = float(study.bar.sure_width[:-1])
    assert 1.55 < possible / sure < 1.75, "five years are possible and three are certain"


def test_dates_are_listed_in_order_and_told_where_they_come_from() -> None:
    view = marlow()
    drawn = drawing(view.document, view.records)
    assert drawn
    assert [(e.when, e.who, e.see) for e in drawn.events] == [
        ("1995 to 1999", "claimed education", ()),
        ("1999 to 2004", "claimed job", ()),
        ("2004 to the saving", "claimed job", (6,)),
        ("2026-08-21", "the page’s data", ()),
        ("2026-08-22", "the page’s data", (7,)),
        ("2026-08-30", "registration record (RDAP)", (6,)),
        ("not later than 2026-08-31", "first certificate seen", ()),
        ("2026-09-14 to 2026-09-18", "message", ()),
        ("2026-10-02", "the saving", ()),
    ]


def test_everything_lies_inside_the_drawing() -> None:
    for view in (marlow(), okafor()):
        drawn = drawing(view.document, view.records)
        assert drawn
        for made in drawn.drawings:
            for lane in made.lanes:
                places = [float(point[:-1]) for point in lane.points]
                if lane.bar:
                    left = float(lane.bar.left[:-1])
                    places += [left, left + float(lane.bar.width[:-1])]
                assert all(0 <= place <= 100 for place in places), lane


@pytest.mark.parametrize("date", ["yesterday", "2026-13", "2026-02-30", "0000", "99999-01-01", ""])
def test_date_that_is_none_is_left_out(date: str) -> None:
    view = okafor()
    fields = {**view.document["fields"], "experience": [], "education": [], "account_created": date}
    document = {**view.document, "fields": fields, "source": {**view.document["source"], "captured_at": date}}
    assert drawing(document) is None


def test_earliest_and_latest_dates_can_be_drawn() -> None:
    view = okafor()
    job = {**view.document["fields"]["experience"][0], "start": "0001", "end": "9999"}
    document = {**view.document, "fields": {**view.document["fields"], "experience": [job]}}
    assert drawing(document)


def test_many_dates_of_one_kind_are_one_line() -> None:
    view = okafor()
    at = view.document["fields"]["name"]["at"]
    posts = [{"kind": "post", "date": f"2026-09-{day:02}", "at": at} for day in range(1, 29)]
    document = {**view.document, "fields": {**view.document["fields"], "dated_facts": posts}}
    drawn = drawing(document)
    assert drawn
    (line,) = [event for event in drawn.events if event.what.startswith("Post")]
    assert (line.what, line.when, line.kind) == ("Post (28 dates)", "2026-09-01 to 2026-09-28", "ticks")


def test_recorded_dates_are_drawn_however_long_the_career() -> None:
    view = marlow()
    job = view.document["fields"]["experience"][0]
    jobs = [{**job, "start": str(year), "end": str(year + 1)} for year in range(1950, 2010)]
    document = {**view.document, "fields": {**view.document["fields"], "experience": jobs}}
    drawn = drawing(document, view.records)
    assert drawn
    lanes = drawn.drawings[0].lanes
    assert len(lanes) == 40 < len(drawn.events)
    assert "2026-08-30" in [lane.event.when for lane in lanes]
    assert [lane.event for lane in lanes] == [event for event in drawn.events if event in [x.event for x in lanes]]


def link(a: str, b: str, kind: str = "near-avatar") -> dict[str, object]:
    return {"kind": kind, "a": a, "b": b, "distance": 4, "method": "m"}


def test_pages_that_are_joined_through_others_are_one_group() -> None:
    made = groups([link("p-c", "p-d"), link("p-a", "p-b"), link("p-b", "p-c"), link("p-x", "p-y", "same-avatar")], {})
    assert [group.ids for group in made] == [("p-a", "p-b", "p-c", "p-d"), ("p-x", "p-y")]
    assert [edge.certain for edge in made[0].edges] == [False, False, False]
    assert [edge.certain for edge in made[1].edges] == [True]


def test_order_of_links_does_not_matter() -> None:
    links = [link(f"p-{a}", f"p-{b}") for a, b in (("a", "b"), ("b", "c"), ("c", "a"), ("d", "e"))]
    assert groups(links, {}) == groups(links[::-1], {})


def test_large_group_is_told_and_not_drawn() -> None:
    (made,) = groups([link("p-0", f"p-{n}") for n in range(1, 60)], {})
    assert (len(made.ids), made.nodes) == (60, ())


def test_chain_of_thousands_is_grouped() -> None:
    ids = [f"p-{sha(str(n))[:16]}" for n in range(5_000)]
    (made,) = groups([link(a, b) for a, b in pairwise(ids)], {})
    assert len(made.ids) == 5_000


def test_plural_and_thousands() -> None:
    assert EN("case.unseen", n=1) == "1 check did not look"
    assert EN("case.unseen", n=12_345) == "12,345 checks did not look"
    assert EN.listed([]) == ""
    assert EN.listed(["a"]) == "a"
    assert EN.listed(["a", "b", "c"]) == "a, b and c"


def test_word_that_the_catalogue_does_not_know_stays_readable() -> None:
    assert EN.or_plain("fact", "photo-uploaded") == "Picture uploaded"
    assert EN.or_plain("fact", "badge_given-out") == "badge given out"
    assert EN.or_plain("fact", None) == "not stated"


def texts(language: str) -> dict[str, str]:
    return _flat(tomllib.loads((ROOM / f"{language}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("language", languages())
def test_languages_say_the_same_things(language: str) -> None:
    own, english = texts(language), texts("en")
    assert sorted(own) == sorted(english)
    for key, text in own.items():
        wanted = {name for _, name, _, _ in Formatter().parse(english[key]) if name}
        assert {name for _, name, _, _ in Formatter().parse(text) if name} == wanted, key
        assert text.strip() or key in ("thousands",), key


@pytest.mark.parametrize("language", languages())
def test_sentences_judge_no_person(language: str) -> None:
    said = " ".join(texts(language).values()).casefold()
    for word in (r"\bspy\b", r"\bspies\b", r"\bspion", r"\bespion", r"\bfake\b", r"%", r"\bguilty\b", r"\bclean\b"):
        assert not re.search(word, said), word


def test_every_sentence_is_used() -> None:
    room = ROOM.parent
    sources = [*(room / "templates").iterdir(), *(p for p in room.iterdir() if p.name.endswith(".py"))]
    code = "\n".join(p.read_text(encoding="utf-8") for p in sources)
    built = (
        "category level strength field company fact record connection unseen avatar reason state decision claims "
        "basis_of_capture"
    ).split()
    for key in texts("en"):
        plain = key.removesuffix(".one").removesuffix(".other")
        assert key.split(".")[0] in built or f'"{plain}"' in code or f"'{plain}'" in code, key


def test_catalogue_is_read_once() -> None:
    assert isinstance(EN, Words)
    assert catalogue("en") is EN


@pytest.mark.parametrize("cropped", [0, 0.1, 0.2], ids=["whole", "a tenth off", "a fifth off"])
@pytest.mark.parametrize("mirrored", [False, True], ids=["as it is", "mirrored"])
def test_pictures_are_brought_together(cropped: float, mirrored: bool) -> None:
    made = overlay(Pictured(drawn("#e2b58f")), Pictured(drawn("#e2b58f", cropped, mirrored)))
    assert made
    assert made.mirrored is mirrored
    assert made.cropped == (0 if cropped else None)
    assert made.share == pytest.approx(1 - cropped, abs=0.03)
    with Image.open(BytesIO(made.difference)) as difference:
        assert ImageStat.Stat(difference).mean[0] > 235, "what is left is nearly white"
    turned = overlay(Pictured(drawn("#e2b58f", cropped, mirrored)), Pictured(drawn("#e2b58f")))
    assert turned
    assert (turned.mirrored, turned.cropped) == (mirrored, 1 if cropped else None)


def test_a_turned_picture_in_a_border_lies_straight_on_the_other() -> None:
    face = portrait("turned")
    turned = ImageOps.expand(face.rotate(5, Image.Resampling.BICUBIC).crop((40, 40, 360, 360)), 30, "white")
    one, other = (picture_features(jpeg(picture)) for picture in (face, turned))
    for known in (Pictured(other.thumbnail, other.views), Pictured(b"", other.views)):
        made = overlay(Pictured(one.thumbnail, one.views), known)
        assert made
        assert (made.degrees, made.bordered, made.cropped, made.mirrored) == (5, True, 0, False)
        with Image.open(BytesIO(made.difference)) as difference:
            middle = difference.crop((40, 40, 120, 120))
            assert ImageStat.Stat(middle).mean[0] > 230
            corner = ImageStat.Stat(difference.crop((0, 0, 4, 4))).mean[0]
            assert abs(corner - 216) < 12, "what only one reaches is gray"
    with Image.open(BytesIO(gray_copy(one.views))) as copy:
        assert (copy.mode, copy.size) == ("L", (160, 160))


def test_of_many_connections_the_first_are_shown_and_the_others_named_or_counted() -> None:
    view = marlow()
    many = replace(view, links=tuple(replace(view.links[0], other=f"p-{n:016x}") for n in range(300)))
    page = profile_page(many, case_index((), EN), "2026-11-21", (), {}, EN)
    assert (len(page.connections), len(page.named), page.unnamed) == (24, 200, 76)
    assert sum(link.together is not None for link in page.connections) == 3
    assert [link.other for link in page.named[:1]] == [f"p-{24:016x}"]


def test_different_pictures_are_not_brought_together() -> None:
    stripes = Image.new("RGB", (160, 160))
    pen = ImageDraw.Draw(stripes)
    for top in range(0, 160, 16):
        pen.rectangle((0, top, 160, top + 7), fill="white")
    out = BytesIO()
    stripes.save(out, "JPEG")
    assert overlay(Pictured(drawn("#e2b58f")), Pictured(out.getvalue())) is None


def quoted(*evidence: tuple[int, str, str, str]) -> list[tuple[str, str]]:
    """Passages of evidence given as start, before, quote, after; quotes in brackets, with the place."""
    finding = {
        "id": "f",
        "field": "about",
        "evidence": [
            {"page": "p", "selector": "div", "quote": quote, "start": start} for start, _, quote, _ in evidence
        ],
    }
    contexts = {("f", n): Context(before, after) for n, (_, before, _, after) in enumerate(evidence)}
    document = {"source": {"sha256": "p"}, "fields": okafor().document["fields"]}
    return [
        ("".join(f"[{piece.text}]" if piece.marked else piece.text for piece in passage.pieces), passage.where)
        for passage in passages(finding, document, {}, contexts, (), EN)
    ]


def test_quotes_that_stand_together_are_one_passage() -> None:
    made = quoted((4, "The ", "quick", " brown fox"), (16, "quick brown ", "fox", " jumps"))
    assert made == [("The [quick] brown [fox] jumps", "this")]


def test_overlapping_quotes_are_marked_once() -> None:
    assert quoted((0, "", "one two", " three"), (4, "one ", "two three", ".")) == [("[one ][two][ three].", "this")]


def test_quotes_that_stand_apart_are_passages_of_their_own() -> None:
    assert quoted((900, "late ", "one", ""), (0, "", "two", " early")) == [
        ("late [one]", "this"),
        ("[two] early", "this"),
    ]


def test_contexts_that_contradict_each_other_are_not_joined() -> None:
    assert len(quoted((0, "", "one", " abc"), (4, "one ", "xyz", ""))) == 2


def test_word_that_the_context_cuts_is_left_out() -> None:
    before = "rtise on the matter is outstanding and your insight is very rare. "
    after = " and many other words that follow here until the context ends somewhe"
    ((text, _),) = quoted((200, before, "one", after))
    assert text.startswith("…on the matter")
    assert text.endswith("the context ends…")


def test_picture_in_the_page_is_quoted_by_its_beginning() -> None:
    ((text, _),) = quoted((0, "", "data:image/jpeg;base64," + "A" * 900, ""))
    assert text == "[data:image/jpeg;base64," + "A" * 24 + "…]"


def finding(*selectors: str) -> Document:
    return {"evidence": [{"page": "p", "selector": s, "quote": "q", "start": 0} for s in selectors]}


def test_quote_in_the_tenth_entry_is_not_one_in_the_first() -> None:
    quoted = Quoted([finding("li >> nth=10 >> .dates", "json=/jobs/10/start"), finding("li >> nth=1", "json=/jobs/1")])
    assert quoted.numbers({"page": "p", "selector": "li >> nth=1"}) == (2,)
    assert quoted.numbers({"page": "p", "selector": "li >> nth=10"}) == (1,)
    assert quoted.numbers({"page": "p", "selector": "json=/jobs/1"}) == (2,)
    assert quoted.numbers({"page": "p", "selector": "json=/jobs/10"}) == (1,)
    assert quoted.numbers({"page": "p", "selector": "li"}) == (1, 2)
    assert quoted.numbers({"page": "other", "selector": "li"}) == ()
    assert quoted.numbers(None) == ()


def test_field_is_found_from_the_inside_out() -> None:
    fields = {("p", "li >> nth=1"): "experience", ("p", "script >> json=/jobs/1"): "education"}
    assert field_at("p", "li >> nth=1 >> .dates >> @title", fields) == "experience"
    assert field_at("p", "script >> json=/jobs/1/start", fields) == "education"
    assert field_at("p", "li >> nth=10 >> .dates", fields) is None
    assert field_at("q", "li >> nth=1", fields) is None
