//! Any text, read as a template and offered as a key: `cargo +nightly fuzz run classify`.
//!
//! The property tests of `keyward-token` hold the same invariants on a stable compiler.

#![no_main]

use std::sync::LazyLock;

use keyward_token::{Class, Formats, Match, Template, redact};
use libfuzzer_sys::fuzz_target;

static FORMATS: LazyLock<Formats> = LazyLock::new(Formats::default);

fuzz_target!(|text: &str| {
    read_as_template(text);
    offer_as_key(text);
});

fn read_as_template(text: &str) {
    match text.parse::<Template>() {
        Ok(template) => assert_eq!(template.to_string(), text),
        Err(error) => {
            assert!(error.at <= text.chars().count());
            assert!(error.caret(text).ends_with(&error.reason.to_string()));
        }
    }
}

fn offer_as_key(text: &str) {
    match FORMATS.classify(text) {
        Class::Known(format) => {
            assert_eq!(format.template.matches(text), Match::Fits);
            assert!(!redact(text, &FORMATS).contains(text));
        }
        Class::Foreign => {
            assert!((1..=256).contains(&text.len()));
            assert!(text.bytes().all(|byte| (0x21..=0x7e).contains(&byte)));
            assert!(!text.starts_with("kw_"));
        }
        Class::Malformed => {
            assert!(FORMATS.iter().all(|format| format.template.matches(text) != Match::Fits))
        }
    }
}
