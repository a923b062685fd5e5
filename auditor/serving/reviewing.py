"""The queue, one finding after the other, and the decisions that are sent."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from auditor.engine.deciding import CannotDecide, DecidedMeanwhile, Word, events_of
from auditor.report.case_index import ROWS_ON_A_PAGE
from auditor.report.desk_view import (
    Desk,
    Item,
    QueueRow,
    category_word,
    item,
    reasons_of,
    standing_word,
    state_words,
)
from auditor.report.html import overview_values, profile_values
from auditor.report.passages import LINE, NAME, short, shown
from auditor.report.press import press
from auditor.review import VERDICTS
from auditor.serving.case_desk import CaseDesk, NotThere, Sitting
from auditor.serving.printing import page
from auditor.serving.queue import Chosen, chosen, is_open, queue
from auditor.store.decisions import add_decisions
from auditor.store.queue import QUOTE, FindingLine

ROWS = 100
LONGEST_REASON = 2_000
"""Characters."""
STATUS = {"decided-meanwhile": 409, "cannot": 409, "busy": 503, "": 200}


class Reviewing:
    """The pages on which findings are decided."""

    def __init__(self, desk: CaseDesk, csrf: str) -> None:
        self._desk = desk
        self._csrf = csrf

    def desk(self, room: str, sitting: Sitting | None = None, **more: object) -> Desk:
        """What every page shows and sends back."""
        reasons = reasons_of(self._desk.person, sitting.events) if sitting else ()
        return Desk(self._desk.person, self._csrf, room, reasons=reasons, **more)  # type: ignore[arg-type]

    def said(self, what: str, status: int) -> Response:
        """A page that says only why there is nothing else."""
        return page(self._desk.words.language, "review_said.html", self.desk(""), status, what=what)

    # ------------------------------------------------------------------ reading

    def queue(self, request: Request) -> Response:
        """What is still to be decided."""
        by, words = chosen(request.query_params), self._desk.words
        with self._desk.sitting() as sitting:
            lines = queue(sitting, by)
            parts = max(1, -(-len(lines) // ROWS))
            part = min(_number(request.query_params.get("part")), parts) - 1
            return page(
                words.language,
                "review_queue.html",
                self.desk("queue", sitting, filter=by.pairs, notice=self._notice(request, sitting)),
                chosen=by,
                states=state_words(words),
                still_open=sum(1 for line in sitting.lines if is_open(sitting, line.id)),
                everything=len(sitting.lines),
                matching=len(lines),
                rows=[self._row(line, sitting) for line in lines[part * ROWS : (part + 1) * ROWS]],
                part=part,
                parts=parts,
            )

    def _row(self, line: FindingLine, sitting: Sitting) -> QueueRow:
        words = self._desk.words
        return QueueRow(
            line.id,
            shown(line.title, words, LINE),
            line.strength,
            category_word(line.category, words),
            short(line.quote, QUOTE // 2),
            sitting.printed.index.names.get(line.page) or line.page,
            short(line.headline, NAME),
            line.level,
            standing_word(sitting.standing(line.id), words),
        )

    def finding(self, request: Request) -> Response:
        """One finding, with what leads to the next."""
        with self._desk.sitting() as sitting:
            return self._finding(request, sitting, request.query_params.get("id", ""), chosen(request.query_params))

    def _finding(
        self,
        request: Request,
        sitting: Sitting,
        id: str,
        by: Chosen,
        complaint: str = "",
        typed: tuple[str, str] = ("", ""),
    ) -> Response:
        line = sitting.line(id)
        view = sitting.profile(line.page)
        values = profile_values(sitting.printed, view)
        number = _place(view.document["findings"], id)
        lines = queue(sitting, by)
        at = next((place for place, one in enumerate(lines) if one.id == id), None)
        before = lines[at - 1].id if at else None
        after = at + 1 if at is not None else 0
        words = self._desk.words
        own = item(id, number, line.title, sitting.standing(id), words, typed)
        notice = self._notice(request, sitting) if not complaint else None
        return page(
            words.language,
            "review_finding.html",
            self.desk("queue", sitting, filter=by.pairs, notice=notice, complaint=complaint),
            STATUS.get(complaint, 422),
            **{
                **values,
                "finding": values["page"].findings[number - 1],
                "item": own,
                "matching": len(lines),
                "position": None if at is None else at + 1,
                "before": before,
                "after": lines[after].id if after < len(lines) else None,
            },
        )

    def profile(self, request: Request) -> Response:
        """A profile's page as in the report, with a form in each finding."""
        words = self._desk.words
        with self._desk.sitting() as sitting:
            view = sitting.profile(request.path_params["id"])
            id = view.document["id"]
            desk = self.desk("profiles", sitting, origin=id, notice=self._notice(request, sitting))
            form = press(words.language).get_template("review_parts.html").module.form  # type: ignore[attr-defined]
            decidable = {line.id for line in sitting.lines}
            desks = {
                number: form(item(one["id"], number, one["title"], sitting.standing(one["id"]), words), desk)
                for number, one in enumerate(view.document["findings"], 1)
                if one["id"] in decidable
            }
            several = next((one for one in sitting.several if any(id == c[0] for c in one.captures)), None)
            others = [
                (other, shown(path, words, LINE), when or "")
                for other, path, _, when in (several.captures if several else ())
                if other != id
            ]
            values = profile_values(sitting.printed, view)
            return page(words.language, "review_profile.html", desk, desks=desks, other_captures=others, **values)

    def overview(self, request: Request) -> Response:
        """The overview as in the report."""
        part: int = request.path_params.get("part", 1) - 1
        with self._desk.sitting() as sitting:
            if not 0 <= part < sitting.printed.index.parts:
                raise NotThere(str(part))
            order = sitting.printed.index.order[part * ROWS_ON_A_PAGE : (part + 1) * ROWS_ON_A_PAGE]
            of_this_part = replace(sitting.source, ordered=tuple(sitting.pages[id] for id in order))
            values = overview_values(sitting.printed, of_this_part.rows(sitting.connection), part)
            return page(self._desk.words.language, "review_overview.html", self.desk("profiles", sitting), **values)

    def _notice(self, request: Request, sitting: Sitting) -> Item | None:
        """The finding about which something was just said."""
        try:
            line = sitting.line(request.query_params.get("kept", ""))
        except NotThere:
            return None
        return item(line.id, 0, line.title, sitting.standing(line.id), self._desk.words)

    # ------------------------------------------------------------------ deciding

    def decide(self, request: Request) -> Response:
        """Keeps one word about one finding, and leads to the next."""
        form: dict[str, str] = request.scope["form"]
        id, verdict, reason = (form.get(name, "") for name in ("finding", "verdict", "reason"))
        by = chosen(form)
        with self._desk.connection(write=True) as connection:
            sitting = self._desk.seated(connection)
            sitting.line(id)
            complaint = _unfit(verdict, reason)
            if not complaint:
                word = Word(verdict, reason, self._desk.person, self._desk.now())  # type: ignore[arg-type]
                try:
                    (made,) = events_of(
                        word, [id], sitting.events, sitting.present, tuple(form.get("upon", "").split())
                    )
                    if not made.kept:
                        add_decisions(connection, [made.event])
                except DecidedMeanwhile:
                    complaint = "decided-meanwhile"
                except CannotDecide:
                    complaint = "cannot"
                except sqlite3.OperationalError:
                    complaint = "busy"
            if complaint:
                return self._finding(request, sitting, id, by, complaint, (verdict, reason[:LONGEST_REASON]))
            stays = made.meanwhile or verdict in ("undo", "note")
            return RedirectResponse(_onward(sitting, id, by, form.get("from", ""), stays), 303)


