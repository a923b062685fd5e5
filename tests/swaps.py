"""Words that must not matter, exchanged for others of their kind: who somebody is, where, and with which app."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

PEOPLE: Mapping[str, tuple[str, ...]] = {
    "Akan": ("Kwame Mensah", "Abena Owusu"),
    "Amharic": ("Dawit Tesfaye", "Hanna Bekele"),
    "Arabic": ("Yusuf al-Khatib", "Layla Haddad"),
    "Armenian": ("Aram Petrosyan", "Ani Sargsyan"),
    "Basque": ("Iker Etxeberria", "Nerea Agirre"),
    "Bengali": ("Rahim Chowdhury", "Nusrat Jahan"),
    "Chinese": ("Li Wenjie", "Zhang Yuting"),
    "Czech": ("Pavel Dvořák", "Jana Novotná"),
    "Dutch": ("Joost van der Laan", "Fenna de Wit"),
    "English": ("Tom Ashworth", "Grace Hollis"),
    "Finnish": ("Mikko Lahtinen", "Aino Korhonen"),
    "French": ("Luc Moreau", "Éloïse Perrin-Maçon"),
    "Georgian": ("Giorgi Beridze", "Nino Lomidze"),
    "German": ("Jonas Brandt", "Frieda Weißbach"),
    "Greek": ("Nikos Pappas", "Ελένη Βλάχου"),
    "Hindi": ("Arjun Mehta", "Kavita Rao"),
    "Hungarian": ("Varga Bence", "Szabó Réka"),
    "Icelandic": ("Jón Einarsson", "Þóra Ólafsdóttir"),
    "Indonesian": ("Budi Santoso", "Wati"),
    "Irish": ("Niamh Ó Briain", "Seán O’Dowd"),
    "Italian": ("Niccolò D’Angelo", "Chiara della Rovere"),
    "Japanese": ("Nakamura Ren", "Saitō Yui"),
    "Korean": ("Kim Min-jun", "Park Seo-yeon"),
    "Persian": ("Reza Karimi", "Shirin Moradi"),
    "Portuguese": ("Tiago Ferreira da Silva", "Inês Carvalho"),
    "Russian": ("Pavel Yakovlev", "Юлия Жукова"),
    "Spanish": ("José de la Cruz", "María del Carmen Ruiz"),
    "Turkish": ("Emre Yılmaz", "Şule Demir"),
    "Ukrainian": ("Taras Shevchuk", "Olena Kovalenko"),
    "Vietnamese": ("Nguyễn Văn Minh", "Trần Thị Lan"),
    "Yoruba": ("Ade Ogunleye", "Folákẹ́ Adéyẹmí"),
}
CITIES = (
    *"London Paris Brussels Leeds Lyon Ghent Lisbon Oslo Riga Graz Bergen Vienna Zurich Utrecht Gothenburg".split(),
    *"Malmö Coimbra Kraków Bologna Tartu Split Piraeus Linz Bangkok Geneva Pune Suzhou Shanghai Beijing".split(),
    *"Shenzhen Osaka Porto Hamburg Hull Moscow Tehran Singapore Lagos Nairobi Lima Quito Łódź Århus".split(),
    *"Örebro İzmir Éibar Ñuñoa Tokyo Warsaw Berlin Madrid Rome Seoul Jakarta Cairo Accra Tbilisi Yerevan".split(),
    *("Los Angeles", "La Paz", "Le Havre", "El Paso", "Ho Chi Minh City", "New York", "Hong Kong", "Xi'an"),
)
COUNTRIES = (
    *"China Russia Iran Israel India Pakistan Belgium France Germany Norway Portugal Spain Italy Poland Japan".split(),
    *"Korea Vietnam Nigeria Ghana Kenya Brazil Peru Turkey Ukraine Georgia Armenia Thailand Lithuania Taiwan".split(),
    *"Cuba Canada Australia Mexico Egypt Ethiopia Åland Österreich".split(),
    *("North Korea", "South Africa", "El Salvador", "Sri Lanka", "Saudi Arabia", "New Zealand"),
)
NATIONS = (
    *"Chinese Russian Iranian Israeli Indian Pakistani Belgian French German Norwegian Portuguese Spanish".split(),
    *"Italian Polish Japanese Korean Vietnamese Nigerian Ghanaian Kenyan Brazilian Peruvian Turkish Ukrainian".split(),
    *"Georgian Armenian Thai Lithuanian Taiwanese Cuban Canadian Australian Mexican Egyptian Ethiopian".split(),
    *"Asian African European British American Greek Yorkshire English".split(),
)
APPS = (
    *"WhatsApp WeChat Telegram Signal Threema Viber Line LINE KakaoTalk Skype Zalo Wire Session Element".split(),
    *"Matrix Discord Messenger iMessage Wickr Zangi".split(),
)
SCHOOLS = (
    "University of Leeds",
    "Fudan University",
    "Universidad de La Laguna",
    "École des Mines",
    "Technische Universität Graz",
    "Sharif University",
    "Moscow State University",
    "Westmark College",
    "Ghent University",
    "IIT Pune",
    "University of Lagos",
    "Harvard",
)
_HE_SHE = (
    "he she",
    "his her",
    "mr mrs",
    "sir madam",
    "man woman",
    "men women",
    "boy girl",
    "boys girls",
    "gentleman lady",
    "lad lass",
    "brother sister",
    "husband wife",
    "father mother",
    "son daughter",
    "chairman chairwoman",
    "businessman businesswoman",
)
_PAIRS = tuple((he, she) for he, _, she in (pair.partition(" ") for pair in _HE_SHE))
GENDERS: tuple[Mapping[str, str], ...] = (
    {**dict(_PAIRS), "him": "her", "himself": "herself", "guy": "lady"},
    {**{she: he for he, she in _PAIRS}, "herself": "himself", "ms": "mr"},
    {"he": "they", "she": "they", "his": "their", "her": "their", "him": "them", "mr": "mx", "mrs": "mx"}
    | {
        "man": "person",
        "woman": "person",
        "boy": "child",
        "girl": "person",
        "chairman": "chairperson",
        "lady": "person",
    },
)
"""From men's words to women's, back, and to neither."""


def _words(words: Sequence[str], *, cased: bool = True) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", 0 if cased else re.IGNORECASE)


def _parts(person: str) -> tuple[str, str]:
    first, _, last = person.partition(" ")
    return first, last or first


_EVERYBODY = tuple(person for persons in PEOPLE.values() for person in persons)
_LONE = ("Anna", "Martin", "Dana", "Priya", "Robin", "Sam", "Peter", "Kim")
_NAMED = _words([*_EVERYBODY, *(part for person in _EVERYBODY for part in _parts(person) if len(part) > 2), *_LONE])
_CITY, _COUNTRY, _NATION = _words(CITIES), _words(COUNTRIES), _words(NATIONS)
_SCHOOL = _words(list(SCHOOLS))
_GENDER = [_words(list(words), cased=False) for words in GENDERS]
_APP = re.compile(
    r"(?<!\w)(?:WhatsApp|WeChat|Telegram|Threema|Viber|KakaoTalk|Skype|Zalo|Discord|iMessage|QQ|Wickr"
    r"|Signal(?! process)|LINE)(?!\w)(?! (?:link|call|invitation))",
)
_LETTERS = re.compile(r"[^\W\d_]{3,}")


def _consistently(pattern: re.Pattern[str], others: Sequence[str]) -> Callable[[str, random.Random], str]:
    def swapped(text: str, dice: random.Random) -> str:
        instead: dict[str, str] = {}
        return pattern.sub(lambda m: instead.setdefault(m.group(), dice.choice(others)), text)

    return swapped


def other_names(text: str, dice: random.Random) -> str:
    """Every known person, given name or family name gives way to one of another naming system."""
    instead: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        known, new = match.group(), dice.choice(_EVERYBODY)
        whole = known in _EVERYBODY
        return instead.setdefault(known, new if whole else _parts(new)[dice.randrange(2)])

    return _NAMED.sub(other, text)


def other_genders(text: str, dice: random.Random) -> str:
    """Pronouns, forms of address and words for men and women change."""
    number = dice.randrange(len(GENDERS))

    def other(match: re.Match[str]) -> str:
        word = GENDERS[number][match.group().lower()]
        return word.capitalize() if match.group()[0].isupper() else word

    return _GENDER[number].sub(other, text)


SWAPS: Mapping[str, Callable[[str, random.Random], str]] = {
    "names": other_names,
    "cities": _consistently(_CITY, CITIES),
    "countries": _consistently(_COUNTRY, COUNTRIES),
    "nationalities": _consistently(_NATION, NATIONS),
    "genders": other_genders,
    "universities": _consistently(_SCHOOL, SCHOOLS),
    "apps": _consistently(_APP, APPS),
}


def introduced(text: str, dice: random.Random) -> str:
    """The text of somebody who says who they are, whatever that is: greeting, origin, studies and name."""
    person, reader = dice.choice(_EVERYBODY), _parts(dice.choice(_EVERYBODY))[0]
    noun = dice.choice(("woman", "man", "girl", "boy", "lady", "person", "mother", "father"))
    return (
        f"Dear {dice.choice(('Mr', 'Ms', 'Dr', 'Mx'))} {reader}, I am {person}, a {dice.choice(NATIONS)} {noun} living "
        f"in {dice.choice(CITIES)}, {dice.choice(COUNTRIES)}, and I studied at {dice.choice(SCHOOLS)}. {text}"
    )
