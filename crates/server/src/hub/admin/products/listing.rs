//! What is shown of a product.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use crate::hub::fields::{Object, Sent, Text};

/// What is shown of a product.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
pub(crate) struct Listing {
    /// Where people read about it.
    #[schema(max_length = 255)]
    homepage: Option<String>,
    /// Pictures by size.
    #[schema(value_type = Option<Object>)]
    icons: Option<Map<String, Value>>,
    /// Wide pictures by size.
    #[schema(value_type = Option<Object>)]
    banners: Option<Map<String, Value>>,
    /// Texts by name, such as `description`.
    #[schema(value_type = Option<Object>)]
    sections: Option<Map<String, Value>>,
    /// The oldest WordPress that it runs on.
    #[schema(example = "6.4", max_length = 255)]
    requires: Option<String>,
    /// The newest WordPress that it was tried on.
    #[schema(max_length = 255)]
    tested: Option<String>,
    /// The oldest PHP that it runs on.
    #[schema(example = "8.1", max_length = 255)]
    requires_php: Option<String>,
}

impl Listing {
    pub(super) fn read(sent: &mut Sent) -> Option<Self> {
        let text = Text::between(0, 255);
        let homepage = sent.optional("homepage", text);
        let icons = sent.optional("icons", Object);
        let banners = sent.optional("banners", Object);
        let sections = sent.optional("sections", Object);
        let requires = sent.optional("requires", text);
        let tested = sent.optional("tested", text);
        let requires_php = sent.optional("requires_php", text);
        Some(Self {
            homepage: homepage?,
            icons: icons?,
            banners: banners?,
            sections: sections?,
            requires: requires?,
            tested: tested?,
            requires_php: requires_php?,
        })
    }

    /// What was said, without what was not.
    pub(super) fn said(&self) -> Map<String, Value> {
        let texts = [
            ("homepage", &self.homepage),
            ("requires", &self.requires),
            ("tested", &self.tested),
            ("requires_php", &self.requires_php),
        ];
        let objects = [("icons", &self.icons), ("banners", &self.banners), ("sections", &self.sections)];
        let texts = texts.into_iter().filter_map(|(name, text)| Some((name, Value::from(text.as_deref()?))));
        let objects = objects.into_iter().filter_map(|(name, map)| Some((name, Value::Object(map.clone()?))));
        texts.chain(objects).map(|(name, value)| (name.to_owned(), value)).collect()
    }
}
