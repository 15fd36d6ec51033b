//! Amounts of money as people write them: `9.90 EUR` for 990 of the smallest unit.

use keyward_domain::subscription::Price;

/// Currencies without a smaller unit, and those of a thousand (ISO 4217, minor units).
const WHOLE: [&str; 16] = [
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF",
    "XPF",
];
const THOUSANDTHS: [&str; 7] = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

fn digits(currency: &str) -> usize {
    match currency {
        _ if WHOLE.contains(&currency) => 0,
        _ if THOUSANDTHS.contains(&currency) => 3,
        _ => 2,
    }
}

/// The amount without its currency.
pub(super) fn amount(smallest: i64, currency: &str) -> String {
    match digits(currency) {
        0 => smallest.to_string(),
        digits => {
            let unit = 10_i64.pow(u32::try_from(digits).unwrap_or_default());
            format!("{}.{:0digits$}", smallest / unit, smallest % unit)
        }
    }
}

/// `9.90 EUR a month`.
pub(super) fn price(price: &Price) -> String {
    let currency = price.currency.to_string();
    format!("{} {currency} a {}", amount(price.amount, &currency), price.interval.as_str())
}

/// An amount that somebody wrote, in the smallest unit: with a point or a comma, and no more digits than the currency has.
pub(super) fn read(text: &str, currency: &str) -> Option<i64> {
    let digits = digits(currency);
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > digits || !plain(whole) || !plain(part) {
        return None;
    }
    format!("{whole}{part:0<digits$}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (smallest, currency, text) in [
            (990, "EUR", "9.90"),
            (5, "EUR", "0.05"),
            (0, "USD", "0.00"),
            (1200, "JPY", "1200"),
            (1234, "KWD", "1.234"),
        ] {
            assert_eq!(amount(smallest, currency), text);
            assert_eq!(read(text, currency), Some(smallest));
        }
        for (text, smallest) in
            [("9", Some(900)), ("9,9", Some(990)), ("9.999", None), ("", None), (".5", None)]
        {
            assert_eq!(read(text, "EUR"), smallest, "{text}");
        }
        for text in ["-1", "1e3", "1 000", "9.9.9", "99999999999999999999"] {
            assert_eq!(read(text, "EUR"), None, "{text}");
        }
    }
}
