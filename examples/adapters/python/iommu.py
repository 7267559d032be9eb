"""A small remapping unit: legacy mode, four-level tables, one fault record (VT-d Rev 5.10).

It is an implementation of its own, not a wrapper of the suite's model. It claims little (see CAPABILITIES), and what it
does not claim it does not have: large pages, pass-through, queued invalidation, protected memory, scalable mode.
"""

HAW = 39  # host address width in bits
VER = 0x10  # version 1.0
# ND=2 (8-bit domain-ids), SAGAW=00100b (48 bits, 4 levels), MGAW=47 (48 bits), FRO=0x20 (fault record at 0x200), NFR=0
CAP = 2 | 0b00100 << 8 | 47 << 16 | 0x20 << 24
ECAP = 0x10 << 8  # IRO=0x10: IVA at 0x100, IOTLB at 0x108
CAPABILITIES = {"ver": hex(VER), "cap": hex(CAP), "ecap": hex(ECAP), "haw": HAW}

GCMD, GSTS, RTADDR, CCMD_HI = 0x18, 0x1C, 0x20, 0x2C
FSTS, FECTL, FEDATA, FEADDR, FEUADDR = 0x34, 0x38, 0x3C, 0x40, 0x44
IOTLB_HI, FRCD = 0x10C, 0x200
BIT31, BIT30 = 1 << 31, 1 << 30
TE, SRTP = BIT31, BIT30  # of GCMD; TES and RTPS stand at the same bits of GSTS
PFO, PPF = 1, 2  # of FSTS
IM, IP = BIT31, BIT30  # of FECTL

# Bits that software can write, by the offset of their 32-bit word (section 11.4). Every other bit is read-only.
WRITABLE = {
    RTADDR: 0xFFFFFC00, RTADDR + 4: 0xFFFFFFFF, CCMD_HI - 4: 0xFFFF, CCMD_HI: 0xE0000000, FECTL: IM, FEDATA: 0xFFFF,
    FEADDR: 0xFFFFFFFC, FEUADDR: 0xFFFFFFFF, IOTLB_HI: 0xB003FFFF,
}  # fmt: skip
# Bits that software clears by writing 1.
CLEARABLE = {FSTS: PFO, FRCD + 12: BIT31}

ABOVE_HAW = (1 << 52) - (1 << HAW)
ROOT_RESERVED = 0xFFE | (1 << 64) - (1 << HAW) | ((1 << 64) - 1) << 64
CONTEXT_RESERVED = 0xFF0 | (1 << 64) - (1 << HAW) | 1 << 71 | ((1 << 48) - 1) << 80
TABLE_RESERVED = 1 << 7 | 1 << 11 | ABOVE_HAW | 1 << 62
PAGE_RESERVED = 1 << 11 | ABOVE_HAW | 1 << 62


# Mistakes that the unit makes if it is told to, to show what the suite says of them.
DEFECTS = {
    "fault-reason": "a read that lacks permission is reported with the reason of a write",
    "overflow": "a fault that finds its record in use replaces it instead of setting PFO",
    "crash": "a request from a bus other than 0 is a bug of the caller",
}


class Fault(Exception):
    """A condition of Table 30. A qualified fault is not recorded where FPD was met."""

    def __init__(self, reason, qualified=True):
        super().__init__(hex(reason))
        self.reason, self.qualified = reason, qualified


class Memory:
    """Sparse, zero where nothing was written, with ranges where accesses of the unit fail."""

    def __init__(self):
        self.pages, self.failing = {}, []

    def read(self, address, length):
        data = bytearray()
        while length > 0:
            page, offset = divmod(address, 4096)
            count = min(4096 - offset, length)
            data += self.pages.get(page, bytes(4096))[offset : offset + count]
            address, length = address + count, length - count
        return bytes(data)

    def write(self, address, data):
        for i, byte in enumerate(data):
            page, offset = divmod(address + i, 4096)
            self.pages.setdefault(page, bytearray(4096))[offset] = byte

    def fails(self, address, length):
        return any(address < end and address + length > start for start, end in self.failing)

    def entry(self, address, length):
        """A table entry as the unit fetches it, or None where the access fails."""
        return None if self.fails(address, length) else int.from_bytes(self.read(address, length), "little")


