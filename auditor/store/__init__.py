"""The case file: SQLite schema, migrations, save and load; the only room that knows SQL."""
