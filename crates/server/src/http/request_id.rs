//! The id that a request has in the answer, the log and the audit trail.

use std::sync::atomic::{AtomicU64, Ordering};

use keyward_token::Entropy;

const MAX_LENGTH: usize = 128;

/// Gives out ids: a random part for the process, then a count.
#[derive(Debug)]
pub(crate) struct RequestIds {
    process: String,
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        Self { process: hex::encode(bytes), next: AtomicU64::new(1) }
    }

    /// The caller's id if it is sane, else a new one.
    pub(crate) fn take(&self, sent: Option<&str>) -> String {
        match sent.filter(|text| is_sane(text)) {
            Some(text) => text.to_owned(),
            None => self.made(self.next.fetch_add(1, Ordering::Relaxed)),
        }
    }

    /// Not by `format!`, which takes longer than the look-up of a key: every request has one.
    fn made(&self, number: u64) -> String {
        let mut digits = [0; 16];
        // Room for each byte's two digits.
        let _ = hex::encode_to_slice(number.to_be_bytes(), &mut digits);
        let digits = std::str::from_utf8(&digits).unwrap_or_default().trim_start_matches('0');
        let mut id = String::with_capacity(self.process.len() + digits.len());
        id.push_str(&self.process);
        id.push_str(digits);
        id
    }
}

/// Short, and nothing that could break a line of a log.
fn is_sane(text: &str) -> bool {
    (1..=MAX_LENGTH).contains(&text.len())
        && text.bytes().all(|byte| {
            byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b':' | b'/' | b'+' | b'=')
        })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::AtomicU64;

    use super::{RequestIds, is_sane};

    #[test]
    fn ids_are_counted_in_hexadecimal() {
        let ids = RequestIds { process: "00ff".to_owned(), next: AtomicU64::new(0) };
        for number in [1, 15, 16, 0xabc, u64::from(u32::MAX) + 1, u64::MAX] {
            assert_eq!(ids.made(number), format!("00ff{number:x}"));
        }
    }

    #[test]
    fn only_harmless_texts_are_taken_over() {
        assert!(is_sane("0af7651916cd43dd8448eb211c80319c"));
        for bad in ["", "a b", "a\"b", &"a".repeat(129)] {
            assert!(!is_sane(bad), "{bad}");
        }
    }
}
