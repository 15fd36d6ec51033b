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
    /// The most rows that can be passed over: both databases count in 63 bits, and no list is so long.
    pub const MAX_OFFSET: u64 = 1 << 62;

    /// The page of that number, from 1, of so many rows each. One beyond all that can be counted is as empty as the last.
    pub const fn nth(number: u64, limit: u64, order: Order) -> Self {
        let before = number.saturating_sub(1).saturating_mul(limit);
        let offset = if before > Self::MAX_OFFSET { Self::MAX_OFFSET } else { before };
        Self { limit, offset, order }
    }

    /// The first `limit` rows, newest first.
    pub const fn first(limit: u64) -> Self {
        Self { limit, offset: 0, order: Order::Descending }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_where_the_one_before_ends() {
        let offset = |number, limit| Page::nth(number, limit, Order::Descending).offset;
        assert_eq!([offset(1, 25), offset(2, 25), offset(0, 25)], [0, 25, 0]);
        for far in [u64::MAX, 1 << 62, i64::MAX.unsigned_abs()] {
            assert_eq!(offset(far, 100), Page::MAX_OFFSET);
        }
        assert!(i64::try_from(Page::MAX_OFFSET).is_ok());
    }
}
