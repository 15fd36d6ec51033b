//! Ask for a mail to set another password with.

use keyward_domain::EmailTokenPurpose;

use crate::sessions::Device;
use crate::{Authority, Error};

/// Sends somebody a mail with which they can set another password; the one before it is worth nothing from then on. Whether the
/// address has an account is told to nobody, neither by the answer nor by its time.
pub async fn forgot_password(authority: &Authority, device: &Device, email: &str) -> Result<(), Error> {
    super::ask(authority, device, email, EmailTokenPurpose::Reset).await
}
