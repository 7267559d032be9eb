//! Requests of devices: the interrupt range, legacy-mode translation, memory (sections 3.4 to 3.15, 9.1, 9.3 and 9.8).

use crate::registers::{Unit, HAW};

const fn bits(high: u32, low: u32) -> u64 {
    (u64::MAX >> (63 - high + low)) << low
}

// Reserved bits of each structure; evaluated in present entries only.
const ROOT_LOW: u64 = bits(11, 1) | bits(63, HAW);
const CONTEXT_LOW: u64 = bits(11, 4) | bits(63, HAW);
const CONTEXT_HIGH: u64 = bits(7, 7) | bits(63, 24);
const ENTRY: u64 = bits(51, HAW) | bits(62, 62) | bits(11, 11);

const ADDRESS: u64 = bits(HAW - 1, 12);
const PS: u64 = bits(7, 7);
const R: u64 = 1;
const W: u64 = 2;

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Read,
    Write,
    ZeroLengthRead,
}

#[derive(Clone, Copy)]
pub struct Request<'a> {
    pub kind: Kind,
    /// Bus 15:8, device 7:3, function 2:0.
    pub source: u16,
    pub address: u64,
    /// Bytes.
    pub length: usize,
    /// What a write writes.
    pub data: &'a [u8],
}

/// A condition of Table 30. A qualified fault is not recorded where FPD was met.
pub struct Fault {
    pub reason: u32,
    qualified: bool,
}

const fn qualified(reason: u32) -> Fault {
    Fault { reason, qualified: true }
}

const fn unqualified(reason: u32) -> Fault {
    Fault { reason, qualified: false }
}

fn is_interrupt_address(address: u64) -> bool {
    address >> 20 == 0xfee
}

fn lack_of_permission(kind: Kind, granted: u64) -> Option<Fault> {
    let needed = if kind == Kind::Write { W } else { R };
    if granted & needed != 0 {
        None
    } else {
        Some(qualified(if kind == Kind::Write { 0x5 } else { 0x6 }))
    }
}

impl Unit {
    /// One request of a device: what a read returns, or None if it is refused. One that crosses a page is taken as one
    /// request for each page.
    pub fn dma(&mut self, request: &Request) -> Option<Vec<u8>> {
        let first = 4096 - (request.address % 4096) as usize;
        if request.length <= first {
            return self.dma_within_page(request);
        }
        let at = first.min(request.data.len());
        let head = Request { length: first, data: &request.data[..at], ..*request };
        let rest = request.length - first;
        let tail = Request { address: request.address + first as u64, length: rest, data: &request.data[at..], ..*request };
        let (head, tail) = (self.dma_within_page(&head), self.dma(&tail));
        Some([head?, tail?].concat())
    }

    fn dma_within_page(&mut self, request: &Request) -> Option<Vec<u8>> {
        let enabled = self.is_enabled();
        let mut suppressed = false;
        let found = if is_interrupt_address(request.address) {
            return self.interrupt_request(request, enabled);
        } else if enabled {
            self.translate(request, &mut suppressed)
        } else {
            Ok(request.address)
        };
        let output = match found {
            Ok(output) => output,
            Err(fault) => {
                if !(fault.qualified && suppressed) {
                    self.record(&fault, request);
                }
                return None;
            }
        };
        if self.memory.fails(output, request.length as u64) {
            return None;
        }
        let mut data = Vec::new();
        match request.kind {
            Kind::Write => self.memory.write(output, request.data),
            Kind::Read => {
                data.resize(request.length, 0);
                self.memory.read(output, &mut data);
            }
            Kind::ZeroLengthRead => {}
        }
        Some(data)
    }

