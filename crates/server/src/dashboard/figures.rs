//! Numbers as people read them.

/// `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut told = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.char_indices() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            told.push(',');
        }
        told.push(digit);
    }
    told
}

/// The same of a number that was counted no further than `most`: `10,000+` of more.
pub(super) fn most(number: u64, most: u64) -> String {
    if number > most { format!("{}+", grouped(most)) } else { grouped(number) }
}

/// `850 µs`, `1.4 ms`, `2.1 s`.
pub(super) fn took(micros: f64) -> String {
    match micros {
        less if less < 999.5 => format!("{less:.0} µs"),
        less if less < 999_500.0 => format!("{:.1} ms", less / 1e3),
        more => format!("{:.1} s", more / 1e6),
    }
}

/// A stretch of time after "in any": `hour`, `5 minutes`, `90 seconds`.
pub(super) fn span(seconds: u32) -> String {
    const UNITS: [(u32, &str); 4] = [(86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second")];
    let whole = UNITS.into_iter().find(|(length, _)| seconds >= *length && seconds.is_multiple_of(*length));
    let (length, unit) = whole.unwrap_or((1, "second"));
    match seconds / length {
        1 => unit.to_owned(),
        count => format!("{count} {unit}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_set_apart() {
        for (number, told) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_345_678, "12,345,678")] {
            assert_eq!(grouped(number), told);
        }
        for (seconds, told) in [(1, "second"), (90, "90 seconds"), (3_600, "hour"), (172_800, "2 days")] {
            assert_eq!(span(seconds), told);
        }
        for (micros, told) in [(85.4, "85 µs"), (1_430.0, "1.4 ms"), (2_100_000.0, "2.1 s")] {
            assert_eq!(took(micros), told);
        }
        assert_eq!((most(1_000, 1_000), most(1_001, 1_000)), ("1,000".to_owned(), "1,000+".to_owned()));
    }
}
