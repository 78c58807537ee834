# SPDX-License-Identifier: GPL-2.0-or-later
"""What can go wrong between a client and a server, on demand: used by stub.py and proxy.py.

PUT /control takes a list of faults: {"match": regex on "METHOD path", "do": what, "times": n, ...}.
GET /control tells what was asked for: a list of [method, path, status].
"""
import http.server
import json
import re
import socket
import ssl
import threading
import time


class Cut(Exception):
    """The connection ends here, without a reply."""


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    faults, log, lock = [], [], threading.Lock()
    both = threading.Barrier(2)

    def log_message(self, *args):
        pass

    def answer(self, status, body=b"", headers=()):
        """Send a reply; bytes as they are, anything else as JSON."""
        if not isinstance(body, bytes):
            body, headers = json.dumps(body).encode(), [*headers, ("Content-Type", "application/json")]
        self.log.append([self.command, self.path, status])
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def cut(self):
        self.log.append([self.command, self.path, 0])
        self.close_connection = True
        # A reset rather than an end, as a firewall or a dying server gives.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.connection.close()

    def take_fault(self):
        with self.lock:
            for f in self.faults:
                if f.get("times", 1) and re.search(f["match"], f"{self.command} {self.path}"):
                    f["times"] = f.get("times", 1) - 1
                    return f
        return {"do": None}

    def control(self, body):
        if self.command == "PUT":
            self.faults[:] = json.loads(body)
            self.log.clear()
        log = list(self.log)
        self.answer(200, log)
        self.log.pop()

    def any_method(self):
        length = int(self.headers.get("Content-Length") or 0)
        if self.path == "/control":
            return self.control(self.rfile.read(length))
        fault = self.take_fault()
        if fault["do"] == "cut-in-request":
            self.rfile.read(length // 2)
            return self.cut()
        body = self.rfile.read(length)
        if fault["do"] == "together":  # with another one
            try:
                self.both.wait(fault.get("seconds", 20))
            except threading.BrokenBarrierError:
                self.both.reset()  # nobody else came
        if fault["do"] == "cut-before":  # nothing was done
            return self.cut()
        if fault["do"] == "status":
            return self.answer(fault["status"], {"message": fault.get("message", "no")}, fault.get("headers", ()))
        try:
            status, reply, headers = self.handle_request(body)
        except Cut:
            return self.cut()
        if fault["do"] == "cut-after":  # it was done, and nobody is told
            return self.cut()
        if fault["do"] == "status-after":
            return self.answer(fault["status"], {"message": "no"})
        if fault["do"] == "slow":
            time.sleep(fault["seconds"])
        if fault["do"] == "other-bytes":
            reply = bytes(reply) if isinstance(reply, bytes) else json.dumps(reply).encode()
            reply = reply.replace(fault["old"].encode(), fault["new"].encode())
        self.answer(status, reply, headers)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = any_method


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def serve(handler, port_file, cert=None):
    """Serve on a free port of 127.0.0.1, and write that to port_file."""
    server = Server(("127.0.0.1", 0), handler)
    if cert:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    with open(port_file + ".new", "w", encoding="ascii") as f:
        f.write(str(server.server_port))
    import os
    os.rename(port_file + ".new", port_file)
    server.serve_forever()
