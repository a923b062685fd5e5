"""Measures the lure rules over texts: ``python -m benchmarks.rules`` prints one JSON document.

Invented texts of 10 KB: biographies and CVs, adverts and messages of honest recruiters, and the hits of the bundled
pack's own examples one after the other; then 52 KB of hostile texts.  Milliseconds are processor time of this process;
``first`` is the first time that a text is read, ``again`` the best of five further times with other texts between.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import statistics
import time
from collections.abc import Callable, Mapping, Sequence

from auditor.model import Locator
from auditor.rules.pack import bundled_pack
from auditor.rules.scan import Passage, about_lures, lure_findings
from auditor.rules.threads import thread_messages

SIZE = 10_000
HOSTILE_SIZE = 52_000
ROUNDS = 5

CV = (
    "From {year} to {year} I was {role} at {firm}, where I {did} the {thing} and {did} a team of {count}.",
    "My thesis was about {field}; I have written {count} articles on it, most of them with colleagues from {town}.",
    "I speak {count} languages, play the cello badly, and spend my weekends in {town} with my family.",
    "{role}, {firm}, {town}, {year} - {year}: {did} {thing}, {did} budgets, and reported to the head of {field}.",
    "Before that I {did} {thing} for a small company in {town} that {firm} later bought.",
    "Skills: {field}, {field}, {thing}, spreadsheets, public speaking.",
    "In {year} our group {did} the first {thing} of its kind, which is still in use.",
    "I like long projects with clear questions, and people who say what they think.",
    "Education: degree in {field}, {town}, {year}; a year abroad; evening courses in {field}.",
    "The best part of my work at {firm} was the {thing}, the hardest was to leave it.",
    "When I am not at work I volunteer for a library and teach children how to repair bicycles.",
    "References are with the office of {firm} and may be asked for at any time.",
)
ADVERTS = (
    "{firm} is looking for a {role} ({count} days a week, permanent) in its office in {town}.",
    "You will be responsible for {thing}, {did} our {field} programme and work closely with the head of {field}.",
    "Requirements: a degree in {field} or similar experience, at least {count} years as {role}, good spoken English.",
    "We offer {count} days of leave, a pension scheme, a travel card and a budget for training.",
    "The salary is {pay} to {pay} euros a year, depending on experience; the position is open until filled.",
    "Hi, I came across your profile and thought of a {role} position that we are filling for {firm} in {town}.",
    "I am a recruiter with {firm}; the job description is on our careers page, and I would be glad to have a call.",
    "If you are interested, please send your CV through our website; interviews take place in {town} in the spring.",
    "The team of {count} builds {thing} for hospitals and schools and has done so since {year}.",
    "Applicants must have the right to work; a background check is part of the process for this post.",
    "Duties: prepare reports on {field}, review contracts, {did} {thing}, help with the yearly budget.",
    "Thank you for your application; we have received it and will answer within {count} weeks.",
    "Ability to explain {field} to people outside it is more important to us than any certificate.",
)
WORDS: Mapping[str, Sequence[str]] = {
    "role": "engineer|project manager|nurse|accountant|analyst|planner|teacher|data scientist|clerk|director".split(
        "|"
    ),
    "firm": "Halden Works|Tarn & Daughters|Overmere Council|Quill Systems|the Lindow Trust|Marrow Foods".split("|"),
    "did": "planned|led|rebuilt|tested|maintained|designed|reviewed|coordinated|improved|documented".split("|"),
    "thing": "payroll system|water network|training plan|patient records|web shop|supply chain|night shift".split("|"),
    "field": "finance|hydrology|procurement|public health|statistics|logistics|history|energy|software".split("|"),
    "town": "Overmere|Tarnby|Quillstadt|Marrowton|Haldenby|Lindow".split("|"),
    "count": "two|three|four|five|six|seven|eight|nine|12|15|20|30".split("|"),
    "year": [str(year) for year in range(1996, 2025)],
    "pay": [f"{thousands},000" for thousands in range(38, 92)],
}


def filled(sentences: Sequence[str], seed: int) -> str:
    """Ten kilobytes of these sentences in paragraphs, their gaps filled with invented words."""
    dice = random.Random(seed)
    pieces: list[str] = []
    length = 0
    while length < SIZE:
        for part in dice.choice(sentences).split("{"):
            name, closed, rest = part.partition("}")
            pieces.append(dice.choice(WORDS[name]) + rest if closed else part)
            length += len(pieces[-1])
        pieces.append(dice.choice((" ", " ", " ", "\n", "\n\n")))
    return "".join(pieces)[:SIZE]


def piled(texts: Sequence[str], seed: int) -> str:
    """Ten kilobytes of these texts one after the other."""
    dice = random.Random(seed)
    chosen: list[str] = []
    while sum(map(len, chosen)) < SIZE:
        chosen.append(dice.choice(texts))
    return "\n\n".join(chosen)[:SIZE]


def hostile() -> dict[str, str]:
    """Texts made to be slow."""
    pieces = {
        "one letter": "a",
        "one-letter words": "a ",
        "nested quotes": "\"'\u201c\u2018\u00ab",
        "quoted words": "\"we pay 'for each \"report' ",
        "near matches": "we would pay for each repor ",
        "matches": "we pay 500 euros for each report on trade policy. ",
        "sums of money": "$5 to 6 k ",
        "negations": "never ",
        "full stops": ".",
        "reply lines": "> a\n",
        "speakers": "A: b\n",
        "marks": "e\u0301",
        "tabs": "a\t\t\t\n",
    }
    made = {name: (piece * (HOSTILE_SIZE // len(piece) + 1))[:HOSTILE_SIZE] for name, piece in pieces.items()}
    return {**made, "different words": " ".join(f"w{n}x" for n in range(HOSTILE_SIZE // 6))[:HOSTILE_SIZE]}


def milliseconds(work: Callable[[], object]) -> float:
    """Processor time that some work takes."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def read(text: str) -> None:
    """What an audit asks of a text."""
    pack = bundled_pack()
    found = tuple(Passage("messages", one.text, one.at, one.by_subject, one.sent_at) for one in thread_messages(text))
    about_lures(found, pack)
    lure_findings(found, pack)