class Iommu:
    def __init__(self, defect=None):
        self.defect = defect
        self.reset()

    def reset(self):
        """Power-on state: registers at their defaults, memory empty."""
        self.memory = Memory()
        self.words = {0x00: VER, 0x08: CAP & 0xFFFFFFFF, 0x0C: CAP >> 32, 0x10: ECAP, FECTL: IM}
        self.root_table = 0  # RTADDR as SRTP latched it
        self.interrupts = []  # (address, data) of the messages that left the unit

    # Registers

    def read_register(self, offset, size):
        return self.get(offset) | (self.get(offset + 4) << 32 if size == 8 else 0)

    def write_register(self, offset, size, value):
        self.write_word(offset, value & 0xFFFFFFFF)
        if size == 8:
            self.write_word(offset + 4, value >> 32)

    def get(self, offset):
        return self.words.get(offset, 0)

    def write_word(self, offset, value):
        before, writable = self.get(offset), WRITABLE.get(offset, 0)
        self.words[offset] = (before & ~writable | value & writable) & ~(value & CLEARABLE.get(offset, 0))
        if offset == GCMD:
            self.words.pop(GCMD)  # write-only
            self.command(value)
        elif offset == CCMD_HI and value & BIT31:
            self.invalidated(offset, value >> 29 & 3, 27)
        elif offset == IOTLB_HI and value & BIT31:
            self.invalidated(offset, value >> 28 & 3, 25)
        elif offset == FECTL and before & IM and before & IP and not value & IM:
            self.send_event()
        elif offset in (FSTS, FRCD + 12):
            if not self.get(FRCD + 12) & BIT31:
                self.words[FSTS] = self.get(FSTS) & ~PPF
            if not self.get(FSTS) & (PFO | PPF):
                self.words[FECTL] &= ~IP

    def command(self, value):
        if value & SRTP:
            self.root_table = self.read_register(RTADDR, 8)
        self.words[GSTS] = (self.get(GSTS) | value & SRTP) & ~TE | value & TE

    def invalidated(self, offset, requested, actual):
        """Nothing is cached, so an invalidation is done at once: ICC or IVT reads 0 again, CAIG or IAIG says global.

        A request that is reserved or comes outside of legacy mode is ignored, and says so with 0.
        """
        performed = 1 if requested and self.root_table >> 10 & 3 == 0 else 0
        self.words[offset] = self.words[offset] & ~(BIT31 | 3 << actual) | performed << actual

    # Faults (sections 7.2.1 and 7.3)

    def record(self, reason, kind, source, address):
        status = self.get(FSTS)
        if status & PFO:
            return
        if self.get(FRCD + 12) & BIT31 and self.defect != "overflow":
            self.words[FSTS] = status | PFO
            return
        self.words[FRCD] = address & 0xFFFFF000
        self.words[FRCD + 4] = address >> 32 & 0xFFFF
        self.words[FRCD + 8] = source
        self.words[FRCD + 12] = BIT31 | (0 if kind == "write" else BIT30) | reason
        self.words[FSTS] = status | PPF
        self.words[FECTL] |= IP
        if not self.words[FECTL] & IM:
            self.send_event()

    def send_event(self):
        self.words[FECTL] &= ~IP
        self.interrupts.append((self.get(FEUADDR) << 32 | self.get(FEADDR), self.get(FEDATA)))

    # Requests

    def dma(self, kind, source, address, length, data):
        """One request of a device: (status, data). One that crosses a page is taken as one request for each page."""
        first = 4096 - address % 4096
        if length <= first:
            return self.request(kind, source, address, length, data)
        head = self.request(kind, source, address, first, data[:first])
        tail = self.dma(kind, source, address + first, length - first, data[first:])
        failed = next((status for status, _ in (head, tail) if status != "success"), None)
        return (failed, b"") if failed else ("success", head[1] + tail[1])

    def request(self, kind, source, address, length, data):
        assert source >> 8 == 0 or self.defect != "crash", f"no bus {source >> 8:#x}"
        enabled = self.get(GSTS) & TE
        self.suppressed = False
        try:
            if address >> 20 == 0xFEE:  # the interrupt address range, section 3.15
                return self.interrupt_request(kind, address, length, data, enabled)
            output = self.translate(kind, source, address) if enabled else address
        except Fault as fault:
            if not (fault.qualified and self.suppressed):
                self.record(fault.reason, kind, source, address)
            return "UR", b""
        if self.memory.fails(output, length):
            return "UR", b""
        if kind == "write":
            self.memory.write(output, data)
        return "success", self.memory.read(output, length) if kind == "read" else b""

    def interrupt_request(self, kind, address, length, data, enabled):
        if kind == "write" and length == 4 and address % 4 == 0:
            self.interrupts.append((address, int.from_bytes(data, "little")))
        elif kind != "zero-length-read":
            if enabled:
                raise Fault(0x29, qualified=False)
            return "UR", b""
        return "success", b""

    def translate(self, kind, source, address):
        """Legacy mode: root entry, context entry, four levels of tables (sections 3.4.2, 3.7, 9.1, 9.3, 9.8)."""
        if self.root_table >> 10 & 3 != 0:
            raise Fault(0x30, qualified=False)
        root = self.memory.entry((self.root_table & ~0xFFF) + 16 * (source >> 8), 16)
        if root is None:
            raise Fault(0x8, qualified=False)
        if not root & 1:
            raise Fault(0x1, qualified=False)
        if root & ROOT_RESERVED:
            raise Fault(0xA, qualified=False)

        context = self.memory.entry((root & ~0xFFF) + 16 * (source & 0xFF), 16)
        if context is None:
            raise Fault(0x9, qualified=False)
        self.suppressed = bool(context & 2)  # FPD
        if not context & 1:
            raise Fault(0x2)
        if context & CONTEXT_RESERVED:
            raise Fault(0xB)
        if context >> 64 & 7 != 2 or context >> 2 & 3 != 0:  # AW: four levels; TT: second-stage tables only
            raise Fault(0x3)
        if address >> 48:
            raise Fault(0x4)
        return self.walk(kind, context & ~0xFFF & (1 << HAW) - 1, address)

    def walk(self, kind, table, address):
        granted = 3  # R and W, the AND over all entries
        for level in (4, 3, 2, 1):
            index = address >> 12 + 9 * (level - 1) & 0x1FF
            entry = self.memory.entry(table + 8 * index, 8)
            if entry is None:
                raise Fault(0x3 if level == 4 else 0x7)
            granted &= entry
            if entry & 3 and entry & (PAGE_RESERVED if level == 1 else TABLE_RESERVED):
                raise Fault(0xC)
            if not entry & 3 or level == 1:
                break
            table = entry & (1 << 52) - 4096
        if not granted & (2 if kind == "write" else 1):
            raise Fault(0x5 if kind == "write" or self.defect == "fault-reason" else 0x6)
        output = entry & (1 << 52) - 4096 | address & 0xFFF
        if output >> 20 == 0xFEE:
            raise Fault(0xE)
        return output
