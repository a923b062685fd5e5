"""A real Chromium, driven through its DevTools pipe: no port, no driver, no library."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 300
MOST_LOOKS = 1_000
START = """
import fcntl, os, sys
# The browser's pipe is fixed to descriptors 3 and 4; ours may have any number, these two among them.
ends = [fcntl.fcntl(int(end), fcntl.F_DUPFD, 10) for end in sys.argv[1:3]]
for number, end in zip((3, 4), ends):
    os.dup2(end, number)
    os.close(end)
os.execv(sys.argv[3], sys.argv[3:])
"""


def found_browser() -> str | None:
    """Path of a Chromium on this machine; the variable ``CHROMIUM`` comes first."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in NAMES if (path := shutil.which(name))), None)


@dataclass
class Visit:
    """What the browser did while it showed one page."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """Console messages, log entries and exceptions."""


class Browser:
    """One browser with one tab."""

    def __init__(self, program: str) -> None:
        self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        command_end, self._write = os.pipe()
        self._read, answer_end = os.pipe()
        self._process = subprocess.Popen(
            [
                sys.executable, "-c", START, str(command_end), str(answer_end), program,
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--no-default-browser-check", "--disable-background-networking", "--disable-extensions",
                "--disable-component-update", "--disable-sync", "--hide-scrollbars", "--force-color-profile=srgb",
                "--font-render-hinting=none", f"--user-data-dir={self._home.name}", "--remote-debugging-pipe",
            ],
            pass_fds=(command_end, answer_end),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(command_end)
        os.close(answer_end)
        self._number = 0
        self._rest = b""
        self._scripts = True
        self._events: list[dict[str, Any]] = []
        self._watch = threading.Timer(SECONDS, self._process.kill)
        self._watch.daemon = True
        self._watch.start()
        target = self._ask("Target.createTarget", {"url": "about:blank"}, session=None)["targetId"]
        attached = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True}, session=None)
        self._session = attached["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.ask(f"{domain}.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._watch.cancel()
        os.close(self._write)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(10)
        os.close(self._read)
        self._home.cleanup()

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            chunk = os.read(self._read, 1 << 20)
            if not chunk:
                raise RuntimeError("the browser has gone away")
            self._rest += chunk
        raw, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(raw)
        return message

    def _ask(self, method: str, parameters: dict[str, Any] | None, session: str | None) -> dict[str, Any]:
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": parameters or {}}
        if session:
            message["sessionId"] = session
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._message()
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self._events.append(answer)

    def ask(self, method: str, parameters: dict[str, Any] | None = None) -> dict[str, Any]:
        """Sends one DevTools command to the tab."""
        return self._ask(method, parameters, self._session)

    def _until(self, fits: Callable[[dict[str, Any]], bool]) -> None:
        for event in self._events:
            if fits(event):
                return
        while True:
            event = self._message()
            self._events.append(event)
            if fits(event):
                return

    def shape(
        self, width: int, height: int = 900, dark: bool = False, script: bool = True, printed: bool = False
    ) -> None:
        """Sets the window's size, the colour scheme, whether scripts run and whether it looks as on paper."""
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.ask("Emulation.setDeviceMetricsOverride", size)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", {"media": "print" if printed else "", "features": [scheme]})
        self.ask("Emulation.setScriptExecutionDisabled", {"value": not script})
        self._scripts = script

    def open(self, file: Path) -> Visit:
        """Shows a file and tells what was asked for and complained about until it had loaded."""
        return self.visit(file.resolve().as_uri())

    def visit(self, address: str) -> Visit:
        """Shows an address and tells what else was asked for and complained about until it had loaded."""
        self._events.clear()
        self.ask("Page.navigate", {"url": address})
        self._loaded()
        return self._visited(address)

    def _loaded(self) -> None:
        """Waits for the page; a blank one that was shown before may fire its event late, in the name of this one."""
        self._until(lambda event: event.get("method") == "Page.loadEventFired")
        for _ in range(MOST_LOOKS):
            if self.value("document.readyState") == "complete":
                return
            time.sleep(0.02)
        raise RuntimeError("the page does not finish loading")

    def _visited(self, address: str) -> Visit:
        # A picture or a script that is asked for late is asked for now; without scripts nothing ever calls back.
        self.value("new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))" if self._scripts else "0")
        visit = Visit()
        for event in self._events:
            method, told = event.get("method"), event.get("params", {})
            if method == "Network.requestWillBeSent":
                asked = told["request"]["url"]
                if asked != address and not asked.startswith("data:"):
                    visit.requests.append(asked)
            elif method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown"):
                visit.complaints.append(json.dumps(told))
            elif method == "Log.entryAdded":
                visit.complaints.append(told["entry"]["text"])
        return visit

    def value(self, expression: str) -> Any:
        """The value of a JavaScript expression in the page; also where the page's own scripts are off."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self.ask("Runtime.evaluate", asked)
        if "exceptionDetails" in answer:
            raise RuntimeError(json.dumps(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key: str, leaves: bool = False) -> None:
        """Presses and releases a key, a named one or a character; ``leaves``: waits for the page that it leads to."""
        if leaves:
            self._events.clear()
        code = {"Tab": 9, "Enter": 13, "Escape": 27, " ": 32}.get(key, 0)
        text = {"Enter": "\r"}.get(key, key if len(key) == 1 else "")
        for kind in ("keyDown", "keyUp"):
            pressed = {"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code}
            self.ask("Input.dispatchKeyEvent", {**pressed, "text": text} if kind == "keyDown" and text else pressed)
        if leaves:
            self._loaded()

    def enter(self, text: str) -> None:
        """Types a text where the focus is."""
        self.ask("Input.insertText", {"text": text})

    def picture(self, whole: bool = True) -> bytes:
        """A PNG of the window, or of the whole page."""
        answer = self.ask("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
        return base64.b64decode(answer["data"])

    def clip(self, selector: str, margin: int = 12) -> bytes:
        """A PNG of one element."""
        box = self.value(
            f"(() => {{ const b = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
            " return {x: b.x + scrollX, y: b.y + scrollY, width: b.width, height: b.height}; })()"
        )
        area = {
            "x": max(0, box["x"] - margin),
            "y": max(0, box["y"] - margin),
            "width": box["width"] + 2 * margin,
            "height": box["height"] + 2 * margin,
            "scale": 1,
        }
        asked = {"format": "png", "captureBeyondViewport": True, "clip": area}
        return base64.b64decode(self.ask("Page.captureScreenshot", asked)["data"])

    def printed(self, width: float = 8.27, height: float = 11.69) -> bytes:
        """The page as PDF on paper of a size in inches; A4 by default."""
        asked = {"paperWidth": width, "paperHeight": height, "printBackground": False, "generateTaggedPDF": True}
        return base64.b64decode(self.ask("Page.printToPDF", asked)["data"])
