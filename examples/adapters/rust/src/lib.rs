//! A small remapping unit (VT-d Rev 5.10): legacy mode with second-stage tables of three to five levels, 2-MiB pages, four
//! fault records and the fault event, an IOTLB, and register-based invalidation down to a page.
//!
//! An implementation of its own, to be put under test as a process (`main.rs`) or in process (`native.rs`). Standard
//! library only.

mod iotlb;
mod memory;
mod native;
mod registers;
mod translate;

pub use registers::{Unit, CAP, ECAP, HAW, VER};
pub use translate::{Kind, Request};

/// What the implementation says of itself (docs/adapters.md): the members that both forms of the adapter share.
pub fn subject(form: &str) -> String {
    format!(
        concat!(
            r#""name":"example in Rust ({})","version":"1.0","#,
            r#""capabilities":{{"ver":"{:#x}","cap":"{:#x}","ecap":"{:#x}","haw":{}}},"#,
            r#""ram":[{{"address":"0x0","length":"{:#x}"}}],"inaccessible":[],"requesters":"any","#,
            r#""dma":["read","write","zero-length-read"],"completionStatus":true,"#,
            r#""notes":["legacy mode with register-based invalidation; caches translations"]"#
        ),
        form,
        VER,
        CAP,
        ECAP,
        HAW,
        1u64 << HAW
    )
}
