"""Captures side by side, and the known library."""

from __future__ import annotations

import re
import sqlite3
from datetime import date
from itertools import pairwise
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auditor.engine.known import HASH_DIGITS, Note, known_domains, known_hashes, known_text
from auditor.engine.known_page import known_picture_of
from auditor.library import KnownItem
from auditor.model import Refusal
from auditor.report.capture_pair import Side, capture_pair
from auditor.report.passages import LINE, shown
from auditor.serving.case_desk import CaseDesk, NotThere, Sitting
from auditor.serving.printing import page
from auditor.serving.reviewing import Reviewing
from auditor.store.known import add_known, known_count, known_slice, remove_known

ROWS = 200


class Shelves:
    """The pages about captures and about what is known."""

    def __init__(self, desk: CaseDesk, reviewing: Reviewing) -> None:
        self._desk = desk
        self._reviewing = reviewing

    def captures(self, request: Request) -> Response:
        """Profiles that were saved more than once, and two captures of one of them where they are named."""
        words = self._desk.words
        with self._desk.sitting() as sitting:
            pair = None
            if request.url.path != "/captures":
                ids = [request.query_params.get(name, "") for name in ("a", "b")]
                if not any({*ids} <= {capture[0] for capture in one.captures} for one in sitting.several):
                    raise NotThere(" ".join(ids))  # what two people state differently is no difference of captures
                pair = capture_pair(sitting.profile(ids[0]), sitting.profile(ids[1]), words)
            several = [
                (shown(one.subject, words, LINE), list(pairwise(self._side(*capture) for capture in one.captures)))
                for one in sitting.several
            ]
            desk = self._reviewing.desk("captures", sitting)
            return page(words.language, "review_captures.html", desk, pair=pair, several=several)

    def _side(self, id: str, path: str, _name: str | None, when: str | None) -> Side:
        return Side(id, shown(path, self._desk.words, LINE), when or "")

    def known(self, request: Request) -> Response:
        """The known library."""
        told = request.query_params.get("told", "")
        return self._known(request, told=told if told in ("added", "there", "removed") else "")

    def _known(self, request: Request, told: str = "", refused: str = "", status: int = 200) -> Response:
        words, today = self._desk.words, self._desk.now()[:10]
        asked = request.query_params.get("part", "1")
        with self._desk.connection() as connection:
            parts = max(1, -(-known_count(connection) // ROWS))
            part = min(int(asked), parts) - 1 if re.fullmatch(r"[1-9][0-9]{0,6}", asked) else 0
            items = known_slice(connection, part * ROWS, ROWS)
        page_id = request.query_params.get("page", "")
        return page(
            words.language,
            "review_known.html",
            self._reviewing.desk("known"),
            status,
            entries=[_entry(id, one, today) for id, one in items],
            part=part,
            parts=parts,
            methods=tuple(HASH_DIGITS),
            page_id=page_id if re.fullmatch(r"p-[0-9a-f]{16}", page_id) else "",
            told=told,
            refused=shown(refused, words, LINE),
        )

    def add(self, request: Request) -> Response:
        """Adds what the form says, all or nothing."""
        form: dict[str, str] = request.scope["form"]
        with self._desk.connection(write=True) as connection:
            try:
                items = self._items(form, connection)
            except ValueError as error:
                return self._known(request, refused=str(error), status=422)
            new = add_known(connection, items)
        return RedirectResponse("/known?" + urlencode({"told": "added" if new else "there"}), 303)

    def _items(self, form: dict[str, str], connection: sqlite3.Connection) -> list[KnownItem]:
        """The entries of a form.  Raises ``ValueError`` with what is wrong."""
        kind, value, source = (form.get(name, "").strip() for name in ("kind", "value", "source"))
        if not source:
            raise ValueError("say where it is from; an entry without a source proves nothing")
        expires = form.get("expires", "").strip() or None
        if expires and date.fromisoformat(expires).isoformat() != expires:
            raise ValueError(f"{expires!r} is not a day; right would be 2026-11-24")
        note = Note(source, form.get("licence", "").strip(), self._desk.now()[:10], expires)
        made: list[KnownItem | Refusal]
        if kind == "domain":
            made = list(known_domains([value], note))
        elif kind == "hash":
            method = form.get("method", "")
            if method not in HASH_DIGITS:
                raise ValueError(f"{method!r} is no kind of hash; right would be one of {', '.join(HASH_DIGITS)}")
            made = list(known_hashes(value, "list", method, note))
        elif kind == "text":
            title, day = form.get("title", "").strip(), form.get("date", "").strip()
            if not (title and day):
                raise ValueError("say under which title and when the text was published")
            made = [known_text(value, source, title, day, form.get("url", "").strip() or None, note)]
        elif kind == "picture":
            made = [self._picture(self._desk.seated(connection), value, note)]
        else:
            raise ValueError("nothing of this kind is kept")
        refused = [one for one in made if isinstance(one, Refusal)]
        items = [one for one in made if isinstance(one, KnownItem)]
        if refused or not items:
            raise ValueError("; ".join(f"{one.path}: {one.reason}" for one in refused) or "there is nothing to add")
        return items

    def _picture(self, sitting: Sitting, id: str, note: Note) -> KnownItem | Refusal:
        found = sitting.pages.get(id)
        return (
            Refusal(id, "no page of the newest run")
            if found is None
            else known_picture_of(sitting.connection, found, note)
        )

    def remove(self, request: Request) -> Response:
        """Removes one entry for good."""
        form: dict[str, str] = request.scope["form"]
        entry = form.get("entry", "")
        if not re.fullmatch(r"[0-9]{1,12}", entry) or form.get("sure") != "yes":
            return self._known(request, status=422)
        with self._desk.connection(write=True) as connection:
            if not remove_known(connection, [int(entry)]):
                raise NotThere(entry)
        return RedirectResponse("/known?told=removed", 303)


def _entry(id: int, one: KnownItem, today: str) -> dict[str, object]:
    return {
        "id": id,
        "kind": one.kind,
        "name": one.name[:LINE],
        "method": one.method,
        "source": one.source[:LINE],
        "licence": one.licence,
        "expires_at": one.expires_at,
        "over": one.expires_at is not None and one.expires_at < today,
    }
