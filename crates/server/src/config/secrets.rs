use std::collections::BTreeMap;
use std::fmt;

use keyward_token::PepperId;
use zeroize::Zeroizing;

use super::SharedSecret;

/// Secrets that the environment handed in. Shown by nothing, and in no file that is printed.
#[derive(Clone, Default, PartialEq)]
pub struct Secrets {
    /// `KEYWARD_PEPPER_<ID>`: peppers by id, beside those in the data directory.
    pub peppers: BTreeMap<PepperId, Zeroizing<[u8; 32]>>,
    /// `KEYWARD_MASTER_SECRET`: what sealing and signing keys are derived from, instead of the one in the
    /// data directory.
    pub master: Option<MasterSecret>,
    /// The secrets of issuers by the variable that `hs256_secret_env` names.
    pub issuers: BTreeMap<String, SharedSecret>,
    /// `KEYWARD_MAIL_SMTP_PASSWORD`: with which the server signs in at the mail server.
    pub smtp_password: Option<Zeroizing<String>>,
    /// `KEYWARD_RELEASES_S3_SECRET`: with which requests for the files of releases are signed.
    pub s3_secret: Option<Zeroizing<String>>,
}

impl fmt::Debug for Secrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let peppers: Vec<_> = self.peppers.keys().collect();
        f.debug_struct("Secrets")
            .field("peppers", &peppers)
            .field("master", &self.master)
            .field("issuers", &self.issuers)
            .finish_non_exhaustive()
    }
}

/// 32 bytes that nothing but [`MasterSecret::expose`] shows.
#[derive(Clone, PartialEq, Eq)]
pub struct MasterSecret(Zeroizing<[u8; 32]>);

impl MasterSecret {
    /// A secret of these bytes.
    pub fn new(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes.
    pub fn expose(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Debug for MasterSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterSecret(hidden)")
    }
}

/// 32 bytes from 64 hexadecimal digits.
pub(super) fn from_hex(text: &str) -> Result<[u8; 32], &'static str> {
    let mut bytes = [0; 32];
    match hex::decode_to_slice(text, &mut bytes) {
        Ok(()) => Ok(bytes),
        Err(_) => Err("must be 64 hexadecimal digits (32 bytes)"),
    }
}
