#!/usr/bin/python3
"""A DTSY1352-NK or DDSY1352-NK meter on python3-pymodbus: framing, check sums and the standard
functions are that library's, the registers were written from the public descriptions alone. It shares
nothing with the product or its simulator, so a misreading that both share shows here.

    modbus_peer.py --port pty|tcp [--link PATH] --framer rtu|mbap --model dtsy|ddsy

The meter uses no energy. Lines on standard input: lose-sale-before, lose-sale-after, spoil-reads,
write-faults FAULT…, heal, die, revive, balance FEN, clock SECONDS (ahead), pull, plug, state.
"""

import argparse
import asyncio
import datetime
import logging
import struct
from types import SimpleNamespace

import peer
from pymodbus.exceptions import NoSuchSlaveException
from pymodbus.factory import ServerDecoder
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.framer.socket_framer import ModbusSocketFramer
from pymodbus.pdu import ModbusRequest, ModbusResponse
from pymodbus.server.async_io import ModbusSingleRequestHandler

ILLEGAL_ADDRESS, ILLEGAL_VALUE, DEVICE_FAILURE = 2, 3, 4
FORCE = 0x0057
TABLES = {"dtsy": {0x0028: 6, 0x2000: 21, 0x2015: 21}, "ddsy": {0x2000: 6, 0x2006: 21, 0x201B: 21}}


def u32(value):
    return [value >> 16 & 0xFFFF, value & 0xFFFF]


def packed(data):
    """Bytes as registers."""
    return [high << 8 | low for high, low in zip(data[::2], data[1::2])]


