#!/usr/bin/env python3
"""Puts the unit of iommu.py under test: one line of JSON comes in on standard input, one goes out on standard output.

Standard library only. Whatever is printed for people belongs on standard error.
"""

import argparse
import json
import sys

from iommu import CAPABILITIES, DEFECTS, HAW, Iommu

POLLS = 1000

SUBJECT = {
    "reply": "subject",
    "protocol": 1,
    "name": "example in Python",
    "version": "1.0",
    "capabilities": CAPABILITIES,
    "configurable": False,
    "ram": [{"address": "0x0", "length": hex(1 << HAW)}],
    "inaccessible": [],
    "poison": True,
    "requesters": "any",
    "dma": ["read", "write", "zero-length-read"],
    "completionStatus": True,
    "observesInterrupts": True,
    "notes": ["four-level legacy mode only"],
}


class Unsupported(Exception):
    pass


def number(text):
    return int(text, 16)


def requester(text):
    """bus:device.function as 16 bits."""
    return int(text[0:2], 16) << 8 | int(text[3:5], 16) << 3 | int(text[6])


def perform(iommu, operation):
    """Performs one operation of a vector and returns its result."""
    kind = operation["op"]
    if kind == "load":
        iommu.memory.write(number(operation["address"]), bytes.fromhex(operation["bytes"]))
        return {}
    if kind == "dump":
        return {"bytes": iommu.memory.read(number(operation["address"]), operation["length"]).hex()}
    if kind == "poison":
        start = number(operation["address"])
        iommu.memory.failing.append((start, start + operation["length"]))
        return {}
    if kind == "read":
        return {"value": hex(iommu.read_register(number(operation["offset"]), operation["size"]))}
    if kind == "write":
        iommu.write_register(number(operation["offset"]), operation["size"], number(operation["value"]))
        return {}
    if kind == "poll":
        mask, wanted = number(operation["mask"]), number(operation["value"])
        for _ in range(POLLS):
            value = iommu.read_register(number(operation["offset"]), operation["size"])
            if value & mask == wanted:
                break
        return {"value": hex(value)}
    if kind == "dma":
        data = bytes.fromhex(operation.get("bytes", ""))
        where = requester(operation["source"]), number(operation["address"]), operation["length"]
        status, returned = iommu.dma(operation["request"], *where, data)
        return {"status": status, "bytes": returned.hex()} if returned else {"status": status}
    raise Unsupported(f"operation {kind}")


def run(iommu, operations):
    iommu.reset()
    results, interrupts = [], []
    for i, operation in enumerate(operations):
        results.append(perform(iommu, operation))
        interrupts += [{"address": hex(address), "data": hex(data), "after": i} for address, data in iommu.interrupts]
        iommu.interrupts = []
    return {"reply": "results", "results": results, "interrupts": interrupts}


def answer(iommu, request):
    command = request["cmd"]
    if command == "start":
        return SUBJECT
    if command == "run":
        return run(iommu, request["operations"])
    if command == "stop":
        return {"reply": "done"}
    raise Unsupported(f"command {command}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--defect", choices=DEFECTS, help="breaks the unit on purpose, to see the suite find it")
    iommu = Iommu(parser.parse_args().defect)
    for line in sys.stdin:
        request = json.loads(line)
        try:
            reply = answer(iommu, request)
        except Unsupported as error:
            reply = {"reply": "unsupported", "reason": str(error)}
        # A reply must not wait in a buffer for the next one.
        print(json.dumps({**reply, "seq": request["seq"]}), flush=True)
        if request["cmd"] == "stop":
            break


if __name__ == "__main__":
    main()
