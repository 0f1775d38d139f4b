"""What both peers share: a place where bytes come and go (a pseudo terminal or a TCP port), and a
hand that tells the meter what to do, one line at a time over standard input.

A peer prints "ready PORT", answers each line by "answer N: …" with N from 1, and ends when its
standard input does.
"""

import asyncio
import json
import os
import sys
import tty


class WriteFaults:
    """What goes wrong with the next writes, one each: none, refuse (nothing is done, it says no),
    deny (done, and it says no), partial (half done, and it says no), lose-before, lose-after."""

    KNOWN = {"none", "refuse", "deny", "partial", "lose-before", "lose-after"}

    def __init__(self):
        self.next = []

    def tell(self, words):
        self.next += words
        return self.KNOWN.issuperset(words)

    def carry_out(self, changes):
        """Does what is to be done of the changes. "yes", "no" or "nothing": how it is answered."""
        fault = self.next.pop(0) if self.next else "none"
        if fault in ("refuse", "lose-before"):
            changes = []
        elif fault == "partial":
            changes = changes[:(len(changes) + 1) // 2]
        for change in changes:
            change()
        if fault.startswith("lose"):
            return "nothing"
        return "yes" if fault == "none" else "no"


def fen(amount):
    """As yuan."""
    return f"{amount // 100}.{amount % 100:02d}"


class PtyPort:
    """A pseudo terminal under a name of its own; pulled and plugged like a USB adapter."""

    def __init__(self, link, make_session):
        self.link = link
        self.make_session = make_session
        self.master = self.slave = None

    @property
    def name(self):
        return self.link

    async def plug(self):
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        session = self.make_session(lambda data: os.write(self.master, data))
        asyncio.get_running_loop().add_reader(self.master, self._read, session)
        os.symlink(os.ttyname(self.slave), self.link)

    def _read(self, session):
        try:
            session.feed(os.read(self.master, 4096))
        except (BlockingIOError, OSError):
            pass

    async def pull(self):
        os.unlink(self.link)
        asyncio.get_running_loop().remove_reader(self.master)
        os.close(self.master)
        os.close(self.slave)


class TcpPort:
    """A TCP port of this machine that keeps its number while it is pulled."""

    def __init__(self, make_session):
        self.make_session = make_session
        self.number = 0
        self.server = None
        self.writers = set()

    @property
    def name(self):
        return f"tcp:127.0.0.1:{self.number}"

    async def plug(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", self.number)
        self.number = self.server.sockets[0].getsockname()[1]

    async def _serve(self, reader, writer):
        self.writers.add(writer)
        session = self.make_session(writer.write)
        try:
            while data := await reader.read(4096):
                session.feed(data)
        except ConnectionError:
            pass
        finally:
            self.writers.discard(writer)
            writer.close()

    async def pull(self):
        self.server.close()
        for writer in list(self.writers):
            writer.transport.abort()
        await self.server.wait_closed()


def make_port(kind, link, make_session):
    return PtyPort(link, make_session) if kind == "pty" else TcpPort(make_session)


async def serve(port, meter):
    """Plugs the port in and obeys: pull, plug, state, and whatever the meter's tell() knows."""
    await port.plug()
    print("ready", port.name, flush=True)
    lines = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    plugged = True
    number = 0
    while line := (await lines.readline()).decode().strip():
        answer = "ok"
        if line == "pull" and plugged:
            await port.pull()
            plugged = False
        elif line == "plug" and not plugged:
            await port.plug()
            plugged = True
        elif line == "state":
            answer = json.dumps(meter.state())
        elif not meter.tell(*line.split()):
            answer = f"error: {line!r} is not understood"
        number += 1
        print(f"answer {number}: {answer}", flush=True)
    if plugged:
        await port.pull()
