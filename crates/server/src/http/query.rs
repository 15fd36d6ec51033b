//! Query parameters: each a text that is checked by name; unknown ones are ignored.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use keyward_api::{List, Pagination};
use keyward_authority::keys::list::Listed;
use keyward_domain::{Invalid, Order, Page};
use serde::de::DeserializeOwned;

use super::ApiError;
use crate::App;

/// A query string read into a struct of optional texts.
pub(crate) struct Query<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ApiError> {
        match axum::extract::Query::<T>::try_from_uri(&parts.uri) {
            Ok(query) => Ok(Self(query.0)),
            Err(error) => Err(ApiError::field("query", &error.body_text())),
        }
    }
}

/// `limit`, `offset` and `order`, as sent.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct PageQuery {
    limit: Option<String>,
    offset: Option<String>,
    order: Option<String>,
}

impl PageQuery {
    /// From the numbers of a body.
    pub(crate) fn of(limit: Option<u64>, offset: Option<u64>) -> Self {
        let text = |number: Option<u64>| number.map(|number| number.to_string());
        Self { limit: text(limit), offset: text(offset), order: None }
    }

    /// The page, within the configured bounds.
    pub(crate) fn page(&self, app: &App) -> Result<Page, Invalid> {
        let limits = &app.config.limits;
        let (default, most) = (u64::from(limits.page_default), u64::from(limits.page_max));
        let mut invalid = Invalid::none();
        let mut number = |field: &str,
                          text: &Option<String>,
                          default: u64,
                          range: std::ops::RangeInclusive<u64>| match text {
            None => default,
            Some(text) => match text.parse::<u64>() {
                Ok(number) if range.contains(&number) => number,
                _ => {
                    invalid.add(
                        field,
                        format_args!("must be a whole number from {} to {}", range.start(), range.end()),
                    );
                    default
                }
            },
        };
        let limit = number("limit", &self.limit, default, 1..=most);
        let offset = number("offset", &self.offset, 0, 0..=Page::MAX_OFFSET);
        let order = match self.order.as_deref() {
            None | Some("desc") => Order::Descending,
            Some("asc") => Order::Ascending,
            Some(_) => {
                invalid.add("order", "must be `asc` or `desc`");
                Order::Descending
            }
        };
        invalid.into_result().map(|()| Page { limit, offset, order })
    }
}

/// A page in the contract's shape.
pub(crate) fn list<T, V>(listed: Listed<T>, page: Page, view: impl FnMut(T) -> V) -> List<V> {
    let offset = page.offset + listed.items.len() as u64;
    let pagination = Pagination { total: listed.total, limit: page.limit, offset };
    List { items: listed.items.into_iter().map(view).collect(), pagination }
}
