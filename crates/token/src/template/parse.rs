//! Reading a template.

use std::str::FromStr;

use super::{Part, Template, TemplateError, TemplateReason};
use crate::alphabet::Alphabet;

/// The most characters that one placeholder may stand for.
const MAX_COUNT: usize = 256;

impl FromStr for Template {
    type Err = TemplateError;

    fn from_str(source: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        // Byte and character index are the same: whatever lies before `at` was found to be ASCII.
        let mut at = 0;
        while at < source.len() {
            let (part, read) = next(&source[at..]).map_err(|error| error.after(at))?;
            if part == Part::Checksum && at + read < source.len() {
                return Err(TemplateError { at, reason: TemplateReason::ChecksumNotLast });
            }
            if part == Part::Env && parts.contains(&part) {
                return Err(TemplateError { at, reason: TemplateReason::SecondEnv });
            }
            parts.push(part);
            at += read;
        }
        if parts.is_empty() {
            return Err(TemplateError { at, reason: TemplateReason::Empty });
        }
        Ok(Self { source: source.into(), len: parts.iter().map(Part::len).sum(), parts: parts.into() })
    }
}

impl TemplateError {
    fn after(self, offset: usize) -> Self {
        Self { at: offset + self.at, ..self }
    }
}

/// Reads the part that `rest`, which is not empty, begins with, and says how many bytes it took.
fn next(rest: &str) -> Result<(Part, usize), TemplateError> {
    let Some(inner) = rest.strip_prefix('{') else { return literal(rest) };
    let close = inner.find('}').ok_or(TemplateError { at: 0, reason: TemplateReason::Unclosed })?;
    Ok((placeholder(&inner[..close]).map_err(|error| error.after(1))?, close + 2))
}

fn literal(rest: &str) -> Result<(Part, usize), TemplateError> {
    let text = rest.split('{').next().unwrap_or(rest);
    match text.find(|character: char| !character.is_ascii_graphic() || character == '}') {
        Some(at) => Err(TemplateError { at, reason: TemplateReason::Literal }),
        None => Ok((Part::Literal(text.into()), text.len())),
    }
}

fn placeholder(inner: &str) -> Result<Part, TemplateError> {
    match inner.split_once(':') {
        None if inner == "env" => Ok(Part::Env),
        None if inner == "crc" => Ok(Part::Checksum),
        Some((name, digits)) if let Some(alphabet) = Alphabet::named(name) => count(digits)
            .map(|count| Part::Random { alphabet, count })
            .ok_or(TemplateError { at: name.len() + 1, reason: TemplateReason::Count }),
        _ => Err(TemplateError { at: 0, reason: TemplateReason::Placeholder }),
    }
}

fn count(digits: &str) -> Option<usize> {
    // `parse` alone would take a sign.
    let unsigned = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|count| unsigned && (1..=MAX_COUNT).contains(count))
}

#[cfg(test)]
mod tests {
    use super::super::{Template, TemplateReason};

    #[test]
    fn display_gives_the_source_back() {
        for source in ["kw_{env}_{base62:32}{crc}", "{hex:1}", "a", "acme.{base32:256}-z"] {
            assert_eq!(source.parse::<Template>().map(|read| read.to_string()), Ok(source.to_owned()));
        }
    }

    #[test]
    fn each_mistake_is_pointed_at() {
        for (source, at, reason) in [
            ("", 0, TemplateReason::Empty),
            ("kw {hex:40}", 2, TemplateReason::Literal),
            ("kwé{hex:40}", 2, TemplateReason::Literal),
            ("kw_}{hex:40}", 3, TemplateReason::Literal),
            ("kw_{hex:40", 3, TemplateReason::Unclosed),
            ("kw_{hex}", 4, TemplateReason::Placeholder),
            ("kw_{Hex:40}", 4, TemplateReason::Placeholder),
            ("kw_{é:40}", 4, TemplateReason::Placeholder),
            ("kw_{{env}}", 4, TemplateReason::Placeholder),
            ("kw_{hex:0}", 8, TemplateReason::Count),
            ("kw_{hex:257}", 8, TemplateReason::Count),
            ("kw_{hex:+40}", 8, TemplateReason::Count),
            ("kw_{hex:}", 8, TemplateReason::Count),
            ("kw_{hex:99999999999999999999999}", 8, TemplateReason::Count),
            ("kw_{env}_{env}", 9, TemplateReason::SecondEnv),
            ("kw_{crc}{hex:40}", 3, TemplateReason::ChecksumNotLast),
            ("kw_{crc}{crc}", 3, TemplateReason::ChecksumNotLast),
        ] {
            let error = source.parse::<Template>().map_err(|error| (error.at, error.reason));
            assert_eq!(error, Err((at, reason)), "{source}");
        }
    }
}
