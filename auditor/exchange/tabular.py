"""Rows as CSV, JSON lines and Parquet; the same rows give the same bytes."""

from __future__ import annotations

import csv
import io
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import IO, Any

import orjson

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be a formula to a spreadsheet."""
ROWS = 5_000
"""Rows a group of a Parquet file."""

Columns = Sequence[tuple[str, str]]
"""Name and kind: ``text``, ``integer``, ``real`` or ``blob``."""
Rows = Iterable[Sequence[Any]]


def write_csv(stream: IO[bytes], columns: Columns, rows: Rows) -> None:
    """CSV (RFC 4180) with a header; bytes as base64, no cell a formula."""
    text = io.TextIOWrapper(stream, "utf-8", newline="")
    table = csv.writer(text, lineterminator="\r\n")
    table.writerow([name for name, _ in columns])
    for row in rows:
        table.writerow([_cell(value) for value in row])
    text.detach()  # flushes, and leaves the stream open


def _cell(value: Any) -> Any:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def write_ndjson(stream: IO[bytes], columns: Columns, rows: Rows) -> None:
    """An object a line; bytes as base64."""
    names = [name for name, _ in columns]
    for row in rows:
        shown = (b64encode(value).decode() if isinstance(value, bytes) else value for value in row)
        stream.write(orjson.dumps(dict(zip(names, shown, strict=True))) + b"\n")


def write_parquet(stream: IO[bytes], columns: Columns, rows: Rows, plain: bool = False) -> None:
    """Parquet; with ``plain`` every text stands in the file as it is, so that it can be searched for what must not be.

    Raises ``ImportError`` where pyarrow is not installed.
    """
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {"text": pa.string(), "integer": pa.int64(), "real": pa.float64(), "blob": pa.binary()}
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns])
    packed = {"compression": "none", "use_dictionary": False} if plain else {"compression": "zstd"}
    with parquet.ParquetWriter(stream, schema, **packed) as writer:
        for group in _groups(rows):
            arrays = [
                pa.array([_as(kind, row[number]) for row in group], type=kinds[kind])
                for number, (_, kind) in enumerate(columns)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _groups(rows: Rows) -> Iterator[list[Sequence[Any]]]:
    every = iter(rows)
    while group := list(islice(every, ROWS)):
        yield group


def _as(kind: str, value: Any) -> Any:
    """A value as its column wants it: SQLite lets any value stand in any column."""
    if kind == "text" and value is not None and not isinstance(value, str):
        return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    if kind == "blob" and isinstance(value, str):
        return value.encode()
    return value


WRITERS = {"csv": write_csv, "ndjson": write_ndjson, "parquet": write_parquet}