def judge(text: str) -> None:
    """The same for a text that is one message, without looking for a thread in it."""
    found = (Passage("messages", text, Locator("0" * 64, "text", text, 0)),)
    about_lures(found, bundled_pack())
    lure_findings(found, bundled_pack())


def measured(texts: Sequence[str]) -> dict[str, object]:
    """Median and worst, in milliseconds a text."""
    first = [milliseconds(lambda text=text: judge(text)) for text in texts]  # type: ignore[misc]
    rounds = [[milliseconds(lambda text=text: judge(text)) for text in texts] for _ in range(ROUNDS)]  # type: ignore[misc]
    again = [min(times) for times in zip(*rounds, strict=True)]
    return {
        "texts": len(texts),
        "first": {"median": round(statistics.median(first), 2), "worst": round(max(first), 2)},
        "again": {"median": round(statistics.median(again), 2), "worst": round(max(again), 2)},
    }


def additions() -> int:
    """Work of a known size: how fast this machine is, and how busy with something else."""
    total = 0
    for number in range(1_000_000):
        total += number
    return total


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--texts", type=int, default=60)
    count = parser.parse_args().texts
    reading = milliseconds(bundled_pack)
    compiling = milliseconds(lambda: judge("Good morning, and thank you."))
    rules = bundled_pack().rules
    hits = [hit for rule in rules for hit in rule.hits if hit.isascii() and not hit.startswith(("profile:", "about:"))]
    kinds = {
        "biographies and CVs": [filled(CV, seed) for seed in range(count)],
        "adverts and recruiters' messages": [filled(ADVERTS, seed) for seed in range(count)],
        "lures, one after the other": [piled(hits, seed) for seed in range(count)],
    }
    attacks = hostile()
    rounds = [[milliseconds(lambda text=text: read(text)) for text in attacks.values()] for _ in range(ROUNDS)]  # type: ignore[misc]
    attacked = zip(*rounds, strict=True)
    document = {
        "machine": f"{platform.machine()}, CPython {platform.python_version()}",
        "million_additions_ms": round(milliseconds(additions)),
        "rules": len(rules),
        "pack_read_ms": round(reading),
        "pack_compiled_ms": round(compiling),
        "ms_of_10_kB": {kind: measured(texts) for kind, texts in kinds.items()},
        "ms_of_52_kB": {name: round(min(times), 1) for name, times in zip(attacks, attacked, strict=True)},
    }
    print(json.dumps(document, indent=2))


if __name__ == "__main__":
    main()