def _unfit(verdict: str, reason: str) -> str:
    if verdict not in VERDICTS:
        return "no-verdict"
    if verdict != "undo" and not reason.strip():
        return "no-reason"
    return "too-long" if len(reason) > LONGEST_REASON else ""


def _onward(sitting: Sitting, id: str, by: Chosen, origin: str, stays: bool) -> str:
    """Where to go after a word was kept; ``sitting`` is how everything stood before it."""
    if origin in sitting.pages:
        findings = sitting.profile(origin).document["findings"]
        if any(one["id"] == id for one in findings):
            return f"/profiles/{origin}.html?{urlencode({'kept': id})}#finding-{_place(findings, id)}"
    if stays:
        return f"/profiles/finding?{urlencode({'id': id, **dict(by.pairs), 'kept': id})}"
    lines = queue(sitting, by)
    at = next((place for place, one in enumerate(lines) if one.id == id), -1)
    left = [one.id for one in (*lines[at + 1 :], *lines[: max(at, 0)]) if is_open(sitting, one.id) and one.id != id]
    if not left:
        return f"/?{urlencode({**dict(by.pairs), 'kept': id})}"
    return f"/profiles/finding?{urlencode({'id': left[0], **dict(by.pairs), 'kept': id})}"


def _place(findings: list[dict[str, object]], id: str) -> int:
    """Number of a finding on its page, from 1."""
    return next(number for number, one in enumerate(findings, 1) if one["id"] == id)


def _number(given: str | None) -> int:
    return max(1, int(given)) if given and given.isascii() and given.isdigit() and len(given) < 7 else 1
