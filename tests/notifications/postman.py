"""A mail server of the tests' own that speaks SMTP (RFC 5321), with STARTTLS (RFC 3207) and AUTH PLAIN (RFC 4954)."""

from __future__ import annotations

import asyncio
import base64
import ssl
import threading
from dataclasses import dataclass, field


@dataclass
class Postman:
    """answers: what to say to a verb instead of yes, e.g. {"RCPT": "550 no such user"}; encryption: offered when given;
    password: asked for when given. letters: what it has taken, byte for byte; said: the verbs it has heard."""

    answers: dict[str, str] = field(default_factory=dict)
    encryption: ssl.SSLContext | None = None
    password: str = ""
    letters: list[bytes] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    port: int = 0

    def __enter__(self) -> Postman:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    def _run(self) -> None:
        server = self._loop.run_until_complete(asyncio.start_server(self._talk, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        self._loop.run_forever()
        server.close()
        self._loop.run_until_complete(server.wait_closed())

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        encrypted = signed_in = False
        writer.write(b"220 test\r\n")
        while line := await reader.readline():
            words = line.decode().split()
            verb = words[0].upper()
            self.said.append(verb)
            answer = self.answers.get(verb, "250 ok")
            if verb == "EHLO":
                offers = ["test"]
                if self.encryption and not encrypted:
                    offers.append("STARTTLS")
                if self.password and encrypted:
                    offers.append("AUTH PLAIN")
                answer = "\r\n".join(f"250-{offer}" for offer in offers) + "\r\n250 8BITMIME"
            elif verb == "AUTH":
                given = base64.b64decode(words[2]).decode().split("\0")[2]
                signed_in = given == self.password
                answer = "235 welcome" if signed_in else "535 wrong password"
            elif verb == "MAIL" and self.password and not signed_in:
                answer = "530 sign in first"
            elif verb == "STARTTLS" and self.encryption:
                writer.write(b"220 go on\r\n")
                await writer.start_tls(self.encryption)
                encrypted = True
                continue
            elif verb == "DATA" and answer.startswith("2"):
                writer.write(b"354 go on\r\n")
                letter = await reader.readuntil(b"\r\n.\r\n")
                answer = self.answers.get(".", answer)
                if answer.startswith("2"):
                    self.letters.append(letter.removesuffix(b".\r\n"))
            elif verb == "QUIT":
                writer.write(self.answers.get("QUIT", "221 bye").encode() + b"\r\n")
                break
            writer.write(answer.encode() + b"\r\n")
        writer.close()
