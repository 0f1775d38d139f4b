#!/usr/bin/python3
"""A DL/T 645-2007 prepaid meter, written from the public description of the protocol alone and
without a look at the product's driver or its simulator: a misreading that both share shows here.

    dlt645_peer.py --port pty|tcp [--link PATH] [--address 202411110001] [--order-numbers]
                   [--preamble N]

The meter uses no energy. With --order-numbers a recharge carries an order number of eight bytes in
place of the purchase count. Lines on standard input: lose-sale-before, lose-sale-after, spoil-reads,
write-faults FAULT…, heal, die, revive, balance FEN, clock SECONDS (ahead), pull, plug, state.
"""

import argparse
import asyncio
import datetime
import struct

import peer

OTHER, NO_SUCH_DATA, UNAUTHORISED, TIME_NOT_VALID, KEPT_ON = 0x01, 0x02, 0x04, 0x10, 0x20
SALE_REPEATED, SALE_CUSTOMER, SALE_COUNT, SALE_ADDRESS = 0x02, 0x10, 0x20, 0x80
TRIP, PERMIT, CLOSE, KEEP, RELEASE = 0x1A, 0x1B, 0x1C, 0x3A, 0x3B
RECHARGE, REFUND = 0x070102FF, 0x070108FF


def bcd(value, size):
    """Decimal digits two a byte, low byte first."""
    return bytes.fromhex(f"{abs(value):0{2 * size}d}")[::-1]


def unbcd(data):
    return int(bytes(data)[::-1].hex())


def frame(address, control, data):
    body = bytes([0x68]) + bcd(address, 6) + bytes([0x68, control, len(data)])
    body += bytes((byte + 0x33) & 0xFF for byte in data)
    return body + bytes([sum(body) & 0xFF, 0x16])


class Refused(Exception):
    """The meter says no; the bytes are what it answers."""


