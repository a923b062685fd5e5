"""Web addresses as facts: whose profile, which company, behind which redirect, and what a picture's address gives away.

Nothing is ever fetched: an address is text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlencode, urlsplit

from auditor.dates import day_of_epoch

CompanyAddress = Literal["number", "slug", "search"]

_TRACKING = re.compile(
    r"^(?:utm_\w+|trk\w*|original_?referer|lipi|licu|lici|mini_?profile_?urn|mcid|midtoken|midsig|trackingid|tracking_?id|"
    r"originalsubdomain|upsellordorigin|fbclid|gclid|igshid|igsh|mibextid|ref_src|ref_url|__tn__|__cft__\S*|jobid|_nnv)$",
    re.IGNORECASE,
)
_WRAPPERS: tuple[tuple[str, str, str], ...] = (
    ("linkedin.com", "/safety/go", "url"),
    ("linkedin.com", "/redir/redirect", "url"),
    ("linkedin.com", "/redir/general-malware-page", "url"),
    ("linkedin.com", "/authwall", "sessionRedirect"),
    ("linkedin.com", "/login", "session_redirect"),
    ("linkedin.com", "/signup", "session_redirect"),
    ("linkedin.com", "/uas/login", "session_redirect"),
    ("facebook.com", "/l.php", "u"),
    ("instagram.com", "/", "u"),
    ("google.com", "/url", "url"),
    ("google.com", "/url", "q"),
    ("youtube.com", "/redirect", "q"),
    ("vk.com", "/away.php", "to"),
    ("tiktok.com", "/link/v2", "target"),
    ("xing.com", "/link", "url"),
    ("slack-redir.net", "/link", "url"),
    ("safelinks.protection.outlook.com", "/", "url"),
)
_ARCHIVE = re.compile(r"^https?://web\.archive\.org/web/\d{4,14}(?:[a-z]{2}_)?/(?=https?:)")
_HOST_PREFIX = re.compile(r"^(?:www|m|mobile|touch)\.")
_COUNTRY_LINKEDIN = re.compile(r"^(?:[a-z]{2,3}|[a-z]{2}-[a-z]{2})\.linkedin\.com$")

_FOLDERS = (
    "about ads accounts api app apps auth blog business careers challenge channel company contact copyright "
    "developers dialog directory discover events explore feed find-friends follow following followers friends "
    "groups hashtag help home i intent jobs join learning legal lite live locations login logout mail messages "
    "messaging mynetwork notifications oauth p pages people photo photos policies post posts press privacy "
    "profile.php public pulse r reel reels register s school search security sessions settings share sharer.php "
    "showcase signin signup status stories story support t tags terms topic topics tos tv user users video videos "
    "watch web where-to-buy"
)
_RESERVED = frozenset(_FOLDERS.split())
"""First path segments that are parts of a site, not accounts."""
_SHAPES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (host, re.compile(shape))
    for host, shape in (
        ("linkedin.com", r"/(?:mwlite/(?:profile/)?)?(in)/([^/]+)"),
        ("linkedin.com", r"/(pub)/([^/]+(?:/[0-9a-f]+){0,3})"),
        ("xing.com", r"/(profile)/([^/]+)"),
        ("x.com", r"/()([A-Za-z0-9_]{1,15})"),
        ("twitter.com", r"/()([A-Za-z0-9_]{1,15})"),
        ("instagram.com", r"/()([A-Za-z0-9_.]{1,30})"),
        ("facebook.com", r"/()([A-Za-z0-9.]{5,50})"),
        ("facebook.com", r"/(people)/([^/]+/\d+)"),
        ("tiktok.com", r"/()(@[A-Za-z0-9_.]{1,24})"),
        ("t.me", r"/()([A-Za-z0-9_]{4,32})"),
        ("bsky.app", r"/(profile)/([^/]+)"),
        ("github.com", r"/()([A-Za-z0-9-]{1,39})"),
        ("gitlab.com", r"/()([A-Za-z0-9_.-]{2,})"),
        ("dribbble.com", r"/()([A-Za-z0-9_-]{2,})"),
        ("behance.net", r"/()([A-Za-z0-9_-]{2,})"),
        ("researchgate.net", r"/(profile)/([^/]+)"),
        ("orcid.org", r"/()(\d{4}-\d{4}-\d{4}-\d{3}[\dX])"),
        ("stackoverflow.com", r"/(users)/(\d+)"),
        ("medium.com", r"/()(@[A-Za-z0-9_.]+)"),
        ("youtube.com", r"/()(@[\w.-]+)"),
        ("threads.net", r"/()(@[A-Za-z0-9_.]+)"),
    )
)
_MASTODON = re.compile(r"/(@[A-Za-z0-9_.]+)/?$")


def split(url: str) -> SplitResult | None:
    """The parts of an absolute or scheme-relative web address; ``None`` where it is none."""
    text = url.strip()
    if text.startswith("//"):
        text = "https:" + text
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and host and "." in host else None


def parts_of(address: str) -> SplitResult | None:
    """The parts of any address; ``None`` where it is none: half an IPv6 address, letters that stand for signs."""
    try:
        return urlsplit(address)
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def unwrapped(url: str) -> str:
    """The address behind redirect pages, safety warnings and archive prefixes, else the same address."""
    for _ in range(3):
        url = _ARCHIVE.sub("", url.strip())
        parts = split(url)
        if parts is None:
            return url
        inside = _wrapped(parts)
        if inside is None:
            return url
        url = inside
    return url


def _wrapped(parts: SplitResult) -> str | None:
    host, path = parts.hostname or "", parts.path.rstrip("/") or "/"
    for site, prefix, key in _WRAPPERS:
        if not (host == site or host.endswith("." + site)):
            continue
        if prefix == "/" and site == "instagram.com" and not host.startswith("l."):
            continue
        if prefix == "/" or path == prefix or path.startswith(prefix + "/"):
            value = next((value for name, value in parse_qsl(parts.query) if name == key), "")
            if value.startswith("//"):
                value = "https:" + value
            if split(value):
                return value
    return None


@lru_cache(maxsize=4096)
def plain_address(url: str) -> str:
    """The address behind wrappers, without tracking parameters and fragment."""
    url = unwrapped(url)
    parts = split(url)
    if parts is None:
        return url
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name)
    ]
    query = parts.query if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)) else urlencode(kept)
    return parts._replace(query=query, fragment="").geturl()


@lru_cache(maxsize=4096)
def profile_address(url: str) -> str | None:
    """The canonical address of the profile that an address names, or ``None`` where it names none.

    ``https://www.linkedin.com/in/slug`` whatever the country host, language suffix or parameters.
    """
    found = _profile(url)
    return found[0] if found else None


@lru_cache(maxsize=4096)
def handle(url: str) -> str | None:
    """The account name in a profile's address, percent-decoded, without ``@``; ``None`` where it names no profile."""
    found = _profile(url)
    return found[1] if found else None


