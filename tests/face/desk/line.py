# SPDX-License-Identifier: Apache-2.0
"""A line between the browser and the server that can be cut, that can be slow, and that can lose an answer after the server has given it."""
import random
import socket
import threading
import time

from webdriver import free_port


class Line:
    """`cut()`: nobody answers. `lose(what)`: requests that begin so reach the server, their answers reach nobody. `mend()`: as before."""

    def __init__(self, base, late=0):
        self.late = late                    # seconds an answer is late at most
        self.to = ("127.0.0.1", int(base.rsplit(":", 1)[1]))
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.lost = None
        self.passed = 0                     # requests whose answers were lost
        self.listener = None
        self.open = set()
        self.lock = threading.Lock()
        self.mend()

    def mend(self):
        self.lost = None
        if self.listener:
            return
        s = socket.socket()
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind(("127.0.0.1", self.port))
        s.listen(32)
        self.listener = s
        threading.Thread(target=self._accept, args=(s,), daemon=True).start()

    def cut(self):
        listener, self.listener = self.listener, None
        if listener:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
        with self.lock:
            for s in self.open:
                self._close(s)
            self.open.clear()

    def lose(self, what):
        self.mend()
        self.lost = what.encode()

    @staticmethod
    def _close(s):
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        s.close()

    def _accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
                far = socket.create_connection(self.to)
            except OSError:
                return
            with self.lock:
                self.open |= {near, far}
            state = {"lose": False}
            threading.Thread(target=self._carry, args=(near, far, state, True), daemon=True).start()
            threading.Thread(target=self._carry, args=(far, near, state, False), daemon=True).start()

    def _carry(self, src, dst, state, asking):
        try:
            while data := src.recv(65536):
                if asking and self.lost and data.startswith(self.lost):
                    state["lose"] = True
                elif not asking and state["lose"]:
                    self.passed += 1
                    break
                elif not asking and self.late:
                    time.sleep(random.uniform(0, self.late))
                dst.sendall(data)
        except OSError:
            pass
        for s in (src, dst):
            self._close(s)
        with self.lock:
            self.open -= {src, dst}
