//! Packages to release: zips, forms with one in them, and the folder where they lie.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyward_hub::releases::ReleaseStore;
use keyward_server::Objects;
use serde_json::Value;

/// A folder for the files of releases.
///
/// # Panics
/// When there can be none.
pub fn release_folder(path: &Path) -> Arc<dyn ReleaseStore> {
    Arc::new(Objects::folder(path).expect("a folder"))
}

/// The files in a folder and in those below it.
///
/// # Panics
/// When one can't be read.
pub fn files_under(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found
}

/// A zip of these files, stored as they are. A name with a slash at its end is a directory.
///
/// # Panics
/// When it would be too long for a zip.
pub fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let regular: Vec<_> = files.iter().map(|(name, content)| (*name, *content, 0o100_644)).collect();
    zip_of(&regular)
}

/// The same, with the mode of each file, so that it may be a link.
///
/// # Panics
/// When it would be too long for a zip.
pub fn zip_of(files: &[(&str, &[u8], u32)]) -> Vec<u8> {
    let long = |length: usize| u32::try_from(length).expect("a short zip").to_le_bytes();
    let short = |length: usize| u16::try_from(length).expect("few files").to_le_bytes();
    let (mut bytes, mut list) = (Vec::new(), Vec::new());
    for (name, content, mode) in files {
        let place = long(bytes.len());
        let (sum, length) = (crc32fast::hash(content).to_le_bytes(), long(content.len()));
        // Version, flags, method, and 1 January 1980, before what is known of the content.
        let shared =
            [&[20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0], &sum[..], &length, &length, &short(name.len()), &[0; 2]];
        bytes.extend([b"PK\x03\x04", shared.concat().as_slice(), name.as_bytes(), content].concat());
        let (rest, attributes) = ([0; 6], (mode << 16).to_le_bytes());
        list.extend([b"PK\x01\x02\x14\x03", shared.concat().as_slice(), &rest, &attributes, &place].concat());
        list.extend(name.as_bytes());
    }
    let (place, length, count) = (long(bytes.len()), long(list.len()), short(files.len()));
    bytes
        .extend([list.as_slice(), b"PK\x05\x06", &[0; 4], &count, &count, &length, &place, &[0; 2]].concat());
    bytes
}

/// The package of a plugin of that slug in that version.
pub fn plugin(slug: &str, version: &str) -> Vec<u8> {
    let main = format!("<?php\n/* Plugin Name: {slug}\n * Version: {version}\n */\n");
    let readme = "Read me.\n".repeat(5000);
    zip(&[
        (&format!("{slug}/"), b""),
        (&format!("{slug}/{slug}.php"), main.as_bytes()),
        (&format!("{slug}/readme.txt"), readme.as_bytes()),
    ])
}

/// What stands between the parts of a [`form`].
pub const BOUNDARY: &str = "----a-boundary-of-the-tests";
/// The type of a [`form`].
pub const FORM: &str = "multipart/form-data; boundary=----a-boundary-of-the-tests";

/// A form of these texts and, at its end, of a file.
///
/// # Panics
/// When `texts` is no object.
pub fn form(texts: &Value, file: Option<&[u8]>) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in texts.as_object().expect("an object") {
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let part =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.as_bytes());
    }
    if let Some(file) = file {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.zip\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        );
        body.extend([head.as_bytes(), file, b"\r\n"].concat());
    }
    body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}
