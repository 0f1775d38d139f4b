#!/usr/bin/python3
"""Reads one block of every meter on a serial line, again and again, with python3-pymodbus.

    pymodbus_reader.py PORT BAUD METERS START COUNT

Says "reading" after the first answer and ends with status 1 at a wrong one.
"""

import logging
import sys

from pymodbus.client import ModbusSerialClient


def main():
    port, numbers = sys.argv[1], [int(word) for word in sys.argv[2:6]]
    baud, meters, start, count = numbers
    logging.disable(logging.CRITICAL)  # it logs bytes that it threw away: the bench counts reads
    client = ModbusSerialClient(port, baudrate=baud, parity="N", timeout=1)
    if not client.connect():
        sys.exit(f"{port} cannot be opened")
    said = False
    while True:
        for meter in range(1, meters + 1):
            answer = client.read_holding_registers(start, count, slave=meter)
            if answer.isError() or len(answer.registers) != count:
                sys.exit(f"meter {meter}: {answer}")
            if not said:
                print("reading", flush=True)
                said = True


if __name__ == "__main__":
    main()
