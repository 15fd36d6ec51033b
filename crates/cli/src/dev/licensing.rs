//! Something to license: a product with a release, a client, licences in several states, and a question about one of them.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, stream};
use keyward_authority::{Actor, Once, Origin, Principal};
use keyward_domain::{BuiltInRole, User};
use keyward_hub::Hub;
use keyward_hub::activations::activate::{ActivateSite, activate};
use keyward_hub::clients::create::{CreateClient, create as create_client};
use keyward_hub::licenses::create::create as create_license;
use keyward_hub::licenses::{CreateLicense, LicenseView, revoke, suspend};
use keyward_hub::products::create::{CreateProduct, create as create_product};
use keyward_hub::releases::create::{CreateRelease, create as create_release};
use keyward_hub::releases::{Of, ReleaseInput, receive};
use keyward_hub::tickets::Draft;
use keyward_hub::tickets::create::{OpenTicket, create as open_ticket};
use keyward_server::App;

use super::fresh;
use crate::failure::Failure;

const PRODUCT: &str = "sample-theme";
const PACKAGE: &[u8] = include_bytes!("sample-theme.zip");

/// Does what an operator and seller does, as the person of the samples.
pub(super) async fn samples(app: &App, person: &User) -> Result<(), Failure> {
    let hub = app.hub();
    let actor = signed_in(person);
    let product = CreateProduct {
        slug: PRODUCT.to_owned(),
        name: "Sample Theme".to_owned(),
        kind: "theme".to_owned(),
        listing: None,
    };
    let product = fresh(create_product(hub, &actor, &product, &Once::no()).await?)?;
    release(hub, &actor).await?;
    let client = CreateClient {
        email: "client@keyward.invalid".to_owned(),
        name: "Sample client".to_owned(),
        company: Some("Sample Studio".to_owned()),
    };
    let client = fresh(create_client(hub, &actor, &client, &Once::no()).await?)?;
    let order = |tier: &str| CreateLicense {
        product_id: product.id.get(),
        tier: tier.to_owned(),
        ..CreateLicense::default()
    };
    let soon = app.authority().now().plus(Duration::from_hours(14 * 24)).to_string();
    license(hub, &actor, &CreateLicense { expires_at: Some(soon), ..order("starter") }).await?;
    let revoked = license(hub, &actor, &order("starter")).await?;
    revoke::revoke(hub, &actor, revoked.license.id.get(), Some("Refunded")).await?;
    let suspended = license(hub, &actor, &order("agency")).await?;
    suspend::suspend(hub, &actor, suspended.license.id.get(), Some("Payment disputed")).await?;
    let active =
        license(hub, &actor, &CreateLicense { customer_id: Some(client.id.get()), ..order("business") })
            .await?;
    let site = ActivateSite {
        license_key: active.key.expose().to_owned(),
        domain: "shop.example.com".to_owned(),
        product: Some(PRODUCT.to_owned()),
        version: Some("1.0.0".to_owned()),
        ..ActivateSite::default()
    };
    activate(hub, &origin(), &site).await?;
    let ticket = OpenTicket {
        subject: "The shop moves to another domain".to_owned(),
        priority: "normal".to_owned(),
        category: "licensing".to_owned(),
        license_id: Some(active.license.id.get()),
        draft: Draft {
            message: "From shop.example.com to store.example.com, next week. What do we have to do?"
                .to_owned(),
            files: Vec::new(),
        },
    };
    open_ticket(hub, &actor, ticket, &Once::no()).await?;
    Ok(())
}

fn signed_in(person: &User) -> Actor {
    let permissions =
        BuiltInRole::find(BuiltInRole::SUPER_ADMIN).map(BuiltInRole::permissions).unwrap_or_default();
    let principal = Principal::User {
        user: person.id,
        email: person.email.clone().into(),
        session: None,
        permissions: Arc::new(permissions),
        operator: true,
        tenant_suspended: false,
    };
    Actor { principal, tenant: person.tenant, environment: None, origin: origin() }
}

fn origin() -> Origin {
    Origin { request_id: super::REQUEST.to_owned(), ..Origin::default() }
}

async fn release(hub: &Hub, actor: &Actor) -> Result<(), Failure> {
    let of = Of::Product(PRODUCT.to_owned());
    let slug = receive::expect(hub, actor, &of).await?;
    let content = stream::once(async { Ok(Bytes::from_static(PACKAGE)) }).boxed();
    let received = receive::receive(hub, &slug, content).await?;
    let rest = ReleaseInput {
        changelog: Some("<p>The first release.</p>".to_owned()),
        requires: Some("6.0".to_owned()),
        requires_php: Some("8.0".to_owned()),
        ..ReleaseInput::default()
    };
    let input = CreateRelease { version: "1.0.0".to_owned(), published: true, published_at: None, rest };
    create_release(hub, actor, &of, &input, received).await?;
    Ok(())
}

async fn license(hub: &Hub, actor: &Actor, order: &CreateLicense) -> Result<LicenseView, Failure> {
    fresh(create_license(hub, actor, order, &Once::no()).await?)
}
