//! The IOTLB (section 6.2.4): translations that were found, until software invalidates them. What faulted is never kept.

use std::collections::HashMap;

#[derive(Clone, Copy)]
pub struct Cached {
    domain: u16,
    /// First 4-KiB page that the leaf maps, and their number.
    first: u64,
    count: u64,
    output: u64,
    /// R and W: what all entries of the walk granted.
    pub granted: u64,
}

impl Cached {
    pub fn output(&self, address: u64) -> u64 {
        self.output + (address - self.first * 4096)
    }
}

#[derive(Default)]
pub struct Iotlb {
    /// By requester and 4-KiB page.
    entries: HashMap<(u16, u64), Cached>,
}

impl Iotlb {
    pub fn clear(&mut self) {
        self.entries.clear();
    }

    pub fn find(&self, source: u16, domain: u16, address: u64) -> Option<Cached> {
        self.entries.get(&(source, address / 4096)).filter(|cached| cached.domain == domain).copied()
    }

    /// Keeps a translation. `output` is where the page begins that holds `address`, of `bytes` bytes.
    pub fn insert(&mut self, source: u16, domain: u16, address: u64, bytes: u64, output: u64, granted: u64) {
        let cached = Cached { domain, first: address / bytes * (bytes / 4096), count: bytes / 4096, output, granted };
        self.entries.insert((source, address / 4096), cached);
    }

    pub fn drop_domain(&mut self, domain: u16) {
        self.entries.retain(|_, cached| cached.domain != domain);
    }

    /// Drops what overlaps `2^mask` pages: a large page goes as a whole.
    pub fn drop_pages(&mut self, domain: u16, page: u64, mask: u32) {
        let (first, count) = (page >> mask << mask, 1 << mask);
        self.entries
            .retain(|_, cached| cached.domain != domain || cached.first + cached.count <= first || cached.first >= first + count);
    }
}
