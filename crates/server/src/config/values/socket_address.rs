use std::net::SocketAddr;

use serde::de::{Deserialize, Deserializer, Error};

/// Reads an address and port, for `#[serde(deserialize_with)]`.
pub(crate) fn socket_address<'de, D: Deserializer<'de>>(deserializer: D) -> Result<SocketAddr, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::custom("must be an address and port like 127.0.0.1:4870"))
}
