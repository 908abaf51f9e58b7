# SPDX-License-Identifier: Apache-2.0
"""Many who ask at once: a server that is never idle, which is what its CPU seconds are counted for. One request on each connection at a time."""
import selectors
import socket
import time


def ask(port, requests, connections=32):
    """Asks for all of them, in order, and gives how long each took; requests: the bytes of each. Every answer has to be a 200 with a Content-Length."""
    waits, watched, left = [], selectors.DefaultSelector(), iter(requests)

    def send(line):
        one = next(left, None)
        if one is None:
            watched.unregister(line)
            line.close()
            return
        line.sendall(one)
        watched.modify(line, selectors.EVENT_READ, [b"", time.perf_counter()])

    for _ in range(min(connections, len(requests))):
        line = socket.create_connection(("127.0.0.1", port))
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        watched.register(line, selectors.EVENT_READ, None)
        send(line)
    while len(waits) < len(requests):
        ready = watched.select(30)
        if not ready:
            raise SystemExit("load: no answer for 30 seconds")
        for key, _ in ready:
            had = key.data
            piece = key.fileobj.recv(1 << 16)
            if not piece:
                raise SystemExit(f"load: hung up on after {len(waits)} answers; {had[0][:200]!r}")
            had[0] += piece
            if whole(had[0]):
                waits.append(time.perf_counter() - had[1])
                send(key.fileobj)
    return waits


def whole(text):
    head = text.find(b"\r\n\r\n")
    if head < 0:
        return False
    if not text.startswith(b"HTTP/1.1 200"):
        raise SystemExit("load: " + text[:200].decode(errors="replace"))
    at = text.lower().index(b"content-length:") + 15
    return len(text) >= head + 4 + int(text[at:text.index(b"\r", at)])
