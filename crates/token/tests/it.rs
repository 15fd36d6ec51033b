//! What holds for every template, key and text.

#![expect(clippy::unwrap_used, reason = "a test's panic is its failure")]

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};

use keyward_token::{
    Class, DigestKind, DisplayRule, Entropy, EnvTag, Format, Formats, Match, PlainSecret, Template,
    display_id, redact,
};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::{collection, sample, string};

/// SplitMix64 from a seed.
struct Seeded(AtomicU64);

impl Seeded {
    fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for Seeded {
    fn fill(&self, buffer: &mut [u8]) {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        for chunk in buffer.chunks_mut(8) {
            let mut word = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
            word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            word ^= word >> 31;
            chunk.copy_from_slice(&word.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// The bytes 0, 1, … 255, 0, …: two rounds of every alphabet, and what it passes over.
struct Counting(AtomicU64);

impl Entropy for Counting {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed).to_le_bytes()[0]);
    }
}

fn template(source: &str) -> Template {
    source.parse().unwrap()
}

fn generate(template: &Template, seed: u64) -> String {
    template.generate(EnvTag::Live, &Seeded::new(seed)).expose().to_owned()
}

/// A well-formed template of any shape.
fn templates() -> impl Strategy<Value = Template> {
    let random = (sample::select(vec!["hex", "base32", "base62"]), 1..=40_usize)
        .prop_map(|(alphabet, count)| format!("{{{alphabet}:{count}}}"));
    let part = prop_oneof![3 => random, 1 => "[!-z|~]{1,8}"];
    let end = prop_oneof![Just(""), Just("{crc}"), Just("_{env}"), Just("{env}{crc}")];
    (collection::vec(part, 1..6), end).prop_map(|(parts, end)| template(&(parts.concat() + end)))
}

/// Text with an affinity to keys.
fn texts() -> impl Strategy<Value = String> {
    let key = (0..Format::builtins().len(), any::<u64>())
        .prop_map(|(which, seed)| generate(&Format::builtins()[which].template, seed));
    let piece = prop_oneof![
        Just("kw_".to_owned()),
        Just("sk_".to_owned()),
        key,
        "[0-9A-Za-z_]{0,20}",
        any::<String>(),
    ];
    collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// The same invariants as the fuzz target `classify`.
    #[test]
    fn any_text_is_read_or_refused_with_its_place(source in prop_oneof![any::<String>(), "[a{}:envcrhx0-9]{0,24}"]) {
        match source.parse::<Template>() {
            Ok(read) => prop_assert_eq!(read.to_string(), source),
            Err(error) => {
                prop_assert!(error.at <= source.chars().count());
                prop_assert!(error.caret(&source).ends_with(&error.reason.to_string()));
            }
        }
    }

    /// The same invariants as the fuzz target `classify`.
    #[test]
    fn any_text_has_the_class_that_its_characters_allow(text in texts()) {
        let formats = Formats::default();
        match formats.classify(&text) {
            Class::Known(format) => prop_assert_eq!(format.template.matches(&text), Match::Fits),
            Class::Foreign => {
                prop_assert!((1..=256).contains(&text.len()));
                prop_assert!(text.bytes().all(|byte| (0x21..=0x7e).contains(&byte)));
                prop_assert!(!text.starts_with("kw_"));
            }
            Class::Malformed => prop_assert!(formats.iter().all(|format| format.template.matches(&text) != Match::Fits)),
        }
    }

    #[test]
    fn the_digest_is_that_of_the_class(text in texts()) {
        let formats = Formats::default();
        match (formats.classify(&text), formats.digest_kind(&text)) {
            (Class::Known(format), kind) => prop_assert_eq!(kind, Some(format.digest)),
            (Class::Foreign, kind) => prop_assert_eq!(kind, Some(DigestKind::Sha256)),
            (Class::Malformed, kind) => prop_assert_eq!(kind.is_some(), (1..=256).contains(&text.len())),
        }
    }

    #[test]
    fn what_is_generated_fits(template in templates(), seed: u64) {
        let key = generate(&template, seed);
        prop_assert_eq!(template.matches(&key), Match::Fits);
        prop_assert_eq!(key.len(), template.max_len());
        prop_assert!(key.starts_with(template.literal_prefix()));
    }

    #[test]
    fn the_pattern_describes_the_keys(
        (template, key) in templates().prop_flat_map(|template| {
            let key = string::string_regex(&template.pattern()).unwrap();
            (Just(template), key)
        }),
    ) {
        let expected = if template.has_checksum() { Match::BadChecksum } else { Match::Fits };
        let matched = template.matches(&key);
        prop_assert!(matched == expected || matched == Match::Fits, "{template} {key} {matched:?}");
    }

    #[test]
    fn one_wrong_character_is_always_noticed(seed: u64, at: sample::Index, wrong in "[ -~]") {
        let formats = Formats::default();
        let native = &formats.get("native").unwrap().template;
        let key = generate(native, seed);
        let at = at.index(key.len());
        let mistyped = format!("{}{wrong}{}", &key[..at], &key[at + 1..]);
        if mistyped != key {
            prop_assert!(native.matches(&mistyped) != Match::Fits);
            prop_assert!(!matches!(formats.classify(&mistyped), Class::Known(_)));
        }
    }

    #[test]
    fn no_more_is_shown_than_the_rule_says(text in texts(), count in 1..=32_u8) {
        let secret = PlainSecret::new(text.clone());
        let template = template("sk_{hex:64}");
        for (rule, shown) in [
            (DisplayRule::Ends, 7),
            (DisplayRule::Head(count), usize::from(count)),
            (DisplayRule::Random(count), usize::from(count)),
        ] {
            let display = rule.apply(&template, &secret);
            let told = display.trim_end_matches("...").replace("***", "");
            prop_assert!(told.len() <= shown, "{rule} {display}");
            prop_assert!(display == "***" || told.len() + 9 <= text.len(), "{rule} {display}");
        }
        prop_assert_eq!(display_id(&text), DisplayRule::Ends.apply(&template, &secret));
    }

    #[test]
    fn no_key_is_left_in_a_log(which in 0..5_usize, seed: u64, before: String, after in texts()) {
        let formats = Formats::default();
        let key = generate(&Format::builtins()[which].template, seed);
        let line = format!("{before}{key}{after}");
        let clean = redact(&line, &formats);
        prop_assert!(!clean.contains(&key[8..24]), "{clean}");
        prop_assert_eq!(redact(&clean, &formats), clean.as_ref());
    }
}

#[test]
fn bytes_beyond_the_alphabet_are_passed_over() {
    let key = template("{base62:64}{hex:2}{env}").generate(EnvTag::Test, &Counting(AtomicU64::new(0)));
    // 62 and 63 stand for no character, so the first 64 bytes give 62; the last two and the next part start
    // afresh.
    let expected = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0101test";
    assert_eq!(key.expose(), expected);
}

#[test]
fn each_character_is_equally_likely() {
    const KEYS: u64 = 2000;
    for (source, alphabet) in [("{hex:62}", 16.0), ("{base32:62}", 32.0), ("{base62:62}", 62.0)] {
        let (template, entropy) = (template(source), Seeded::new(7));
        let mut seen: HashMap<char, f64> = HashMap::new();
        for _ in 0..KEYS {
            for character in template.generate(EnvTag::Live, &entropy).expose().chars() {
                *seen.entry(character).or_default() += 1.0;
            }
        }
        let total: f64 = seen.values().sum();
        let expected = total / alphabet;
        let absent = alphabet - seen.values().map(|_| 1.0).sum::<f64>();
        let spread: f64 = seen.values().map(|count| (count - expected).powi(2) / expected).sum();
        // Chi-square has mean k and variance 2k; five deviations are far from chance and near to any bias.
        let degrees: f64 = alphabet - 1.0;
        assert!(absent == 0.0 && spread < degrees + 5.0 * (2.0 * degrees).sqrt(), "{source}: {spread}");
    }
}
