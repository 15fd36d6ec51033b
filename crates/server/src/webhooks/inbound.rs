//! Where others send theirs.

use keyward_domain::IdCodec;
use keyward_domain::webhook::WebhookConnection;

/// The path that a connection's provider sends to (contract v1, part 10).
pub(crate) fn inbound_path(ids: &IdCodec, connection: &WebhookConnection) -> String {
    let provider = connection.provider.as_str();
    format!(
        "/v1/webhooks/{provider}/{}/{}",
        ids.encode(connection.tenant),
        ids.encode(connection.environment)
    )
}
