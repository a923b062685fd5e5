"""A store on the loopback address: an S3 server of another maker, filled from a folder."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BUCKET = "saved-pages"


@dataclass(frozen=True, slots=True)
class Store:
    """A running server, and the environment in which its clients find it."""

    environment: Mapping[str, str]
    client: Any

    def fill(self, folder: Path, prefix: str) -> None:
        """Puts every file below a folder into the bucket."""
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            key = f"{prefix}/{file.relative_to(folder).as_posix()}"
            self.client.put_object(Bucket=BUCKET, Key=key, Body=file.read_bytes())

    def dates(self, prefix: str) -> dict[str, float]:
        """When each object was put there, by its key without the prefix."""
        found: dict[str, float] = {}
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=BUCKET, Prefix=f"{prefix}/"):
            for entry in page.get("Contents", ()):
                found[entry["Key"].removeprefix(f"{prefix}/")] = entry["LastModified"].timestamp()
        return found


@contextmanager
def store() -> Iterator[Store]:
    """An S3 server with an empty bucket."""
    from boto3 import client
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    keys = {"AWS_ACCESS_KEY_ID": "invented", "AWS_SECRET_ACCESS_KEY": "invented", "AWS_DEFAULT_REGION": "us-east-1"}
    environment = {**keys, "AWS_ENDPOINT_URL": f"http://{host}:{port}", "AWS_EC2_METADATA_DISABLED": "true"}
    try:
        made = client(
            "s3",
            endpoint_url=environment["AWS_ENDPOINT_URL"],
            aws_access_key_id="invented",
            aws_secret_access_key="invented",
            region_name="us-east-1",
        )
        made.create_bucket(Bucket=BUCKET)
        yield Store(environment, made)
        made.close()
    finally:
        server.stop()
