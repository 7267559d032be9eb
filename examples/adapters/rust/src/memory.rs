//! Sparse memory: zero where nothing was written, with ranges where accesses of the unit fail.

use std::collections::HashMap;
use std::ops::Range;

const PAGE: u64 = 4096;

#[derive(Default)]
pub struct Memory {
    pages: HashMap<u64, Box<[u8; PAGE as usize]>>,
    failing: Vec<Range<u64>>,
}

impl Memory {
    pub fn clear(&mut self) {
        self.pages.clear();
        self.failing.clear();
    }

    pub fn read(&self, address: u64, bytes: &mut [u8]) {
        for (i, byte) in bytes.iter_mut().enumerate() {
            let at = address.wrapping_add(i as u64);
            *byte = self.pages.get(&(at / PAGE)).map_or(0, |page| page[(at % PAGE) as usize]);
        }
    }

    pub fn write(&mut self, address: u64, bytes: &[u8]) {
        for (i, byte) in bytes.iter().enumerate() {
            let at = address.wrapping_add(i as u64);
            let page = self.pages.entry(at / PAGE).or_insert_with(|| Box::new([0; PAGE as usize]));
            page[(at % PAGE) as usize] = *byte;
        }
    }

    /// From now on accesses by the unit to the range fail.
    pub fn fail(&mut self, address: u64, length: u64) {
        self.failing.push(address..address.saturating_add(length));
    }

    pub fn fails(&self, address: u64, length: u64) -> bool {
        self.failing.iter().any(|range| address < range.end && address.saturating_add(length) > range.start)
    }

    /// A table entry as the unit fetches it, or None where the access fails.
    pub fn entry<const WORDS: usize>(&self, address: u64) -> Option<[u64; WORDS]> {
        if self.fails(address, 8 * WORDS as u64) {
            return None;
        }
        let mut words = [0; WORDS];
        for (i, word) in words.iter_mut().enumerate() {
            let mut bytes = [0; 8];
            self.read(address + 8 * i as u64, &mut bytes);
            *word = u64::from_le_bytes(bytes);
        }
        Some(words)
    }
}
