//! What the operator says of a component, new or not.

use keyward_hub::components::ComponentInput;

use crate::hub::fields::{NAME, Sent, Text, Texts};

const WORD: Text = Text::between(1, 64);

/// Reads what a component has beside its slug and its product.
pub(super) fn read(sent: &mut Sent) -> Option<ComponentInput> {
    let name = sent.optional("name", NAME);
    let description = sent.optional("description", Text::between(0, 4096));
    let kind = sent.optional("type", WORD);
    let tier = sent.optional("tier", WORD);
    let requires_product = sent.optional("requires_product", Text::between(1, 128));
    let depends_on = sent.optional("depends_on", Texts);
    let features = sent.optional("features", Texts);
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
