use flate2::{Compress, Compression, FlushCompress};
use proptest::prelude::*;

use super::super::{END, ENTRY, PackageEnd};
use super::*;

/// A file of a zip to be, and what is wrong with it.
#[derive(Clone)]
struct File {
    name: &'static str,
    content: Vec<u8>,
    deflated: bool,
    behind: Behind,
    /// What stands before it, where that is another than the list has.
    before: Option<fn(&mut Vec<u8>)>,
    /// What stands between it and the next one.
    after: &'static [u8],
    /// What it is said to unpack to.
    said: Option<u32>,
}

#[derive(Clone, Copy, PartialEq)]
enum Behind {
    Nothing,
    Numbers,
    MarkedNumbers,
}

fn file(name: &'static str, content: &[u8]) -> File {
    let content = content.to_vec();
    File { name, content, deflated: true, behind: Behind::Nothing, before: None, after: b"", said: None }
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut packed = Vec::with_capacity(content.len() + 100);
    let mut deflate = Compress::new(Compression::best(), false);
    deflate.compress_vec(content, &mut packed, FlushCompress::Finish).unwrap();
    packed
}

fn zip(files: &[File]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for one in files {
        let place = u32::try_from(bytes.len()).unwrap();
        let packed = if one.deflated { deflate(&one.content) } else { one.content.clone() };
        let mut sum = Crc::new();
        sum.update(&one.content);
        let unpacked = one.said.unwrap_or(u32::try_from(one.content.len()).unwrap());
        let numbers = [sum.sum(), u32::try_from(packed.len()).unwrap(), unpacked].map(u32::to_le_bytes);
        let flags = if one.behind == Behind::Nothing { 0 } else { BEHIND };
        let first = [20, flags, if one.deflated { DEFLATED } else { 0 }, 0, 0].map(u16::to_le_bytes).concat();
        let lengths = [u16::try_from(one.name.len()).unwrap(), 0].map(u16::to_le_bytes).concat();
        let told = if flags == 0 { numbers.concat() } else { vec![0; 12] };
        let mut head = [FIRST, &first, &told, &lengths, one.name.as_bytes()].concat();
        if let Some(change) = one.before {
            change(&mut head);
        }
        bytes.extend([&head, packed.as_slice()].concat());
        if one.behind == Behind::MarkedNumbers {
            bytes.extend(MARK);
        }
        if one.behind != Behind::Nothing {
            bytes.extend(numbers.concat());
        }
        bytes.extend(one.after);
        list.extend(
            [ENTRY, &[20, 3], &first, &numbers.concat(), &lengths, &[0; 6], &[0, 0, 0xa4, 0x81]].concat(),
        );
        list.extend([&place.to_le_bytes(), one.name.as_bytes()].concat());
    }
    let numbers = [list.len(), bytes.len()].map(|number| u32::try_from(number).unwrap().to_le_bytes());
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    bytes.extend([&list, END, &[0; 4], &count, &count, &numbers.concat(), &[0; 2]].concat());
    bytes
}

/// Looks at the list, and walks over the rest in pieces of that size.
fn walked(bytes: &[u8], piece: usize) -> Result<(), PackageFault> {
    let end = PackageEnd::find(bytes, bytes.len() as u64)?;
    let [from, to] = [end.directory.start, end.directory.end].map(|at| usize::try_from(at).unwrap());
    let mut walk = end.check(&bytes[..4], &bytes[from..to], &"flavor".parse().unwrap())?;
    bytes[..from].chunks(piece).try_for_each(|piece| walk.push(piece))?;
    walk.end()
}

#[track_caller]
fn refused(one: &File, why: &str) {
    for files in [vec![one.clone()], vec![one.clone(), file("flavor/z", b"z")]] {
        let bytes = zip(&files);
        for piece in [1, 7, bytes.len()] {
            let fault = walked(&bytes, piece).unwrap_err().to_string();
            assert!(fault.contains(why), "{fault}");
        }
    }
}

fn text() -> Vec<u8> {
    b"<?php echo 'a plugin'; ".repeat(5000)
}

