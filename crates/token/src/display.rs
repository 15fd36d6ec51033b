//! How list pages show a key.

use std::fmt;
use std::str::FromStr;

use crate::{PlainSecret, Template};

/// What stands for characters that are not shown.
const MASK: &str = "***";
/// How many characters stay hidden at least; a text too short for that is not shown at all.
const MIN_HIDDEN: usize = 9;
/// How many of the first and of the last characters `ends` shows.
const ENDS: (usize, usize) = (5, 2);

/// How list pages show a key. Written `ends`, `random:N` or `head:N`, with `N` from 1 to 32.
///
/// A secret that is so short that fewer than nine characters would stay hidden, or is not ASCII, is shown as
/// `***`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DisplayRule {
    /// The first 5 characters, `***`, and the last 2: `sk_0c***fe`.
    Ends,
    /// So many characters after the template's literal prefix: `0cc505d7`.
    Random(u8),
    /// The first so many characters and `...`: `fj_live_0cc5...`.
    Head(u8),
}

impl DisplayRule {
    /// What may be shown of `secret`, a key of `template`.
    pub fn apply(self, template: &Template, secret: &PlainSecret) -> String {
        let (first, last) = self.shown(template);
        let Some((head, tail)) = outer(secret.expose(), first, last) else { return MASK.to_owned() };
        match self {
            Self::Ends => format!("{head}{MASK}{tail}"),
            Self::Random(_) => head[template.literal_prefix().len()..].to_owned(),
            Self::Head(_) => format!("{head}..."),
        }
    }

    /// How many of the first and of the last characters of a key are no secret any more.
    pub(crate) fn shown(self, template: &Template) -> (usize, usize) {
        match self {
            Self::Ends => ENDS,
            Self::Random(count) => (template.literal_prefix().len() + usize::from(count), 0),
            Self::Head(count) => (usize::from(count), 0),
        }
    }
}

/// Any secret as [`DisplayRule::Ends`] shows it: the first 5 characters, `***`, and the last 2.
///
/// ```
/// assert_eq!(keyward_token::display_id("sk_local_flexprice_test_key"), "sk_lo***ey");
/// assert_eq!(keyward_token::display_id("hunter2"), "***");
/// ```
pub fn display_id(secret: &str) -> String {
    let (first, last) = ENDS;
    outer(secret, first, last).map_or_else(|| MASK.to_owned(), |(head, tail)| format!("{head}{MASK}{tail}"))
}

/// The first and the last characters, if enough is left between them.
fn outer(text: &str, first: usize, last: usize) -> Option<(&str, &str)> {
    let presentable = text.is_ascii() && text.len() >= first + last + MIN_HIDDEN;
    presentable.then(|| (&text[..first], &text[text.len() - last..]))
}

impl fmt::Display for DisplayRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ends => f.write_str("ends"),
            Self::Random(count) => write!(f, "random:{count}"),
            Self::Head(count) => write!(f, "head:{count}"),
        }
    }
}

impl FromStr for DisplayRule {
    type Err = DisplayRuleError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let count = |digits: &str| digits.parse().ok().filter(|count| (1..=32).contains(count));
        let rule = match text.split_once(':') {
            None if text == "ends" => Some(Self::Ends),
            Some(("random", digits)) => count(digits).map(Self::Random),
            Some(("head", digits)) => count(digits).map(Self::Head),
            _ => None,
        };
        rule.ok_or(DisplayRuleError)
    }
}

/// The text is no display rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a display rule is `ends`, `random:N` or `head:N`, with N from 1 to 32")]
pub struct DisplayRuleError;

#[cfg(test)]
mod tests {
    use super::{DisplayRule, DisplayRuleError};
    use crate::{PlainSecret, Template};

    const HEX: &str = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";

    fn shown(rule: &str, template: &str, secret: &str) -> String {
        let template: Template = template.parse().unwrap();
        rule.parse::<DisplayRule>().unwrap().apply(&template, &PlainSecret::new(secret))
    }

    #[test]
    fn as_each_product_shows_it() {
        assert_eq!(shown("ends", "sk_{hex:64}", &format!("sk_{HEX}")), "sk_0c***fe");
        assert_eq!(shown("random:8", "fh_live_{hex:40}", &format!("fh_live_{}", &HEX[..40])), "0cc505d7");
        assert_eq!(shown("head:12", "fj_live_{hex:64}", &format!("fj_live_{HEX}")), "fj_live_0cc5...");
    }

    #[test]
    fn short_or_foreign_secrets_are_not_shown() {
        for rule in ["ends", "random:8", "head:12"] {
            for secret in ["", "short", "fifteen letters", &"é".repeat(40)] {
                assert_eq!(shown(rule, "x_{hex:64}", secret), "***", "{rule} {secret}");
            }
        }
    }

    #[test]
    fn rules_read_back() {
        for text in ["ends", "random:8", "head:12"] {
            assert_eq!(text.parse::<DisplayRule>().unwrap().to_string(), text);
        }
        for text in ["", "ends:3", "random", "random:0", "head:33", "head:", "tail:3"] {
            assert_eq!(text.parse::<DisplayRule>(), Err(DisplayRuleError), "{text}");
        }
    }
}
