use std::fmt;
use std::str::FromStr;

use super::nearest::nearest;
use super::text::text_value;

/// A product whose formats, names and limits lie under the operator's own configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// Flavor Hub's licensing hub.
    FlavorHub,
    /// FlexPrice.
    Flexprice,
    /// Flapjack.
    Flapjack,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::FlavorHub, Self::Flexprice, Self::Flapjack];

    /// Its name, as after `--preset`.
    pub fn name(self) -> &'static str {
        match self {
            Self::FlavorHub => "flavor-hub",
            Self::Flexprice => "flexprice",
            Self::Flapjack => "flapjack",
        }
    }

    /// Its configuration file.
    pub fn text(self) -> &'static str {
        match self {
            Self::FlavorHub => include_str!("../../presets/flavor-hub.toml"),
            Self::Flexprice => include_str!("../../presets/flexprice.toml"),
            Self::Flapjack => include_str!("../../presets/flapjack.toml"),
        }
    }
}

impl FromStr for Preset {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|preset| preset.name() == text).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            let hint = nearest(text, names).map(|near| format!(", did you mean {near}?")).unwrap_or_default();
            format!("unknown preset{hint} (there are: {})", names.join(", "))
        })
    }
}

impl fmt::Display for Preset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

text_value!(Preset);

#[cfg(test)]
mod tests {
    use super::super::support::{file, load};
    use super::super::{Config, Sources};
    use super::*;

    fn under(preset: Preset) -> Config {
        load(file(&format!("preset = \"{preset}\""))).config
    }

    #[test]
    fn each_sets_what_its_product_does() {
        assert_eq!(under(Preset::FlavorHub).issue.hub.as_str(), "hub");
        assert_eq!(under(Preset::Flexprice).issue.secret.as_str(), "secret");
        assert_eq!(under(Preset::Flexprice).server.api_key_header.as_str(), "x-api-key");
        assert_eq!(under(Preset::Flapjack).issue.flapjack.as_str(), "flapjack");
        assert_eq!(load(Sources::default()).config.issue.hub.as_str(), "native");
    }

    #[test]
    fn each_says_whom_it_follows_and_names_no_other() {
        for preset in Preset::ALL {
            let head = preset.text().lines().next().unwrap_or_default();
            assert!(head.starts_with("# ") && head.contains("seeds/"), "{preset}");
            assert!(!preset.text().lines().any(|line| line.starts_with("preset")), "{preset}");
            assert_eq!(preset.name().parse(), Ok(preset));
        }
        assert_eq!(
            "flapjak".parse::<Preset>(),
            Err("unknown preset, did you mean flapjack? (there are: flavor-hub, flexprice, flapjack)"
                .to_owned())
        );
    }
}
