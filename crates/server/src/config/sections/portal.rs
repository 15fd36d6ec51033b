use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::values::{Colour, FrameOrigin, Label, PublicUrl};

/// `[portal]`: how the page of the tenants' customers looks, and where it may be framed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Portal {
    /// Whose page it is. By default what mails call the product.
    pub name: Option<Label>,
    /// A PNG, JPEG, WebP or SVG of at most 256 KiB, shown in the name's place. Default none.
    pub logo_file: Option<PathBuf>,
    /// The colour of buttons and bars. Default `#3b4fd8`.
    pub accent: Colour,
    /// Where customers come from, and are sent back to when their session has ended. Default none.
    pub home_url: Option<PublicUrl>,
    /// Sites that may show the page in a frame. Default none.
    pub frame_ancestors: Vec<FrameOrigin>,
}

impl Default for Portal {
    fn default() -> Self {
        Self {
            name: None,
            logo_file: None,
            accent: "#3b4fd8".parse().expect("a colour"),
            home_url: None,
            frame_ancestors: Vec::new(),
        }
    }
}
