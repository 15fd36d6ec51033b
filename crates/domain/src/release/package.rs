//! What a package may be: a zip whose one top directory is named by the slug, and that a careless program may unpack (APPNOTE.TXT 6.3.10).
//!
//! First the zip's own list of its files is read: that is at its end, and short. Then the rest goes by, piece by piece, and is compared with
//! the list ([`PackageWalk`]): not every program that unpacks looks at the list. So nobody needs the whole file in memory.

mod walk;

use std::collections::HashSet;
use std::ops::Range;

use crate::Slug;

pub use walk::PackageWalk;

/// Where the list of a zip's files is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageEnd {
    /// Its bytes in the file.
    pub directory: Range<u64>,
    files: u16,
}

/// Why a file is no package.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct PackageFault(&'static str);

const NO_ZIP: PackageFault = PackageFault("The file is not a zip");
const FIRST: &[u8] = b"PK\x03\x04";
const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";
const ENTRY_BYTES: usize = 46;
const END_BYTES: usize = 22;
/// Before the name and the content of a file.
const LOCAL_BYTES: u64 = 30;
/// What stands for a number that is in the 64-bit extension.
const IN_ZIP64: u32 = u32::MAX;
/// The longest list that is read into memory.
const MAX_DIRECTORY: u64 = 16 << 20;
/// The most bytes that a package may unpack to.
const MAX_UNPACKED: u64 = 2 << 30;
/// The most that a file may shrink to, from which size on. Text shrinks to a fifth, a file of zeros to a thousandth.
const MAX_RATIO: u64 = 200;
const RATIO_FROM: u64 = 1 << 20;
const MAX_NAME: usize = 1024;
/// Where the 64-bit end is said to be, just before the end.
const LOCATOR: &[u8] = b"PK\x06\x07";
const LOCATOR_BYTES: usize = 20;
const BESIDE: PackageFault = PackageFault("The zip has something beside its files");
const ZIP64: PackageFault =
    PackageFault("The zip is of the 64-bit kind (Zip64), which many sites can't unpack");
const IN_ONE_ANOTHER: PackageFault = PackageFault("The zip has files that lie in one another");

impl PackageEnd {
    /// How many bytes at a file's end it is looked for in: itself and its longest comment.
    pub const REACH: u64 = END_BYTES as u64 + u16::MAX as u64;

    /// Finds it in a file of `size` bytes, of which `tail` are the last, up to [`REACH`](Self::REACH) of them.
    pub fn find(tail: &[u8], size: u64) -> Result<Self, PackageFault> {
        let starts = (0..=tail.len().saturating_sub(END_BYTES)).rev();
        let fits = |at: &usize| {
            tail[*at..].starts_with(END)
                && short(tail, at + 20).map(usize::from) == Some(tail.len() - at - END_BYTES)
        };
        let at = starts.filter(|at| at + END_BYTES <= tail.len()).find(fits).ok_or(NO_ZIP)?;
        let disks = (short(tail, at + 4), short(tail, at + 6));
        let (here, files) = (short(tail, at + 8).ok_or(NO_ZIP)?, short(tail, at + 10).ok_or(NO_ZIP)?);
        let (length, offset) = (long(tail, at + 12).ok_or(NO_ZIP)?, long(tail, at + 16).ok_or(NO_ZIP)?);
        if disks != (Some(0), Some(0)) || here != files {
            return Err(PackageFault("The zip is in several parts"));
        }
        let located = at.checked_sub(LOCATOR_BYTES).is_some_and(|before| tail[before..].starts_with(LOCATOR));
        if located || files == u16::MAX || length == IN_ZIP64 || offset == IN_ZIP64 {
            return Err(ZIP64);
        }
        let directory = u64::from(offset)..u64::from(offset) + u64::from(length);
        let place = size.saturating_sub((tail.len() - at) as u64);
        if directory.end != place {
            return Err(BESIDE);
        }
        if directory.end - directory.start > MAX_DIRECTORY {
            return Err(PackageFault("The zip has too long a list of files"));
        }
        Ok(Self { directory, files })
    }

