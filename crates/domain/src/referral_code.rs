//! Referral codes: what a partner gives to those who shall register with them (contract hub, A.4).

use std::fmt;
use std::str::FromStr;

use keyward_token::Entropy;

/// A partner's code: `FLV-` and six letters or digits.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReferralCode(String);

/// The text is no referral code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("must look like FLV-A2B3C4")]
pub struct ReferralCodeError;

const PREFIX: &str = "FLV-";
const SYMBOLS: usize = 6;
/// None that is read as another: neither I nor 1, neither O nor 0. 32 symbols, so that five bits choose one without bias.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

impl ReferralCode {
    /// A new one; whether another has it, storage tells.
    pub fn generate(entropy: &dyn Entropy) -> Self {
        let mut random = [0; SYMBOLS];
        entropy.fill(&mut random);
        let symbols = random.map(|byte| char::from(ALPHABET[usize::from(byte & 31)]));
        Self(format!("{PREFIX}{}", symbols.iter().collect::<String>()))
    }

    /// The code, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ReferralCode {
    type Err = ReferralCodeError;

    /// Takes small letters for capitals, and the symbols that are never generated: the contract's own examples have them.
    fn from_str(text: &str) -> Result<Self, ReferralCodeError> {
        let text = text.trim().to_ascii_uppercase();
        let symbols = text.strip_prefix(PREFIX).ok_or(ReferralCodeError)?;
        let good = symbols.len() == SYMBOLS && symbols.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if good { Ok(Self(text)) } else { Err(ReferralCodeError) }
    }
}

impl fmt::Display for ReferralCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counting;
    impl Entropy for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for (byte, value) in buffer.iter_mut().zip([0, 31, 32, 7, 8, 255]) {
                *byte = value;
            }
        }
    }

    #[test]
    fn what_is_generated_reads_back_and_has_no_look_alikes() {
        let code = ReferralCode::generate(&Counting);
        assert_eq!(code.as_str(), "FLV-A9AHJ9");
        assert_eq!(code.as_str().parse(), Ok(code));
        assert!(!ALPHABET.iter().any(|symbol| b"IO01".contains(symbol)));
    }

    #[test]
    fn reads_what_people_type_and_nothing_else() {
        assert_eq!(" flv-a1b2c3 ".parse::<ReferralCode>().unwrap().as_str(), "FLV-A1B2C3");
        for bad in ["", "FLV-", "FLV-A1B2C", "FLV-A1B2C34", "XYZ-A1B2C3", "FLV-A1B2Cé", "FLV A1B2C3"] {
            assert_eq!(bad.parse::<ReferralCode>(), Err(ReferralCodeError), "{bad}");
        }
    }
}
