"""Invented honest people: 32 naming systems, 27 languages, 8 careers, each a saved page with dates in its language."""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html import escape

from auditor.judging import Bench, reading_of
from auditor.lookup.recorded import records_from
from auditor.markup import Document
from auditor.model import Page, Reading
from auditor.month_names import NAMES as MONTHS
from auditor.rules.pack import bundled_pack

BENCH = Bench(bundled_pack())

NAMES: dict[str, tuple[str, str, str]] = {
    "English": ("Harriet Marlowe", "Harriet M.", "en"),
    "Irish": ("Niamh Ó Briain", "Niamh O Briain", "en"),
    "German": ("Jürgen Weißbach", "Juergen Weissbach", "de"),
    "Dutch": ("Joost van der Laan", "Laan, Joost van der", "nl"),
    "Swedish": ("Åsa Öhrn", "Asa Ohrn", "sv"),
    "Danish": ("Søren Bæk", "Soren Baek", "da"),
    "Norwegian": ("Bjørg Ødegård", "Bjorg Odegard", "nb"),
    "Finnish": ("Päivi Mäkelä", "Paivi Makela", "fi"),
    "Polish": ("Małgorzata Żuk", "Malgorzata Zuk", "pl"),
    "Czech": ("Jiřina Dvořáková", "Jirina Dvorakova", "cs"),
    "Hungarian": ("Szabó Ágnes", "Agnes Szabo", "hu"),
    "Romanian": ("Ștefan Țurcanu", "Stefan Turcanu", "ro"),
    "Turkish": ("İpek Işık", "Ipek Isik", "tr"),
    "Greek": ("Γιώργος Αλεξίου", "Giorgos Alexiou", "el"),
    "Russian": ("Сергей Юрьевич Яковлев", "Sergei Yakovlev", "ru"),
    "Ukrainian": ("Олександра Гриценко", "Oleksandra Hrytsenko", "uk"),
    "Serbian": ("Ђорђе Јовановић", "Djordje Jovanovic", "en"),
    "Italian": ("Niccolò D’Angelo", "Niccolo D'Angelo", "it"),
    "French": ("Éloïse Lefèvre-Maçon", "Eloise Lefevre Macon", "fr"),
    "Spanish": ("María del Carmen Ruiz Soto", "Carmen Ruiz", "es"),
    "Portuguese": ("João da Silva e Souza", "Joao Souza", "pt"),
    "Arabic": ("عمر الحداد", "Omar Al Haddad", "ar"),
    "Hebrew": ("נועה לוי", "Noa Levi", "he"),
    "Hindi": ("अनिल वर्मा", "Anil Verma", "hi"),
    "Chinese": ("林小雨", "Xiaoyu Lin", "zh"),
    "Chinese with an English name": ("Emily Lin (林小雨)", "Lin Xiaoyu", "zh"),
    "Korean": ("김민준", "Minjun Kim", "ko"),
    "Japanese": ("田中 陽子", "Yoko Tanaka", "ja"),
    "Vietnamese": ("Nguyễn Thị Minh Khai", "Minh Khai Nguyen", "vi"),
    "Indonesian, one name": ("Suharti", "Suharti", "id"),
    "Tamil": ("R. Balasubramaniam", "Ramaswamy Balasubramaniam", "en"),
    "Yoruba": ("Ọláwálé Adébáyọ̀", "Olawale Adebayo", "en"),
}
"""The name on the page, the same name as another part of the page writes it, the page's language."""

