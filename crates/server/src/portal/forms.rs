//! Whether a form was sent by a page of ours.

use keyward_token::Digest;

/// What the forms of a session carry beside its cookie: only who has its token can reckon it.
pub(super) fn mark(token: &str) -> String {
    Digest::sha256(&format!("keyward portal form\n{token}")).to_hex()
}

/// Whether that is what was sent. Digests are compared, so that the time tells nothing of the mark.
pub(super) fn is_marked(token: &str, sent: &str) -> bool {
    Digest::sha256(sent) == Digest::sha256(&mark(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_session_s_own_mark_is_taken() {
        assert!(is_marked("kwp_a", &mark("kwp_a")));
        for sent in ["", "kwp_a", &mark("kwp_b")] {
            assert!(!is_marked("kwp_a", sent));
        }
    }
}
