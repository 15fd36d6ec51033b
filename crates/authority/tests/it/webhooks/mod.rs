//! What is told, delivered, tried again and given up.

mod courier;
mod delivering;
mod expiring;
mod telling;

use keyward_authority::customers::create::{CreateCustomer, create as create_customer};
use keyward_authority::webhooks::endpoints::create::{CreateEndpoint, create};
use keyward_authority::webhooks::endpoints::{Created, get::get};
use keyward_authority::webhooks::{Desk, EndpointId, deliveries};
use keyward_authority::{Actor, Answer, Authority, Error, Once};
use keyward_domain::webhook::{WebhookDelivery, WebhookEndpoint};
use keyward_domain::{Environment, Page};
use keyward_gate::GrantEnvironment;
use keyward_storage::environments;

use crate::fixture::{EMAIL, Fixture};

/// Somebody who may do everything in their tenant's first environment.
pub(crate) async fn admin(fixture: &Fixture) -> Actor {
    let signed_in = fixture.sign_up_as(EMAIL).await;
    let actor = fixture.actor(&signed_in).await.unwrap();
    let all = environments::all(&fixture.storage().reader(), actor.tenant).await.unwrap();
    within(&actor, &all[0])
}

pub(crate) fn within(actor: &Actor, environment: &Environment) -> Actor {
    let environment = Some(GrantEnvironment { id: environment.id, kind: environment.kind });
    Actor { environment, ..actor.clone() }
}

pub(crate) async fn endpoint(authority: &Authority, actor: &Actor, events: &[&str]) -> Created {
    asked_for_endpoint(authority, actor, events).await.unwrap()
}

pub(crate) async fn asked_for_endpoint(
    authority: &Authority,
    actor: &Actor,
    events: &[&str],
) -> Result<Created, Error> {
    let input = CreateEndpoint {
        url: "https://example.com/hook".to_owned(),
        events: events.iter().map(|&text| text.to_owned()).collect(),
        description: None,
    };
    match create(authority, actor, Desk::Native, &input, &Once::no()).await? {
        Answer::Fresh(made) => Ok(made),
        Answer::Again { .. } => panic!("nothing was asked for once"),
    }
}

/// Something that happens.
pub(crate) async fn customer(authority: &Authority, actor: &Actor, external_id: &str) {
    let input = CreateCustomer {
        external_id: external_id.to_owned(),
        name: "Grace".to_owned(),
        ..CreateCustomer::default()
    };
    create_customer(authority, actor, &input, &Once::no()).await.unwrap();
}

pub(crate) async fn seen(authority: &Authority, actor: &Actor, endpoint: &Created) -> WebhookEndpoint {
    let id = authority.ids().encode(endpoint.endpoint.id);
    get(authority, actor, EndpointId::Native(&id)).await.unwrap()
}

pub(crate) async fn deliveries_to(
    authority: &Authority,
    actor: &Actor,
    endpoint: &Created,
) -> Vec<WebhookDelivery> {
    let id = authority.ids().encode(endpoint.endpoint.id);
    let page = Page::first(100);
    deliveries::list::list(authority, actor, EndpointId::Native(&id), None, page).await.unwrap().items
}
