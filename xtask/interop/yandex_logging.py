"""The generated stubs of the package yandexcloud over plain grpcio channels.

Proves the gRPC side of LogIngestionService.Write, in the clear and over TLS: what is stored,
what fails by entry, and which status each refused call ends with.
"""

from urllib.parse import urlsplit

import grpc
from google.rpc.error_details_pb2 import BadRequest
from google.rpc.status_pb2 import Status
from yandex.cloud.logging.v1.log_entry_pb2 import Destination, IncomingLogEntry, LogLevel
from yandex.cloud.logging.v1.log_ingestion_service_pb2 import WriteRequest
from yandex.cloud.logging.v1.log_ingestion_service_pb2_grpc import LogIngestionServiceStub
from yandex.cloud.logging.v1.log_resource_pb2 import LogEntryResource

from interop import MARK, Checks, admin, ready

READY = ready()
YANDEX = READY["vendors"]["yandex"]
TOKEN, DENIED = (YANDEX[who]["iam_token"] for who in ("credentials", "credentials_denied"))
GROUP = Destination(log_group_id=YANDEX["defaults"]["log_group_id"])
FOLDER = Destination(folder_id=YANDEX["defaults"]["folder_id"])
UNKNOWN = Destination(log_group_id="e23unknownunknown000")


def entry(padding=0):
    new = IncomingLogEntry(message=MARK + "x" * padding, level=LogLevel.INFO)
    new.timestamp.GetCurrentTime()
    new.json_payload.update({"run": MARK})
    return new


UNTIMED = IncomingLogEntry(message=MARK)


def violations(error):
    """The fields that google.rpc.BadRequest in grpc-status-details-bin complains of."""
    status, bad = Status(), BadRequest()
    status.ParseFromString(dict(error.trailing_metadata())["grpc-status-details-bin"])
    packed = [detail for detail in status.details if detail.Unpack(bad)]
    return [violation.field for violation in bad.field_violations] if packed else []


def write(channel, entries, to=GROUP, token=TOKEN, **options):
    request = WriteRequest(
        destination=to, resource=LogEntryResource(type="interop", id="1"), entries=entries)
    metadata = [("authorization", f"Bearer {token}")] if token else []
    stub = LogIngestionServiceStub(channel)
    return stub.Write(request, metadata=metadata, timeout=30, **options)


def errors(*indexes):
    """Accepts an answer in which just these entries failed, as invalid arguments."""
    wanted = {index: grpc.StatusCode.INVALID_ARGUMENT.value[0] for index in indexes}
    return lambda got: {index: status.code for index, status in got.errors.items()} == wanted


def status(name, also=lambda error: True):
    return lambda got: got.code().name == name and also(got)


checks = Checks()


def run(name, channel):
    def case(what, good, entries, **options):
        checks.expect(f"{name}: {what}", good, write, channel, entries, **options)

    none_valid = status("INVALID_ARGUMENT", lambda error: error.details() == "no valid entries")
    entries_named = status("INVALID_ARGUMENT", lambda error: "entries" in str(violations(error)))
    case("two entries to a group", errors(), [entry(), entry()])
    case("an entry to a folder", errors(), [entry()], to=FOLDER)
    case("an entry in gzip", errors(), [entry()], compression=grpc.Compression.Gzip)
    case("second of two without timestamp: it alone fails", errors(1), [entry(), UNTIMED])
    case("two without timestamp: INVALID_ARGUMENT, no valid entries", none_valid, [UNTIMED] * 2)
    case("0 entries: INVALID_ARGUMENT with BadRequest", entries_named, [])
    case("101 entries: INVALID_ARGUMENT with BadRequest", entries_named, [entry()] * 101)
    case("unknown group: NOT_FOUND", status("NOT_FOUND"), [entry()], to=UNKNOWN)
    case("no authorization: UNAUTHENTICATED", status("UNAUTHENTICATED"), [entry()], token=None)
    case("denied token: PERMISSION_DENIED", status("PERMISSION_DENIED"), [entry()], token=DENIED)
    case("5 MB: RESOURCE_EXHAUSTED", status("RESOURCE_EXHAUSTED"), [entry(padding=500_000)] * 10)


with grpc.insecure_channel(YANDEX["grpc"]) as plain:
    run("plain", plain)
tls = grpc.ssl_channel_credentials(root_certificates=READY["ca_pem"].encode())
with grpc.secure_channel(urlsplit(YANDEX["https"]).netloc, tls) as secure:
    run("TLS", secure)
checks.expect("admin: the ten good entries and no other",
              lambda got: len(got) == 10, admin, READY, "entries", "yandex", MARK)
checks.done()
