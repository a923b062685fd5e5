"""What machines have read, as Parquet: one shard a chunk of files, named by what it was read from.

A line is a page, or a file that gave none.  The columns are for questions in place; ``rows`` holds the page's rows of a
case file exactly, so that any subset can be loaded.  A shard is whole or not there at all.
"""

from __future__ import annotations

import base64
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from auditor.engine.supervisor import GivenUp
from auditor.engine.work import Refused
from auditor.intake.stores import StoreAddress, StoreError, opened_system
from auditor.store.case import SavedFileRows
from auditor.store.rows import FindingRows, PageRows

SCHEMA = "auditor.shard/1"
WHOLE, PASSING = ".parquet", ".again.parquet"
"""Ends of the names of shards, and of those that hold a file which may be read another time."""
RUN = "run.json"
"""Which shards the last finished run consists of."""
Result = SavedFileRows | Refused | GivenUp
_FINDING = ("id", "check", "rule", "rule_version", "strength", "weight", "category", "title", "message")
_PAGE = ("member", "id", "sha256", "container", "page_kind", "status", "reason", "language", "url", "captured_at")
_LEVEL = 11
_PROFILE = ("subject", "name", "headline", "location", "about", "handle", "profile_url")


class BadShard(Exception):
    """A shard cannot be used; the message says why."""


def shard(results: Sequence[tuple[str, Result]]) -> tuple[bytes, bool]:
    """Results of files by path as a shard; and whether one of them may be another the next time."""
    import pyarrow
    from pyarrow import parquet

    lines = [line for number, (path, result) in enumerate(results) for line in _lines(number, path, result)]
    table = pyarrow.Table.from_pylist(lines, schema=_schema())
    stream = io.BytesIO()
    parquet.write_table(table, stream, compression="zstd", use_dictionary=["outcome", "page_kind", "level"])
    return stream.getvalue(), any(_is_passing(result) for _, result in results)


def results_in(data: bytes) -> list[tuple[str, Result]]:
    """Results by path, in their order.  Raises :class:`BadShard`."""
    import pyarrow
    from pyarrow import parquet

    try:
        table = parquet.read_table(pyarrow.BufferReader(data), columns=list(_NEEDED))
        if (table.schema.metadata or {}).get(b"auditor") != SCHEMA.encode():
            raise BadShard(f"it is not of the form {SCHEMA}")
        columns = [table.column(name).to_pylist() for name in _NEEDED]
        return list(_results(zip(*columns, strict=True)))
    except (pyarrow.ArrowInvalid, ValueError, KeyError, TypeError, OSError) as error:
        raise BadShard(f"it cannot be read: {type(error).__name__}") from None


_NEEDED = ("number", "path", "content", "outcome", "reason", "passing", "rows")


def _schema() -> Any:
    import pyarrow as pa

    text, finding = (
        pa.string(),
        [(name, pa.string()) for name in ("id", "check", "rule", "strength", "title", "message")],
    )
    columns = [("number", pa.int32()), ("path", text), ("content", text), ("outcome", text), ("passing", pa.bool_())]
    columns += [(name, text) for name in (*_PAGE, "level", *_PROFILE)]
    columns += [("picture", text), ("domains", pa.list_(text)), ("findings", pa.list_(pa.struct(finding)))]
    columns += [("rows", pa.binary())]
    return pa.schema(columns, metadata={"auditor": SCHEMA})


def _is_passing(result: Result) -> bool:
    return isinstance(result, GivenUp) or (isinstance(result, Refused) and result.passing)


def _lines(number: int, path: str, result: Result) -> Iterator[dict[str, Any]]:
    """A line a page, of a file that gave none one line."""
    base = {"number": number, "path": path, "passing": _is_passing(result)}
    if not isinstance(result, SavedFileRows):
        yield {**base, "outcome": "refused" if isinstance(result, Refused) else "given-up", "reason": result.reason}
        return
    base |= {"content": result.digest, "outcome": "read"}
    refused = orjson.dumps({"refusals": result.refusals})
    if result.refusals or not result.pages:
        yield {**base, "outcome": "nothing" if not result.pages else "read", "rows": refused}
    for page in result.pages:
        yield {**base, **_shown(page), "rows": orjson.dumps(page, default=_packed)}


def _shown(page: PageRows) -> dict[str, Any]:
    """What questions are about."""
    shown: dict[str, Any] = dict(zip(_PAGE, page.page))
    shown["level"] = page.page[_LEVEL]
    shown |= dict(zip(_PROFILE, page.profile or ()))
    shown["picture"] = page.picture[0] if page.picture else None
    shown["domains"] = [name for (name,) in page.domains]
    shown["findings"] = [{name: str(value) for name, value in zip(_FINDING, one.finding)} for one in page.findings]
    return shown


def _packed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    raise TypeError(type(value).__name__)


