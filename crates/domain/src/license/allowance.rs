//! How many licences an account may make.

/// How many licences an account may make and has made, those not for resale left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How many it may; -1 for as many as it likes.
    pub limit: i64,
    /// How many it has.
    pub used: u64,
}

/// There is no room for what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("License limit reached ({used} of {limit})")]
pub struct LimitReached {
    /// How many there may be.
    pub limit: i64,
    /// How many there are.
    pub used: u64,
}

impl Allowance {
    /// How many it may still make; -1 for as many as it likes.
    pub fn remaining(self) -> i64 {
        match u64::try_from(self.limit) {
            Ok(limit) => i64::try_from(limit.saturating_sub(self.used)).unwrap_or(i64::MAX),
            Err(_) => -1,
        }
    }

    /// Lets `more` be made: all of them, or none.
    pub fn admit(self, more: u64) -> Result<(), LimitReached> {
        let fits = u64::try_from(self.limit).map_or(true, |limit| self.used.saturating_add(more) <= limit);
        if fits { Ok(()) } else { Err(LimitReached { limit: self.limit, used: self.used }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_or_none_fit() {
        let five = Allowance { limit: 5, used: 3 };
        assert_eq!(
            (five.remaining(), five.admit(2), five.admit(3)),
            (2, Ok(()), Err(LimitReached { limit: 5, used: 3 }))
        );
        let over = Allowance { limit: 1, used: 3 };
        assert_eq!((over.remaining(), over.admit(0).is_ok()), (0, false));
        let any = Allowance { limit: -1, used: u64::MAX };
        assert_eq!((any.remaining(), any.admit(100)), (-1, Ok(())));
    }
}
