//! Lists.

use serde::Serialize;
use utoipa::ToSchema;

/// A part of a list.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct List<T> {
    /// The rows of this page.
    pub items: Vec<T>,
    /// Where it lies.
    pub pagination: Pagination,
}

/// Where a page lies in its list.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
pub struct Pagination {
    /// How many rows there are on all pages.
    pub total: u64,
    /// The most rows of a page.
    pub limit: u64,
    /// The `offset` of the next page.
    pub offset: u64,
}
