//! The register file, the fault records and the fault event (sections 7.2.1, 7.3 and 11.4).

use std::collections::VecDeque;

use crate::iotlb::Iotlb;
use crate::memory::Memory;
use crate::translate::{Fault, Kind, Request};

/// Host address width in bits.
pub const HAW: u32 = 48;
/// Version 5.0.
pub const VER: u32 = 0x50;
/// ND=6 (16-bit domain-ids), SAGAW=1110b (39, 48 and 57 bits, three to five levels), MGAW=56 (57 bits), FRO=0x40 (fault records
/// at 0x400), SSLPS=1 (2-MiB pages), PSI, NFR=3 (four records), MAMV=9 (up to 512 pages at once),
/// DWD and DRD (an invalidation drains, as a unit of version 2 or later always does).
pub const CAP: u64 = 6 | 0b1110 << 8 | 56 << 16 | 0x40 << 24 | 1 << 34 | 1 << 39 | 3 << 40 | 9 << 48 | 3 << 54;
/// C (table accesses are coherent), IRO=0x20 (IVA at 0x200, IOTLB at 0x208).
pub const ECAP: u64 = 1 | 0x20 << 8;

const GCMD: usize = 0x18;
const GSTS: usize = 0x1c;
const RTADDR: usize = 0x20;
const CCMD: usize = 0x28;
const FSTS: usize = 0x34;
const FECTL: usize = 0x38;
const FEDATA: usize = 0x3c;
const FEADDR: usize = 0x40;
const FEUADDR: usize = 0x44;
const IVA: usize = 0x200;
const IOTLB: usize = 0x208;
const FRCD: usize = 0x400;
const RECORDS: usize = 4;
const END: usize = FRCD + 16 * RECORDS;

const BIT31: u32 = 1 << 31;
const BIT30: u32 = 1 << 30;
/// Of GCMD; TES and RTPS stand at the same bits of GSTS.
const TE: u32 = BIT31;
const SRTP: u32 = BIT30;
/// Of FSTS.
const PFO: u32 = 1;
const PPF: u32 = 2;
/// Of FECTL.
const IM: u32 = BIT31;
const IP: u32 = BIT30;
/// Of the last word of a fault record.
const F: u32 = BIT31;
const LARGEST_AGAW: u32 = 57;
const MAMV: u32 = 9;

/// Bits that software can write, by the offset of their 32-bit word. Every other bit is read-only or reserved.
fn writable(offset: usize) -> u32 {
    match offset {
        RTADDR => 0xffff_fc00,
        0x24 => 0xffff_ffff,
        CCMD => 0x0000_ffff,
        0x2c => 0xe000_0000,
        FECTL => IM,
        FEDATA => 0x0000_ffff,
        FEADDR => 0xffff_fffc,
        FEUADDR => 0xffff_ffff,
        0x20c => 0xb003_ffff,
        _ => 0,
    }
}

fn is_record_top(offset: usize) -> bool {
    offset >= FRCD && offset % 16 == 12
}

#[derive(Default)]
pub struct Unit {
    pub memory: Memory,
    words: Vec<u32>,
    pub(crate) iotlb: Iotlb,
    /// RTADDR as SRTP latched it.
    pub(crate) root_table: u64,
    /// IVA, which is write-only.
    invalidate_address: u64,
    next_record: usize,
    /// Address and data of the interrupt messages that left the unit.
    pub messages: VecDeque<(u64, u32)>,
}

impl Unit {
    pub fn new() -> Self {
        let mut unit = Self::default();
        unit.reset();
        unit
    }

    /// Power-on state: registers at their defaults, nothing cached, memory empty.
    pub fn reset(&mut self) {
        self.memory.clear();
        self.iotlb.clear();
        self.words = vec![0; END / 4];
        for (offset, value) in
            [(0, VER), (8, CAP as u32), (12, (CAP >> 32) as u32), (16, ECAP as u32), (20, (ECAP >> 32) as u32), (FECTL, IM)]
        {
            self.words[offset / 4] = value;
        }
        self.root_table = 0;
        self.invalidate_address = 0;
        self.next_record = 0;
        self.messages.clear();
    }

    pub fn read_register(&self, offset: usize, size: u32) -> u64 {
        let low = u64::from(self.get(offset));
        if size == 8 {
            low | u64::from(self.get(offset + 4)) << 32
        } else {
            low
        }
    }

    /// A 64-bit write acts as two of 32 bits, the lower first.
    pub fn write_register(&mut self, offset: usize, size: u32, value: u64) {
        self.write_word(offset, value as u32);
        if size == 8 {
            self.write_word(offset + 4, (value >> 32) as u32);
        }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.get(GSTS) & TE != 0
    }

