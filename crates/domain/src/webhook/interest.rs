//! What an endpoint wants to be told.

use super::WebhookKind;

/// What an endpoint wants to be told: kinds, whole families (`key.*`), or everything that [goes without
/// saying](WebhookKind::goes_without_saying) (`*`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interest(Box<[Box<str>]>);

/// Why a list of texts is no interest: which of them, and what is the matter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InterestError {
    /// The place in the list; `None` for the list as a whole.
    pub at: Option<usize>,
    /// To be read after the name of the field.
    pub reason: String,
}

const EVERYTHING: &str = "*";
/// More than there are kinds and families.
const MOST: usize = 64;

impl Interest {
    /// Reads a list as it stands on the wire and in storage. What comes twice counts once.
    pub fn parse<S: AsRef<str>>(texts: &[S]) -> Result<Self, InterestError> {
        if texts.is_empty() || texts.len() > MOST {
            let reason = format!("must name 1 to {MOST} events");
            return Err(InterestError { at: None, reason });
        }
        let mut read: Vec<Box<str>> = Vec::new();
        for (at, text) in texts.iter().map(AsRef::as_ref).enumerate() {
            if !is_known(text) {
                return Err(InterestError { at: Some(at), reason: known() });
            }
            if !read.iter().any(|other| &**other == text) {
                read.push(text.into());
            }
        }
        Ok(Self(read.into()))
    }

    /// Whether something of this kind is to be told.
    pub fn wants(&self, kind: WebhookKind) -> bool {
        self.0.iter().any(|text| {
            (&**text == EVERYTHING && kind.goes_without_saying())
                || &**text == kind.as_str()
                || text.strip_suffix(".*") == Some(kind.family())
        })
    }

    /// The texts, in the order in which they were given.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|text| &**text)
    }
}

fn families() -> impl Iterator<Item = &'static str> {
    let kinds = WebhookKind::ALL.iter().filter(|kind| kind.can_be_asked_for());
    let mut families: Vec<_> = kinds.map(|kind| kind.family()).collect();
    families.dedup();
    families.into_iter()
}

fn is_known(text: &str) -> bool {
    text == EVERYTHING
        || text.parse().is_ok_and(WebhookKind::can_be_asked_for)
        || text.strip_suffix(".*").is_some_and(|family| families().any(|known| known == family))
}

fn known() -> String {
    let kinds = WebhookKind::ALL.iter().filter(|kind| kind.can_be_asked_for()).map(|kind| kind.as_str());
    let families: Vec<_> = families().map(|family| format!("{family}.*")).collect();
    format!("must be one of {}, {}, {EVERYTHING}", kinds.collect::<Vec<_>>().join(", "), families.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_a_family_or_everything() {
        let wants = |texts: &[&str], kind| Interest::parse(texts).unwrap().wants(kind);
        assert!(wants(&["key.created"], WebhookKind::KeyCreated));
        assert!(!wants(&["key.created"], WebhookKind::KeyRevoked));
        assert!(wants(&["license.*", "key.*"], WebhookKind::KeyRevoked));
        assert!(!wants(&["license.*"], WebhookKind::KeyRevoked));
        assert!(wants(&["*"], WebhookKind::CustomerDeleted));
        assert!(!wants(&["*", "key.*"], WebhookKind::EventIngested));
        assert!(wants(&["event.*"], WebhookKind::EventIngested));
        for kind in WebhookKind::ALL.iter().filter(|kind| kind.can_be_asked_for()) {
            assert!(wants(&[kind.as_str()], *kind) && wants(&[&format!("{}.*", kind.family())], *kind));
        }
    }

    #[test]
    fn what_is_unknown_is_named() {
        for bad in ["", "key", "key.", ".*", "webhook.test", "webhook.*", "Key.created", "key.create", "**"] {
            let error = Interest::parse(&["key.created", bad]).unwrap_err();
            assert_eq!(error.at, Some(1), "{bad}");
            assert!(error.reason.starts_with("must be one of key.created, "), "{}", error.reason);
        }
        assert_eq!(Interest::parse::<&str>(&[]).unwrap_err().at, None);
        let twice = Interest::parse(&["key.*", "key.*"]).unwrap();
        assert_eq!(twice.iter().collect::<Vec<_>>(), ["key.*"]);
    }
}
