"""The invented pages: built again byte for byte, true to the structure of real ones, and nothing real in them."""

from __future__ import annotations

import email
import hashlib
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from selectolax.lexbor import LexborHTMLParser

from benchmarks.pages import page
from fixtures.make import (
    containers,
    filler,
    guest,
    labels,
    masked,
    member,
    personal,
    picture_encoder,
    picture_file,
    portraits,
    same_picture,
    sdui,
    walls,
)
from fixtures.make.__main__ import CASES, ENCODERS, FILES, FOLDERS, rebuilt
from fixtures.make.crowd import pictured, somebody
from fixtures.make.member_data import PROFILE
from fixtures.make.person import Course, Job, Link, Person, Picture, Saved, Surroundings, without_picture
from fixtures.make.threads import Said, thread

ROOT = Path(__file__).parent.parent
BAKER = Person(
    first="Tamsin",
    last="Fenwater",
    headline="Head Baker & <b>owner</b>",
    slug="tamsin-fenwater-example",
    place="Dunmere, Westshire, Veldland",
    about="I bake rye & wheat.\n\nÉclairs on Fridays <only>.",
    jobs=(
        Job(
            "Head Baker",
            "Aldern Bakery",
            "2019-03",
            None,
            "Dunmere",
            "All ovens.",
            "aldern-bakery-example",
            "Full-time",
        ),
        Job("Baker", "Aldern Bakery", "2016-01", "2019-02", "Dunmere", "", "aldern-bakery-example", "Part-time"),
        Job("Porter", "Old Mill", "2014", "2015"),
    ),
    courses=(Course("Dunmere College", "BSc", "Food Science", "2011", "2014", "dunmere-college-example"),),
    links=(Link("https://aldern-bakery.example/"),),
    followers=1_204,
    connections=512,
    picture=Picture(
        portraits.jpeg(portraits.portrait("baker"), side=200), "2022-02-03", "D4E03AQBakerExample00", "2026-01-02"
    ),
    account_created="2015-06-17",
)
AROUND = Surroundings("test", bystanders=filler.people("test", 4), script_bytes=900)


def _parsed(saved: Saved) -> LexborHTMLParser:
    return LexborHTMLParser(saved.markup)


def _first(saved: Saved, css: str) -> dict[str, str]:
    """Attributes of the first element that matches."""
    return _attributes(saved.markup, css)


def _attributes(markup: str, css: str) -> dict[str, str]:
    node = LexborHTMLParser(markup).css_first(css)
    assert node is not None, css
    return {key: value or "" for key, value in node.attributes.items()}


def _texts(saved: Saved, css: str) -> list[str]:
    return [node.text(strip=True) for node in _parsed(saved).css(css)]


def test_the_committed_fixtures_are_what_the_builders_build() -> None:
    built = rebuilt()
    names = {path.split("/")[0] for path in built}
    committed = {
        file.relative_to(CASES).as_posix(): file.read_bytes()
        for name in sorted(names)
        for file in sorted((CASES / name).rglob("*"))
        if file.is_file()
    }
    assert sorted(committed) == sorted(built)
    changed = [path for path in built if committed[path] != built[path]]
    assert not changed, f"run python -m fixtures.make, then look at what changed: {changed}"


def test_hash_seed_and_time_zone_do_not_matter() -> None:
    code = (
        "import hashlib; from benchmarks.pages import page; "
        "pages = [page(n, seed=3, kilobytes=60, pictures=0.5) for n in range(12)]; "
        "print(hashlib.sha256(repr(pages).encode()).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "TZ": zone},
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("77", "Pacific/Auckland"))
    }
    assert len(seen) == 1


def test_guest_page_states_the_person_in_markup_and_in_structured_data() -> None:
    saved = guest.guest_page(BAKER, AROUND)
    assert _texts(saved, ".top-card-layout__title") == ["Tamsin Fenwater"]
    assert _texts(saved, ".top-card-layout__headline") == [BAKER.headline]
    assert _texts(saved, ".experience-item__title") == ["Head Baker", "Baker", "Porter"]
    assert [len(node.css("time")) for node in _parsed(saved).css("li .experience-item__meta-item .date-range")] == [
        1,
        2,
        2,
    ]
    assert len(_parsed(saved).css("li.experience-group li.experience-group-position")) == 2
    (script,) = _parsed(saved).css('script[type="application/ld+json"]')
    subject = json.loads(script.text())["@graph"][0]
    assert (subject["name"], subject["jobTitle"], subject["interactionStatistic"]["userInteractionCount"]) == (
        BAKER.name,
        ["Head Baker"],
        1204,
    )
    assert [(entry["@type"], entry["name"]) for entry in subject["alumniOf"]] == [
        ("Organization", "Aldern Bakery"),
        ("Organization", "Old Mill"),
        ("EducationalOrganization", "Dunmere College"),
    ]
    assert f"/0/{labels.epoch('2022-02-03')}?e=2147483647" in subject["image"]["contentUrl"]
    assert _first(saved, 'meta[property="profile:last_name"]')["content"] == "Fenwater"