    /// Reserved offsets read 0.
    fn get(&self, offset: usize) -> u32 {
        self.words.get(offset / 4).copied().unwrap_or(0)
    }

    fn write_word(&mut self, offset: usize, value: u32) {
        if offset >= END {
            return;
        }
        let (before, mask) = (self.get(offset), writable(offset));
        let cleared = if is_record_top(offset) {
            value & F
        } else if offset == FSTS {
            value & PFO
        } else {
            0
        };
        self.words[offset / 4] = (before & !mask | value & mask) & !cleared;
        match offset {
            GCMD => self.command(value),
            IVA => self.invalidate_address = self.invalidate_address & !0xffff_ffff | u64::from(value),
            0x204 => self.invalidate_address = self.invalidate_address & 0xffff_ffff | u64::from(value) << 32,
            0x2c if value & BIT31 != 0 => self.invalidate_contexts(value >> 29 & 3),
            0x20c if value & BIT31 != 0 => self.invalidate_iotlb(value),
            FECTL if before & IM != 0 && before & IP != 0 && value & IM == 0 => self.send_fault_event(),
            FSTS => self.update_pending(),
            _ if is_record_top(offset) => self.update_pending(),
            _ => {}
        }
    }

    fn command(&mut self, value: u32) {
        let mut status = self.get(GSTS);
        if value & SRTP != 0 {
            self.root_table = self.read_register(RTADDR, 8);
            status |= SRTP;
        }
        if status & TE != 0 && value & TE == 0 {
            // Nothing uses the records while all remapping is off: the next fault goes to the first again.
            self.next_record = 0;
        }
        self.words[GSTS / 4] = status & !TE | value & TE;
    }

    // Invalidation (section 6.5.1): done at once, so that the command bit reads 0 again. A request that is reserved or comes
    // outside of legacy mode is ignored, which the granularity 0 says.

    /// Context entries are not cached.
    fn invalidate_contexts(&mut self, requested: u32) {
        let performed = if self.root_table >> 10 & 3 == 0 { requested } else { 0 };
        self.complete(CCMD + 4, 27, performed);
    }

    fn invalidate_iotlb(&mut self, value: u32) {
        let domain = value as u16;
        let mask = (self.invalidate_address & 0x3f) as u32;
        let mut performed = value >> 28 & 3;
        if self.root_table >> 10 & 3 != 0 || performed == 3 && mask > MAMV {
            performed = 0;
        }
        match performed {
            1 => self.iotlb.clear(),
            2 => self.iotlb.drop_domain(domain),
            // Bits from MGAW on do not count (§11.4.6.4).
            3 => self.iotlb.drop_pages(domain, (self.invalidate_address & ((1 << LARGEST_AGAW) - 1)) >> 12, mask),
            _ => {}
        }
        self.complete(IOTLB + 4, 25, performed);
    }

    fn complete(&mut self, offset: usize, shift: u32, performed: u32) {
        let word = &mut self.words[offset / 4];
        *word = *word & !(BIT31 | 3 << shift) | performed << shift;
    }

    // Faults

    pub(crate) fn record(&mut self, fault: &Fault, request: &Request) {
        let record = (FRCD + 16 * self.next_record) / 4;
        let status = self.get(FSTS);
        if status & PFO != 0 {
            return;
        }
        if self.words[record + 3] & F != 0 {
            self.words[FSTS / 4] = status | PFO;
            return;
        }
        let page = request.address & !0xfff & ((1 << LARGEST_AGAW) - 1);
        let type_1 = if request.kind == Kind::Write { 0 } else { BIT30 };
        let filled = [page as u32, (page >> 32) as u32, u32::from(request.source), F | type_1 | fault.reason];
        self.words[record..record + 4].copy_from_slice(&filled);
        if status & PPF == 0 {
            self.words[FSTS / 4] = status & !0xff00 | (self.next_record as u32) << 8 | PPF;
            self.words[FECTL / 4] |= IP;
            if self.get(FECTL) & IM == 0 {
                self.send_fault_event();
            }
        }
        self.next_record = (self.next_record + 1) % RECORDS;
    }

    fn send_fault_event(&mut self) {
        self.words[FECTL / 4] &= !IP;
        self.messages.push_back((self.read_register(FEADDR, 8), self.get(FEDATA)));
    }

    /// After software cleared something: PPF is the OR of all F fields, and an event with nothing left to report is withdrawn.
    fn update_pending(&mut self) {
        if (0..RECORDS).all(|i| self.get(FRCD + 16 * i + 12) & F == 0) {
            self.words[FSTS / 4] &= !PPF;
        }
        if self.get(FSTS) & (PFO | PPF) == 0 {
            self.words[FECTL / 4] &= !IP;
        }
    }
}
