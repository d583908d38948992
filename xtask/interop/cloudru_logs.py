"""The HTTP requests of Cloud.ru's documentation and of its Fluent Bit recipe.

Proves the `logs` envelope of /api/v1/logs, the bare snake_case array of /api/v1/logs-ingest
with a `json_message` that is no JSON, and the error object of each refusal.
"""

import json
import urllib.error
import urllib.request

from interop import MARK, Checks, admin, ready

READY = ready()
CLOUDRU = READY["vendors"]["cloudru"]
KEY, DENIED = (CLOUDRU[who]["api_key"] for who in ("credentials", "credentials_denied"))
PROJECT, GROUP = (CLOUDRU["defaults"][name] for name in ("project_id", "log_group_id"))
NO_ID = "00000000-0000-4000-8000-000000000000"

# The documented entry; the default ids stand in for its placeholders.
SAMPLE = {
    "timestamp": "2025-04-15T10:20:00.908+03:00", "level": "ERROR",
    "project_id": PROJECT, "log_group_id": GROUP, "traceId": MARK,
    "serviceName": "user-service", "instanceId": "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxxx",
    "labels": {"className": "usr", "serviceVersion": "2.1"}, "message": "user-service error",
    "jsonMessage":
        '{"userId":"12345","action":"login","status":"failed","error":{"code":"AUTH_ERR_401",'
        '"message":"Authentication failed: invalid credentials",'
        '"details":{"ip":"192.168.1.1","device":"mobile","browser":{"name":"Chrome",'
        '"version":"120.0.0.0","os":{"name":"Android","version":"12.0"}}}},'
        '"session":{"id":"a1b2c3d4","startTime":"2025-03-07T12:55:22.123+03:00",'
        '"endTime":"2025-03-07T13:00:22.123+03:00","duration":300},'
        '"metrics":{"responseTime":500,"cpuUsage":{"average":55.5,"max":80.2},'
        '"memoryUsage":{"used":768,"total":1024}},"tags":["authentication","security",'
        '"error"],"environment":{"stage":"production","region":"eu-west-1",'
        '"cluster":"k8s-cluster-1"},"user":{"id":"12345","name":"User",'
        '"email":"john.doe@example.com","preferences":{"theme":"dark",'
        '"notifications":{"email":true,"sms":false}}}}',
}
# What the Lua script makes of a record: no group, no level, arrays in a spelling of its own.
RECORD = {
    "timestamp": "2025-04-15T10:20:00.908+03:00", "project_id": PROJECT, "trace_id": MARK,
    "service_name": "nginx", "labels": {}, "message": "GET /",
    "json_message": '{"tags":{[1]:"a",[2]:"b"}}',
}


def post(path, body, key=KEY):
    """Status and body (parsed, or as it is) of one POST."""
    headers = {"Content-Type": "application/json", "User-Agent": "Fluent-Bit"}
    if key:
        headers["Authorization"] = f"Api-Key {key}"
    request = urllib.request.Request(CLOUDRU["http"] + path, json.dumps(body).encode(), headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        answer = opener.open(request, timeout=10)
    except urllib.error.HTTPError as error:
        answer = error
    with answer:
        text = answer.read()
        return answer.status, json.loads(text) if text[:1] == b"{" else text


checks = Checks()


def stored(what, path, body):
    checks.expect(f"{what}: 200 {{}}", lambda got: got == (200, {}), post, path, body)


def refused(what, status, code, key=KEY, **change):
    checks.expect(f"{what}: {status}, code {code}",
                  lambda got: got[0] == status and got[1]["code"] == code
                  and got[1]["message"] and isinstance(got[1]["details"], list),
                  post, "/api/v1/logs", {"logs": [SAMPLE | change]}, key)


stored("documented body", "/api/v1/logs", {"logs": [SAMPLE]})
stored("Fluent Bit array", "/api/v1/logs-ingest", [RECORD, RECORD | {"level": "WARN"}])
refused("unknown level", 400, 3, level="WARNING")
refused("labels as an array", 400, 3, labels=["usr"])
refused("no key", 401, 16, key=None)
refused("denied key", 403, 7, key=DENIED)
refused("unknown project", 403, 7, project_id=NO_ID)
refused("unknown group", 404, 5, log_group_id=NO_ID)
checks.expect("admin: the three good entries and no other",
              lambda got: len(got) == 3, admin, READY, "entries", "cloudru", MARK)
checks.done()