def test_masked_page_hides_titles_and_past_employers() -> None:
    saved = masked.masked_page(BAKER, AROUND)
    assert _texts(saved, ".top-card-layout__title") == ["Tamsin F."]
    assert not _texts(saved, ".top-card-layout__headline")
    titles = _texts(saved, ".blurred-list h3")
    assert titles == ["****** ******", "*** ****", "Dunmere College"]
    assert "Porter" not in saved.markup
    assert "2011" in saved.markup


def test_member_page_says_everything_twice_and_carries_the_viewer() -> None:
    saved = member.member_page(BAKER, AROUND)
    (anchor,) = _parsed(saved).css("div#experience.pv-profile-card__anchor")
    card = anchor.parent
    assert card is not None
    entities = card.css('[data-view-name="profile-component-entity"]')
    assert [node.css(".t-bold span.visually-hidden")[0].text(strip=True) for node in entities] == [
        "Aldern Bakery",
        "Head Baker",
        "Baker",
        "Porter",
    ]
    doubled = [node.text(strip=True) for node in card.css(".pvs-entity__caption-wrapper")]
    assert doubled == ["Mar 2019 - Present · 6 yrs 9 mos", "Jan 2016 - Feb 2019 · 3 yrs 2 mos", "2014 - 2015"]
    assert AROUND.viewer.name in _first(saved, ".global-nav__me-photo")["alt"]
    answers = {}
    for code in _parsed(saved).css('code[id^="datalet-bpr-guid-"]'):
        twin = json.loads(code.text())
        answers[twin["request"]] = json.loads(_parsed(saved).css(f"#{twin['body']}")[0].text())
    me = answers["/voyager/api/me"]["included"][0]
    assert me["publicIdentifier"] == AROUND.viewer.slug
    (request,) = [key for key in answers if "voyagerIdentityDashProfiles" in key]
    assert f"vanityName:{BAKER.slug}" in request
    profiles = [entry for entry in answers[request]["included"] if entry["$type"] == PROFILE and "created" in entry]
    assert [(entry["publicIdentifier"], entry["created"]) for entry in profiles] == [
        (BAKER.slug, labels.epoch("2015-06-17"))
    ]


def test_member_page_may_hold_the_data_of_the_page_before() -> None:
    before = replace(BAKER, first="Corentin", slug="corentin-example", account_created="2001-01-01")
    saved = member.member_page(BAKER, replace(AROUND, stale=before))
    assert "vanityName:corentin-example" in saved.markup
    assert f"vanityName:{BAKER.slug}" not in saved.markup
    assert f'href="/in/{BAKER.slug}/overlay/contact-info/"' in saved.markup


@pytest.mark.parametrize("scrolled", [False, True])
def test_sdui_page_has_cards_only_for_what_was_scrolled_into_view(scrolled: bool) -> None:
    saved = sdui.sdui_page(BAKER, AROUND, scrolled=scrolled)
    sections = [
        node.attributes["componentkey"] or ""
        for node in _parsed(saved).css('section[componentkey*="sdui.profile.card.ref"]')
    ]
    assert [key.removesuffix("Section").endswith(("Topcard", "About")) for key in sections[:2]] == [True, True]
    assert any("ExperienceTopLevel" in key for key in sections) is scrolled
    names = _texts(saved, 'section[componentkey$="Topcard"] h2')
    assert names == ["Tamsin Fenwater"]
    assert not _parsed(saved).css("h1")
    assert "/safety/go/?url=https%3A%2F%2Faldern-bakery.example%2F" in saved.markup


def test_walls_have_the_page_keys_of_their_kind_and_no_person() -> None:
    wall, gone = walls.auth_wall("x-example", AROUND), walls.not_found("x-example", AROUND)
    keys = [_first(saved, 'meta[name="pageKey"]')["content"] for saved in (wall, gone)]
    assert keys == ["auth_wall_desktop_profile", "public_profile_v3_desktop"]
    assert _texts(gone, ".page-not-found__headline")
    assert not _parsed(wall).css(".top-card-layout, script[type='application/ld+json']")
    shell = walls.shell(AROUND)
    assert _texts(shell, "title") == ["LinkedIn"]
    assert not _parsed(shell).css("h1, h2")


