use keyward_token::FormatName;
use serde::{Deserialize, Serialize};

use crate::config::text;

/// `[issue]`: the name of the format that each surface issues, a built-in one or one of `[formats]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Issue {
    /// `/v1/keys`. Default `native`.
    #[serde(with = "text::plain")]
    pub native: FormatName,
    /// Private keys of `/v1/secrets/api/keys`. Default `secret`.
    #[serde(with = "text::plain")]
    pub secret: FormatName,
    /// Publishable keys of `/v1/secrets/api/keys`. Default `publishable`.
    #[serde(with = "text::plain")]
    pub publishable: FormatName,
    /// The licensing hub. Default `native`.
    #[serde(with = "text::plain")]
    pub hub: FormatName,
    /// `/api/keys`. Default `native`.
    #[serde(with = "text::plain")]
    pub flapjack: FormatName,
}

impl Default for Issue {
    fn default() -> Self {
        let name = |text: &str| -> FormatName { text.parse().expect("a format's name") };
        Self {
            native: name("native"),
            secret: name("secret"),
            publishable: name("publishable"),
            hub: name("native"),
            flapjack: name("native"),
        }
    }
}

impl Issue {
    /// Each surface's key in `[issue]` with the format it names.
    pub fn by_surface(&self) -> [(&'static str, &FormatName); 5] {
        [
            ("native", &self.native),
            ("secret", &self.secret),
            ("publishable", &self.publishable),
            ("hub", &self.hub),
            ("flapjack", &self.flapjack),
        ]
    }
}