    /// Checks every file that `directory`, the bytes of that range, lists. `head` are the first bytes of the zip. What is before the list
    /// must be walked over then.
    pub fn check(&self, head: &[u8], mut directory: &[u8], slug: &Slug) -> Result<PackageWalk, PackageFault> {
        if !head.starts_with(FIRST) {
            return Err(NO_ZIP);
        }
        let (mut names, mut files, mut unpacked) = (HashSet::new(), Vec::new(), 0_u64);
        let mut has_files = false;
        for _ in 0..self.files {
            let (entry, rest) = Entry::read(directory).ok_or(NO_ZIP)?;
            directory = rest;
            entry.check(slug)?;
            has_files |= !entry.name.ends_with('/');
            if !names.insert(entry.name) {
                return Err(PackageFault("The zip has a file twice"));
            }
            unpacked = unpacked.saturating_add(entry.unpacked);
            files.push(entry);
        }
        if !directory.is_empty() {
            return Err(NO_ZIP);
        }
        if !has_files {
            return Err(PackageFault("The zip has no files"));
        }
        if unpacked > MAX_UNPACKED {
            return Err(PackageFault("The zip would unpack to more than 2 GiB"));
        }
        files.sort_unstable_by_key(|file| file.place);
        let ends = files.iter().skip(1).map(|file| file.place).chain([self.directory.start]);
        if files.first().is_some_and(|file| file.place != 0) {
            return Err(BESIDE);
        }
        // Many files in one place are how a small zip becomes a large one.
        let least = |file: &Entry<'_>| file.place + LOCAL_BYTES + file.name.len() as u64 + file.packed;
        if files.iter().zip(ends).any(|(file, end)| least(file) > end) {
            return Err(IN_ONE_ANOTHER);
        }
        Ok(PackageWalk::new(&files, self.directory.start))
    }
}

/// A file as the zip lists it.
struct Entry<'a> {
    name: &'a str,
    flags: u16,
    method: u16,
    /// Of the program that made it, the high byte: which system's `attributes` are.
    system: u8,
    attributes: u32,
    sum: u32,
    packed: u64,
    unpacked: u64,
    place: u64,
}

impl<'a> Entry<'a> {
    fn read(from: &'a [u8]) -> Option<(Self, &'a [u8])> {
        if !from.starts_with(ENTRY) || from.len() < ENTRY_BYTES {
            return None;
        }
        let lengths = [short(from, 28)?, short(from, 30)?, short(from, 32)?].map(usize::from);
        let after = ENTRY_BYTES + lengths.iter().sum::<usize>();
        let name = from.get(ENTRY_BYTES..ENTRY_BYTES + lengths[0])?;
        let rest = from.get(after..)?;
        let entry = Self {
            // What is no UTF-8 is no name that we would let pass.
            name: std::str::from_utf8(name).unwrap_or("\0"),
            system: *from.get(5)?,
            flags: short(from, 8)?,
            method: short(from, 10)?,
            sum: long(from, 16)?,
            packed: long(from, 20)?.into(),
            unpacked: long(from, 24)?.into(),
            attributes: long(from, 38)?,
            place: long(from, 42)?.into(),
        };
        Some((entry, rest))
    }

    fn check(&self, slug: &Slug) -> Result<(), PackageFault> {
        const ENCRYPTED: u16 = 1 | 1 << 6 | 1 << 13;
        const UNIX: [u8; 2] = [3, 19];
        const KIND: u32 = 0o170_000;
        let path = self.name.strip_suffix('/').unwrap_or(self.name);
        let safe = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\\', ':', '\0']);
        if self.name.len() > MAX_NAME || !path.split('/').all(safe) {
            return Err(PackageFault("The zip has a file whose name leads out of its directory"));
        }
        if path.split('/').next() != Some(slug.as_str()) || self.name == slug.as_str() {
            return Err(PackageFault("The zip must have one top directory, named by the slug"));
        }
        if self.flags & ENCRYPTED != 0 {
            return Err(PackageFault("The zip has an encrypted file"));
        }
        // Stored and deflated are what every PHP unpacks.
        if !matches!(self.method, 0 | 8) {
            return Err(PackageFault(
                "The zip has a file that is compressed in a way that sites can't unpack",
            ));
        }
        // A regular file, a directory, or nothing said.
        if UNIX.contains(&self.system) && !matches!((self.attributes >> 16) & KIND, 0 | 0o100_000 | 0o040_000)
        {
            return Err(PackageFault("The zip has a link or a device"));
        }
        if [self.packed, self.unpacked, self.place].contains(&IN_ZIP64.into()) {
            return Err(ZIP64);
        }
        if self.unpacked > RATIO_FROM && self.unpacked / self.packed.max(1) > MAX_RATIO {
            return Err(PackageFault("The zip has a file that is compressed beyond belief"));
        }
        Ok(())
    }
}

fn short(from: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*from.get(at..)?.first_chunk()?))
}

fn long(from: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*from.get(at..)?.first_chunk()?))
}

#[cfg(test)]
#[path = "package/tests.rs"]
mod tests;