def test_own_pages_state_the_person_in_schema_org_terms_or_in_headings() -> None:
    stated = personal.profile_page(BAKER, AROUND, "https://aldern.example/tamsin", email="t@aldern.example")
    (script,) = _parsed(stated).css('script[type="application/ld+json"]')
    page_of = json.loads(script.text())
    assert page_of["@type"] == "ProfilePage"
    assert page_of["mainEntity"]["name"] == "Tamsin Fenwater"
    plain = personal.personal_site(BAKER, AROUND, "https://aldern.example/")
    assert not _parsed(plain).css("script")
    assert _texts(plain, "h1") == ["Tamsin Fenwater"]


@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252", "utf-16", "bare"])
def test_html_says_the_same_in_every_encoding(encoding: str) -> None:
    (data,) = containers.html(guest.guest_page(BAKER, AROUND), "a", encoding).values()
    text = data.decode({"utf-8": "utf-8", "utf-16": "utf-16"}.get(encoding, "windows-1252"))
    assert "Éclairs on Fridays" in text
    assert ('<meta charset="' in text) is (encoding != "bare")


def test_containers_keep_the_picture_under_the_address_the_markup_uses() -> None:
    saved = guest.guest_page(BAKER, AROUND)
    photo = hashlib.sha256(BAKER.picture.data if BAKER.picture else b"").hexdigest()
    complete = containers.complete(saved, "Tamsin")
    source = _attributes(complete["Tamsin.html"].decode(), ".top-card__profile-image")["src"]
    assert hashlib.sha256(complete[source.removeprefix("./")]).hexdigest() == photo
    assert complete["Tamsin.html"].startswith(
        b"<!DOCTYPE html>\n<!-- saved from url=(0050)https://uk.linkedin.com/in/tamsin-fenwater-example -->\n"
    )
    (single,) = containers.singlefile(saved, "Tamsin").values()
    text = single.decode()
    banner = f"Page saved with SingleFile \n url: {saved.url} \n saved date: Wed Nov 12 2025"
    assert banner in text
    assert _attributes(text, ".top-card__profile-image")["src"].startswith("data:image/jpeg;base64,/9j/")
    assert [node.attributes.get("type") for node in LexborHTMLParser(text).css("script")] == ["application/ld+json"]
    (archive,) = containers.mhtml(saved, "Tamsin").values()
    parts = {
        part["Content-Location"]: part for part in email.message_from_bytes(archive).walk() if not part.is_multipart()
    }
    root = parts[saved.url].get_payload(decode=True)
    assert isinstance(root, bytes)
    assert "Éclairs on Fridays" in root.decode()
    assert b"<script" not in root
    for url, data in saved.resources.items():
        assert parts[url].get_payload(decode=True) == data
        assert url.replace("&", "&amp;").encode() in root


def test_a_thread_is_a_stamp_a_name_and_words_for_each_message() -> None:
    said = (Said("Tamsin Fenwater", "2025-03-04, 09:10", "Good morning."), Said("Me", "2025-03-04, 09:12", "Morning!"))
    assert thread(said) == b"[2025-03-04, 09:10] Tamsin Fenwater: Good morning.\n\n[2025-03-04, 09:12] Me: Morning!\n"


def test_portraits_are_drawn_again_the_same_and_rich_enough_to_tell_apart() -> None:
    drawn = [portraits.portrait(str(number)) for number in range(12)]
    assert portraits.jpeg(drawn[0]) == portraits.jpeg(portraits.portrait("0"))
    small = [picture.convert("L").resize((16, 16)).tobytes() for picture in drawn]
    for number, one in enumerate(small):
        for other in small[:number]:
            assert sum(abs(a - b) for a, b in zip(one, other, strict=True)) / 256 > 12
    turned = portraits.mirrored(portraits.cropped(drawn[0], 9, 4, 3, 8))
    assert turned.size == drawn[0].size
    assert Image.open(io.BytesIO(portraits.jpeg(turned, side=120))).size == (120, 120)


def test_without_a_picture_pages_show_the_platforms_own_silhouette() -> None:
    bare = without_picture(BAKER)
    shown = _first(guest.guest_page(bare, AROUND), ".top-card__profile-image")
    assert shown["src"] == shown["data-ghost-url"]
    image = _first(member.member_page(bare, AROUND), ".pv-top-card-profile-picture__image--show")
    assert "ghost-person" in image["class"]
    assert image["src"].startswith("data:image/gif")


