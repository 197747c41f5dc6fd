"""What the scripts beside this file share: each names its scenarios, runs them one after the other and prints one JSON line for each.

The tests read the names from the source, so that every scenario is a test of its own, and one that never ran fails.
"""
import json
import os
import subprocess
import tempfile
import time
import traceback
from pathlib import Path

ENDPOINT = os.environ["AWS_ENDPOINT_URL"]
# A bucket that is there already.
BUCKET = os.environ["LAKEBED_BUCKET"]
# A folder of this run's own.
FOLDER = Path(tempfile.mkdtemp(dir=os.environ["HOME"]))

_scenarios = []


def scenario(name):
    def register(function):
        _scenarios.append((name, function))
        return function

    return register


def equal(actual, wanted):
    if actual != wanted:
        raise AssertionError(f"{actual!r} is not {wanted!r}")


def refused(error, function, *args, **named):
    """The call must fail with this exception; gives it."""
    try:
        value = function(*args, **named)
    except error as caught:
        return caught
    raise AssertionError(f"was to fail with {error}, but gave {value!r}")


def file(name, content):
    """A file with this content, and its path as text."""
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return str(path)


def pattern(size):
    """Bytes of which no two stretches are alike, so that mixed up ranges are seen."""
    words = b"".join(index.to_bytes(4, "big") for index in range(size // 4 + 1))
    return words[:size]


def command(*words, stdin=None, fails=False, any_end=False, environment=None, folder=FOLDER):
    """Runs a program; gives what it printed, on both streams when it was to fail, and its code with both when any end will do."""
    env = None if environment is None else {**os.environ, **environment}
    result = subprocess.run(words, input=stdin, capture_output=True, cwd=folder, env=env, timeout=60)
    if any_end:
        return result.returncode, result.stdout.decode(), result.stderr.decode()
    if (result.returncode != 0) != fails:
        raise AssertionError(f"{words} ended with {result.returncode}: {result.stderr.decode()[-1500:]}")
    return result.stdout if not fails else result.stdout + result.stderr


def main():
    for name, function in _scenarios:
        begun = time.monotonic()
        try:
            function()
            outcome = {"ok": True, "detail": f"{time.monotonic() - begun:.2f} s"}
        except Exception:
            outcome = {"ok": False, "detail": traceback.format_exc()[-3000:]}
        print(json.dumps({"name": name, **outcome}), flush=True)
