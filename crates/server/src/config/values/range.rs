use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};

/// Reads a whole number from `MIN` to `MAX`, both included, for `#[serde(deserialize_with)]`.
pub(crate) fn within<'de, D, T, const MIN: u64, const MAX: u64>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<u64>,
{
    deserializer.deserialize_i64(Within::<T, MIN, MAX>(PhantomData))
}

struct Within<T, const MIN: u64, const MAX: u64>(PhantomData<T>);

impl<T: TryFrom<u64>, const MIN: u64, const MAX: u64> Visitor<'_> for Within<T, MIN, MAX> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a whole number from {MIN} to {MAX}")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        let inside = (MIN..=MAX).contains(&number).then_some(number);
        inside.and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
            E::custom(format_args!("must be a whole number from {MIN} to {MAX}, not {number}"))
        })
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        let refused = || E::custom(format_args!("must be a whole number from {MIN} to {MAX}, not {number}"));
        self.visit_u64(u64::try_from(number).map_err(|_| refused())?)
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, I64Deserializer, StrDeserializer};

    use super::*;

    fn read(number: i64) -> Result<u8, String> {
        let deserializer: I64Deserializer<Error> = number.into_deserializer();
        within::<_, _, 1, 300>(deserializer).map_err(|error| error.to_string())
    }

    #[test]
    fn the_ends_are_inside() {
        assert_eq!(read(1), Ok(1));
        assert_eq!(read(255), Ok(255));
        for outside in [-1, 0, 256, 301] {
            assert_eq!(read(outside), Err(format!("must be a whole number from 1 to 300, not {outside}")));
        }
    }

    #[test]
    fn another_type_is_told_what_is_wanted() {
        let text: StrDeserializer<'_, Error> = "x".into_deserializer();
        let error = within::<_, u8, 1, 9>(text).expect_err("not a number").to_string();
        assert_eq!(error, "invalid type: string \"x\", expected a whole number from 1 to 9");
    }
}
