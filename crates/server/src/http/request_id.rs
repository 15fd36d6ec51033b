//! The id that a request has in the answer, the log and the audit trail.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderValue;
use keyward_token::Entropy;

const MAX_LENGTH: usize = 128;

/// Gives out ids: a random part for the process, then a count.
#[derive(Debug)]
pub(crate) struct RequestIds {
    process: u64,
    next: AtomicU64,
}

impl RequestIds {
    pub(crate) fn new(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 8];
        entropy.fill(&mut bytes);
        Self { process: u64::from_le_bytes(bytes), next: AtomicU64::new(1) }
    }

    /// The caller's id if it is sane, else a new one.
    pub(crate) fn take(&self, sent: Option<&HeaderValue>) -> String {
        match sent.and_then(|value| value.to_str().ok()).filter(|text| is_sane(text)) {
            Some(text) => text.to_owned(),
            None => format!("{:016x}{:x}", self.process, self.next.fetch_add(1, Ordering::Relaxed)),
        }
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
    use super::is_sane;

    #[test]
    fn only_harmless_texts_are_taken_over() {
        assert!(is_sane("0af7651916cd43dd8448eb211c80319c"));
        for bad in ["", "a b", "a\"b", &"a".repeat(129)] {
            assert!(!is_sane(bad), "{bad}");
        }
    }
}
