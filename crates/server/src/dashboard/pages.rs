//! The pages of a list, and the links that turn them.

use keyward_domain::{Order, Page};

use super::form::Fields;

/// Further than anybody turns pages, and as much as a database counts.
const LAST: u64 = 1_000_000;

/// The number of the page that the address asks for.
pub(super) fn number(asked: &Fields) -> u64 {
    asked.text("page").parse().unwrap_or(1).clamp(1, LAST)
}

/// One page of a list.
pub(super) struct Pages {
    number: u64,
    per: u64,
    /// How many there are on all pages.
    pub(super) total: u64,
    /// What else the address asks for.
    query: Vec<(&'static str, String)>,
}

impl Pages {
    /// The page that the address asks for, of so many rows.
    pub(super) fn asked(asked: &Fields, per: u64) -> Self {
        Self { number: number(asked), per, total: 0, query: Vec::new() }
    }

    /// The part of the list that it is.
    pub(super) fn part(&self, order: Order) -> Page {
        Page::nth(self.number, self.per, order)
    }

    /// With what was found: how many in all, and what was asked for, which the links ask for again.
    pub(super) fn found(self, total: u64, query: &[(&'static str, &str)]) -> Self {
        let filled = query.iter().filter(|(_, value)| !value.is_empty());
        Self { total, query: filled.map(|(name, value)| (*name, (*value).to_owned())).collect(), ..self }
    }

    /// Whether the list is empty, and not only this page of it or what was searched for.
    pub(super) fn nothing_yet(&self) -> bool {
        self.total == 0 && self.query.is_empty()
    }

    /// `1–25 of 60`.
    pub(super) fn said(&self) -> String {
        let first = (self.number - 1) * self.per + 1;
        if first > self.total {
            return format!("{} in all", self.total);
        }
        format!("{first}–{} of {}", self.total.min(self.number * self.per), self.total)
    }

    pub(super) fn previous(&self) -> Option<String> {
        (self.number > 1).then(|| self.address(self.number - 1))
    }

    pub(super) fn next(&self) -> Option<String> {
        (self.number * self.per < self.total).then(|| self.address(self.number + 1))
    }

    fn address(&self, page: u64) -> String {
        let page = [("page", page.to_string())];
        let pairs: Vec<_> = self.query.iter().chain(&page).collect();
        // Pairs of texts are always written.
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_lead_to_pages_that_there_are() {
        let page = |number| Pages { number, per: 25, total: 0, query: Vec::new() };
        let first = page(1).found(60, &[("q", "a&b"), ("state", "")]);
        assert_eq!((first.said().as_str(), first.previous()), ("1–25 of 60", None));
        assert_eq!(first.next().as_deref(), Some("?q=a%26b&page=2"));
        let last = page(3).found(60, &[]);
        assert_eq!((last.said().as_str(), last.next()), ("51–60 of 60", None));
        assert_eq!(last.previous().as_deref(), Some("?page=2"));
        assert_eq!(page(4).found(60, &[]).said(), "60 in all");
        assert!(page(2).found(0, &[]).nothing_yet() && !page(1).found(0, &[("q", "x")]).nothing_yet());
    }
}