def _unpacked(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(_unpacked(one) for one in value)
    return base64.b64decode(value["bytes"]) if isinstance(value, dict) else value


def _results(lines: Iterator[tuple[Any, ...]]) -> Iterator[tuple[str, Result]]:
    at: int | None = None
    path = content = ""
    pages: list[PageRows] = []
    refusals: list[tuple[str, str]] = []
    for number, line_path, line_content, outcome, reason, passing, rows in lines:
        if at is not None and number != at:
            yield path, SavedFileRows(path, content, tuple(pages), tuple(refusals))
            at, pages, refusals = None, [], []
        if outcome in ("refused", "given-up"):
            yield line_path, Refused(line_path, reason, passing) if outcome == "refused" else GivenUp(reason)
            continue
        at, path, content = number, line_path, line_content
        stored = orjson.loads(rows)
        if "refusals" in stored:
            refusals += [(member, why) for member, why in stored["refusals"]]
        else:
            pages.append(_page(stored))
    if at is not None:
        yield path, SavedFileRows(path, content, tuple(pages), tuple(refusals))


def _page(stored: dict[str, Any]) -> PageRows:
    findings = tuple(
        FindingRows(_unpacked(one["finding"]), _unpacked(one["evidence"])) for one in stored.pop("findings")
    )
    return PageRows(findings=findings, **{name: _unpacked(value) for name, value in stored.items()})


@dataclass(frozen=True, slots=True)
class Shards:
    """Where shards lie: a folder of this machine, or an address that every machine reaches by itself."""

    place: Path | StoreAddress

    @property
    def shared(self) -> bool:
        """Whether those who read can write them there themselves."""
        return not isinstance(self.place, Path)

    def there(self) -> dict[str, str]:
        """Names of the shards by their keys; those that hold passing failures are left out.  Raises ``StoreError``."""
        names = sorted(self._names())
        return {name.removesuffix(WHOLE): name for name in names if not name.endswith(PASSING)}

    def _names(self) -> list[str]:
        if (folder := self._folder) is not None:
            folder.mkdir(parents=True, exist_ok=True)
            return [entry.name for entry in os.scandir(folder) if entry.name.endswith(WHOLE)]
        system, path = opened_system(self._url)
        try:
            listed = system.ls(path, detail=False)
        except FileNotFoundError:
            return []
        except Exception as error:
            raise StoreError(f"the shards cannot be listed: {type(error).__name__}") from None
        return [name for one in listed if (name := str(one).rsplit("/", 1)[-1]).endswith(WHOLE)]

    def read(self, name: str) -> bytes:
        """A shard.  Raises ``OSError``, ``StoreError``."""
        if (folder := self._folder) is not None:
            return (folder / name).read_bytes()
        system, path = opened_system(self._url)
        return bytes(system.cat_file(f"{path.rstrip('/')}/{name}"))

    def paths(self, name: str) -> list[str]:
        """The files that a shard tells of, in their order.  Raises :class:`BadShard`."""
        import pyarrow
        from pyarrow import parquet

        try:
            table = parquet.read_table(pyarrow.BufferReader(self.read(name)), columns=["path"])
        except (pyarrow.ArrowInvalid, OSError, KeyError) as error:
            raise BadShard(f"{name} cannot be read: {type(error).__name__}") from None
        return list(dict.fromkeys(table.column("path").to_pylist()))

    def dataset(self, names: Sequence[str]) -> Any:
        """The lines of some shards as one table, where they lie.  Raises :class:`BadShard`."""
        import pyarrow
        from pyarrow import dataset

        if (folder := self._folder) is not None:
            files, system = [str(folder / name) for name in names], None
        else:
            system, path = opened_system(self._url)
            files = [f"{path.rstrip('/')}/{name}" for name in names]
        try:
            return dataset.dataset(files, filesystem=system, format="parquet", schema=_schema())
        except (pyarrow.ArrowInvalid, OSError) as error:
            raise BadShard(f"the shards cannot be read: {type(error).__name__}") from None

    def write(self, key: str, data: bytes, passing: bool) -> str:
        """Writes a shard as a whole, and gives its name."""
        name = f"{key}{PASSING if passing else WHOLE}"
        self._put(name, data)
        return name

    def note(self, names: Sequence[str], reading: str) -> None:
        """Notes which shards a finished run consists of: files change, and shards of what they were stay."""
        self._put(RUN, orjson.dumps({"schema": SCHEMA, "reading": reading, "shards": list(names)}))

    def noted(self) -> tuple[list[str], str]:
        """The shards of the last finished run, and the key of its rules.  Raises :class:`BadShard`."""
        try:
            noted = orjson.loads(self.read(RUN))
            return [str(name) for name in noted["shards"]], str(noted["reading"])
        except FileNotFoundError:
            raise BadShard("no run over these shards was finished") from None
        except (ValueError, KeyError, TypeError):
            raise BadShard(f"{RUN} is none of this program's") from None

    def _put(self, name: str, data: bytes) -> None:
        if (folder := self._folder) is not None:
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f"{name}.{os.getpid()}.part"
            part.write_bytes(data)
            part.replace(folder / name)
            return
        system, path = opened_system(self._url)
        system.pipe_file(f"{path.rstrip('/')}/{name}", data)

    @property
    def _folder(self) -> Path | None:
        if isinstance(self.place, Path):
            return self.place
        return Path(self.place.url.removeprefix("file://")) if self.place.is_here else None

    @property
    def _url(self) -> str:
        return str(self.place) if isinstance(self.place, Path) else self.place.url
