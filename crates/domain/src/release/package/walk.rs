//! Walking over a package: what stands before each file says what the list says, and each file unpacks to what is said of it.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{BESIDE, Entry, FIRST, IN_ONE_ANOTHER, IN_ZIP64, LOCAL_BYTES, PackageFault, ZIP64, long, short};

const UNTRUE: PackageFault =
    PackageFault("The zip says one thing of a file in its list and another beside it");
const BROKEN: PackageFault = PackageFault("The zip has a file that is not what the zip says of it");
const TOO_SHORT: PackageFault = PackageFault("The zip breaks off");
/// Its sizes and its sum stand behind a file.
const BEHIND: u16 = 1 << 3;
/// What may stand before them.
const MARK: &[u8] = b"PK\x07\x08";
const DEFLATED: u16 = 8;
/// So much is unpacked at a time, to be forgotten.
const PIECE: usize = 16 << 10;

/// Goes over the bytes before a zip's list of files, in whatever pieces they come. Of what a file unpacks to, no more is made than it says.
#[derive(Debug)]
pub struct PackageWalk {
    /// In the order in which they lie, the next one last.
    files: Vec<Listed>,
    /// Where the list begins.
    end: u64,
    place: u64,
    step: Step,
}

/// A file as the list has it.
#[derive(Debug)]
struct Listed {
    name: Box<[u8]>,
    flags: u16,
    method: u16,
    sum: u32,
    packed: u32,
    unpacked: u32,
    place: u64,
}

#[derive(Debug)]
enum Step {
    /// What stands before a file, so far.
    Head(Listed, Vec<u8>),
    /// In it.
    Content { file: Listed, left: u64, content: Content },
    /// What stands behind it, so far, up to where the next one begins.
    Tail(Listed, Vec<u8>, usize),
    /// Behind the last.
    End,
}

impl PackageWalk {
    pub(super) fn new(files: &[Entry<'_>], end: u64) -> Self {
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        let listed = |file: &Entry<'_>| Listed {
            name: file.name.as_bytes().into(),
            flags: file.flags,
            method: file.method,
            sum: file.sum,
            packed: narrow(file.packed),
            unpacked: narrow(file.unpacked),
            place: file.place,
        };
        let mut walk =
            Self { files: files.iter().rev().map(listed).collect(), end, place: 0, step: Step::End };
        walk.step = walk.next();
        walk
    }

    /// The next bytes.
    pub fn push(&mut self, mut bytes: &[u8]) -> Result<(), PackageFault> {
        loop {
            self.turn()?;
            if bytes.is_empty() {
                return Ok(());
            }
            let taken = match &mut self.step {
                Step::End => return Err(BESIDE),
                Step::Head(_, head) => {
                    let wanted = length(head);
                    fill(head, wanted, bytes)
                }
                Step::Tail(_, tail, length) => fill(tail, *length, bytes),
                Step::Content { left, content, .. } => {
                    let most = usize::try_from(*left).unwrap_or(usize::MAX).min(bytes.len());
                    content.push(&bytes[..most])?;
                    *left -= most as u64;
                    most
                }
            };
            self.place += taken as u64;
            bytes = &bytes[taken..];
        }
    }

    /// To be called when there are no more.
    pub fn end(mut self) -> Result<(), PackageFault> {
        self.turn()?;
        if matches!(self.step, Step::End) { Ok(()) } else { Err(TOO_SHORT) }
    }

    /// Goes on as far as can be gone without another byte.
    fn turn(&mut self) -> Result<(), PackageFault> {
        loop {
            self.step = match std::mem::replace(&mut self.step, Step::End) {
                Step::Head(file, head) if head.len() == length(&head) => {
                    file.is_told_by(&head)?;
                    let content = Content::new(&file);
                    Step::Content { left: file.packed.into(), file, content }
                }
                Step::Content { file, left: 0, content } => {
                    content.end(&file)?;
                    let next = self.files.last().map_or(self.end, |next| next.place);
                    let behind = next.checked_sub(self.place).ok_or(IN_ONE_ANOTHER)?;
                    let fits = if file.flags & BEHIND == 0 { behind == 0 } else { matches!(behind, 12 | 16) };
                    if !fits {
                        return Err(BESIDE);
                    }
                    Step::Tail(file, Vec::new(), usize::try_from(behind).unwrap_or(usize::MAX))
                }
                Step::Tail(file, tail, length) if tail.len() == length => {
                    file.is_told_behind(&tail)?;
                    self.next()
                }
                step => {
                    self.step = step;
                    return Ok(());
                }
            };
            if matches!(self.step, Step::End) {
                return Ok(());
            }
        }
    }

    fn next(&mut self) -> Step {
        self.files.pop().map_or(Step::End, |file| Step::Head(file, Vec::new()))
    }
}

