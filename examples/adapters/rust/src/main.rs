//! Puts the unit under test as a process: one line of JSON comes in on standard input, one goes out on standard output
//! (docs/adapters.md). Whatever is printed for people belongs on standard error.

mod json;

use std::io::{self, BufRead, Write};

use json::{hex, Json};
use vtd_example::{subject, Kind, Request, Unit};

const POLLS: u32 = 1000;

/// bus:device.function as 16 bits.
fn requester(text: &str) -> u16 {
    let part =
        |range: std::ops::Range<usize>| text.get(range).and_then(|digits| u16::from_str_radix(digits, 16).ok()).unwrap_or(0);
    part(0..2) << 8 | part(3..5) << 3 | part(6..7)
}

/// Performs one operation of a vector and returns its result; None for one that is not known.
fn perform(unit: &mut Unit, operation: &Json) -> Option<String> {
    let address = operation.number("address");
    let length = operation.number("length");
    let (offset, size) = (operation.number("offset") as usize, operation.number("size") as u32);
    let done = Some("{}".to_owned());
    match operation.text("op") {
        "load" => {
            unit.memory.write(address, &operation.bytes("bytes"));
            done
        }
        "dump" => {
            let mut bytes = vec![0; length as usize];
            unit.memory.read(address, &mut bytes);
            Some(format!(r#"{{"bytes":"{}"}}"#, hex(&bytes)))
        }
        "poison" => {
            unit.memory.fail(address, length);
            done
        }
        "write" => {
            unit.write_register(offset, size, operation.number("value"));
            done
        }
        "read" => Some(format!(r#"{{"value":"{:#x}"}}"#, unit.read_register(offset, size))),
        "poll" => {
            let (mask, wanted) = (operation.number("mask"), operation.number("value"));
            let mut value = 0;
            for _ in 0..POLLS {
                value = unit.read_register(offset, size);
                if value & mask == wanted {
                    break;
                }
            }
            Some(format!(r#"{{"value":"{value:#x}"}}"#))
        }
        "dma" => {
            let kind = match operation.text("request") {
                "read" => Kind::Read,
                "write" => Kind::Write,
                "zero-length-read" => Kind::ZeroLengthRead,
                _ => return None,
            };
            let data = operation.bytes("bytes");
            let source = requester(operation.text("source"));
            Some(match unit.dma(&Request { kind, source, address, length: length as usize, data: &data }) {
                None => r#"{"status":"UR"}"#.to_owned(),
                Some(returned) if returned.is_empty() => r#"{"status":"success"}"#.to_owned(),
                Some(returned) => format!(r#"{{"status":"success","bytes":"{}"}}"#, hex(&returned)),
            })
        }
        _ => None,
    }
}

fn run(unit: &mut Unit, request: &Json) -> Option<String> {
    let (mut results, mut interrupts) = (Vec::new(), Vec::new());
    unit.reset();
    if let Some(Json::Array(operations)) = request.get("operations") {
        for (after, operation) in operations.iter().enumerate() {
            results.push(perform(unit, operation)?);
            while let Some((address, data)) = unit.messages.pop_front() {
                interrupts.push(format!(r#"{{"address":"{address:#x}","data":"{data:#x}","after":{after}}}"#));
            }
        }
    }
    Some(format!(r#""reply":"results","results":[{}],"interrupts":[{}]"#, results.join(","), interrupts.join(",")))
}

/// The members of the reply; None for a request that is not understood.
fn answer(unit: &mut Unit, request: &Json) -> Option<String> {
    match request.text("cmd") {
        "start" => {
            let said = r#""configurable":false,"poison":true,"observesInterrupts":true"#;
            Some(format!(r#""reply":"subject","protocol":1,{},{said}"#, subject("a process")))
        }
        "run" => run(unit, request),
        "stop" => Some(r#""reply":"done""#.to_owned()),
        _ => None,
    }
}

fn main() -> io::Result<()> {
    let mut unit = Unit::new();
    let mut output = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let request = Json::parse(&line).ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "a line that is not JSON"))?;
        let reply = answer(&mut unit, &request).unwrap_or_else(|| r#""reply":"unsupported""#.to_owned());
        writeln!(output, r#"{{{reply},"seq":{}}}"#, request.text("seq"))?;
        // A reply must not wait in a buffer for the next one.
        output.flush()?;
        if request.text("cmd") == "stop" {
            break;
        }
    }
    Ok(())
}
