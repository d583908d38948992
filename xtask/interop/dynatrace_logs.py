"""The HTTP requests of real Dynatrace log shippers, header for header.

Stands for the Azure log forwarder and its installer (token lookup, one object, gzip array),
fluent-plugin-dynatrace (array with a final newline) and curl (text, the documented sample).
Proves status and envelope of each answer, the loss of old records included.
"""

import gzip
import http.client
import json
import time
from datetime import datetime, timezone
from urllib.parse import urlsplit

from interop import MARK, Checks, admin, ready

READY = ready()
DYNATRACE = READY["vendors"]["dynatrace"]
TOKEN, READ_TOKEN = (DYNATRACE["credentials"][name] for name in ("api_token", "read_token"))
INGEST = "/api/v2/logs/ingest"
ACTIVE_GATE = f"/e/{DYNATRACE['defaults']['environment_id']}{INGEST}"
JSON = {"Content-Type": "application/json; charset=utf-8"}
LOG = {"content": f"Exception: Custom error log {MARK}"}
NOW = LOG | {"timestamp": datetime.now(timezone.utc).isoformat(timespec="seconds")}
SAMPLE = [  # the documented body: two records of 2022, two without a time
    LOG | {"log.source": "/var/log/syslog", "timestamp": "2022-01-17T22:12:31.0000",
           "severity": "error", "custom.attribute": "attribute value"},
    LOG | {"log.source": "/var/log/syslog", "timestamp": "2022-01-17T22:12:35.0000"},
    LOG | {"log.source": "/var/log/syslog"},
    LOG,
]


def post(path, body, headers, token=TOKEN):
    """Status and body (parsed, or as it is) of one POST."""
    auth = {"Authorization": f"Api-Token {token}"} if token else {}
    connection = http.client.HTTPConnection(urlsplit(DYNATRACE["http"]).netloc, timeout=10)
    connection.request("POST", path, body, auth | headers)
    answer = connection.getresponse()
    text = answer.read()
    connection.close()
    return answer.status, json.loads(text) if text[:1] == b"{" else text


def stored(got):
    return got == (204, b"")


def partial(got):
    told = got[1].get("details") or got[1]["success"]
    return got[0] == told["code"] == 200 and told["message"].startswith("2 ")


def refused(code):
    return lambda got: got[0] == got[1]["error"]["code"] == code and got[1]["error"]["message"]


checks = Checks()
checks.expect("installer: token lookup lists logs.ingest",
              lambda got: got[0] == 200 and "logs.ingest" in got[1]["scopes"],
              post, "/api/v2/apiTokens/lookup", json.dumps({"token": TOKEN}), JSON)
checks.expect("installer: one object", stored, post, INGEST, json.dumps(NOW), JSON)
checks.expect("Azure forwarder: gzip array", stored, post, ACTIVE_GATE,
              gzip.compress(json.dumps([NOW]).encode()), JSON | {"Content-Encoding": "gzip"})
checks.expect("fluentd: array and a newline", stored, post, INGEST,
              json.dumps([LOG | {"@timestamp": int(time.time() * 1000)}]) + "\n",
              JSON | {"User-Agent": "fluent-plugin-dynatrace/0.3.0"})
checks.expect("curl: text/plain", stored, post, INGEST, MARK, {"Content-Type": "text/plain"})
checks.expect("documented sample: partial 200", partial, post, INGEST, json.dumps(SAMPLE), JSON)
checks.expect("only old records: 400", refused(400), post, INGEST, json.dumps(SAMPLE[:2]), JSON)
checks.expect("no token: 401", refused(401), post, INGEST, json.dumps([NOW]), JSON, token=None)
checks.expect("token without logs.ingest: 403", refused(403),
              post, INGEST, json.dumps([NOW]), JSON, token=READ_TOKEN)
checks.expect("admin: the six good records and no other",
              lambda got: len(got) == 6, admin, READY, "entries", "dynatrace", MARK)
checks.done()