def _profile(url: str) -> tuple[str, str] | None:
    parts = split(unwrapped(url))
    if parts is None:
        return None
    host = _HOST_PREFIX.sub("", parts.hostname or "")
    if _COUNTRY_LINKEDIN.match(host):
        host = "linkedin.com"
    if host.startswith("scholar.google."):
        user = dict(parse_qsl(parts.query)).get("user")
        return (f"https://scholar.google.com/citations?user={user}", user) if user else None
    if host == "facebook.com" and parts.path == "/profile.php":
        number = dict(parse_qsl(parts.query)).get("id")
        return (f"https://www.facebook.com/profile.php?id={number}", number) if number else None
    path = parts.path.rstrip("/")
    for site, shape in _SHAPES:
        if host == site and (match := shape.match(path)) and path[match.end() : match.end() + 1] in ("", "/"):
            folder, name = match[1], match[2]
            if not folder and name.casefold() in _RESERVED:
                return None
            shown = "https://" + ("www." if site in _WITH_WWW else "") + site
            return f"{shown}/{folder + '/' if folder else ''}{name}", unquote(name).lstrip("@")
    if match := _MASTODON.fullmatch(parts.path):
        return f"https://{host}{match[0].rstrip('/')}", match[1].lstrip("@")
    return None


_WITH_WWW = {
    "linkedin.com",
    "xing.com",
    "instagram.com",
    "facebook.com",
    "tiktok.com",
    "researchgate.net",
    "behance.net",
    "youtube.com",
    "threads.net",
}