    /// FEEx_xxxxh: a write of one aligned DWORD is an interrupt request, and leaves as it came while remapping is not there.
    fn interrupt_request(&mut self, request: &Request, enabled: bool) -> Option<Vec<u8>> {
        if request.kind == Kind::ZeroLengthRead {
            return Some(Vec::new());
        }
        if request.kind == Kind::Write && request.length == 4 && request.address % 4 == 0 {
            let data = request.data.iter().rev().fold(0, |value, byte| value << 8 | u32::from(*byte));
            self.messages.push_back((request.address, data));
            return Some(Vec::new());
        }
        if enabled {
            self.record(&unqualified(0x29), request);
        }
        None
    }

    fn translate(&mut self, request: &Request, suppressed: &mut bool) -> Result<u64, Fault> {
        // TTM: legacy mode is all there is.
        if self.root_table >> 10 & 3 != 0 {
            return Err(unqualified(0x30));
        }
        let bus = u64::from(request.source >> 8);
        let root: [u64; 2] = self.memory.entry((self.root_table & !0xfff) + 16 * bus).ok_or(unqualified(0x8))?;
        if root[0] & 1 == 0 {
            return Err(unqualified(0x1));
        }
        if root[0] & ROOT_LOW != 0 || root[1] != 0 {
            return Err(unqualified(0xa));
        }

        let function = u64::from(request.source & 0xff);
        let context: [u64; 2] = self.memory.entry((root[0] & ADDRESS) + 16 * function).ok_or(unqualified(0x9))?;
        // FPD counts even where P is 0.
        *suppressed = context[0] & 2 != 0;
        if context[0] & 1 == 0 {
            return Err(qualified(0x2));
        }
        if context[0] & CONTEXT_LOW != 0 || context[1] & CONTEXT_HIGH != 0 {
            return Err(qualified(0xb));
        }
        // AW: 39, 48 or 57 bits; TT: second-stage tables only.
        let aw = context[1] & 7;
        if !(1..=3).contains(&aw) || context[0] >> 2 & 3 != 0 {
            return Err(qualified(0x3));
        }
        if request.address >> (30 + 9 * aw) != 0 {
            return Err(qualified(0x4));
        }

        let domain = (context[1] >> 8) as u16;
        // A translation that grants too little is looked up again, because the tables may grant more by now.
        if let Some(cached) = self.iotlb.find(request.source, domain, request.address) {
            if lack_of_permission(request.kind, cached.granted).is_none() {
                return Ok(cached.output(request.address));
            }
        }
        self.walk(request, domain, context[0] & ADDRESS, aw + 2)
    }

    fn walk(&mut self, request: &Request, domain: u16, table: u64, levels: u64) -> Result<u64, Fault> {
        let (mut table, mut level, mut granted) = (table, levels, R | W);
        loop {
            let shift = 12 + 9 * (level - 1);
            let no_access = qualified(if level == levels { 0x3 } else { 0x7 });
            let [entry] = self.memory.entry(table + 8 * (request.address >> shift & 0x1ff)).ok_or(no_access)?;
            granted &= entry;
            // An entry that grants nothing maps nothing, and its other bits are ignored.
            if entry & (R | W) == 0 {
                return Err(qualified(if request.kind == Kind::Write { 0x5 } else { 0x6 }));
            }
            let is_leaf = level == 1 || level == 2 && entry & PS != 0;
            let large = if is_leaf && level == 2 { bits(20, 12) } else { 0 };
            let no_pages = if level > 2 { PS } else { 0 };
            if entry & (ENTRY | large | no_pages) != 0 {
                return Err(qualified(0xc));
            }
            if !is_leaf {
                table = entry & ADDRESS;
                level -= 1;
                continue;
            }
            if let Some(fault) = lack_of_permission(request.kind, granted) {
                return Err(fault);
            }
            let bytes = 1 << shift;
            let page = entry & ADDRESS & !(bytes - 1);
            let output = page | request.address & (bytes - 1);
            if is_interrupt_address(output) {
                return Err(qualified(0xe));
            }
            self.iotlb.insert(request.source, domain, request.address, bytes, page, granted);
            return Ok(output);
        }
    }
}
