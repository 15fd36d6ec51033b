//! Take a message of a provider's, if it is proven to be theirs.

use keyward_domain::webhook::WebhookProvider;
use keyward_domain::{AuditActor, Environment, Id, Tenant, TenantStatus};
use keyward_storage::webhooks::connections;
use keyward_storage::webhooks::receipts::{self, NewReceipt};
use keyward_storage::{environments, tenants};

use super::{secret, verify};
use crate::audit::refusals::Refusal;
use crate::{Authority, Error, Origin};

/// A message as it came, with where it was sent.
pub struct Sent<'a> {
    /// `stripe` or `standard`.
    pub provider: &'a str,
    /// The tenant's id.
    pub tenant: &'a str,
    /// The environment's id.
    pub environment: &'a str,
    /// Its headers, by name in lower case.
    pub header: &'a (dyn Fn(&str) -> Option<&'a str> + Sync),
    /// Its body, byte for byte.
    pub body: &'a [u8],
}

impl std::fmt::Debug for Sent<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sent").field("provider", &self.provider).finish_non_exhaustive()
    }
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    receipt: i64,
    /// Who sent it.
    pub provider: WebhookProvider,
    /// Whose.
    pub tenant: Id<Tenant>,
    /// Where it counts.
    pub environment: Id<Environment>,
    /// What it says.
    pub body: String,
    /// Whether what it says was done before: it came again.
    pub processed: bool,
}

/// What a message says of itself.
struct Said {
    message_id: String,
    body: String,
}

/// Takes a message, and keeps it once. `Unproven` for everything that is not proven to be the provider's, whatever the reason: told apart to
/// nobody, and audited where there is a tenant to audit it with.
pub async fn receive(authority: &Authority, sent: &Sent<'_>, origin: &Origin) -> Result<Message, Error> {
    let reader = authority.storage().reader();
    let Some(tenant) = authority.ids().decode::<Tenant>(sent.tenant) else { return Err(Error::Unproven) };
    let Some(found) = tenants::get(&reader, tenant).await? else { return Err(Error::Unproven) };
    let proven = prove(authority, tenant, sent).await?;
    let Some((provider, environment, said)) = proven.filter(|_| found.status == TenantStatus::Active) else {
        refused(authority, tenant, sent, origin);
        return Err(Error::Unproven);
    };
    let now = authority.now();
    let (message_id, body) = (said.message_id, said.body);
    let new = NewReceipt { tenant, environment, provider, message_id, body, now };
    let tx = authority.storage().begin().await?;
    let kept = receipts::keep(&tx, &new).await?;
    tx.commit().await?;
    let (receipt, processed) = (kept.id, kept.processed);
    Ok(Message { receipt, provider, tenant, environment, body: new.body, processed })
}

/// Notes that what a message says was done: coming again, it has no effect.
pub async fn processed(authority: &Authority, message: &Message) -> Result<(), Error> {
    let tx = authority.storage().begin().await?;
    receipts::processed(&tx, message.receipt, authority.now()).await?;
    Ok(tx.commit().await?)
}

async fn prove(
    authority: &Authority,
    tenant: Id<Tenant>,
    sent: &Sent<'_>,
) -> Result<Option<(WebhookProvider, Id<Environment>, Said)>, Error> {
    let reader = authority.storage().reader();
    let Ok(provider) = sent.provider.parse::<WebhookProvider>() else { return Ok(None) };
    let Some(environment) = authority.ids().decode::<Environment>(sent.environment) else { return Ok(None) };
    let Some(environment) = environments::get(&reader, tenant, environment).await? else { return Ok(None) };
    let Some((_, sealed)) = connections::find(&reader, environment.id, provider).await? else {
        return Ok(None);
    };
    let secret = secret::open(authority, environment.id, &sealed)?;
    let header = |name| (sent.header)(name);
    let now = authority.now();
    let proven = match provider {
        WebhookProvider::Stripe => {
            verify::stripe::verify(secret.expose(), header("stripe-signature"), sent.body, now)
        }
        WebhookProvider::Standard => {
            let head = verify::standard::Head {
                id: header("webhook-id"),
                timestamp: header("webhook-timestamp"),
                signature: header("webhook-signature"),
            };
            verify::standard::verify(secret.expose(), &head, sent.body, now)
        }
    };
    let said = proven.then(|| said(provider, header("webhook-id"), sent.body)).flatten();
    Ok(said.map(|said| (provider, environment.id, said)))
}

/// What it says of itself: JSON with an id, or a text whose id stands in the head.
fn said(provider: WebhookProvider, id: Option<&str>, body: &[u8]) -> Option<Said> {
    let body = std::str::from_utf8(body).ok().filter(|body| !body.contains('\0'))?.to_owned();
    let message_id = match provider {
        WebhookProvider::Standard => id?.to_owned(),
        WebhookProvider::Stripe => {
            let event: serde_json::Value = serde_json::from_str(&body).ok()?;
            event.get("id")?.as_str()?.to_owned()
        }
    };
    let sane =
        (1..=255).contains(&message_id.len()) && message_id.bytes().all(|byte| byte.is_ascii_graphic());
    sane.then_some(Said { message_id, body })
}

/// Bounded like every refusal: of one provider and code, one entry a minute.
fn refused(authority: &Authority, tenant: Id<Tenant>, sent: &Sent<'_>, origin: &Origin) {
    let known = sent.provider.parse::<WebhookProvider>().map_or("unknown", WebhookProvider::as_str);
    let actor = AuditActor {
        kind: "provider",
        id: String::new(),
        name: known.to_owned(),
        address: origin.address.map(|address| address.to_string()),
        request_id: origin.request_id.clone(),
        user_agent: origin.user_agent.clone(),
    };
    let path = format!("/v1/webhooks/{known}/{}/{}", sent.tenant, sent.environment);
    let refusal = Refusal { method: "POST", path: &path, status: 400, code: "webhook_unproven" };
    authority.note_refusal(tenant, actor, &refusal);
}
