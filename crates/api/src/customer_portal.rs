//! The customers' portal (contract v1, part 8).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A customer to be let in.
#[derive(Debug, Clone, Default, Deserialize, Serialize, ToSchema)]
pub struct OpenPortal {
    /// Your own id of the customer.
    #[schema(example = "customer-42")]
    pub external_id: Option<String>,
    /// Or its id here.
    pub customer_id: Option<String>,
    /// How long the session is good, in seconds. 3600 by default.
    #[schema(minimum = 60, maximum = 86400)]
    pub ttl_seconds: Option<u64>,
    /// `keys:read`, `keys:write`, `usage:read`, `licenses:read`. Absent: whichever of them you may do yourself.
    pub allow: Option<Vec<String>>,
    /// What keys that the customer makes may do: permissions `entity:action` that you hold. Absent: none.
    pub permissions: Option<Vec<String>>,
}

/// A session of the portal.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalOpened {
    /// Its id.
    pub id: String,
    /// Where to send the customer. The token stands behind the `#`, which browsers don't send to servers.
    pub url: String,
    /// For `X-Session-Token`; told this once.
    pub token: String,
    /// When it ends by itself.
    pub expires_at: String,
}

/// What a portal session is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalInfo {
    /// The session.
    pub session_id: String,
    /// The customer.
    pub customer: PortalCustomer,
    /// What it may do.
    pub allow: Vec<&'static str>,
    /// What keys that it makes may do.
    pub permissions: Vec<String>,
    /// When the session ends by itself.
    pub expires_at: String,
}

/// A customer, as it sees itself.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalCustomer {
    /// Its id.
    pub id: String,
    /// The tenant's own id of it.
    pub external_id: String,
    /// What people call it.
    pub name: String,
    /// Its address.
    pub email: Option<String>,
}

/// A key that a customer makes.
#[derive(Debug, Clone, Deserialize, Serialize, ToSchema)]
pub struct CreatePortalKey {
    /// 1 to 255 characters.
    pub name: String,
    /// When it ends, RFC 3339. Absent: never.
    pub expires_at: Option<String>,
    /// Or after how many seconds.
    pub ttl_seconds: Option<i64>,
}

/// What a customer used.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalUsage {
    /// From when on.
    pub start_time: String,
    /// How many events of each name there were.
    pub items: Vec<PortalUsageItem>,
    /// How often the customer's keys were answered about, by code; for sessions that may `keys:read`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = json!({"VALID": 41, "RATE_LIMITED": 2}))]
    pub checks: Option<BTreeMap<&'static str, u64>>,
}

/// Events of one name.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalUsageItem {
    /// What happened.
    pub event_name: String,
    /// How often.
    #[schema(value_type = u64)]
    pub value: serde_json::Value,
}

/// A license of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalLicense {
    /// Its id.
    #[schema(example = "license_Uk3vQz8a")]
    pub id: String,
    /// Its key, by which a site activates it.
    #[schema(example = "FLVR-7K2M-Q9XD-R4TB-H3WZ")]
    pub license_key: String,
    /// What it is for.
    pub product: PortalProduct,
    /// How much of it.
    #[schema(example = "starter")]
    pub tier: String,
    /// `active`, `expired`, `suspended` or `revoked`.
    #[schema(example = "active")]
    pub status: &'static str,
    /// When it ends.
    pub expires_at: String,
    /// On how many domains that count it may be active; -1: on as many as there are.
    pub activation_limit: i64,
    /// Where it is active.
    pub activations: Vec<PortalActivation>,
    /// What it unlocks.
    pub features: Vec<String>,
    /// When it was made.
    pub created_at: String,
}

/// What a license is for.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalProduct {
    /// What people call it.
    pub name: String,
    /// Its name in URLs.
    #[schema(example = "flavor-starter")]
    pub slug: String,
}

/// Where a license is active.
#[derive(Debug, Serialize, ToSchema)]
pub struct PortalActivation {
    /// The domain.
    #[schema(example = "shop.example.com")]
    pub domain: String,
    /// Since when.
    pub activated_at: String,
}