class Meter:
    """Registers by number, and the rule of the purchase count: n+1 adds, n was there, else no."""

    ENERGY = 123456  # hundredths of a kWh, all of it at the flat rate
    ALARM1, ALARM2 = 2000, 1000

    def __init__(self, model):
        self.phases = 3 if model == "dtsy" else 1
        self.code = 5 if model == "dtsy" else 7
        self.opened = 1
        self.overdraft = 0
        self.threshold = 6600
        self.tables = {start: [0] * count for start, count in TABLES[model].items()}
        self.clock_offset = datetime.timedelta()
        self.heard = 0
        self.silent = False
        self.write_faults = peer.WriteFaults()
        self.balance = 5000
        self.count = 4
        self.force = [0, 0]
        self.sales = 0
        self.prices = [9000] * 4
        self.alarms = [self.ALARM1, self.ALARM2]
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
        prices = [f"{price / 10000:.4f}" for price in self.prices]
        settings = {"prices": prices, "alarm1": peer.fen(self.alarms[0]),
                    "alarm2": peer.fen(self.alarms[1]), "overdraft": peer.fen(self.overdraft),
                    "overload_w": self.threshold, "opened": self.opened == 1,
                    "clock_ahead_ms": round(self.clock_offset.total_seconds() * 1000)}
        return {"balance_fen": self.balance, "count": self.count, "sales": self.sales,
                "heard": self.heard, "settings": settings}

    def struck(self, fault):
        hit = fault in self.faults
        self.faults.discard(fault)
        return hit

    # ---- the clock
    def now(self):
        china = datetime.timezone(datetime.timedelta(hours=8))
        return datetime.datetime.now(china).replace(tzinfo=None) + self.clock_offset

    def set_clock(self, data):
        second, minute, hour, _weekday, day, month, year = data[:7]
        wanted = datetime.datetime(2000 + year, month, day, hour, minute, second)
        self.clock_offset += wanted - self.now()

    # ---- the relay
    def closed(self):
        if self.force[0]:
            return not self.force[1]
        return self.balance > 0

    def status(self):
        phases = (1 << self.phases) - 1
        relay = (phases if self.closed() else 0) << 5
        low = 0
        if self.force[0]:
            low |= 1 << 3 | (0 if self.force[1] else phases)
        if self.balance <= 0:
            low |= 1 << 5
        if self.balance < self.alarms[0]:
            low |= 1 << 6
        if self.balance < self.alarms[1]:
            low |= 1 << 7
        control = (phases if self.balance > 0 else 0) | 1 << 3
        return [relay << 8 | low, control]

    # ---- the registers
    def live(self):
        energies = [self.ENERGY, 0, 0, self.ENERGY, 0]
        block = [self.code] + [2300] * self.phases + [0] * (3 - self.phases) + [0] * 11
        block += [1000] * 4 + [1, 1]
        for energy in energies:
            block += u32(energy)
        block += u32(self.balance & 0xFFFFFFFF) + [self.count, 0, 0] + self.status() + u32(0)
        now = self.now()
        block += packed(bytes([now.year % 100, now.month, now.day, now.isoweekday() % 7, now.hour,
                               now.minute, now.second, 0]))
        return block + [0] * (48 - len(block))

    def prepaid(self):
        block = u32(self.alarms[0]) + u32(self.alarms[1]) + u32(self.overdraft) + u32(0)
        block += [self.count]
        block += u32(self.balance & 0xFFFFFFFF) + [0] * 4 + [3 * self.opened << 8, 0]
        block += self.force
        for price in self.prices:
            block += u32(price)
        return block + [self.threshold]

    def read_back(self):
        block = [self.opened, self.count]
        for price in self.prices:
            block += u32(price)
        block += u32(self.alarms[0]) + u32(self.alarms[1]) + u32(self.overdraft) + u32(0)
        block += u32(self.ENERGY) + u32(self.balance & 0xFFFFFFFF) + u32(0) + [0]
        return block

    def load_control(self):
        off = 0x0F if self.phases == 3 else 0
        return [off] + [self.threshold, 0, 0, 0, 0, 0] * self.phases

    def image(self):
        energies = u32(self.ENERGY) + u32(0) * 2 + u32(self.ENERGY) + u32(0)
        words = {}
        for start, block in ((0x0000, energies), (0x0046, self.prepaid()), (0x0200, self.live()),
                             (0x0400, self.read_back()), (0x0480, self.load_control()),
                             *self.tables.items()):
            words.update({start + i: word for i, word in enumerate(block)})
        return words

    # ---- as pymodbus asks
    def validate(self, function, start, count=1):
        if function == 16:
            words = 2 if start == FORCE else len(self.tables.get(start, []))
            return count == words
        words = self.image()
        return function == 3 and all(start + i in words for i in range(count))

    def getValues(self, _function, start, count=1):
        words = self.image()
        return [words[start + i] for i in range(count)]

    def setValues(self, _function, start, values):
        def change():
            if start == FORCE:
                self.force = list(values)
            else:
                self.tables[start] = list(values)
        if not self.answered(self.write_faults.carry_out([change])):
            raise ValueError("refused")  # which the library makes exception 4 of

    def answered(self, how):
        """False: by a no."""
        self.silent = how == "nothing"
        return how != "no"

    def sell(self, amount, count):
        """What the 15-byte answer says is not documented; its length is."""
        if count == self.count + 1:
            self.balance += amount
            self.count = count
            self.sales += 1
            return True
        return count == self.count

    def set_up(self, data):
        """0200H: pairs of an enable byte and a value; what is not enabled stays."""
        fields = struct.unpack(">BBBiBHBIBIBIIBIIIIBIBBB6s", data)
        on, opened, has_balance, balance, has_count, count = fields[:6]
        has_alarms, alarms = fields[10], fields[11:13]
        has_prices, prices = fields[13], fields[14:18]
        told = [(on, "opened", opened), (has_balance, "balance", balance),
                (has_count, "count", count), (has_alarms, "alarms", list(alarms)),
                (has_prices, "prices", list(prices)), (fields[18], "overdraft", fields[19])]
        return [lambda name=name, value=value: setattr(self, name, value)
                for enabled, name, value in told if enabled]

    def set_load(self, data):
        """0400H, one set: which circuit (here: all), then pairs; the second is the threshold."""
        has_threshold, threshold = struct.unpack(">BH", data[3:6])
        return [lambda: setattr(self, "threshold", threshold)] if has_threshold else []


