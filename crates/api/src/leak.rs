//! Leaked keys (GitHub's secret scanning partner program).

use serde::Serialize;
use utoipa::ToSchema;

/// What GitHub is told of a text that it reported.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct JudgedLeak {
    /// The text.
    pub token_raw: String,
    /// What GitHub takes it for.
    pub token_type: String,
    /// `true_positive`: it is a key of ours, whatever has become of it; or `false_positive`.
    #[schema(example = "true_positive")]
    pub label: &'static str,
}
