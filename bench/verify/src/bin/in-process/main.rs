//! A check in process, beside the least that any check must do: one SHA-256 and one look-up.
//!
//! `in-process hits KEYS…`: Markdown tables of what a check costs with so many keys held.
//! `in-process threads KEYS`: one thread and two.
//! `in-process flood`: a bounded cache under random keys.

#![expect(clippy::print_stdout, reason = "its output is the result")]

mod flood;
mod gates;
mod hits;
mod keys;
mod measure;
mod memory;
mod threads;

/// The server's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let sizes: Vec<usize> = arguments.iter().skip(1).filter_map(|size| size.parse().ok()).collect();
    match (arguments.first().map(String::as_str), &*sizes) {
        (Some("hits"), sizes) if !sizes.is_empty() => hits::print(sizes),
        (Some("one"), [size, limits]) => hits::print_one(*size, *limits),
        (Some("threads"), [size]) => threads::print(*size),
        (Some("flood"), []) => flood::print(),
        _ => {
            println!("usage: in-process (hits KEYS… | threads KEYS | flood)");
            std::process::exit(2);
        }
    }
}
