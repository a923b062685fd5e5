"""Saved files that lie in a store of the user's own: ``s3://``, ``gs://``, ``https://``, or a folder as ``file://``.

A store is walked as a folder on disk is, and gives the same units.  Objects are read piece by piece within the limits,
by whoever does the reading: a worker process, a machine of a cluster.  Nothing here is reached unless an address was
given; a network that people have their profiles on never is.  Accounts and endpoints are those of the store's own
tools (environment, profiles), never part of an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import IO, Any
from urllib.parse import unquote, urlsplit

from auditor.containers.folders import PAGE_SUFFIXES, claimed_folders
from auditor.containers.names import ignored
from auditor.domains import domain_of
from auditor.domains.networks import FORBIDDEN
from auditor.intake.walk import MissingPath, Unreached
from auditor.plugin import MIB, Limits

SCHEMES = ("file", "gs", "https", "s3")
PIECE = 4 * MIB
"""Bytes asked for at once."""
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
RESERVED = ("records", "known")
"""Folders directly inside a given one that hold no saved pages."""
_WEB = ("http", "https")
_CHANGED = ("LastModified", "mtime", "updated", "last_modified")
_CONTENT = ("ETag", "etag", "md5Hash", "ino")
"""What the libraries of different stores call the date of an object, and what tells contents apart."""
_LOOPBACK = ("127.0.0.1", "::1")


class StoreError(MissingPath):
    """A store that was given cannot be used; the message says why."""


class _SentOn(Exception):
    """A server sends on to another address."""


@dataclass(frozen=True, slots=True, order=True)
class StoreAddress:
    """An address in a store."""

    url: str

    @property
    def name(self) -> str:
        """Its last part, without what may be secret."""
        return self.parts[-1]

    @property
    def parts(self) -> tuple[str, ...]:
        """Bucket and folders, or host and folders."""
        parsed = urlsplit(self.url)
        path = unquote(parsed.path) if self.is_web else self.url.split("://", 1)[1].partition("/")[2]
        return tuple(part for part in (parsed.netloc, *path.split("/")) if part)

    @property
    def is_web(self) -> bool:
        """Whether it is asked for over HTTP."""
        return self.url.split("://", 1)[0] in _WEB

    @property
    def is_here(self) -> bool:
        """Whether it is read without the network: a folder of this machine, or one that its system has mounted."""
        return self.url.startswith("file://")

    def below(self, name: str) -> StoreAddress:
        """A folder inside it."""
        return StoreAddress(f"{self.url.rstrip('/')}/{name}/")


@dataclass(frozen=True, slots=True)
class Held:
    """An object of a store, as the store lists it."""

    address: str
    path: str
    """As it is called: the label of what was given, and the way from there."""
    name: str
    size: int | None
    modified: str
    """Date of the object, ``YYYY-MM-DD`` UTC; empty where the store states none."""
    stamp: str
    """What the store says of the content: equal stamps, equal content."""
    refusal: str | None = None
    """Why it must not be opened."""


@dataclass(frozen=True, slots=True)
class HeldFile:
    """A saved file of a store, with what was saved beside it."""

    held: Held
    folder: str = ""
    """Name of the folder saved with it."""
    beside: tuple[Held, ...] = ()
    """Files of that folder; their ``path`` is relative to the page's."""


def is_store(text: str) -> bool:
    """Whether an argument is an address rather than a path."""
    return _ADDRESS.match(text) is not None


def store_refusal(url: str) -> str | None:
    """Why an address is never read, or ``None``."""
    scheme = url.split("://", 1)[0]
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "not an address"
    if scheme == "http" and host in _LOOPBACK:
        return None
    if scheme not in SCHEMES:
        return f"{scheme}:// is not known; right would be {', '.join(f'{one}://' for one in SCHEMES)}"
    if not host and scheme != "file":
        return "an address without a bucket or a host"
    if parts.username or parts.password:
        return "an address with a user name in it: accounts belong in the environment of the store's own tools"
    if scheme == "https" and (domain := domain_of(host)) is not None and domain.name in FORBIDDEN:
        return f"a store of your own is read, never {domain.name}: save its pages yourself"
    return None


