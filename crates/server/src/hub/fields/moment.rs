//! Dates and times as pydantic reads them, and what its `speedate` says of those that are none.

use keyward_domain::Timestamp;
use serde_json::{Value, json};

use super::{Fault, Plain};

/// A date and time; without an offset, in UTC; a date alone, its beginning; a number, so many seconds or milliseconds since 1970.
#[derive(Debug, Clone, Copy)]
pub(in crate::hub) struct Moment;

const TOO_LATE: &str = "dates after 9999 are not supported as unix timestamps";
/// A number beyond this counts milliseconds.
const MOST_SECONDS: f64 = 2e10;
/// The last microsecond of the year 9999.
const LAST: f64 = 253_402_300_799_999_999.0;

impl Plain for Moment {
    type Value = Timestamp;

    fn check(&self, input: &Value) -> Result<Timestamp, Fault> {
        match input {
            Value::Number(number) => {
                let moment = number.as_f64().and_then(since_1970);
                moment.ok_or_else(|| fault("datetime_parsing", "datetime", TOO_LATE))
            }
            Value::String(text) => read(text).map_err(|why| match why {
                "year 0 is out of range" => fault("datetime_parsing", "datetime", why),
                _ => fault("datetime_from_date_parsing", "datetime or date", why),
            }),
            _ => Err(Fault::new("datetime_type", "Input should be a valid datetime")),
        }
    }
}

fn fault(kind: &'static str, what: &str, error: &str) -> Fault {
    Fault::new(kind, format!("Input should be a valid {what}, {error}")).context(json!({"error": error}))
}

fn read(text: &str) -> Result<Timestamp, &'static str> {
    if let Some(number) = number(text) {
        return since_1970(number).ok_or(TOO_LATE);
    }
    let (year, month, day, time) = date(text)?;
    if year == 0 {
        return Err("year 0 is out of range");
    }
    // What is no time is told as what is no date, which was tried last.
    let time = clock(time).ok_or("unexpected extra characters at the end of the input")?;
    let moment = format!("{year:04}-{month:02}-{day:02}T{time}").parse();
    moment.map_err(|_| "unexpected extra characters at the end of the input")
}

fn since_1970(number: f64) -> Option<Timestamp> {
    let seconds = if number.abs() > MOST_SECONDS { number / 1000.0 } else { number };
    let micros = (seconds * 1e6).round();
    #[expect(clippy::cast_possible_truncation, reason = "it is a whole number in the range")]
    (micros.abs() <= LAST).then(|| Timestamp::from_micros(micros as i64))
}

/// Digits with a sign and a fraction.
fn number(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || whole.parse::<i64>().is_err() {
        return None;
    }
    text.parse().ok()
}

/// The date at the beginning, and what follows it.
fn date(text: &str) -> Result<(u16, u8, u8, &str), &'static str> {
    let bytes = text.as_bytes();
    if bytes.len() < 10 {
        return Err("input is too short");
    }
    let digits = |from: usize, to: usize, error: &'static str| {
        bytes[from..to].iter().try_fold(0_u16, |value, byte| {
            if byte.is_ascii_digit() { Ok(value * 10 + u16::from(byte - b'0')) } else { Err(error) }
        })
    };
    let dash =
        |at: usize| if bytes[at] == b'-' { Ok(()) } else { Err("invalid date separator, expected `-`") };
    let year = digits(0, 4, "invalid character in year")?;
    dash(4)?;
    let month = digits(5, 7, "invalid character in month")?;
    dash(7)?;
    let day = digits(8, 10, "invalid character in day")?;
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => return Err("month value is outside expected range of 1-12"),
    };
    if !(1..=days).contains(&day) {
        return Err("day value is outside expected range");
    }
    let small = |value: u16| u8::try_from(value).unwrap_or_default();
    // Ten bytes of ASCII were read.
    Ok((year, small(month), small(day), text.get(10..).unwrap_or_default()))
}

