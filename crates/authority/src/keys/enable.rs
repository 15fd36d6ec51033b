//! Switch a disabled key on again.

use keyward_domain::KeyState;

use super::Owned;
use super::disable::switch;
use crate::{Actor, Authority, Error};

/// Enables a key. Enabling an active key changes nothing.
pub async fn enable(authority: &Authority, actor: &Actor, id: &str) -> Result<Owned, Error> {
    switch(authority, actor, id, KeyState::Active, "key.enable").await
}
