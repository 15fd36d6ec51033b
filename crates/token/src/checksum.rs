//! The checksum that ends a key.
//!
//! CRC-32 (IEEE 802.3) of every byte before it, as exactly six base62 digits, most significant first.

use crate::alphabet::Alphabet;

/// How many characters a checksum has: 62⁶ is the first power that holds 32 bits.
pub(crate) const LEN: usize = 6;

/// The checksum of `text`, as it is written.
pub(crate) fn of(text: &[u8]) -> [u8; LEN] {
    let symbols = Alphabet::Base62.symbols();
    let mut rest = crc32fast::hash(text) as usize;
    let mut digits = [b'0'; LEN];
    for digit in digits.iter_mut().rev() {
        *digit = symbols[rest % symbols.len()];
        rest /= symbols.len();
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn the_crc_is_ieee_802_3() {
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn six_digits_most_significant_first() {
        assert_eq!(&of(b""), b"000000");
        assert_eq!(&of(b"123456789"), b"3jZRME");
        assert_eq!(&of(b"kw_live_00000000000000000000000000000000"), b"3lNZlx");
        assert_eq!(&of(b"kw_test_abcdefghijklmnopqrstuvwxyz012345"), b"3VKcdU");
    }
}