def held_files(root: StoreAddress, label: str, limits: Limits) -> Iterator[HeldFile]:
    """The saved files of a store in the order of a walk, or the one that the address names.

    Raises :class:`StoreError`.
    """
    store = _Store(root)
    if not store.is_folder():
        yield HeldFile(store.own(label))
        return
    waiting = [(store.top, label)]
    while waiting:
        here, path = waiting.pop()
        try:
            files, folders = store.listed(here, path)
        except StoreError as error:
            if here == store.top:
                raise
            yield HeldFile(Held(here, path, "", None, "", "", str(error)))
            continue
        files = [file for file in files if not ignored(file.name)]
        folders = {name: place for name, place in folders.items() if not ignored(name)}
        claimed = _claimed(store, files, folders, limits)
        for file in files:
            folder = claimed.get(file.name, "")
            beside = tuple(store.below(folders[folder], folder, limits.max_folder_files)) if folder else ()
            yield HeldFile(file, folder, beside)
        apart = {*claimed.values(), *(RESERVED if here == store.top else ())}
        inner = [name for name in folders if name not in apart]
        waiting += [(folders[name], f"{path}/{name}" if path else name) for name in reversed(inner)]


def _claimed(store: _Store, files: list[Held], folders: dict[str, str], limits: Limits) -> dict[str, str]:
    """Which folders were saved with which pages of a folder."""

    def names_of(folder: str) -> list[str] | None:
        try:
            inside, deeper = store.listed(folders[folder], folder)
        except StoreError:
            return None
        return [name for name in (*(file.name for file in inside), *deeper) if not ignored(name)]

    pages = {file.name: file for file in files if PurePosixPath(file.name).suffix.lower() in PAGE_SUFFIXES}
    return claimed_folders(list(pages), list(folders), names_of, lambda page: _markup(pages[page], limits))


def _markup(held: Held, limits: Limits) -> bytes:
    data = read_object(held, limits.max_file_bytes)
    return data if isinstance(data, bytes) and len(data) <= limits.max_file_bytes else b""


def store_folder(root: StoreAddress, name: str) -> StoreAddress | None:
    """The folder of this name directly inside a store's folder.  Raises :class:`StoreError`."""
    store = _Store(root)
    return root.below(name) if store.is_folder() and name in store.listed(store.top, "")[1] else None


def files_of(folder: StoreAddress, suffixes: tuple[str, ...], limit: int) -> dict[str, bytes]:
    """Files of a store's folder by relative path; those over the limit are cut one byte after it.

    Raises :class:`StoreError`.
    """
    store = _Store(folder)
    found: dict[str, bytes] = {}
    for held in sorted(store.below(store.top, "", 1_000_000), key=lambda one: one.path):
        path = held.path.removeprefix("/")
        if path.lower().endswith(suffixes) and not any(part.startswith(".") for part in path.split("/")):
            data = read_object(held, limit)
            if isinstance(data, Unreached):
                raise StoreError(f"{path}: {data.reason}")
            found[path] = data
    return found


def read_object(held: Held, limit: int, going_on: Callable[[], None] = lambda: None) -> bytes | Unreached:
    """An object's bytes, or one byte more than the limit of them; ``going_on`` is called whenever a piece has come."""
    if held.refusal is not None:
        return Unreached(held.path, held.refusal)
    wanted = limit + 1
    data = bytearray()
    try:
        with _opened(held) as stream:
            while len(data) < wanted and (piece := stream.read(min(PIECE, wanted - len(data)))):
                data += piece
                going_on()
    except Exception as error:  # each store's library has errors of its own
        return Unreached(held.path, f"the store did not give it: {_cause(error)}")
    return bytes(data)


def _opened(held: Held) -> IO[bytes]:
    system, path = opened_system(held.address)
    scheme = held.address.split("://", 1)[0]
    if scheme in _WEB:
        stream: IO[bytes] = system.open(path, "rb", block_size=0, size=1)  # any size, else it would be asked for
    elif scheme == "file" or held.size is None:
        stream = system.open(path, "rb")
    else:
        size = max(1, min(held.size, PIECE))
        stream = system.open(path, "rb", block_size=size, cache_type="readahead", size=held.size)
    return stream


def opened_system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it.  Raises :class:`StoreError`."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise StoreError("stores are read by libraries of their own: pip install 'persona-auditor[stores]'") from None
    options: dict[str, Any] = {"use_listings_cache": False}
    if url.split("://", 1)[0] in _WEB:
        options |= {"get_client": _staying_there, "encoded": True}
    try:
        system, path = url_to_fs(url, **options)
    except ImportError as error:
        raise StoreError(f"{url.split('://', 1)[0]}:// needs a library: {error}") from None
    return system, str(path)


