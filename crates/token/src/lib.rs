//! What a secret looks like: templates, generation, parsing, checksums, digests, redaction.
//!
//! A [`Format`] says how one kind of key is written ([`Template`]), kept ([`DigestKind`]) and shown again
//! ([`DisplayRule`]). [`Formats`] are all that a server knows; [`Formats::classify`] is the first step of
//! every check and decides, without a look-up, whether a text can be a key at all.
//!
//! ```
//! use keyward_token::{Class, Digest, EnvTag, Entropy, Formats};
//!
//! struct Zeros;
//! impl Entropy for Zeros {
//!     fn fill(&self, buffer: &mut [u8]) {
//!         buffer.fill(0);
//!     }
//! }
//!
//! let formats = Formats::default();
//! let native = formats.get("native").expect("built in");
//! let secret = native.template.generate(EnvTag::Live, &Zeros);
//! assert_eq!(secret.expose(), "kw_live_000000000000000000000000000000003lNZlx");
//! assert!(matches!(formats.classify(secret.expose()), Class::Known(_)));
//!
//! let stored = Digest::sha256(secret.expose());
//! assert!(stored.ct_eq(&Digest::sha256(secret.expose())));
//! ```
//!
//! Nothing here reads a clock, draws a random number or does I/O: [`Entropy`] is handed in.

mod algorithm;
mod alphabet;
mod checksum;
mod classify;
mod digest;
mod display;
mod entropy;
mod env;
mod format;
mod formats;
mod pepper;
mod redact;
mod secret;
mod template;

pub use algorithm::{Algorithm, AlgorithmError, DigestKind, DigestKindError};
pub use classify::Class;
pub use digest::{Digest, DigestError};
pub use display::{DisplayRule, DisplayRuleError, display_id};
pub use entropy::Entropy;
pub use env::{EnvTag, EnvTagError};
pub use format::{Format, FormatName, FormatNameError};
pub use formats::{Formats, FormatsError};
pub use pepper::{DuplicatePepper, Pepper, PepperId, PepperIdError, Peppers};
pub use redact::redact;
pub use secret::PlainSecret;
pub use template::{Match, Template, TemplateError, TemplateReason};