/// How long what stands before a file is, as far as is known from what there is of it.
fn length(head: &[u8]) -> usize {
    let fixed = usize::try_from(LOCAL_BYTES).unwrap_or(usize::MAX);
    match (short(head, 26), short(head, 28)) {
        (Some(name), Some(extra)) => fixed + usize::from(name) + usize::from(extra),
        _ => fixed,
    }
}

/// Takes as many bytes as are missing; how many.
fn fill(into: &mut Vec<u8>, length: usize, bytes: &[u8]) -> usize {
    let taken = bytes.len().min(length - into.len());
    into.extend_from_slice(&bytes[..taken]);
    taken
}

impl Listed {
    /// Whether what stands before it says the same; its sizes and its sum may be left out if they stand behind it.
    fn is_told_by(&self, head: &[u8]) -> Result<(), PackageFault> {
        let fixed = usize::try_from(LOCAL_BYTES).unwrap_or(usize::MAX);
        let same = head.starts_with(FIRST)
            && short(head, 6) == Some(self.flags)
            && short(head, 8) == Some(self.method)
            && short(head, 26).map(usize::from) == Some(self.name.len())
            && head.get(fixed..fixed + self.name.len()) == Some(&*self.name);
        if !same {
            return Err(UNTRUE);
        }
        for (at, number) in [(14, self.sum), (18, self.packed), (22, self.unpacked)] {
            match long(head, at) {
                Some(said) if said == number => {}
                Some(0) if self.flags & BEHIND != 0 => {}
                Some(IN_ZIP64) if at != 14 => return Err(ZIP64),
                _ => return Err(UNTRUE),
            }
        }
        Ok(())
    }

    /// Whether what stands behind it says the same; nothing does unless it said so.
    fn is_told_behind(&self, tail: &[u8]) -> Result<(), PackageFault> {
        let told = if tail.len() == MARK.len() + 12 { tail.strip_prefix(MARK) } else { Some(tail) };
        let told = told.ok_or(UNTRUE)?;
        let numbers = [self.sum, self.packed, self.unpacked].map(u32::to_le_bytes).concat();
        if told.is_empty() || told == numbers { Ok(()) } else { Err(UNTRUE) }
    }
}

/// What a file unpacks to, as far as it came by: its sum and its size.
struct Content {
    inflate: Option<Decompress>,
    ended: bool,
    sum: Crc,
    size: u64,
    most: u64,
}

impl std::fmt::Debug for Content {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Content").field("size", &self.size).finish_non_exhaustive()
    }
}

impl Content {
    fn new(file: &Listed) -> Self {
        let inflate = (file.method == DEFLATED).then(|| Decompress::new(false));
        Self { inflate, ended: false, sum: Crc::new(), size: 0, most: file.unpacked.into() }
    }

    fn push(&mut self, mut bytes: &[u8]) -> Result<(), PackageFault> {
        let Some(inflate) = &mut self.inflate else {
            return add(&mut self.sum, &mut self.size, self.most, bytes);
        };
        let mut unpacked = [0; PIECE];
        while !bytes.is_empty() && !self.ended {
            let before = (inflate.total_in(), inflate.total_out());
            let status =
                inflate.decompress(bytes, &mut unpacked, FlushDecompress::None).map_err(|_| BROKEN)?;
            let moved = (inflate.total_in() - before.0, inflate.total_out() - before.1);
            let [read, made] = [moved.0, moved.1].map(|count| usize::try_from(count).unwrap_or(usize::MAX));
            add(&mut self.sum, &mut self.size, self.most, &unpacked[..made])?;
            bytes = &bytes[read..];
            self.ended = status == Status::StreamEnd;
            if moved == (0, 0) && !self.ended {
                return Err(BROKEN);
            }
        }
        // What comes after the end of a stream is no part of it.
        if bytes.is_empty() { Ok(()) } else { Err(BROKEN) }
    }

    fn end(mut self, file: &Listed) -> Result<(), PackageFault> {
        // What is left inside comes out when no more goes in.
        if let Some(inflate) = &mut self.inflate {
            let mut unpacked = [0; PIECE];
            while !self.ended && file.packed > 0 {
                let before = inflate.total_out();
                let status =
                    inflate.decompress(&[], &mut unpacked, FlushDecompress::Finish).map_err(|_| BROKEN)?;
                let made = usize::try_from(inflate.total_out() - before).unwrap_or(usize::MAX);
                add(&mut self.sum, &mut self.size, self.most, &unpacked[..made])?;
                self.ended = status == Status::StreamEnd;
                if made == 0 && !self.ended {
                    return Err(BROKEN);
                }
            }
        }
        if self.size == self.most && self.sum.sum() == file.sum { Ok(()) } else { Err(BROKEN) }
    }
}

fn add(sum: &mut Crc, size: &mut u64, most: u64, bytes: &[u8]) -> Result<(), PackageFault> {
    *size += bytes.len() as u64;
    if *size > most {
        return Err(BROKEN);
    }
    sum.update(bytes);
    Ok(())
}

#[cfg(test)]
mod tests;
