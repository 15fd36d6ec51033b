//! Whether a form was sent by a page of its session.

use keyward_token::Digest;

/// The marks of forms, by what they are for.
pub(crate) struct Marks(pub(crate) &'static str);

impl Marks {
    /// What the forms of a session carry beside its cookie: only who has its token can reckon it.
    pub(crate) fn of(&self, token: &str) -> String {
        Digest::sha256(&format!("{}\n{token}", self.0)).to_hex()
    }

    /// Whether that is what was sent.
    pub(crate) fn is(&self, token: &str, sent: &str) -> bool {
        !token.is_empty() && is_mark(&self.of(token), sent)
    }
}

/// Whether this mark was sent. Digests are compared, so that the time tells nothing of the mark.
pub(crate) fn is_mark(mark: &str, sent: &str) -> bool {
    Digest::sha256(sent) == Digest::sha256(mark)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_session_s_own_mark_is_taken() {
        let (marks, others) = (Marks("a form"), Marks("another form"));
        assert!(marks.is("kww_a", &marks.of("kww_a")));
        for sent in ["", "kww_a", &marks.of("kww_b"), &others.of("kww_a")] {
            assert!(!marks.is("kww_a", sent));
        }
        assert!(!marks.is("", &marks.of("")));
    }
}
