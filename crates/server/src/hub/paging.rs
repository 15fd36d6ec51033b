//! Lists: a bare array, or an envelope when a page is asked for (contract hub, B.0).

use keyward_authority::keys::list::Listed;
use keyward_domain::{Order, Page};
use serde::Serialize;
use utoipa::ToSchema;

use super::fields::{Sent, Whole};

const PER_PAGE: i64 = 25;
const MAX_PER_PAGE: i64 = 100;
/// What an array holds at most: more than that is asked for by pages.
const MAX_ARRAY: u64 = 10_000;

/// Which part of a list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Paging(Option<(i64, i64)>);

/// A list, or a page of one.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(super) enum Rows<T> {
    /// The whole list.
    All(Vec<T>),
    /// A page.
    Page {
        /// Its rows.
        items: Vec<T>,
        /// How many there are on all pages.
        total: u64,
        /// Its number, from 1.
        page: i64,
        /// How many rows a page has.
        per_page: i64,
    },
}

impl Paging {
    /// Of `page` and `per_page`, neither of which must be sent.
    pub(super) fn read(sent: &mut Sent) -> Option<Self> {
        let asked = sent.has_query("page") || sent.has_query("per_page");
        let page = sent.query_or("page", Whole::between(1, i64::from(i32::MAX)), 1);
        let per_page = sent.query_or("per_page", Whole::between(1, MAX_PER_PAGE), PER_PAGE);
        let (page, per_page) = (page?, per_page?);
        Some(Self(asked.then_some((page, per_page))))
    }

    /// The same for a collection that always comes in an envelope.
    pub(super) fn read_always(sent: &mut Sent) -> Option<Self> {
        let Self(asked) = Self::read(sent)?;
        Some(Self(Some(asked.unwrap_or((1, PER_PAGE)))))
    }

    pub(super) fn page(self) -> Page {
        let Some((page, per_page)) = self.0 else { return Page::first(MAX_ARRAY) };
        Page::nth(page.unsigned_abs(), per_page.unsigned_abs(), Order::Descending)
    }

    pub(super) fn rows<T, R: for<'a> From<&'a T>>(self, listed: &Listed<T>) -> Rows<R> {
        let items = listed.items.iter().map(R::from).collect();
        match self.0 {
            None => Rows::All(items),
            Some((page, per_page)) => Rows::Page { items, total: listed.total, page, per_page },
        }
    }
}
