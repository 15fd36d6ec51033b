//! The values that a key may have, each refused at the place where a bad one stands.

mod agent_text;
mod checkout_url;
mod cidr;
mod colour;
mod database_url;
mod frame_origin;
mod header_text;
mod jwks_url;
mod label;
mod log_filter;
mod logo;
mod mail;
mod metrics_listen;
mod on_leak;
mod public_url;
mod range;
mod rate;
mod sha256_hex;
mod shared_secret;
mod socket_address;
mod store_kind;
mod uncounted_domain;

pub use agent_text::AgentText;
pub use checkout_url::CheckoutUrl;
pub use cidr::Cidr;
pub use colour::Colour;
pub use database_url::{DatabaseEngine, DatabaseUrl};
pub use frame_origin::FrameOrigin;
pub use header_text::HeaderText;
pub use jwks_url::JwksUrl;
pub use label::Label;
pub use log_filter::LogFilter;
pub use logo::Logo;
pub use mail::{MailFrom, MailTls, Required};
pub use metrics_listen::MetricsListen;
pub use on_leak::OnLeak;
pub use public_url::PublicUrl;
pub use rate::{Period, Rate};
pub use sha256_hex::Sha256Hex;
pub use shared_secret::SharedSecret;
pub use store_kind::StoreKind;
pub use uncounted_domain::UncountedDomain;

pub(super) use range::within;
pub(super) use socket_address::socket_address;