/// What follows a date, as RFC 3339 has it.
fn clock(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("00:00:00Z".to_owned());
    }
    let text = text.strip_prefix(['T', 't', ' ', '_'])?;
    let at = text.find(['Z', 'z', '+', '-', '\u{2212}']).unwrap_or(text.len());
    let (time, offset) = text.split_at(at);
    let mut parts = time.split(':');
    let (hour, minute) = (two(parts.next()?, 23)?, two(parts.next()?, 59)?);
    let (second, fraction) = match parts.next() {
        None => (0, "0"),
        Some(rest) => match rest.split_once(['.', ',']) {
            Some((second, fraction)) => (two(second, 59)?, fraction),
            None => (two(rest, 59)?, "0"),
        },
    };
    let digits = (1..=9).contains(&fraction.len()) && fraction.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !digits {
        return None;
    }
    let micros = &fraction[..fraction.len().min(6)];
    Some(format!("{hour:02}:{minute:02}:{second:02}.{micros}{}", zone(offset)?))
}

fn zone(offset: &str) -> Option<String> {
    if matches!(offset, "" | "Z" | "z") {
        return Some("Z".to_owned());
    }
    let (sign, rest) = match offset.strip_prefix('+') {
        Some(rest) => ('+', rest),
        None => ('-', offset.strip_prefix(['-', '\u{2212}'])?),
    };
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None => rest.split_at_checked(2)?,
    };
    Some(format!("{sign}{:02}:{:02}", two(hours, 23)?, two(minutes, 59)?))
}

/// Two digits, up to `most`.
fn two(text: &str, most: u8) -> Option<u8> {
    let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| digits && *value <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As pydantic 2 read them.
    #[test]
    fn a_time_has_many_spellings() {
        for (input, moment) in [
            (json!("2027-01-01T10:00:00Z"), "2027-01-01T10:00:00Z"),
            (json!("2027-01-01"), "2027-01-01T00:00:00Z"),
            (json!("2027-01-01 10:00"), "2027-01-01T10:00:00Z"),
            (json!("2027-01-01_10:00:00"), "2027-01-01T10:00:00Z"),
            (json!("2027-01-01t10:00:00.1234567z"), "2027-01-01T10:00:00.123456Z"),
            (json!("2027-01-01T10:00:00,5Z"), "2027-01-01T10:00:00.5Z"),
            (json!("2027-01-01T10:00:00+0300"), "2027-01-01T07:00:00Z"),
            (json!("2027-01-01T10:00:00\u{2212}03:00"), "2027-01-01T13:00:00Z"),
            (json!("2027"), "1970-01-01T00:33:47Z"),
            (json!("1798707600000"), "2026-12-31T09:00:00Z"),
            (json!("1798707600.5"), "2026-12-31T09:00:00.5Z"),
            (json!(-1), "1969-12-31T23:59:59Z"),
            (json!("+1"), "1970-01-01T00:00:01Z"),
        ] {
            assert_eq!(Moment.check(&input).unwrap().to_string(), moment, "{input}");
        }
    }

    #[test]
    fn what_is_none_is_told_as_speedate_tells_it() {
        let extra = "unexpected extra characters at the end of the input";
        for (text, error) in [
            ("", "input is too short"),
            ("1_000", "input is too short"),
            (" 2027-01-01 ", "invalid character in year"),
            ("２０２７-01-01", "invalid character in year"),
            ("2027/01/01", "invalid date separator, expected `-`"),
            ("99999999999999999999", "invalid date separator, expected `-`"),
            ("2027-13-01", "month value is outside expected range of 1-12"),
            ("2027-02-30", "day value is outside expected range"),
            ("2100-02-29", "day value is outside expected range"),
            ("2027-01-01T25:00:00Z", extra),
            ("2027-01-01T10:00:60Z", extra),
            ("2027-01-01T10", extra),
            ("2027-01-01T10:00:00.", extra),
            ("2027-01-01T10:00:00+03", extra),
            ("2027-01-01T10:00:00+25:00", extra),
            ("2027-01-01T10:00:00 +03:00", extra),
            ("2027-01-01T10:00:00Zx", extra),
        ] {
            assert_eq!(read(text), Err(error), "{text}");
        }
        for other in [json!(true), json!(null), json!([]), json!(1e30)] {
            assert!(Moment.check(&other).is_err(), "{other}");
        }
    }
}
