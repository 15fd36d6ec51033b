//! What each route asks of its caller, in one table. The operations check it; a test holds the table against the OpenAPI document
//! and against what really happens.

use keyward_authority::needs;
use keyward_domain::Need;
use keyward_hub::needs as hub;
use keyward_metering::needs as metering;

/// What a route asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: anybody may call it.
    Open,
    /// A good key, whatever it may do.
    AnyKey,
    /// A person who is signed in; the operation says what they must be allowed.
    Person,
    /// The same by a bearer token alone: where an API key is no credential.
    Bearer,
    /// A gate's secret, and what the gate asks of a key.
    Gate,
    /// A customer's portal session; the operation says which right of it.
    Portal,
    /// A key with this permission.
    Needs(Need),
    /// A person of an account of the hub, or a key of its with this permission. What kind of account it must be, the operation says.
    Account(Need),
    /// An operator: a person with that role, or whoever may open the data directory. No permission stands for it.
    Operator,
    /// An operator by a bearer token alone: where an API key is no credential.
    OperatorBearer,
    /// Whoever may open the data directory, by its socket.
    Socket,
}

use Access::{Account, AnyKey, Bearer, Gate, Needs, Open, Operator, OperatorBearer, Person, Portal, Socket};

/// Method, path as in the OpenAPI document, and what it asks.
pub const ROUTES: &[(&str, &str, Access)] = &[
    ("get", "/health", Open),
    ("get", "/ready", Open),
    ("post", "/v1/keys", Needs(needs::SECRET_WRITE)),
    ("get", "/v1/keys", Needs(needs::SECRET_READ)),
    ("post", "/v1/keys/bulk", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/keys/import", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/keys/verify", Needs(needs::KEY_VERIFY)),
    ("post", "/v1/keys/explain", Needs(needs::KEY_VERIFY)),
    ("get", "/v1/keys/whoami", AnyKey),
    ("post", "/v1/keys/self-revoke", Open),
    ("get", "/v1/keys/{id}/usage", Needs(needs::SECRET_READ)),
    ("get", "/v1/keys/{id}", Needs(needs::SECRET_READ)),
    ("patch", "/v1/keys/{id}", Needs(needs::SECRET_WRITE)),
    ("delete", "/v1/keys/{id}", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/keys/{id}/disable", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/keys/{id}/enable", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/keys/{id}/rotate", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/secrets/api/keys", Needs(needs::SECRET_WRITE)),
    ("get", "/v1/secrets/api/keys", Needs(needs::SECRET_READ)),
    ("delete", "/v1/secrets/api/keys/{id}", Needs(needs::SECRET_WRITE)),
    ("post", "/v1/users", Needs(needs::USER_WRITE)),
    ("get", "/v1/users/me", AnyKey),
    ("post", "/v1/users/search", Needs(needs::USER_READ)),
    ("get", "/v1/users/{id}", Needs(needs::USER_READ)),
    ("put", "/v1/users/{id}", Needs(needs::USER_WRITE)),
    ("delete", "/v1/users/{id}", Needs(needs::USER_WRITE)),
    ("put", "/v1/users/{id}/roles", Needs(needs::USER_WRITE)),
    ("put", "/v1/users/{id}/password", Socket),
    ("post", "/v1/rbac/roles", Needs(needs::ROLE_WRITE)),
    ("get", "/v1/rbac/roles", Needs(needs::ROLE_READ)),
    ("get", "/v1/rbac/roles/{id}", Needs(needs::ROLE_READ)),
    ("put", "/v1/rbac/roles/{id}", Needs(needs::ROLE_WRITE)),
    ("delete", "/v1/rbac/roles/{id}", Needs(needs::ROLE_WRITE)),
    ("post", "/v1/environments", Needs(needs::ENVIRONMENT_WRITE)),
    ("get", "/v1/environments", Needs(needs::ENVIRONMENT_READ)),
    ("get", "/v1/environments/{id}", Needs(needs::ENVIRONMENT_READ)),
    ("put", "/v1/environments/{id}", Needs(needs::ENVIRONMENT_WRITE)),
    ("get", "/v1/tenants", Operator),
    ("post", "/v1/tenants", Operator),
    ("post", "/v1/tenants/{id}/suspend", Operator),
    ("post", "/v1/tenants/{id}/resume", Operator),
    ("post", "/v1/gates", Needs(needs::GATE_WRITE)),
    ("get", "/v1/gates", Needs(needs::GATE_READ)),
    ("get", "/v1/gates/{id}", Needs(needs::GATE_READ)),
    ("put", "/v1/gates/{id}", Needs(needs::GATE_WRITE)),
    ("delete", "/v1/gates/{id}", Needs(needs::GATE_WRITE)),
    ("post", "/v1/gates/{id}/rotate-secret", Needs(needs::GATE_WRITE)),
    ("get", "/v1/gates/{gate}/auth", Gate),
    ("get", "/v1/tenants/{id}", Needs(needs::TENANT_READ)),
    ("put", "/v1/tenants/{id}", Needs(needs::TENANT_WRITE)),
    ("post", "/v1/customers", Needs(needs::CUSTOMER_WRITE)),
    ("get", "/v1/customers", Needs(needs::CUSTOMER_READ)),
    ("get", "/v1/customers/{id}", Needs(needs::CUSTOMER_READ)),
    ("put", "/v1/customers/{id}", Needs(needs::CUSTOMER_WRITE)),
    ("delete", "/v1/customers/{id}", Needs(needs::CUSTOMER_WRITE)),
    ("post", "/v1/events", Needs(metering::EVENT_WRITE)),
    ("get", "/v1/events", Needs(metering::EVENT_READ)),
    ("post", "/v1/events/bulk", Needs(metering::EVENT_WRITE)),
    ("post", "/v1/events/query", Needs(metering::EVENT_READ)),
    ("post", "/v1/events/usage", Needs(metering::EVENT_READ)),
    ("get", "/v1/usage/keys", Needs(needs::SECRET_READ)),
    ("get", "/v1/audit", Needs(needs::AUDIT_READ)),
    ("get", "/v1/audit/export", Needs(needs::AUDIT_READ)),
    ("post", "/v1/webhooks/endpoints", Needs(needs::WEBHOOK_WRITE)),
    ("get", "/v1/webhooks/endpoints", Needs(needs::WEBHOOK_READ)),
    ("get", "/v1/webhooks/endpoints/{id}", Needs(needs::WEBHOOK_READ)),
    ("patch", "/v1/webhooks/endpoints/{id}", Needs(needs::WEBHOOK_WRITE)),
    ("delete", "/v1/webhooks/endpoints/{id}", Needs(needs::WEBHOOK_WRITE)),
    ("post", "/v1/webhooks/endpoints/{id}/rotate-secret", Needs(needs::WEBHOOK_WRITE)),
    ("post", "/v1/webhooks/endpoints/{id}/test", Needs(needs::WEBHOOK_WRITE)),
    ("get", "/v1/webhooks/endpoints/{id}/deliveries", Needs(needs::WEBHOOK_READ)),
    ("post", "/v1/webhooks/deliveries/{id}/redeliver", Needs(needs::WEBHOOK_WRITE)),
    ("post", "/v1/webhooks/{provider}/{tenant}/{environment}", Open),
    ("post", "/v1/connections", Needs(needs::WEBHOOK_WRITE)),
    ("get", "/v1/connections", Needs(needs::WEBHOOK_READ)),
    ("delete", "/v1/connections/{id}", Needs(needs::WEBHOOK_WRITE)),
    ("post", "/v1/leaks/github", Open),
    ("post", "/v1/portal/sessions", Needs(needs::CUSTOMER_WRITE)),
    ("delete", "/v1/portal/sessions/{id}", Needs(needs::CUSTOMER_WRITE)),
    ("get", "/v1/customers/portal/{external_id}", Needs(needs::CUSTOMER_WRITE)),
    ("get", "/v1/customer/portal/info", Portal),
    ("get", "/v1/customer/portal/keys", Portal),
    ("post", "/v1/customer/portal/keys", Portal),
    ("delete", "/v1/customer/portal/keys/{id}", Portal),
    ("get", "/v1/customer/portal/usage", Portal),
    ("get", "/v1/customer/portal/licenses", Portal),
    ("post", "/v1/auth/signup", Open),
    ("post", "/v1/auth/login", Open),
    ("post", "/v1/auth/refresh", Open),
    ("post", "/v1/auth/logout", Open),
    ("post", "/v1/auth/invitations/accept", Open),
    ("get", "/v1/auth/sessions", Person),
    ("delete", "/v1/auth/sessions/{id}", Person),
    ("get", "/.well-known/jwks.json", Open),
    ("post", "/api/keys", Person),
    ("get", "/api/keys", Person),
    ("delete", "/api/keys/{keyId}", Person),
    ("post", "/api/v1/portal/auth/register", Open),
    ("post", "/api/v1/portal/auth/verify-email", Open),
    ("post", "/api/v1/portal/auth/resend-verification", Open),
    ("post", "/api/v1/portal/auth/forgot-password", Open),
    ("post", "/api/v1/portal/auth/reset-password", Open),
    ("post", "/api/v1/portal/auth/login", Open),
    ("post", "/api/v1/portal/auth/refresh", Open),
    ("post", "/api/v1/portal/auth/logout", Open),
    ("get", "/api/v1/portal/profile", Bearer),
    ("patch", "/api/v1/portal/profile", Bearer),
    ("post", "/api/v1/portal/profile/password", Bearer),
    ("post", "/api/v1/portal/profile/upgrade", Bearer),
    ("post", "/api/v1/portal/api-keys", Bearer),
    ("get", "/api/v1/portal/api-keys", Bearer),
    ("delete", "/api/v1/portal/api-keys/{key_id}", Bearer),
    ("post", "/api/v1/portal/licenses", Account(hub::LICENSE_WRITE)),
    ("get", "/api/v1/portal/licenses", Account(hub::LICENSE_READ)),
    ("post", "/api/v1/portal/licenses/bulk", Account(hub::LICENSE_WRITE)),
    ("post", "/api/v1/portal/licenses/bulk-actions", Bearer),
    ("get", "/api/v1/portal/licenses/usage", Bearer),
    ("get", "/api/v1/portal/licenses/pack-credits", Bearer),
    ("get", "/api/v1/portal/licenses/{id}", Bearer),
    ("delete", "/api/v1/portal/licenses/{id}", Bearer),
    ("post", "/api/v1/portal/licenses/{id}/reactivate", Account(hub::LICENSE_WRITE)),
    ("post", "/api/v1/portal/licenses/{id}/revoke", Bearer),
    ("post", "/api/v1/portal/licenses/{id}/renew", Bearer),
    ("post", "/api/v1/portal/licenses/{id}/upgrade", Bearer),
    ("post", "/api/v1/portal/licenses/{id}/transfer", Bearer),
    ("delete", "/api/v1/portal/licenses/{id}/activations/{domain}", Bearer),
    ("post", "/api/v1/portal/webhooks", Bearer),
    ("get", "/api/v1/portal/webhooks", Bearer),
    ("patch", "/api/v1/portal/webhooks/{id}", Bearer),
    ("delete", "/api/v1/portal/webhooks/{id}", Bearer),
    ("post", "/api/v1/portal/webhooks/{id}/test", Bearer),
    ("get", "/api/v1/portal/webhooks/{id}/deliveries", Bearer),
    ("post", "/api/v1/portal/webhooks/deliveries/{id}/redeliver", Bearer),
    ("post", "/api/v1/portal/clients", Account(hub::CLIENT_WRITE)),
    ("get", "/api/v1/portal/clients", Account(hub::CLIENT_READ)),
    ("delete", "/api/v1/portal/clients/{id}", Account(hub::CLIENT_WRITE)),
    ("get", "/api/v1/portal/clients/{id}/licenses", Account(hub::CLIENT_READ)),
    ("get", "/api/v1/portal/plans", Bearer),
    ("get", "/api/v1/portal/subscriptions", Bearer),
    ("post", "/api/v1/portal/subscriptions", Bearer),
    ("get", "/api/v1/portal/subscriptions/{id}", Bearer),
    ("patch", "/api/v1/portal/subscriptions/{id}", Bearer),
    ("post", "/api/v1/portal/subscriptions/{id}/cancel", Bearer),
    ("post", "/api/v1/portal/subscriptions/{id}/resume", Bearer),
    ("get", "/api/v1/portal/tickets", Bearer),
    ("post", "/api/v1/portal/tickets", Bearer),
    ("get", "/api/v1/portal/tickets/{id}", Bearer),
    ("post", "/api/v1/portal/tickets/{id}/messages", Bearer),
    ("post", "/api/v1/portal/tickets/{id}/close", Bearer),
    ("get", "/api/v1/portal/tickets/{id}/attachments/{attachment_id}", Bearer),
    ("post", "/api/v1/licenses/activate", Open),
    ("post", "/api/v1/licenses/deactivate", Open),
    ("post", "/api/v1/licenses/verify", Open),
    ("get", "/api/v1/licenses/keys", Open),
    ("get", "/api/v1/admin/products", OperatorBearer),
    ("post", "/api/v1/admin/products", OperatorBearer),
    ("patch", "/api/v1/admin/products/{slug}", OperatorBearer),
    ("post", "/api/v1/admin/licenses/{id}/suspend", OperatorBearer),
    ("post", "/api/v1/admin/licenses/{id}/reinstate", OperatorBearer),
    ("post", "/api/v1/admin/licenses/{id}/revoke", OperatorBearer),
    ("post", "/api/v1/admin/licenses/{id}/reactivate", OperatorBearer),
    ("get", "/api/v1/admin/accounts", OperatorBearer),
    ("patch", "/api/v1/admin/accounts/{id}", OperatorBearer),
    ("post", "/api/v1/admin/accounts/{id}/packs", OperatorBearer),
    ("get", "/api/v1/admin/plans", OperatorBearer),
    ("put", "/api/v1/admin/plans", OperatorBearer),
    ("get", "/api/v1/admin/tiers", OperatorBearer),
    ("put", "/api/v1/admin/tiers", OperatorBearer),
    ("post", "/api/v1/admin/subscriptions/{id}/mark-paid", OperatorBearer),
    ("get", "/api/v1/admin/tickets", OperatorBearer),
    ("get", "/api/v1/admin/tickets/{id}", OperatorBearer),
    ("post", "/api/v1/admin/tickets/{id}/messages", OperatorBearer),
    ("post", "/api/v1/admin/tickets/{id}/notes", OperatorBearer),
    ("post", "/api/v1/admin/tickets/{id}/resolve", OperatorBearer),
    ("get", "/api/v1/admin/tickets/{id}/attachments/{attachment_id}", OperatorBearer),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_described_route_is_in_the_table_and_no_other() {
        let document = serde_json::to_value(crate::document()).unwrap();
        let mut described: Vec<(String, String)> = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            described
                .extend(methods.as_object().unwrap().keys().map(|method| (method.clone(), path.clone())));
        }
        let mut listed: Vec<_> =
            ROUTES.iter().map(|(method, path, _)| ((*method).to_owned(), (*path).to_owned())).collect();
        described.sort();
        listed.sort();
        assert_eq!(described, listed);
    }
}