class Meter:
    def __init__(self, address, order_numbers):
        self.address = address
        self.order_numbers = order_numbers
        self.balance = 5000
        self.count = 4
        self.orders = set()
        self.sales = 0
        self.energy = 123456
        self.commanded_open = False
        self.kept = False
        self.alarms = [2000, 1000]
        self.limit = 66000  # 6.6000 kW
        self.prices = [9000] * 4
        self.spare = [9000] * 4
        self.switch_at = 0
        # Seasons, then day tables, active and spare: 14 entries, the unused ones repeat the last.
        self.tables = [bytes([1, 1, 1]) * 14] + [bytes([3, 0, 0]) * 14 for _ in range(2)]
        self.spare_tables = list(self.tables)
        self.table_switches = [0, 0]
        self.heard = 0
        self.write_faults = peer.WriteFaults()
        self.clock_offset = datetime.timedelta()
        self.faults = set()

    # ---- the hand
    def tell(self, word, *rest):
        if word == "heal":
            self.faults -= {"spoil-reads", "lose-sale-before", "lose-sale-after"}
        elif word == "revive":
            self.faults.discard("die")
        elif word == "balance":
            self.balance = int(rest[0])
        elif word == "clock":
            self.clock_offset = datetime.timedelta(seconds=int(rest[0]))
        elif word == "write-faults":
            return self.write_faults.tell(rest)
        elif word in ("lose-sale-before", "lose-sale-after", "spoil-reads", "die"):
            self.faults.add(word)
        else:
            return False
        return True

    def state(self):
        prices = [f"{price / 10000:.4f}" for price in self.active_prices()]
        settings = {"prices": prices, "alarm1": peer.fen(self.alarms[0]),
                    "alarm2": peer.fen(self.alarms[1]), "overdraft": "0.00",
                    "overload_w": self.limit // 10, "opened": True,
                    "clock_ahead_ms": round(self.clock_offset.total_seconds() * 1000)}
        return {"balance_fen": self.balance, "count": self.count, "sales": self.sales,
                "heard": self.heard, "settings": settings}

    def struck(self, fault):
        hit = fault in self.faults
        self.faults.discard(fault)
        return hit

    # ---- what it is
    def now(self):
        china = datetime.timezone(datetime.timedelta(hours=8))
        return datetime.datetime.now(china).replace(tzinfo=None) + self.clock_offset

    def closed(self):
        if self.kept:
            return True
        return not self.commanded_open and self.balance > 0

    def active_prices(self):
        stamp = int(self.now().strftime("%y%m%d%H%M"))
        return self.spare if self.switch_at and stamp >= self.switch_at else self.prices

    def run_state_3(self):
        word = 0b10 << 8  # prepaid by money
        word |= 0 if self.closed() else 1 << 4
        word |= 1 << 6 if self.commanded_open else 0
        word |= 1 << 12 if self.kept else 0
        return word

    def items(self):
        now = self.now()
        energy = [self.energy, 0, 0, self.energy, 0]
        items = {
            0x00900200: bcd(max(self.balance, 0), 4),
            0x00900201: bcd(max(-self.balance, 0), 4),
            0x04000101: bcd(now.isoweekday() % 7, 1) + bcd(int(now.strftime("%y%m%d")), 3),
            0x04000102: bcd(int(now.strftime("%H%M%S")), 3),
            0x04000401: bcd(self.address, 6),
            0x04000402: bcd(self.address, 6),
            0x04000503: struct.pack("<H", self.run_state_3()),
            0x04000106: bcd(self.table_switches[0], 5),
            0x04000107: bcd(self.table_switches[1], 5),
            0x04000108: bcd(self.switch_at, 5),
            0x04001001: bcd(self.alarms[0], 4),
            0x04001002: bcd(self.alarms[1], 4),
            0x04000E01: bcd(self.limit, 3),
            0x02010100: bcd(2300, 2), 0x02020100: bcd(0, 3), 0x02030000: bcd(0, 3),
            0x02010200: bcd(2300, 2), 0x02010300: bcd(2300, 2),
        }
        for kind in (0, 1):
            block = b"".join(bcd(each, 4) for each in energy)
            items[kind << 16 | 0xFF00] = block
            for rate, each in enumerate(energy):
                items[kind << 16 | rate << 8] = bcd(each, 4)
        for rate in range(4):
            items[0x04050101 + rate] = bcd(self.active_prices()[rate], 4)
            items[0x04050201 + rate] = bcd(self.spare[rate], 4)
        for which, (active, spare) in enumerate(zip(self.tables, self.spare_tables)):
            items[0x04010000 + which] = active
            items[0x04020000 + which] = spare
        items[0x040501FF] = b"".join(bcd(each, 4) for each in self.active_prices())
        items[0x040502FF] = b"".join(bcd(each, 4) for each in self.spare)
        if not self.order_numbers:
            items[0x03330201] = bcd(self.count, 2)
        return items

    # ---- what it is asked for
    def answer(self, control, data):
        """The data of the answer; its control code is the request's with the top bit."""
        if control == 0x11:
            item = int.from_bytes(data[:4], "little")
            value = self.items().get(item)
            if value is None:
                raise Refused(bytes([NO_SUCH_DATA]))
            return data[:4] + value
        if control == 0x13:
            return bcd(self.address, 6)
        if control == 0x14:
            return self.under_fault(lambda: self.write(int.from_bytes(data[:4], "little"),
                                                       data[4:8], data[12:]))
        if control == 0x1C:
            return self.under_fault(lambda: self.switch(data))
        if control == 0x03:
            return self.purse(data)
        raise Refused(bytes([OTHER]))

    def under_fault(self, change):
        how = self.write_faults.carry_out([change])
        if how == "no":
            raise Refused(bytes([OTHER]))
        return b"" if how == "yes" else None

    def write(self, item, password, value):
        if password[1:] != bytes(3) or password[0] not in (0x02, 0x04):
            raise Refused(bytes([UNAUTHORISED]))
        if item in (0x04001001, 0x04001002):
            self.alarms[item - 0x04001001] = unbcd(value[:4])
        elif item == 0x04000E01:
            self.limit = unbcd(value[:3])
        elif 0x04050201 <= item <= 0x04050204:
            self.spare = list(self.spare)
            self.spare[item - 0x04050201] = unbcd(value[:4])
        elif item == 0x040502FF:
            self.spare = [unbcd(value[i:i + 4]) for i in range(0, 16, 4)]
        elif 0x04020000 <= item <= 0x04020002 and len(value) == 42:
            self.spare_tables[item - 0x04020000] = bytes(value)
        elif item in (0x04000106, 0x04000107):
            self.table_switches[item - 0x04000106] = unbcd(value[:5])
        elif item == 0x04000108:
            self.prices = self.active_prices()
            self.switch_at = unbcd(value[:5])
        elif item == 0x04000101:
            wanted = datetime.datetime.strptime(f"{unbcd(value[1:4]):06d}", "%y%m%d").date()
            self.clock_offset += datetime.datetime.combine(wanted, self.now().time()) - self.now()
        elif item == 0x04000102:
            wanted = datetime.datetime.strptime(f"{unbcd(value[:3]):06d}", "%H%M%S").time()
            self.clock_offset += datetime.datetime.combine(self.now().date(), wanted) - self.now()
        else:
            raise Refused(bytes([NO_SUCH_DATA]))

    def switch(self, data):
        if data[1:4] != bytes(3):
            raise Refused(bytes([UNAUTHORISED]))
        digits = f"20{unbcd(data[10:16]):012d}"  # second first on the wire, so year first here
        if datetime.datetime.strptime(digits, "%Y%m%d%H%M%S") < self.now():
            raise Refused(bytes([TIME_NOT_VALID]))
        order = data[8]
        if order == TRIP and self.kept:
            raise Refused(bytes([KEPT_ON]))
        if order == TRIP:
            self.commanded_open = True
        elif order in (PERMIT, CLOSE):
            self.commanded_open = False
        elif order == KEEP:
            self.kept, self.commanded_open = True, False
        elif order == RELEASE:
            self.kept = False
        else:
            raise Refused(bytes([OTHER]))

    def purse(self, data):
        item = int.from_bytes(data[:4], "little")
        if len(data) != (34 if self.order_numbers else 30):
            raise Refused(struct.pack("<H", OTHER))
        if item not in ((RECHARGE, REFUND) if self.order_numbers else (RECHARGE,)):
            raise Refused(struct.pack("<H", OTHER))
        amount = int.from_bytes(data[8:12], "little")
        key = int.from_bytes(data[12:20 if self.order_numbers else 16], "little")
        if item == REFUND and amount > self.balance:
            raise Refused(struct.pack("<H", OTHER))
        if self.order_numbers:
            if key in self.orders:
                raise Refused(struct.pack("<H", SALE_REPEATED))
            self.orders.add(key)
        elif key == self.count:
            raise Refused(struct.pack("<H", SALE_REPEATED))
        elif key != self.count + 1:
            raise Refused(struct.pack("<H", SALE_COUNT))
        self.balance += amount if item == RECHARGE else -amount
        self.count += 1
        self.sales += 1
        return data[:4]


