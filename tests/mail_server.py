"""A mail server for tests: it speaks enough SMTP, keeps what it is sent, and refuses what it is told to."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """Where it listens, what it has been told, and the messages that it took."""

    port: int = 0
    refuses: dict[str, str] = field(default_factory=dict)
    """By verb, the answer in place of the usual one: {"MAIL": "553 not from here"}."""
    said: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)


@contextmanager
def mail_server(**refuses: str) -> Iterator[Post]:
    """A server on a free port of this machine, unencrypted."""
    post = Post(refuses=refuses)
    usual = {
        "EHLO": "250-test\r\n250 AUTH PLAIN",
        "AUTH": "235 welcome",
        "DATA": "354 go on",
        "QUIT": "221 bye",
    }

    class Conversation(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.answer("220 test")
            for line in self.rfile:
                told = line.decode().rstrip("\r\n")
                verb = told[:4].upper()
                post.said.append(told)
                self.answer(post.refuses.get(verb) or usual.get(verb, "250 well"))
                if verb == "DATA" and "DATA" not in post.refuses:
                    lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                    post.messages.append("\n".join(lines))
                    self.answer("250 taken")
                if verb == "QUIT":
                    return

        def answer(self, text: str) -> None:
            self.wfile.write(f"{text}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Conversation) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield post
        server.shutdown()
