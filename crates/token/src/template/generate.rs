//! Making a key.

use super::{Part, Template};
use crate::{Entropy, EnvTag, PlainSecret, checksum};

impl Template {
    /// Makes a key: each random character is equally likely, and `env` stands at `{env}`, if the template has
    /// it.
    pub fn generate(&self, env: EnvTag, entropy: &dyn Entropy) -> PlainSecret {
        // Room for all of it: a string that grew would leave copies of itself behind, unwiped.
        let mut text = String::with_capacity(self.len);
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Random { alphabet, count } => alphabet.draw(*count, entropy, &mut text),
                Part::Env => text.push_str(env.as_str()),
                Part::Checksum => text.extend(checksum::of(text.as_bytes()).map(char::from)),
            }
        }
        PlainSecret::new(text)
    }
}
