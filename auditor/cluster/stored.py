"""Shards as they lie: questions to them in place, and any part of them as the results of a run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from auditor.cluster.shards import BadShard, Shards, results_in
from auditor.intake import Unit

if TYPE_CHECKING:
    from auditor.engine.run import Plan, Results

TABLE = "pages"
"""What the lines of all shards of the last finished run are called in a question."""


def answers(shards: Shards, question: str) -> Iterator[dict[str, Any]]:
    """The lines of an answer to a question in SQL (DuckDB), which reads of the shards only the columns that it names.

    Raises :class:`BadShard`.
    """
    import duckdb

    names, _ = shards.noted()
    connection = duckdb.connect()
    try:
        connection.register(TABLE, shards.dataset(names))
        asked = connection.execute(question)
        columns = [column[0] for column in asked.description or ()]
        while lines := asked.fetchmany(1_000):
            yield from (dict(zip(columns, line, strict=True)) for line in lines)
    except duckdb.Error as error:
        raise BadShard(f"the question cannot be answered: {str(error).splitlines()[0]}") from None
    finally:
        connection.close()


def chosen(shards: Shards, where: str) -> tuple[Unit, ...]:
    """The files of which a line meets a condition in SQL, in the order of the run.  Raises :class:`BadShard`."""
    paths = {str(line["path"]) for line in answers(shards, f"select distinct path from {TABLE} where {where}")}
    names, _ = shards.noted()
    ordered = dict.fromkeys(path for name in names for path in shards.paths(name) if path in paths)
    return tuple(Unit(path, Path(path)) for path in ordered)


class StoredMachines:
    """Nobody reads anything: what was read is taken from shards."""

    joins = None

    def __init__(self, shards: Shards) -> None:
        self._shards = shards

    def results(self, units: Sequence[Unit], plan: Plan) -> Results:
        """Each unit with what its shard holds, in the order of the units.  Raises :class:`BadShard`."""
        names, reading = self._shards.noted()
        if reading != plan.source.key:
            raise BadShard("they were read under other rules, recorded answers, settings or by another version")
        waiting = iter(units)
        unit = next(waiting, None)
        for name in names:
            if unit is None:
                return
            if unit.path not in self._shards.paths(name):
                continue
            for path, result in results_in(self._shards.read(name)):
                if unit is not None and path == unit.path:
                    yield unit, result
                    unit = next(waiting, None)
