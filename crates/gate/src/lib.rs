//! The hot path: cached grants, their checks and their invalidation.
