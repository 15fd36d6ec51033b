use std::fmt;
use std::str::FromStr;

use crate::config::text::text_value;

/// A colour as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour([u8; 3]);

impl Colour {
    /// Black or white: whichever is read better on it (WCAG 2.2, contrast ratio).
    #[must_use]
    pub fn ink(self) -> Self {
        let light = self.luminance();
        // 1.05 / (l + 0.05) against (l + 0.05) / 0.05: they meet where the square is 0.0525.
        if (light + 0.05).powi(2) < 0.0525 { Self([255; 3]) } else { Self([0; 3]) }
    }

    /// Relative luminance, 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let part = f64::from(channel) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl FromStr for Colour {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut bytes = [0; 3];
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
        match digits.map(|digits| hex::decode_to_slice(digits, &mut bytes)) {
            Some(Ok(())) => Ok(Self(bytes)),
            _ => Err("must be a colour like #3b4fd8"),
        }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", hex::encode(self.0))
    }
}

text_value!(Colour);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_on_it_can_be_read() {
        for (colour, ink) in
            [("#3b4fd8", "#ffffff"), ("#FFD400", "#000000"), ("#000000", "#ffffff"), ("#777777", "#000000")]
        {
            let colour: Colour = colour.parse().expect("a colour");
            assert_eq!(colour.ink().to_string(), ink, "{colour}");
            let (one, other) = (colour.luminance() + 0.05, colour.ink().luminance() + 0.05);
            assert!(one.max(other) / one.min(other) >= 4.5, "{colour}");
        }
        for bad in ["", "3b4fd8", "#3b4fd", "#3b4fd8ff", "#gggggg", "red;}", "#12345é"] {
            assert!(bad.parse::<Colour>().is_err(), "{bad}");
        }
    }
}
