//! Which part of a list, and in which order.

/// A window on a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The most rows, 1 to the configured maximum (1000).
    pub limit: u64,
    /// How many rows to pass over.
    pub offset: u64,
    /// The direction of the sort.
    pub order: Order,
}

/// The direction of a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// Smallest or oldest first.
    Ascending,
    /// Largest or newest first.
    #[default]
    Descending,
}

impl Page {
    /// The first `limit` rows, newest first.
    pub const fn first(limit: u64) -> Self {
        Self { limit, offset: 0, order: Order::Descending }
    }
}
