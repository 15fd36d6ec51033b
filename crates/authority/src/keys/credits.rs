//! Credits as the wire sends them.

/// What a key is to have to spend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCredits {
    /// So much now, 0 to 1,000,000,000,000,000.
    pub remaining: i64,
    /// And more later.
    pub refill: Option<NewRefill>,
}

/// When a key gets more to spend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefill {
    /// What there is then at least.
    pub amount: i64,
    /// `daily` or `monthly`.
    pub interval: String,
    /// The day of the month, 1 to 31; 1 by default.
    pub day: Option<i64>,
}