@lru_cache(maxsize=4096)
def company_address(url: str) -> tuple[str, CompanyAddress] | None:
    """The canonical address of an employer on the network and what it is; ``None`` for any other address.

    ``search`` is a mere search for the typed name: the network knows no such page, the employer is unverified.
    """
    parts = (
        split(unwrapped(url))
        if not url.startswith("/") or url.startswith("//")
        else urlsplit("https://www.linkedin.com" + url)
    )
    if parts is None:
        return None
    host = parts.hostname or ""
    if host != "linkedin.com" and not host.endswith(".linkedin.com"):
        return None
    if match := re.match(r"/(?:mwlite/)?(company|school|showcase|edu|companies)/([^/]+)", parts.path):
        name = unquote(match[2])
        digits = re.search(r"(?:^|-)(\d+)$", name) if match[1] == "edu" else re.fullmatch(r"(\d+)", name)
        folder = {"edu": "school", "companies": "company"}.get(match[1], match[1])
        return f"https://www.linkedin.com/{folder}/{match[2]}", "number" if digits else "slug"
    if "/search/" in parts.path or parts.path.startswith(("/search", "/vsearch", "/title/", "/jobs/search")):
        words = {"keywords": "", "company": ""} | dict(parse_qsl(parts.query))
        typed = words["keywords"] or words["company"]
        query = "?" + urlencode({"keywords": typed}) if typed else ""
        return f"https://www.linkedin.com/search/results/all/{query}", "search"
    return None


@dataclass(frozen=True, slots=True)
class PictureAddress:
    """What the address of a picture says without being asked."""

    uploaded: str | None = None
    """Day the picture was uploaded, ``YYYY-MM-DD`` UTC, where the address carries it."""
    uploaded_digits: str | None = None
    """The digits in the address that say so."""
    expires: str | None = None
    """Day the signed link ends: the page was captured before it."""
    expires_digits: str | None = None
    placeholder: bool = False
    """A drawn stand-in, not a photo of anybody."""


_UPLOADED = re.compile(r"/0/(1[0-9]{12})(?=[?/_.]|$)|_files/(1[0-9]{12})(?=\(\d+\)|\.\w+$|$)")
"""In the address, or in the name under which a browser saved the picture: the last part of that address."""
_EXPIRES = re.compile(r"[?&](?:amp;)?e=(\d{10})(?=&|$)")
_FOREVER = 2_147_483_647
_PLACEHOLDER = re.compile(
    r"static(?:-exp\d)?\.licdn\.com/(?:aero-v\d/|scds/|sc/)|/sc/h/|ghost[_-]?(?:person|profile|company|\w*\.(?:png|svg|gif))|"
    r"icon_no_photo|no[_-]?photo|nobody_[mf]|default[_-]profile|profile_images/default|default[_-]?avatar|s2/profiles/images/silhouette|"
    r"/avatar_scholar|mystery[_-]?(?:man|person)|gravatar\.com/avatar/0{16,}|^data:image/gif;base64,R0lGOD\S{0,80}$|"
    r"^data:image/svg\+xml",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def picture_address(url: str) -> PictureAddress:
    """Upload day, expiry and placeholder mark in the address of a picture."""
    uploaded = _UPLOADED.search(url)
    stamp = (uploaded[1] or uploaded[2]) if uploaded else None
    day = day_of_epoch(int(stamp)) if stamp else None
    ends = _EXPIRES.search(url)
    until = day_of_epoch(int(ends[1]) * 1000) if ends and int(ends[1]) < _FOREVER else None
    return PictureAddress(
        day,
        stamp if day else None,
        until,
        ends[1] if ends and until else None,
        bool(_PLACEHOLDER.search(url)),
    )
