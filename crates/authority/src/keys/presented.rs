//! The key that a text is, whatever has become of it.

use keyward_domain::Key;
use keyward_storage::{Connection, keys};
use keyward_token::{Class, Digest, DigestKind};

use crate::{Authority, Error};

/// The key that is written so, revoked ones included; `None` for a text that is no key's. Looked up as the gate does: under each pepper
/// where the format asks for one, and plain.
pub(crate) async fn presented(
    authority: &Authority,
    db: &impl Connection,
    text: &str,
) -> Result<Option<Key>, Error> {
    let peppered = match authority.formats().classify(text) {
        Class::Malformed => return Ok(None),
        Class::Known(format) => format.digest == DigestKind::HmacSha256,
        Class::Foreign => false,
    };
    let peppers = authority.peppers().iter().filter(|_| peppered);
    for digest in peppers.map(|pepper| pepper.digest(text)).chain([Digest::sha256(text)]) {
        if let Some(key) = keys::find_by_digest(db, &digest).await? {
            return Ok(Some(key));
        }
    }
    Ok(None)
}
