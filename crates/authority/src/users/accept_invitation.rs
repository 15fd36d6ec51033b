//! Accept an invitation, with the token that was sent to the address.

use keyward_domain::EmailTokenPurpose;

use crate::accounts::reset_password::set_by_token;
use crate::sessions::Device;
use crate::{Authority, Error};

/// Sets the first password of a person who was invited; their address is proven by it. Whatever is wrong with the token is
/// `EmailToken`; it stays good when the password is refused.
pub async fn accept_invitation(
    authority: &Authority,
    device: &Device,
    token: &str,
    password: &str,
) -> Result<(), Error> {
    set_by_token(authority, device, token, password, EmailTokenPurpose::Invitation).await
}
