//! Real servers, databases, clocks and callers for tests. Never shipped.
