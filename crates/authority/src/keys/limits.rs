//! Limits as the wire sends them.

/// A limit to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLimit {
    /// By which a check names it: 1 to 64 of `a-z`, `0-9`, `_`, `.`, `-`, another for each limit of a key.
    pub name: String,
    /// The most units in any stretch of the window, 1 to 4,000,000,000.
    pub limit: i64,
    /// The window, 1 to 31,536,000 seconds.
    pub window_seconds: i64,
    /// Whether every check takes from it, or only one that names it.
    pub auto: bool,
    /// `key` or `owner`: whether the owner's keys share the count. `key` by default.
    pub scope: Option<String>,
}
