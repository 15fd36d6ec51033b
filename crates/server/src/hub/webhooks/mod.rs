//! `/api/v1/portal/webhooks` (contract hub, A.3 and B.8): for resellers and agencies who are signed in.

mod create;
mod delete;
mod deliveries;
mod list;
mod redeliver;
mod test;
mod update;
mod view;

use std::sync::Arc;

use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::fields::{Choice, Each, Input, Sent, Text, Whole};
use crate::App;

pub(super) fn routes() -> OpenApiRouter<Arc<App>> {
    OpenApiRouter::new()
        .routes(routes!(create::create, list::list))
        .routes(routes!(update::update, delete::delete))
        .routes(routes!(test::test))
        .routes(routes!(deliveries::deliveries))
        .routes(routes!(redeliver::redeliver))
}

/// What an endpoint may ask for: [`keyward_domain::webhook::WebhookKind::HUB`].
const WORDS: &[&str] =
    &["license.created", "license.activated", "license.deactivated", "license.revoked", "license.expired"];
/// Each of them once, and room for some twice.
const EVENTS: Each<Choice> = Each::between(1, 20, Choice(WORDS));
const URL: Text = Text::between(1, 2048);
const DESCRIPTION: Text = Text::between(0, 1000);

/// Which endpoint.
pub(crate) struct WebhookId(i64);

impl Input for WebhookId {
    const BODY: bool = false;

    fn read(sent: &mut Sent) -> Option<Self> {
        Some(Self(sent.path("id", Whole::ANY)?))
    }
}

fn owned(words: Vec<&'static str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use keyward_domain::webhook::WebhookKind;

    use super::*;

    #[test]
    fn the_words_are_the_contract_s() {
        let words: Vec<_> = WebhookKind::HUB.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(WORDS, words);
    }
}
