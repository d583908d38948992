"""What the interop scripts share: the ready file, the check printer, the admin API."""

import atexit
import json
import os
import sys
import tempfile
import urllib.parse
import urllib.request
import uuid

# Everything here is on loopback: keep the clients from asking a proxy.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost,::1"

MARK = "interop-" + uuid.uuid4().hex  # in each record of this run, so that it is found again


def ready():
    """The ready file named by the first argument (`logfog serve --ready-file PATH`)."""
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} READY_FILE")
    with open(sys.argv[1], encoding="utf-8") as file:
        return json.load(file)


def ca_file(ready):
    """A temporary file that holds our CA, for clients that want a path."""
    with tempfile.NamedTemporaryFile("w", suffix=".pem", delete=False) as file:
        file.write(ready["ca_pem"])
    atexit.register(os.unlink, file.name)
    return file.name


class Checks:
    """Prints one line a check; `done` exits with 1 when any failed."""

    failed = 0

    def expect(self, what, good, call, *args, **kwargs):
        """Calls, lets `good` judge the answer or the exception raised, and returns it."""
        try:
            got = call(*args, **kwargs)
        except Exception as error:
            got = error
        try:
            passed = bool(good(got))
        except Exception:  # not even of the right shape
            passed = False
        self.failed += not passed
        got_line = " ".join(repr(got).split())
        print(f"ok  {what}" if passed else f"FAIL {what}: {got_line}", flush=True)
        return got

    def done(self):
        sys.exit(1 if self.failed else 0)


def admin(ready, kind, vendor, mark):
    """All of the vendor's `entries` or `exchanges` that mention `mark`, read ten at a time."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    found, query = [], {"vendor": vendor, "limit": 10}
    while True:
        url = f"{ready['admin']}/{kind}?{urllib.parse.urlencode(query)}"
        with opener.open(url, timeout=10) as answer:
            page = json.load(answer)
        found += [item for item in page[kind] if mark in json.dumps(item, ensure_ascii=False)]
        if not page[kind] or page.get("next") in (None, query.get("after")):
            return found
        query["after"] = page["next"]
