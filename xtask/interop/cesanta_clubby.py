"""A clubby device and a clubby user over WebSocket, with the documented v1 frames.

Proves that the subprotocol is echoed and that answers hold just the keys their clients know.
"""

import json

from websockets.sync.client import connect

from interop import Checks, admin, ready

SUBPROTOCOL = "clubby.cesanta.com"
CLOUD = "//api.cesanta.com"
LOG = {
    "v": 1, "src": "//api.cesanta.com/device_123", "dst": CLOUD,
    "cmds": [{"cmd": "/v1/Log.Log", "id": 123, "args": {"msg": "hello world!"}}],
}
LIST = {
    "v": 1, "src": "//api.cesanta.com/user_123", "dst": CLOUD,
    "cmds": [{"cmd": "/v1/Log.List", "id": 123,
              "args": {"src": "//api.cesanta.com/device_123", "limit": 10, "stream": "console"}}],
}
UNKNOWN = {
    "v": 1, "src": "//api.cesanta.com/device_123", "dst": CLOUD,
    "cmds": [{"cmd": "/v1/Log.Nothing", "id": 7}],
}

READY = ready()


def ask(frame):
    """Sends a frame on a connection of its own; the subprotocol and the answer."""
    url = READY["vendors"]["cesanta"]["ws"]
    with connect(url, subprotocols=[SUBPROTOCOL], proxy=None) as socket:
        socket.send(json.dumps(frame))
        return socket.subprotocol, json.loads(socket.recv(timeout=10))


def answers(frame, item, also=lambda item: True):
    """Accepts an answer to the frame's one command whose item has just the keys in `item`."""
    def good(got):
        subprotocol, answer = got
        (only,) = answer["resp"]
        return (subprotocol == SUBPROTOCOL
                and set(answer) == {"v", "src", "dst", "resp"}
                and (answer["v"], answer["src"], answer["dst"]) == (1, CLOUD, frame["src"])
                and set(only) == set(item) and only["id"] == frame["cmds"][0]["id"] and also(only))
    return good


def listed(item):
    keys = {"id": str, "msg": str, "stream": str, "timestamp": int}
    return (item["status"] == 0
            and all({k: type(v) for k, v in entry.items()} == keys for entry in item["resp"])
            and any(entry["msg"] == "hello world!" and entry["stream"] == "console"
                    for entry in item["resp"]))


def stored():
    return len(admin(READY, "entries", "cesanta", "hello world!"))


checks = Checks()
before = checks.expect("admin: readable", lambda got: got >= 0, stored)
checks.expect("Log: {id, status}",
              answers(LOG, ["id", "status"], lambda item: item["status"] == 0), ask, LOG)
checks.expect("List: {id, status, resp} of {id, msg, stream, timestamp}",
              answers(LIST, ["id", "status", "resp"], listed), ask, LIST)
checks.expect("unknown command: {id, status, status_msg}",
              answers(UNKNOWN, ["id", "status", "status_msg"], lambda item: item["status"] != 0),
              ask, UNKNOWN)
checks.expect("admin: one entry more", lambda got: got == before + 1, stored)
checks.done()
