//! Send the mail to prove an address with once more.

use keyward_domain::EmailTokenPurpose;

use crate::sessions::Device;
use crate::{Authority, Error};

/// Sends another mail to somebody who has not proven their address. What becomes of it is told to nobody, neither by the answer nor
/// by its time.
pub async fn resend_verification(authority: &Authority, device: &Device, email: &str) -> Result<(), Error> {
    super::ask(authority, device, email, EmailTokenPurpose::Verification).await
}
