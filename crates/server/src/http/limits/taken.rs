//! What a limit leaves.

use axum::http::{HeaderName, HeaderValue};

use super::counter::Window;

/// A hit that was within its limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Taken {
    limit: u32,
    window: Window,
}

impl Taken {
    /// `None`: the hit is one too many.
    pub(super) fn new(limit: u32, window: Window) -> Option<Self> {
        (window.hits <= u64::from(limit)).then_some(Self { limit, window })
    }

    /// As a refusal has them (see [`Limited`](super::Limited)), but for `retry-after`.
    pub(crate) fn headers(&self) -> [(HeaderName, HeaderValue); 3] {
        [
            (HeaderName::from_static("x-ratelimit-limit"), self.limit.into()),
            (
                HeaderName::from_static("x-ratelimit-remaining"),
                u64::from(self.limit).saturating_sub(self.window.hits).into(),
            ),
            (HeaderName::from_static("x-ratelimit-reset"), (self.window.ends_at.as_seconds() + 1).into()),
        ]
    }
}