@pytest.mark.parametrize("language", labels.LANGUAGES)
def test_every_interface_language_builds_every_generation(language: str) -> None:
    around = replace(AROUND, language=language)
    for build in (guest.guest_page, member.member_page, sdui.sdui_page, masked.masked_page):
        saved = build(BAKER, around)
        assert _first(saved, "html")["lang"] == language
    assert labels.LABELS[language].about in _texts(guest.guest_page(BAKER, around), '[data-section="summary"] h2')


def test_lengths_of_time_count_both_end_months() -> None:
    english = labels.LABELS["en"]
    assert labels.length("2019-03", None, "2025-11-12", english) == "6 years 9 months"
    assert labels.length("2020-01", "2020-12", "2025-11-12", english) == "1 year"
    assert labels.length("2014", "2015", "2025-11-12", english) == ""
    assert labels.written("2019-03", labels.LABELS["zh"]) == "2019年3月"


def test_measured_pages_have_the_size_and_the_elements_of_real_ones() -> None:
    heavy = 0
    for number in range(24):
        files = page(number, seed=5, kilobytes=300, pictures=0.2)
        name, data = next(iter(files.items()))
        assert name.startswith(f"000/{number:06}-")
        if name.endswith(".html") and "wall" not in name and data[:2] != b"\xff\xfe":
            elements = len(LexborHTMLParser(data.decode()).css("*"))
            heavy += 2_000 <= elements <= 4_000 and 250_000 <= len(data) <= 400_000
    assert heavy >= 10


def test_people_by_the_thousand_differ() -> None:
    people = [somebody("variety", number) for number in range(300)]
    assert len({person.slug for person in people}) == 300
    assert len({person.about for person in people if person.about}) > 200
    assert {len(person.jobs) for person in people} >= set(range(10))
    for person in people:
        for job in person.jobs:
            assert job.end is None or job.start is None or job.start[:4] <= job.end[:4]
    with_photo = pictured(people[0])
    assert with_photo.picture is not None
    assert with_photo.picture.data == b""


_HOST = re.compile(r"https?://([a-zA-Z0-9.-]+)")
_PLATFORM = re.compile(r"(^|\.)(linkedin\.com|licdn\.com|schema\.org|w3\.org)$")


def test_nothing_in_the_fixtures_leads_to_a_real_page() -> None:
    for path, data in rebuilt().items():
        if data[:3] == b"\xff\xd8\xff":
            continue
        text = data.decode("utf-16" if data[:2] == b"\xff\xfe" else "latin-1").replace("=\r\n", "").replace("=3D", "=")
        for host in sorted(set(_HOST.findall(text))):
            assert host.endswith(".example") or _PLATFORM.search(host), f"{path}: {host}"
        for slug in sorted(set(re.findall(r"linkedin\.com/(?:in|company|school)/([a-z][\w%-]*)", text))):
            assert slug.endswith("-example"), f"{path}: {slug}"


def test_every_page_of_a_case_has_its_expectation() -> None:
    for name in sorted({path.split("/")[0] for path in rebuilt()}):
        expected = json.loads((Path(__file__).parent / "expected" / f"{name}.json").read_text())
        saved = {path.split("/", 1)[1] for path in rebuilt() if path.startswith(name + "/") and path.count("/") == 1}
        assert set(expected["pages"]) == saved
        for path, page_expected in expected["pages"].items():
            levels = ["none", "observation", "early-pattern", "developed-pattern"]
            assert levels.index(page_expected["level_at_least"]) <= levels.index(page_expected["level_at_most"]), path
        for link in expected["links"]:
            assert {link["a"], link["b"]} <= saved


def test_the_committed_folders_of_one_picture_are_what_is_built() -> None:
    committed = {file.relative_to(FOLDERS).as_posix(): file.read_bytes() for file in sorted(FOLDERS.rglob("*.html"))}
    assert committed == same_picture.files()


def test_the_committed_pages_with_marked_files_are_what_is_built() -> None:
    committed = {file.relative_to(FILES).as_posix(): file.read_bytes() for file in sorted(FILES.rglob("*.html"))}
    assert committed == picture_file.files()
    encoded = {file.relative_to(ENCODERS).as_posix(): file.read_bytes() for file in sorted(ENCODERS.rglob("*.html"))}
    assert encoded == picture_encoder.files()