class Session:
    """Hunts for frames in what comes in and answers those meant for the meter."""

    def __init__(self, meter, preamble, write):
        self.meter = meter
        self.preamble = bytes([0xFE]) * preamble
        self.write = write
        self.heard = b""

    def feed(self, data):
        self.heard += data
        while (start := self.heard.find(0x68)) >= 0:
            rest = self.heard[start:]
            if len(rest) < 10 or len(rest) < 12 + rest[9]:
                if len(rest) >= 8 and rest[7] != 0x68:
                    self.heard = rest[1:]
                    continue
                self.heard = rest
                return
            whole = rest[:12 + rest[9]]
            good = rest[7] == 0x68 and whole[-1] == 0x16 and sum(whole[:-2]) & 0xFF == whole[-2]
            self.heard = rest[len(whole) if good else 1:]
            if good:
                self.take(whole)
        self.heard = b""

    def take(self, whole):
        meter = self.meter
        digits = whole[1:7][::-1].hex()
        own = f"{meter.address:012d}"
        meant = all(asked in (known, "a") for asked, known in zip(digits, own))
        meter.heard += 1
        if digits == "9" * 12 or not meant or "die" in meter.faults:
            return
        control = whole[8]
        data = bytes((byte - 0x33) & 0xFF for byte in whole[10:-2])
        sale = control == 0x03
        if sale and meter.struck("lose-sale-before"):
            return
        try:
            said = meter.answer(control, data)
            if said is None:
                return
            reply = frame(meter.address, control | 0x80, said)
        except Refused as refusal:
            reply = frame(meter.address, control | 0xC0, refusal.args[0])
        if sale and meter.struck("lose-sale-after"):
            return
        if "spoil-reads" in meter.faults and control == 0x11:
            reply = reply[:-2] + bytes([reply[-2] ^ 0x10, 0x16])
        self.write(self.preamble + reply)


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--port", choices=["pty", "tcp"], required=True)
    options.add_argument("--link", help="name of the pseudo terminal")
    options.add_argument("--address", type=int, default=202411110001)
    options.add_argument("--order-numbers", action="store_true")
    options.add_argument("--preamble", type=int, default=4, help="leading FE bytes, 0 to 4")
    chosen = options.parse_args()
    meter = Meter(chosen.address, chosen.order_numbers)
    port = peer.make_port(chosen.port, chosen.link,
                          lambda write: Session(meter, chosen.preamble, write))
    asyncio.run(peer.serve(port, meter))


if __name__ == "__main__":
    main()