async def _staying_there(**options: Any) -> Any:
    """A client that follows no redirect: another host than the one that was named is never asked."""
    import aiohttp

    async def refused(*_: object) -> None:
        raise _SentOn

    tracing = aiohttp.TraceConfig()
    tracing.on_request_redirect.append(refused)
    return aiohttp.ClientSession(trace_configs=[tracing], **options)


class _Store:
    """One address, listed folder by folder."""

    def __init__(self, root: StoreAddress) -> None:
        if refusal := store_refusal(root.url):
            raise StoreError(refusal)
        self._root = root
        self._system, self._path = opened_system(root.url)
        self.top = root.url if root.url.endswith("/") else f"{root.url}/"

    def is_folder(self) -> bool:
        """Whether the address names a folder: on the web, where it ends with a slash."""
        if self._root.is_web:
            return self._root.url.endswith("/")
        try:
            return bool(self._system.info(self._path)["type"] == "directory")
        except Exception as error:
            raise StoreError(f"{self._root.name} cannot be read: {_cause(error)}") from None

    def own(self, path: str) -> Held:
        """The object that the address names."""
        try:
            info = {} if self._root.is_web else self._system.info(self._path)
        except Exception as error:
            raise StoreError(f"{self._root.name} cannot be read: {_cause(error)}") from None
        return self._held(self._root.url, path, self._root.name, info)

    def listed(self, here: str, path: str) -> tuple[list[Held], dict[str, str]]:
        """Objects, and addresses of the folders by name, of a folder; sorted by name.  Raises :class:`StoreError`."""
        system, inner = opened_system(here)
        base = inner if inner.endswith("/") else f"{inner}/"
        try:
            entries = system.ls(here if self._root.is_web else inner, detail=True)
        except Exception as error:
            raise StoreError(f"the folder cannot be listed: {_cause(error)}") from None
        files: dict[str, Held] = {}
        folders: dict[str, str] = {}
        for entry in entries:
            name = str(entry["name"]).removeprefix(base)
            is_folder = (entry["type"] == "directory" or name.endswith("/")) and not entry.get("islink")
            name = name.rstrip("/")
            if name == str(entry["name"]).rstrip("/") or not name or "/" in name or "?" in name or "#" in name:
                continue  # the folder itself, or a link on an index page that leads elsewhere
            place = f"{here}{name}"
            name = unquote(name) if self._root.is_web else name
            if is_folder:
                folders[name] = f"{place}/"
            else:
                files[name] = self._held(place, f"{path}/{name}" if path else name, name, entry)
        return [files[name] for name in sorted(files)], dict(sorted(folders.items()))

    def below(self, here: str, path: str, limit: int) -> list[Held]:
        """At most so many objects of a folder and its folders, in the order of a walk; what cannot be listed is not."""
        found: list[Held] = []
        waiting = [(here, path)]
        while waiting and len(found) < limit:
            place, label = waiting.pop()
            try:
                files, folders = self.listed(place, label)
            except StoreError:
                continue
            found += files
            waiting += [(folders[name], f"{label}/{name}" if label else name) for name in reversed(folders)]
        return found[:limit]

    @staticmethod
    def _held(address: str, path: str, name: str, info: dict[str, Any]) -> Held:
        size = info.get("size")
        changed = next((info[key] for key in _CHANGED if info.get(key)), "")
        content = next((info[key] for key in _CONTENT if info.get(key)), "")
        refusal = None
        if info.get("islink"):
            refusal = "a link; it is not followed, give its target itself"
        elif info.get("type", "file") not in ("file", "directory"):
            refusal = "a special file, not a saved file"
        return Held(address, path, name, size, _day(changed), f"{size} {content} {changed}", refusal)


def _day(changed: Any) -> str:
    if isinstance(changed, (int, float)):
        changed = datetime.fromtimestamp(max(0, changed), UTC)
    elif isinstance(changed, str) and changed:
        try:
            changed = datetime.fromisoformat(changed)
        except ValueError:
            return ""
    return changed.astimezone(UTC).date().isoformat() if isinstance(changed, datetime) else ""


def _cause(error: BaseException) -> str:
    """The reason in short; never an address, which may hold a secret."""
    if isinstance(error, StoreError):
        return str(error)
    chain = [error]
    while (below := chain[-1].__cause__) is not None:
        chain.append(below)
    if isinstance(chain[-1], _SentOn):
        return "it sends on to another address, which is not followed"
    status = getattr(chain[-1], "status", None)
    if isinstance(status, int) and status != 404:
        return f"the server answered {status}"
    if isinstance(error, FileNotFoundError):
        return "it is not there"
    return "access was denied" if isinstance(error, PermissionError) else type(error).__name__