LANGUAGES: dict[str, tuple[str, str, str, str]] = {
    "en": (
        "Present",
        "yrs",
        "mos",
        "Working quietly in {0} since 2004, at the bench since 1999. 20 years of experience.",
    ),
    "de": ("Heute", "Jahre", "Monate", "Seit 2004 im Beruf, {0}, drei Kinder, zwei Sprachen, ein Boot."),
    "fr": ("aujourd’hui", "ans", "mois", "Depuis 2004 dans le métier. {0}. Établie à Nantes, deux enfants."),
    "es": ("actualidad", "años", "meses", "Desde 2004 en el oficio: {0}. Abrí mi taller con mi hermana."),
    "pt": ("o momento", "anos", "meses", "Desde 2004 no ofício: {0}. Gosto de barcos e de silêncio."),
    "it": ("oggi", "anni", "mesi", "Dal 2004 nel mestiere: {0}. Due figli, una barca."),
    "nl": ("heden", "jaar", "maanden", "Sinds 2004 in het vak: {0}. Zeilt graag, leest veel."),
    "sv": ("nu", "år", "månader", "Sedan 2004 i yrket: {0}. Tycker om båtar och tystnad."),
    "da": ("nu", "år", "måneder", "Siden 2004 i faget: {0}. Holder af både og stilhed."),
    "nb": ("nå", "år", "måneder", "Siden 2004 i faget: {0}. Liker båter og stillhet."),
    "fi": ("nykyhetki", "vuotta", "kuukautta", "Alalla vuodesta 2004: {0}. Pidän veneistä."),
    "pl": ("obecnie", "lat", "mies.", "Od 2004 w zawodzie: {0}. Lubię łodzie i ciszę."),
    "cs": ("současnost", "let", "měsíců", "Od roku 2004 v oboru: {0}. Mám ráda lodě a ticho."),
    "hu": ("jelenleg", "év", "hónap", "2004 óta a szakmában: {0}. Szeretem a hajókat."),
    "ro": ("prezent", "ani", "luni", "Din 2004 în meserie: {0}. Îmi plac bărcile și liniștea."),
    "tr": ("halen", "yıl", "ay", "2004’ten beri meslekte: {0}. Tekneleri ve sessizliği severim."),
    "el": ("σήμερα", "χρόνια", "μήνες", "Από το 2004 στο επάγγελμα: {0}. Αγαπώ τη θάλασσα."),
    "ru": ("настоящее время", "лет", "мес.", "{0} с 2004 года. Люблю лодки и тишину."),
    "uk": ("теперішній час", "років", "міс.", "{0} з 2004 року. Люблю човни й тишу."),
    "ar": ("الحاضر", "سنوات", "أشهر", "أعمل منذ 2004 في {0}. أحب البحر والهدوء."),
    "he": ("היום", "שנים", "חודשים", "במקצוע מאז 2004: {0}. אוהבת סירות ושקט."),
    "hi": ("वर्तमान", "वर्ष", "महीने", "2004 से {0} में। नावें और शांति पसंद हैं।"),
    "zh": ("至今", "年", "个月", "从2004年开始从事{0}。喜欢徒步和安静的海。"),
    "ja": ("現在", "年", "か月", "2004年から{0}。週末は釣りをしています。"),
    "ko": ("현재", "년", "개월", "2004년부터 {0}. 주말에는 낚시를 합니다."),
    "vi": ("hiện tại", "năm", "tháng", "Từ năm 2004 làm nghề: {0}. Thích thuyền và sự yên tĩnh."),
    "id": ("Saat ini", "tahun", "bulan", "Sejak 2004 di bidang ini: {0}. Suka perahu dan ketenangan."),
}
"""The word for an open end, for years, for months, and a line about oneself."""


@dataclass(frozen=True, slots=True)
class Job:
    """One entry; ``start`` and ``end`` are year and month, the month 0 where only the year is stated."""

    company: str
    start: tuple[int, int]
    end: tuple[int, int] | None = None
    text: str = ""
    lasted: int | None = None
    """Months that the entry says it lasted; the true ones where ``None``."""


CAREERS: dict[str, tuple[Job, ...]] = {
    "migrant": (
        Job("Nordhaus Klinik", (2019, 4)),
        Job("Casa Lumbre", (2012, 0), (2018, 0)),
        Job("Ebb Clinic", (2005, 2), (2011, 7)),
    ),
    "carer": (Job("Village School", (2021, 9)), Job("Village School", (2004, 3), (2010, 6))),
    "veteran": (Job("Harbour Office", (2020, 1)), Job("Sea Rescue", (1996, 5), (2019, 12))),
    "academic": (
        Job("North University", (2015, 2)),
        Job("South University", (2015, 2)),
        Job("Institute of Tides", (2009, 1), (2016, 3)),
    ),
    "founder": (
        Job("Harbour Lane", (2010, 3), None, "We were founded in 2010 and own two boats."),
        Job("Ebb Bank", (2001, 1), (2010, 2)),
    ),
    "gig worker": tuple(Job(f"Client {n}", (2010 + n, 1 + n), (2010 + n, 3 + n)) for n in range(7, -1, -1)),
    "returner": (Job("Lantern Library", (2023, 2)), Job("Lantern Library", (2003, 0), (2009, 0))),
    "student": (Job("Quay House", (2025, 9)),),
}
SAVED = (2026, 3)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody and the page about them; the parts a test changes are fields."""

    who: str
    culture: str
    career: str
    name: str
    titled: str
    """The name as the page's title gives it."""
    language: str
    about: str
    jobs: tuple[Job, ...]
    headline: str
    slug: str
    place: str = "Brenvik, Sweden"
    shuffled: bool = False
    """Whether the sections stand in another order."""
    picture: str = ""
    """``data:`` address of the picture; empty for a page without one."""

    @property
    def page(self) -> Page:
        """The page as saved."""
        markup = _markup(self)
        return Page(
            hashlib.sha256(markup.encode()).hexdigest(),
            f"{self.slug}.html",
            "singlefile",
            markup,
            captured_at="2026-03-08T09:12:03Z",
            captured_at_basis="embedded",
        )