#[test]
fn what_is_true_is_taken_however_it_is_packed_and_in_whatever_pieces_it_comes() {
    let mut files = vec![file("flavor/", b"")];
    for (name, behind) in [
        ("flavor/a.php", Behind::Nothing),
        ("flavor/b.php", Behind::Numbers),
        ("flavor/c.php", Behind::MarkedNumbers),
    ] {
        files.push(File { behind, ..file(name, &text()) });
    }
    files.push(File { deflated: false, ..file("flavor/stored", &text()) });
    files.push(File { deflated: false, behind: Behind::Numbers, ..file("flavor/nothing", b"") });
    files.push(file("flavor/zeros", &vec![0; 1 << 20]));
    let bytes = zip(&files);
    for piece in [1, 3, 1000, bytes.len()] {
        assert_eq!(walked(&bytes, piece), Ok(()), "{piece}");
    }
}

#[test]
fn what_says_one_thing_in_the_list_and_another_beside_the_file_is_refused() {
    let before = |before: fn(&mut Vec<u8>)| File { before: Some(before), ..file("flavor/a.php", &text()) };
    refused(&before(|head| head[30..42].copy_from_slice(b"../../../x.a")), "one thing");
    refused(&before(|head| head[8] = 0), "one thing");
    refused(&before(|head| head[6] = 8), "one thing");
    for at in [14, 18, 22] {
        let wrong = before(match at {
            14 => |head: &mut Vec<u8>| head[14] ^= 1,
            18 => |head: &mut Vec<u8>| head[18] ^= 1,
            _ => |head: &mut Vec<u8>| head[22] ^= 1,
        });
        refused(&wrong, "one thing");
    }
    refused(&before(|head| head[18..26].fill(0xff)), "64-bit");
}

#[test]
fn what_unpacks_to_more_or_to_something_else_is_refused() {
    let bomb = vec![0; 8 << 20];
    refused(&File { said: Some(1000), ..file("flavor/bomb", &bomb) }, "not what the zip says");
    refused(&File { said: Some(9 << 20), ..file("flavor/a", &text()) }, "beyond belief");
    refused(&File { said: Some(1 << 19), ..file("flavor/a", &text()) }, "not what the zip says");
    refused(&File { deflated: false, said: Some(1), ..file("flavor/a", &text()) }, "not what the zip says");
    let mut bytes = zip(&[file("flavor/a", &text())]);
    bytes[60] ^= 0xff;
    assert!(walked(&bytes, 100).is_err());
}

#[test]
fn what_lies_between_files_or_in_them_is_refused() {
    refused(&File { after: b"#!/bin/sh", ..file("flavor/a", &text()) }, "beside its files");
    let behind = Behind::Numbers;
    refused(&File { after: b"0123456789", behind, ..file("flavor/a", &text()) }, "beside its files");
    refused(&File { after: b"0123", behind, ..file("flavor/a", &text()) }, "one thing");
    // A longer extra field reaches into what follows.
    let longer: fn(&mut Vec<u8>) = |head| head[28] = 200;
    let bytes = zip(&[File { before: Some(longer), ..file("flavor/a", &text()) }]);
    assert!(walked(&bytes, 1000).is_err());
}

#[test]
fn the_64_bit_kind_is_told_by_its_name() {
    let mut bytes = zip(&[file("flavor/a", b"a")]);
    let end = bytes.split_off(bytes.len() - 22);
    bytes.extend([b"PK\x06\x07".as_slice(), &[0; 16], &end].concat());
    let fault = PackageEnd::find(&bytes, bytes.len() as u64).unwrap_err().to_string();
    assert!(fault.contains("Zip64"), "{fault}");
}

proptest! {
    /// A byte that changes is noticed, unless it is one that says nothing of the content: a version or a time.
    #[test]
    fn a_changed_byte_is_noticed(at in 0_usize..1000, by in 1_u8..=255) {
        // The last bits of a deflated file say nothing either.
        let stored = |file: File| File { deflated: false, ..file };
        let behind = Behind::MarkedNumbers;
        // Before a file whose numbers stand behind it, zeros may stand or the numbers: none of these is a byte away from zero.
        let numbered = File { behind, ..file("flavor/b", &[b'2'; 0x0101]) };
        let files = [file("flavor/a.php", b"<?php one();"), numbered].map(stored);
        let bytes = zip(&files);
        let second = 30 + files[0].name.len() + files[0].content.len();
        let end = PackageEnd::find(&bytes, bytes.len() as u64).unwrap().directory.start;
        let at = at % usize::try_from(end).unwrap();
        let silent = |head: usize| (head + 4..head + 6).contains(&at) || (head + 10..head + 14).contains(&at);
        let mut changed = bytes.clone();
        changed[at] ^= by;
        prop_assert_eq!(walked(&changed, 64).is_ok(), silent(0) || silent(second), "{}", at);
    }
}
