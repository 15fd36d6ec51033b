//! An account as its owner sees it.

use keyward_domain::Account;
use serde::Serialize;
use utoipa::ToSchema;

/// One's own account.
#[derive(Serialize, ToSchema)]
pub(crate) struct Profile {
    id: i64,
    email: String,
    name: String,
    company: Option<String>,
    /// `customer`, `developer`, `reseller` or `agency`.
    #[serde(rename = "type")]
    account_type: &'static str,
    email_verified: bool,
    /// A partner's code, for those who register with it.
    #[schema(example = "FLV-A1B2C3")]
    referral_code: Option<String>,
    /// How many licenses it may make; -1 without limit.
    license_limit: i64,
    created_at: String,
}

impl From<Account> for Profile {
    fn from(account: Account) -> Self {
        Self {
            id: account.id.get(),
            name: name(&account),
            email: account.email,
            company: account.company.map(|company| company.to_string()),
            account_type: account.account_type.as_str(),
            email_verified: account.email_verified_at.is_some(),
            referral_code: account.referral_code.map(|code| code.to_string()),
            license_limit: account.license_limit,
            created_at: account.created_at.to_string(),
        }
    }
}

/// What somebody is called: their address where they were made without a name.
pub(in crate::hub) fn name(account: &Account) -> String {
    account.name.as_ref().map_or_else(|| account.email.clone(), ToString::to_string)
}