def people() -> Iterator[Person]:
    """Everybody: each naming system with each career."""
    for number, (culture, (name, titled, language)) in enumerate(NAMES.items()):
        for turn, (career, jobs) in enumerate(CAREERS.items()):
            unlike = f"{career} {number}-{turn}"
            kept = f" +48 555 {number:03} {turn:03}" if career == "migrant" else ""  # a number from a former home
            yield Person(
                who=f"{culture}, {career}",
                culture=culture,
                career=career,
                name=name,
                titled=titled,
                language=language,
                about=f"{LANGUAGES[language][3].format(unlike)} {_places(number * 8 + turn)}.{kept}",
                jobs=jobs,
                headline=f"{unlike} @ {jobs[0].company}" if jobs[0].end is None else unlike,
                slug=f"somebody-{number}-{turn}",
            )


def _places(number: int) -> str:
    """Nine invented places, another nine for each number."""
    dice = random.Random(number)  # a fixed seed: the same people in every run
    begin, end = "Bren Hal Ost Tarv Mol Kess Vind Ruk Sel".split(), "vik strand mo by ness sund ark ula".split()
    return ", ".join(dice.choice(begin) + dice.choice("aeiou") + dice.choice(end) for _ in range(9))


def reading(page: Page, answers: tuple[tuple[str, bytes], ...] = ()) -> Reading:
    """What the whole program makes of a page, with recorded answers about domains by file name."""
    bench = replace(BENCH, records=records_from(dict(answers))[0]) if answers else BENCH
    made = reading_of(Document(page), bench)
    assert isinstance(made, Reading), made
    return made


def written(moment: tuple[int, int], language: str) -> str:
    """A month and year, or a year, as a page in a language writes it."""
    year, month = moment
    if not month:
        return f"{year}年" if language in ("zh", "ja") else str(year)
    if language in ("zh", "ja"):
        return f"{year}年{month}月"
    if language == "ko":
        return f"{year}년 {month}월"
    if language == "vi":
        return f"tháng {month} năm {year}"
    return f"{MONTHS[language].split(' | ')[month - 1].split(',')[0]} {year}"


def lasting(months: int, language: str) -> str:
    """A duration as a page in a language writes it."""
    _, years_word, months_word, _ = LANGUAGES[language]
    gap = "" if language in ("zh", "ja", "ko") else " "
    years, rest = divmod(months, 12)
    parts = [f"{years}{gap}{years_word}"] if years else []
    return " ".join([*parts, f"{rest}{gap}{months_word}"] if rest else parts)


def _entry(job: Job, language: str) -> str:
    end = job.end or SAVED
    months = 12 * (end[0] - job.start[0]) + (end[1] - job.start[1] + 1 if job.start[1] and end[1] else 0)
    lasted = lasting(job.lasted or months, language)
    shown = f"<time>{written(job.end, language)}</time>" if job.end else LANGUAGES[language][0]
    text = f'<div class="show-more-less-text"><p class="show-more-less-text__text--less">{escape(job.text)}</p></div>'
    return (
        '<li class="profile-section-card experience-item"><h3><span class="experience-item__title">Work</span></h3>'
        f'<h4><span class="experience-item__subtitle">{escape(job.company)}</span></h4>'
        '<div class="experience-item__meta"><p class="experience-item__meta-item"><span class="date-range">'
        f"<time>{written(job.start, language)}</time> - {shown}"
        f'<span class="date-range__duration">{lasted}</span></span></p>{text if job.text else ""}</div></li>'
    )


def _markup(person: Person) -> str:
    address = f"https://www.linkedin.com/in/{person.slug}"
    data = {
        "@context": "http://schema.org",
        "@graph": [
            {"@type": "Person", "name": person.name, "jobTitle": [person.headline], "sameAs": address, "url": address}
        ],
    }
    about = (
        '<section class="core-section-container summary" data-section="summary"><h2>About</h2>'
        f'<div class="core-section-container__content"><p>{escape(person.about)}</p></div></section>'
    )
    jobs = (
        '<section class="core-section-container" data-section="experience"><h2>Experience</h2>'
        '<ul class="experience__list">'
        + "".join(_entry(job, person.language) for job in person.jobs)
        + "</ul></section>"
    )
    image = f'<img class="top-card__profile-image" alt="" src="{person.picture}">' if person.picture else ""
    sections = jobs + about if person.shuffled else about + jobs
    return f"""<!DOCTYPE html> <html lang="{person.language}"><head><meta charset="utf-8">
<meta name="pageKey" content="public_profile_v3_desktop"><meta property="og:type" content="profile">
<meta property="og:title" content="{escape(person.titled)} - Work | LinkedIn"><link rel="canonical" href="{address}">
<title>{escape(person.titled)} - Work | LinkedIn</title>
<script type="application/ld+json">{json.dumps(data, ensure_ascii=False)}</script></head>
<body><main class="main papabear"><section class="top-card-layout"><div class="top-card-layout__card">
{image}<div class="top-card-layout__entity-info"><h1 class="top-card-layout__title">{escape(person.name)}</h1>
<h2 class="top-card-layout__headline">{escape(person.headline)}</h2>
<h3 class="top-card-layout__first-subline"><div class="not-first-middot"><span>{escape(person.place)}</span></div></h3>
</div></div></section>
{sections}</main></body></html>
"""
