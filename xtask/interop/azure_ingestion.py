"""The Azure SDK for Python (azure-identity, azure-monitor-ingestion), unmodified.

Proves that it gets a token and uploads over TLS, and raises its own error for each refusal.
"""

import uuid
from datetime import datetime, timezone

from azure.core import exceptions
from azure.identity import ClientSecretCredential
from azure.monitor.ingestion import LogsIngestionClient

from interop import MARK, Checks, admin, ca_file, ready

# Columns of the default stream, one of each type.
TIME = "TimeGenerated"
STRING, INT, LONG, REAL = "Message", "Count", "Bytes", "Duration"
BOOLEAN, DYNAMIC, DATETIME = "Success", "Properties", "OccurredAt"

READY = ready()
AZURE = READY["vendors"]["azure"]
RULE, STREAM = AZURE["defaults"]["dcr_immutable_id"], AZURE["defaults"]["stream"]
UNKNOWN_RULE = "dcr-" + uuid.uuid4().hex
CA = ca_file(READY)
NOW = datetime.now(timezone.utc).isoformat()
ROWS = [
    {TIME: NOW, STRING: f"{MARK} {n}", INT: n, LONG: 2**40 + n, REAL: n + 0.5,
     BOOLEAN: n % 2 == 0, DYNAMIC: {"n": [n]}, DATETIME: NOW}
    for n in range(3)
]


def upload(rule=RULE, stream=STREAM, who="credentials", **other):
    login = AZURE[who] | other
    credential = ClientSecretCredential(
        login["tenant_id"], login["client_id"], login["client_secret"],
        authority=AZURE["https"], disable_instance_discovery=True, connection_verify=CA,
    )
    with LogsIngestionClient(AZURE["https"], credential, connection_verify=CA) as client:
        client.upload(rule_id=rule, stream_name=stream, logs=ROWS)


def refused(kind, status, code):
    return lambda got: (isinstance(got, kind) and got.status_code == status
                        and code in (None, got.error.code))


def is_listed(row):
    exchanges = admin(READY, "exchanges", "azure", STREAM)
    return any(exchange["id"] == row["exchange"] for exchange in exchanges)


checks = Checks()
checks.expect("upload of three rows", lambda got: got is None, upload)
checks.expect("unknown rule: ResourceNotFoundError",
              refused(exceptions.ResourceNotFoundError, 404, "NotFound"), upload, rule=UNKNOWN_RULE)
checks.expect("unknown stream: 400 InvalidStream",
              refused(exceptions.HttpResponseError, 400, "InvalidStream"),
              upload, stream="Custom-NotDeclared")
checks.expect("denied principal: 403",
              refused(exceptions.HttpResponseError, 403, None), upload, who="credentials_denied")
checks.expect("wrong secret: ClientAuthenticationError",
              lambda got: isinstance(got, exceptions.ClientAuthenticationError)
              and "AADSTS7000215" in str(got), upload, client_secret="wrong")
rows = checks.expect("admin: just the three rows",
                     lambda got: len(got) == 3 and all(f"{MARK} {n}" in str(got) for n in range(3)),
                     admin, READY, "entries", "azure", MARK)
checks.expect("admin: the exchange of each row is listed",
              lambda got: got == [True] * 3, lambda: [is_listed(row) for row in rows])
checks.expect("admin: the refused exchange is listed",
              lambda got: len(got) == 1, admin, READY, "exchanges", "azure", UNKNOWN_RULE)
checks.done()
