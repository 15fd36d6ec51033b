use proptest::prelude::*;

use super::*;

/// A file of a zip to be, stored.
#[derive(Clone)]
struct File {
    name: &'static str,
    content: &'static [u8],
    flags: u16,
    method: u16,
    mode: u32,
    unpacked: u32,
}

fn file(name: &'static str) -> File {
    File { name, content: b"<?php", flags: 0, method: 0, mode: 0o100_644, unpacked: 5 }
}

/// The bytes of the zip. Sums are left zero: nothing here looks at them.
fn zip(files: &[File]) -> Vec<u8> {
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for one in files {
        let place = u32::try_from(bytes.len()).unwrap();
        let packed = u32::try_from(one.content.len()).unwrap();
        let name = u16::try_from(one.name.len()).unwrap();
        let mut shared = Vec::new();
        for number in [20, one.flags, one.method, 0, 0] {
            shared.extend(number.to_le_bytes());
        }
        for number in [0, packed, one.unpacked] {
            shared.extend(number.to_le_bytes());
        }
        for number in [name, 0] {
            shared.extend(number.to_le_bytes());
        }
        bytes.extend([FIRST, &shared, one.name.as_bytes(), one.content].concat());
        list.extend([ENTRY, &[20, 3], &shared, &[0; 6]].concat());
        list.extend((one.mode << 16).to_le_bytes());
        list.extend(place.to_le_bytes());
        list.extend(one.name.as_bytes());
    }
    let (place, length) = (u32::try_from(bytes.len()).unwrap(), u32::try_from(list.len()).unwrap());
    let count = u16::try_from(files.len()).unwrap().to_le_bytes();
    bytes.extend(
        [&list, END, &[0; 4], &count, &count, &length.to_le_bytes(), &place.to_le_bytes(), &[0; 2]].concat(),
    );
    bytes
}

fn checked(bytes: &[u8]) -> Result<(), PackageFault> {
    let tail = &bytes[bytes.len().saturating_sub(usize::try_from(PackageEnd::REACH).unwrap())..];
    let end = PackageEnd::find(tail, bytes.len() as u64)?;
    let range = usize::try_from(end.directory.start).unwrap()..usize::try_from(end.directory.end).unwrap();
    end.check(&bytes[..bytes.len().min(4)], &bytes[range], &"flavor".parse().unwrap()).map(|_| ())
}

#[track_caller]
fn refused(bytes: &[u8], why: &str) {
    let fault = checked(bytes).unwrap_err().to_string();
    assert!(fault.contains(why), "{fault}");
}

#[test]
fn a_package_has_one_directory_of_files() {
    let directory = File { content: b"", unpacked: 0, mode: 0o040_755, ..file("flavor/") };
    let good = zip(&[directory.clone(), file("flavor/style.css"), file("flavor/a/b.php")]);
    assert_eq!(checked(&good), Ok(()));
    refused(&zip(&[directory]), "no files");
    refused(&zip(&[]), "not a zip");
}

#[test]
fn names_that_lead_elsewhere_are_refused() {
    for name in [
        "flavor/../../x",
        "/flavor/x",
        "flavor//x",
        "flavor/./x",
        "flavor\\..\\x",
        "C:/x",
        "flavor/a\0.php",
        "../x",
    ] {
        refused(&zip(&[file("flavor/a"), file(name)]), "leads out");
    }
    for name in ["other/a.php", "a.php", "flavor", "Flavor/a.php", "flavor2/a.php"] {
        refused(&zip(&[file("flavor/a"), file(name)]), "one top directory");
    }
    refused(&zip(&[file("flavor/a"), file("flavor/a")]), "twice");
}

#[test]
fn what_sites_can_t_or_should_not_unpack_is_refused() {
    let with = |change: fn(&mut File)| {
        let mut one = file("flavor/a");
        change(&mut one);
        zip(&[one])
    };
    refused(&with(|one| one.flags = 1), "encrypted");
    refused(&with(|one| one.method = 12), "compressed in a way");
    refused(&with(|one| one.mode = 0o120_777), "link");
    refused(&with(|one| one.mode = 0o060_644), "link");
    refused(&with(|one| one.unpacked = 100 << 20), "beyond belief");
    refused(&with(|one| one.unpacked = u32::MAX), "64-bit");
}

#[test]
fn what_is_no_zip_is_refused() {
    refused(b"%PDF-1.7 and nothing of a zip", "not a zip");
    refused(b"", "not a zip");
    let good = zip(&[file("flavor/a")]);
    refused(&good[..good.len() - 1], "not a zip");
    refused(&[b"%PDF-1.7\n", good.as_slice()].concat(), "beside its files");
    // The same place for two files: the second's is set to the first's.
    let mut bytes = zip(&[file("flavor/a"), file("flavor/b")]);
    let place = bytes.len() - END_BYTES - "flavor/b".len() - 4;
    bytes[place..place + 4].fill(0);
    refused(&bytes, "in one another");
}

proptest! {
    /// Whatever stands there, it is told, and nothing goes wrong on the way.
    #[test]
    fn any_bytes_are_told(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..200, byte in any::<u8>()) {
        let _ = checked(&bytes);
        let mut broken = zip(&[file("flavor/a"), file("flavor/b")]);
        if let Some(one) = broken.get_mut(at) {
            *one = byte;
        }
        let _ = checked(&broken);
    }
}
