//! HTTP over the operations.
