//! Which e-mail addresses are taken, and the words for the others: those of `email-validator`, on which FastAPI's `EmailStr` stands.
//!
//! Two rules are left out on purpose: special-use domains such as `.local` are taken, which people who host this themselves have, and
//! `Name <address>` is not.

/// The address without the space around it, or why it is none.
pub(super) fn check(text: &str) -> Result<String, String> {
    const MAX_CHARS: usize = 2048;
    if text.chars().count() > MAX_CHARS {
        return Err(format!("Length must not exceed {MAX_CHARS} characters"));
    }
    if text.contains(['\r', '\n']) {
        return Err("Carriage return and line feed characters are not allowed".to_owned());
    }
    let text = text.trim();
    let quoted = text.starts_with('"');
    let split = if quoted { text.rfind('@') } else { text.find(['@', '<']) };
    let (name, domain) = match split.map(|at| text.split_at(at)) {
        Some((_, rest)) if rest.starts_with('<') => return Err(bracketed(rest).to_owned()),
        Some((name, rest)) => (name, &rest[1..]),
        None => return Err(no_sign(text).to_owned()),
    };
    check_name(name, quoted)?;
    check_domain(domain)?;
    let chars = text.chars().count();
    if chars > 254 {
        return Err(format!("The email address is too long {}.", too_many(chars, 254)));
    }
    Ok(text.to_owned())
}

/// The address is in angle brackets, or would be.
fn bracketed(rest: &str) -> &'static str {
    if !rest.contains('>') {
        "An open angle bracket at the start of the email address has to be followed by a close angle bracket at the end."
    } else if rest.ends_with('>') {
        "A display name and angle brackets around the email address are not permitted here."
    } else {
        "There can't be anything after the email address."
    }
}

fn no_sign(text: &str) -> &'static str {
    if text.contains('\u{ff20}') {
        "The email address has the \"full-width\" at-sign (@) character instead of a regular at-sign."
    } else if text.contains('\u{fe6b}') {
        "The email address has the \"small commercial at\" character instead of a regular at-sign."
    } else {
        "An email address must have an @-sign."
    }
}

fn check_name(name: &str, quoted: bool) -> Result<(), String> {
    if name.is_empty() {
        return Err("There must be something before the @-sign.".to_owned());
    }
    if quoted {
        return Err("Quoting the part before the @-sign is not allowed here.".to_owned());
    }
    let atom = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || "_!#$%&'*+-/=?^`{|}~.".contains(c);
    if let Some(bad) = others(name, atom) {
        return Err(format!("The email address contains invalid characters before the @-sign: {bad}."));
    }
    safe(name)?;
    dots(name, "cannot start with a period", "cannot have a period immediately before the @-sign")
}

fn check_domain(domain: &str) -> Result<(), String> {
    if domain.is_empty() {
        return Err("There must be something after the @-sign.".to_owned());
    }
    if domain.starts_with('[') && domain.ends_with(']') {
        return Err("A bracketed IP address after the @-sign is not allowed here.".to_owned());
    }
    let host = |c: char| !c.is_ascii() || c.is_ascii_alphanumeric() || c == '-' || c == '.';
    if let Some(bad) = others(domain, host) {
        return Err(format!("The part after the @-sign contains invalid characters: {bad}."));
    }
    safe(domain)?;
    dots(domain, "cannot have a period immediately after the @-sign", "cannot end with a period")?;
    let reason = if domain.ends_with('-') {
        "An email address cannot end with a hyphen."
    } else if domain.starts_with('-') {
        "An email address cannot have a hyphen immediately after the @-sign."
    } else if domain.contains(".-") || domain.contains("-.") {
        "An email address cannot have a period and a hyphen next to each other."
    } else if domain.split('.').any(is_reserved) {
        "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a period, except Punycode."
    } else {
        ""
    };
    if !reason.is_empty() {
        return Err(reason.to_owned());
    }
    let chars = domain.chars().count();
    if chars > 253 {
        return Err(format!("The email address is too long after the @-sign {}.", too_many(chars, 253)));
    }
    if let Some(label) = domain.split('.').map(|label| label.chars().count()).find(|chars| *chars > 63) {
        let reason = too_many(label, 63);
        return Err(format!("After the @-sign, periods cannot be separated by so many characters {reason}."));
    }
    let reason = if !domain.contains('.') {
        "It should have a period."
    } else if domain.ends_with(|c: char| c.is_ascii_digit()) {
        "It is not within a valid top-level domain."
    } else {
        return Ok(());
    };
    Err(format!("The part after the @-sign is not valid. {reason}"))
}

/// The rule of RFC 5322 on full stops.
fn dots(text: &str, at_start: &str, at_end: &str) -> Result<(), String> {
    let reason = if text.ends_with('.') {
        at_end
    } else if text.starts_with('.') {
        at_start
    } else if text.contains("..") {
        "cannot have two periods in a row"
    } else {
        return Ok(());
    };
    Err(format!("An email address {reason}."))
}

/// `xx--` (RFC 5890, 2.3.1).
fn is_reserved(label: &str) -> bool {
    let dashes = label.chars().skip(2).take(2).eq("--".chars());
    dashes && label.get(..2).is_none_or(|head| !head.eq_ignore_ascii_case("xn"))
}

fn safe(text: &str) -> Result<(), String> {
    let unsafe_one = |c: char| !c.is_ascii() && (c.is_control() || c.is_whitespace());
    match others(text, |c| !unsafe_one(c)) {
        None => Ok(()),
        Some(bad) => Err(format!("The email address contains unsafe characters: {bad}.")),
    }
}

/// The characters that are not good, each once, sorted as Python would print them.
fn others(text: &str, good: impl Fn(char) -> bool) -> Option<String> {
    let mut bad: Vec<String> = text.chars().filter(|c| !good(*c)).map(shown).collect();
    bad.sort();
    bad.dedup();
    (!bad.is_empty()).then(|| bad.join(", "))
}

fn shown(c: char) -> String {
    match c {
        ' ' => "SPACE".to_owned(),
        '\\' => r#""\""#.to_owned(),
        '\'' => r#""'""#.to_owned(),
        _ if c.is_control() || c.is_whitespace() => format!("U+{:04X}", u32::from(c)),
        _ => format!("'{c}'"),
    }
}

fn too_many(chars: usize, limit: usize) -> String {
    let more = chars - limit;
    format!("({more} character{} too many)", if more > 1 { "s" } else { "" })
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn takes_addresses() {
        for good in
            ["ada@example.com", " ada@example.com ", "a+b@x-y.example", "ü@bücher.example", "a@x.local"]
        {
            assert_eq!(check(good), Ok(good.trim().to_owned()));
        }
    }

    #[test]
    fn refuses_what_no_mail_must_be_sent_to() {
        for bad in
            ["a@b.example\r\nBcc: c@d.example", "a@b.example\0", "a\u{85}@b.example", "\"a b\"@c.example"]
        {
            assert!(check(bad).is_err(), "{bad:?}");
        }
    }
}
