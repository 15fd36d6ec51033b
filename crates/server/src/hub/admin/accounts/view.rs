//! An account as the operator sees it.

use keyward_domain::{Account, AccountType};
use serde::Serialize;
use utoipa::ToSchema;

use crate::hub::profile::Profile;

/// An account of the hub.
#[derive(Serialize, ToSchema)]
pub(crate) struct OperatedAccount {
    #[serde(flatten)]
    profile: Profile,
    /// What it asks to become.
    pending_type: Option<&'static str>,
    /// Whether it is switched off.
    disabled: bool,
}

impl From<&Account> for OperatedAccount {
    fn from(account: &Account) -> Self {
        Self {
            pending_type: account.pending_type.map(AccountType::as_str),
            disabled: account.disabled_at.is_some(),
            profile: account.clone().into(),
        }
    }
}
