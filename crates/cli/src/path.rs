//! Parts of a path that come from arguments.

use crate::failure::Failure;

/// RFC 3986: everything but unreserved characters is written in hex.
pub(crate) fn encode(text: &str) -> String {
    let unreserved = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    text.bytes()
        .map(|byte| if unreserved(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// An id as a segment of a path: anything but letters, digits and `_` is no id, and must not lead elsewhere.
pub(crate) fn id(id: &str) -> Result<&str, Failure> {
    let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { Ok(id) } else { Err(Failure::misused(format!("{id:?} is no id"))) }
}