class VendorAnswer(ModbusResponse):
    function_code = 0x20

    def __init__(self, data=b"", **kwargs):
        super().__init__(**kwargs)
        self.data = data

    def encode(self):
        return self.data


class VendorRequest(ModbusRequest):
    """20H: command word, count of registers, count of bytes, data."""

    function_code = 0x20
    _rtu_byte_count_pos = 6

    def decode(self, data):
        self.command, self.registers, self.length = struct.unpack(">HHB", data[:5])
        self.data = data[5:]

    def execute(self, meter):
        changes = {(0x0200, 30): meter.set_up, (0x0400, 13): meter.set_load,
                   (0x0354, 5): lambda data: [lambda: meter.set_clock(data)]}
        wanted = changes.get((self.command, self.registers))
        if wanted and self.length == 2 * self.registers:
            if not meter.answered(meter.write_faults.carry_out(wanted(self.data))):
                return self.doException(DEVICE_FAILURE)
            return VendorAnswer(struct.pack(">H", self.command) + bytes(9))
        if self.command != 0x0100 or self.registers != 4:
            return self.doException(ILLEGAL_ADDRESS)
        answer = VendorAnswer(struct.pack(">H", self.command) + bytes(9))
        if meter.struck("lose-sale-before"):
            answer.should_respond = False
            return answer
        amount, count, zero = struct.unpack(">IHH", self.data)
        if self.length != 8 or zero != 0 or not meter.sell(amount, count):
            return self.doException(ILLEGAL_VALUE)
        answer.should_respond = not meter.struck("lose-sale-after")
        return answer


class Bus:
    """The meters by address, as pymodbus asks for them; nobody but address 1 is there."""

    single = False

    def __init__(self, meter):
        self.meter = meter

    def slaves(self):
        return [1]

    def __getitem__(self, unit):
        if unit != 1 or "die" in self.meter.faults:
            raise NoSuchSlaveException(f"nobody at {unit}")
        return self.meter


class Session:
    def __init__(self, framer, meter, write):
        decoder = ServerDecoder()
        decoder.register(VendorRequest)
        self.handler = ModbusSingleRequestHandler(SimpleNamespace(
            framer=framer, decoder=decoder, context=Bus(meter), broadcast_enable=False,
            ignore_missing_slaves=True, response_manipulator=self.spoil))
        self.meter = meter
        self.handler.connection_made(SimpleNamespace(write=write))

    def feed(self, data):
        self.meter.heard += 1
        self.handler.data_received(data)

    def spoil(self, response):
        if self.meter.silent:
            self.meter.silent = response.should_respond = False
            return response, False
        if "spoil-reads" not in self.meter.faults or response.function_code != 3:
            return response, False
        frame = bytearray(self.handler.framer.buildPacket(response))
        frame[-1] ^= 0x10  # the check sum; where there is none, the last value: so break its length
        if isinstance(self.handler.framer, ModbusSocketFramer):
            frame[8] ^= 0x10
        return bytes(frame), True


def main():
    options = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    options.add_argument("--port", choices=["pty", "tcp"], required=True)
    options.add_argument("--link", help="name of the pseudo terminal")
    options.add_argument("--framer", choices=["rtu", "mbap"], required=True)
    options.add_argument("--model", choices=["dtsy", "ddsy"], default="dtsy")
    chosen = options.parse_args()
    logging.disable(logging.CRITICAL)  # refusals are what some tests are about
    meter = Meter(chosen.model)
    framer = ModbusRtuFramer if chosen.framer == "rtu" else ModbusSocketFramer
    port = peer.make_port(chosen.port, chosen.link, lambda write: Session(framer, meter, write))
    asyncio.run(peer.serve(port, meter))


if __name__ == "__main__":
    main()
