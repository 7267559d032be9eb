//! Puts the unit under test in process: the functions of include/vtd_adapter.h, each a call of the unit.
//!
//! A panic that leaves one of them ends the runner. An implementation that may panic is better tested as a process.

use std::ffi::CString;
use std::os::raw::{c_char, c_int};
use std::ptr;
use std::slice;

use crate::{subject, Kind, Request, Unit};

const ABI: u32 = 1;
const SUCCESS: u32 = 0;
const UR: u32 = 1;

/// The runner knows the instance by its address only.
pub struct Adapter {
    unit: Unit,
    info: CString,
}

#[repr(C)]
pub struct DmaRequest {
    address: u64,
    length: u32,
    pasid: u32,
    source: u16,
    kind: u8,
    address_type: u8,
    flags: u32,
}

#[repr(C)]
pub struct DmaResult {
    status: u32,
    knows_attributes: u8,
    snoop: u8,
    memory_type: u8,
    reserved: u8,
}

#[no_mangle]
pub extern "C" fn vtd_adapter_abi() -> u32 {
    ABI
}

#[no_mangle]
pub extern "C" fn vtd_adapter_create() -> *mut Adapter {
    match CString::new(format!("{{{}}}", subject("a library"))) {
        Ok(info) => Box::into_raw(Box::new(Adapter { unit: Unit::new(), info })),
        Err(_) => ptr::null_mut(),
    }
}

/// # Safety
/// `adapter` comes from `vtd_adapter_create` and is not used again. The pointers of all functions below are valid during
/// the call, as vtd_adapter.h says.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_destroy(adapter: *mut Adapter) {
    drop(Box::from_raw(adapter));
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_info(adapter: *mut Adapter) -> *const c_char {
    (*adapter).info.as_ptr()
}

/// Only making an instance can fail here.
#[no_mangle]
pub extern "C" fn vtd_adapter_error(_adapter: *mut Adapter) -> *const c_char {
    b"the description contains a zero byte\0".as_ptr().cast()
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_reset(adapter: *mut Adapter) -> c_int {
    (*adapter).unit.reset();
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_load(adapter: *mut Adapter, address: u64, bytes: *const u8, length: u32) -> c_int {
    (*adapter).unit.memory.write(address, slice::from_raw_parts(bytes, length as usize));
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_dump(adapter: *mut Adapter, address: u64, bytes: *mut u8, length: u32) -> c_int {
    (*adapter).unit.memory.read(address, slice::from_raw_parts_mut(bytes, length as usize));
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_poison(adapter: *mut Adapter, address: u64, length: u32) -> c_int {
    (*adapter).unit.memory.fail(address, u64::from(length));
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_read(adapter: *mut Adapter, offset: u32, size: u32, value: *mut u64) -> c_int {
    *value = (*adapter).unit.read_register(offset as usize, size);
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_write(adapter: *mut Adapter, offset: u32, size: u32, value: u64) -> c_int {
    (*adapter).unit.write_register(offset as usize, size, value);
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_dma(
    adapter: *mut Adapter,
    request: *const DmaRequest,
    operand: *const u8,
    returned: *mut u8,
    result: *mut DmaResult,
) -> c_int {
    let request = &*request;
    let kind = match request.kind {
        0 => Kind::Read,
        1 => Kind::Write,
        // The description claims no other kinds.
        _ => Kind::ZeroLengthRead,
    };
    let length = request.length as usize;
    let data = if kind == Kind::Write { slice::from_raw_parts(operand, length) } else { &[] };
    let asked = Request { kind, source: request.source, address: request.address, length, data };
    match (*adapter).unit.dma(&asked) {
        Some(bytes) => {
            ptr::copy_nonoverlapping(bytes.as_ptr(), returned, bytes.len());
            (*result).status = SUCCESS;
        }
        None => (*result).status = UR,
    }
    0
}

/// # Safety
/// See `vtd_adapter_destroy`.
#[no_mangle]
pub unsafe extern "C" fn vtd_adapter_next_interrupt(adapter: *mut Adapter, address: *mut u64, data: *mut u32) -> c_int {
    match (*adapter).unit.messages.pop_front() {
        Some(message) => {
            (*address, *data) = message;
            1
        }
        None => 0,
    }
}
