//! What the operator says of a component, new or not.

use keyward_hub::components::ComponentInput;

use crate::hub::fields::{CONSTRAINT, Each, FEATURE, NAME, Rule, SLUG, Sent, Text};

const MAX_WORDS: usize = 50;

/// Reads what a component has beside its slug and its product; a new one must have a name and a tier.
pub(super) fn read(sent: &mut Sent, new: bool) -> Option<ComponentInput> {
    let name = member(sent, new, "name", NAME);
    let description = sent.optional("description", Text::between(0, 4096));
    let kind = sent.optional("type", SLUG);
    let tiers = sent.tiers();
    let tier = member(sent, new, "tier", tiers);
    let requires_product = sent.optional("requires_product", CONSTRAINT);
    let depends_on = sent.optional("depends_on", Each::up_to(MAX_WORDS, SLUG));
    let features = sent.optional("features", Each::up_to(MAX_WORDS, FEATURE));
    Some(ComponentInput {
        name: name?,
        description: description?,
        kind: kind?,
        tier: tier?,
        requires_product: requires_product?,
        depends_on: depends_on?,
        features: features?,
    })
}

#[expect(clippy::option_option, reason = "whether it is in order, and whether it is there")]
fn member<R: Rule>(sent: &mut Sent, must: bool, name: &str, rule: R) -> Option<Option<R::Value>> {
    if must { sent.required(name, rule).map(Some) } else { sent.optional(name, rule) }
}
