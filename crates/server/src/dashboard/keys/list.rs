//! `GET /dashboard/{environment}/keys`

use std::sync::Arc;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use keyward_authority::keys::list::{ListKeys, list};
use keyward_domain::{Order, Page};
use keyward_storage::keys::Count;

use super::{Row, SECTION};
use crate::App;
use crate::dashboard::form::{Asked, Fields};
use crate::dashboard::here::Here;
use crate::dashboard::names::Names;
use crate::dashboard::pages::number;
use crate::dashboard::problem::Problem;
use crate::dashboard::shell::Shell;

const PER_PAGE: u64 = 25;
/// So many are counted of a list, and of those that hold a text, which takes longer; then it says that there are more.
const COUNTED: u64 = 10_000;
const COUNTED_OF_TEXT: u64 = 1_000;
/// The columns that sort, with their words in the operation and in the table's head; `None`: it does not sort.
const COLUMNS: [(Option<&str>, &str); 7] = [
    (Some("name"), "Name"),
    (None, "Prefix"),
    (None, "Owner"),
    (None, "Active"),
    (Some("last_used_at"), "Last used"),
    (Some("created_at"), "Created"),
    (Some("expires_at"), "Expires"),
];
const STATUSES: [(&str, &str); 5] = [
    ("", "Every status"),
    ("active", "Active"),
    ("disabled", "Disabled"),
    ("expired", "Expired"),
    ("revoked", "Revoked"),
];
const NEWS: [(&str, &str); 1] = [("revoked", "The key is revoked. Nothing passes with it any more.")];

/// What is asked for.
pub(super) struct Search {
    q: String,
    status: String,
    owner: String,
    sort: String,
    ascending: bool,
    page: u64,
}

#[derive(Template)]
#[template(path = "dashboard/keys/list.html")]
struct ListPage {
    shell: Shell,
    news: &'static str,
    search: Search,
    rows: Vec<Row>,
    total: u64,
}

/// A table to search, filter, sort and page through.
pub(in crate::dashboard) async fn page(
    State(app): State<Arc<App>>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, Problem> {
    let search = Search::of(&asked);
    let found = list(&app.authority, &here.actor, &search.input()).await?;
    let mut names = Names::new(&app.authority, &here.actor);
    let mut rows = Vec::with_capacity(found.items.len());
    for owned in &found.items {
        rows.push(Row::of(&app.authority, owned, &mut names).await);
    }
    let news = asked.news(&NEWS);
    Ok(here.page(SECTION, |shell| ListPage { shell, news, search, rows, total: found.total }))
}

impl Search {
    pub(super) fn of(asked: &Fields) -> Self {
        let sort = COLUMNS.iter().filter_map(|(sort, _)| *sort).find(|sort| *sort == asked.text("sort"));
        let status = STATUSES.iter().find(|(status, _)| *status == asked.text("status"));
        let text = asked.text("q").chars().filter(|char| !char.is_control()).take(255).collect();
        Self {
            q: text,
            status: status.map_or("", |(status, _)| status).to_owned(),
            owner: asked.text("owner").to_owned(),
            sort: sort.unwrap_or("created_at").to_owned(),
            ascending: asked.text("order") == "asc",
            page: number(asked),
        }
    }

    pub(super) fn input(&self) -> ListKeys {
        let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
        let order = if self.ascending { Order::Ascending } else { Order::Descending };
        ListKeys {
            search: filled(&self.q),
            status: filled(&self.status),
            owner: filled(&self.owner),
            sort: Some(self.sort.clone()),
            page: Some(Page::nth(self.page, PER_PAGE, order)),
            count: Count::UpTo(self.counted()),
            ..ListKeys::default()
        }
    }

    const fn counted(&self) -> u64 {
        if self.q.is_empty() { COUNTED } else { COUNTED_OF_TEXT }
    }

    /// Whether it narrows the list.
    fn narrows(&self) -> bool {
        !self.q.is_empty() || !self.status.is_empty() || !self.owner.is_empty()
    }

    /// The address of the same search, sorted or paged otherwise.
    fn address(&self, sort: &str, ascending: bool, page: u64) -> String {
        let order = if ascending { "asc" } else { "desc" };
        let page = page.to_string();
        let pairs = [
            ("q", self.q.as_str()),
            ("status", &self.status),
            ("owner", &self.owner),
            ("sort", sort),
            ("order", order),
            ("page", &page),
        ];
        let pairs: Vec<_> = pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect();
        // Pairs of texts are always written.
        format!("?{}", serde_urlencoded::to_string(pairs).unwrap_or_default())
    }

    fn turned(&self, page: u64) -> String {
        self.address(&self.sort, self.ascending, page)
    }

    /// Sorting by the column that sorts already turns the order round.
    fn sorted(&self, sort: &str) -> String {
        let ascending = if self.sort == sort { !self.ascending } else { sort == "name" };
        self.address(sort, ascending, 1)
    }

    /// What a column's head says of its order (WAI-ARIA, `aria-sort`).
    fn said(&self, sort: Option<&str>) -> &'static str {
        match sort {
            Some(sort) if sort == self.sort && self.ascending => "ascending",
            Some(sort) if sort == self.sort => "descending",
            _ => "none",
        }
    }
}

impl ListPage {
    fn first(&self) -> u64 {
        (self.search.page - 1) * PER_PAGE + 1
    }

    fn last(&self) -> u64 {
        self.first() + self.rows.len() as u64 - 1
    }

    /// How many there are: `42`, `10,000+`.
    fn sum(&self) -> String {
        crate::dashboard::figures::most(self.total, self.search.counted())
    }

    /// Where all of them are a file.
    fn export(&self) -> String {
        let address = self.search.address("", false, 1);
        self.shell.path(&format!("/keys/export{address}"))
    }

    fn goes_on(&self) -> bool {
        let uncounted = self.total > self.search.counted();
        self.last() < self.total || (uncounted && self.rows.len() as u64 == PER_PAGE)
    }
}
