//! Numbers of JSON, reckoned with so that the order of the events does not count.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use serde_json::{Number, Value};

/// A number. One that is whole is `Whole`, however it was written, unless it is past what that holds exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Num {
    Whole(i128),
    Double(f64),
}

impl Num {
    pub(super) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        whole.map(Self::Whole).or_else(|| number.as_f64().map(Self::from_double))
    }

    #[expect(clippy::cast_possible_truncation, reason = "it is whole, and within the bounds")]
    fn from_double(double: f64) -> Self {
        // 2^100: past all that JSON's whole numbers hold here.
        const BOUND: f64 = 1_267_650_600_228_229_401_496_703_205_376.0;
        if double.fract() == 0.0 && double.abs() < BOUND {
            Self::Whole(double as i128)
        } else {
            Self::Double(double)
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "what is not whole is reckoned with as doubles are")]
    fn double(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Double(double) => double,
        }
    }

    /// Total: a double that is not whole lies below 2^53, where whole numbers are doubles, too.
    pub(super) fn order(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(left), Self::Whole(right)) => left.cmp(&right),
            // JSON has no NaN.
            _ => self.double().partial_cmp(&other.double()).unwrap_or(Ordering::Equal),
        }
    }

    /// The number; null when it is past what JSON holds.
    pub(super) fn json(self) -> Value {
        let whole = match self {
            Self::Whole(whole) => i64::try_from(whole)
                .map(Number::from)
                .or_else(|_| u64::try_from(whole).map(Number::from))
                .ok(),
            Self::Double(_) => None,
        };
        whole.or_else(|| Number::from_f64(self.double())).map_or(Value::Null, Value::Number)
    }
}

/// To be read back as the very same number.
impl fmt::Display for Num {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(whole) => whole.fmt(f),
            // Never digits alone, as a whole number is.
            Self::Double(double) => fmt::LowerExp::fmt(double, f),
        }
    }
}

impl FromStr for Num {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let double = || text.parse().ok().filter(|double: &f64| double.is_finite()).map(Self::from_double);
        text.parse().map(Self::Whole).ok().or_else(double).ok_or(())
    }
}

/// Digits after the point that are summed exactly.
const DIGITS: usize = 18;
/// Parts of a whole.
const PARTS: i128 = 1_000_000_000_000_000_000;
/// Whole numbers below this, of which there may be 2^63, are summed exactly.
const MOST: i128 = 1 << 64;

/// A sum. Exact for numbers of at most 18 digits after the point and below 2^64, as whoever wrote `0.1` meant it; what is odd beside them is
/// added up as doubles with compensation (Neumaier), so that its order hardly counts.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Sum {
    whole: i128,
    part: i128,
    odd: Option<Odd>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Odd {
    double: f64,
    lost: f64,
}

impl Sum {
    pub(super) fn add(&mut self, number: Num) {
        match number {
            Num::Whole(whole) if -MOST < whole && whole < MOST => self.whole += whole,
            Num::Double(double) => match decimal(double) {
                Some((whole, part)) => {
                    self.whole += whole;
                    self.part += part;
                }
                None => self.odd.get_or_insert_default().add(double),
            },
            Num::Whole(_) => self.odd.get_or_insert_default().add(number.double()),
        }
    }

    /// Whether the order in which the numbers came can't have counted.
    pub(super) fn is_exact(self) -> bool {
        self.odd.is_none()
    }

    /// Adds an exact sum.
    pub(super) fn merge(&mut self, other: Self) {
        self.whole += other.whole;
        self.part += other.part;
    }

    pub(super) fn total(self) -> Num {
        let exact = self.exact();
        match self.odd {
            None => exact,
            Some(odd) => Num::Double(exact.double() + (odd.double + odd.lost)),
        }
    }

    fn exact(self) -> Num {
        let (whole, part) = self.settled();
        if part == 0 {
            return Num::Whole(whole);
        }
        let (sign, whole, part) =
            if whole < 0 { ("-", -(whole + 1), PARTS - part) } else { ("", whole, part) };
        // The double nearest to it.
        format!("{sign}{whole}.{part:0DIGITS$}").parse().map_or(Num::Double(f64::NAN), Num::Double)
    }

    /// With the part of one whole alone.
    fn settled(self) -> (i128, i128) {
        (self.whole + self.part.div_euclid(PARTS), self.part.rem_euclid(PARTS))
    }

    #[expect(clippy::cast_precision_loss, reason = "an average of more than 2^52 events can bear it")]
    pub(super) fn average(self, count: u64) -> Num {
        Num::Double(self.total().double() / count as f64)
    }
}

/// Wholes and parts of the shortest decimal number that is this double: the one that was written, if it had 15 digits or fewer.
fn decimal(double: f64) -> Option<(i128, i128)> {
    let text = double.abs().to_string();
    let (whole, part) = text.split_once('.')?;
    if part.len() > DIGITS {
        return None;
    }
    let whole: i128 = whole.parse().ok()?;
    let part: i128 = format!("{part:0<DIGITS$}").parse().ok()?;
    Some(if double < 0.0 { (-whole, -part) } else { (whole, part) })
}

impl Odd {
    fn add(&mut self, double: f64) {
        let sum = self.double + double;
        let (large, small) =
            if self.double.abs() >= double.abs() { (self.double, double) } else { (double, self.double) };
        self.lost += (large - sum) + small;
        self.double = sum;
    }
}

/// The exact part, to be read back.
impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = self.settled();
        write!(f, "{whole} {part}")
    }
}

impl FromStr for Sum {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (whole, part) = text.split_once(' ').ok_or(())?;
        let (whole, part) = (whole.parse().map_err(drop)?, part.parse().map_err(drop)?);
        Ok(Self { whole, part, odd: None })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn sum_of(values: &[Value]) -> Sum {
        let mut sum = Sum::default();
        values.iter().filter_map(Num::of).for_each(|number| sum.add(number));
        sum
    }

    fn sum(values: &[Value]) -> Value {
        sum_of(values).total().json()
    }

    #[test]
    fn numbers_as_they_are_written_are_summed_exactly() {
        let large = json!(9_007_199_254_740_993_i64);
        assert_eq!(sum(&[large, json!(1)]), json!(9_007_199_254_740_994_i64));
        assert_eq!(sum(&[json!(u64::MAX), json!(-1)]), json!(u64::MAX - 1));
        assert_eq!(sum(&[json!(0.1), json!(0.2)]), json!(0.3));
        assert_eq!(sum(&vec![json!(0.1); 10]), json!(1));
        assert_eq!(sum(&[json!(-0.25), json!(-0.5)]), json!(-0.75));
        assert_eq!(sum(&[json!(0.25), json!(-2)]), json!(-1.75));
        assert_eq!(sum(&[json!(0.000_000_15), json!(3e-9)]), json!(0.000_000_153));
        assert_eq!(sum(&[json!(1e100), json!(1.5), json!(-1e100)]), json!(1.5));
        assert_eq!(sum(&[json!(1e308), json!(1e308)]), Value::Null);
        assert_eq!(sum(&[json!("1"), json!(true)]), json!(0));
    }

    #[test]
    fn what_is_whole_is_whole_however_it_was_written() {
        assert_eq!(Num::of(&json!(5.0)), Some(Num::Whole(5)));
        assert_eq!(Num::of(&json!(-0.0)), Some(Num::Whole(0)));
        assert_eq!(Num::of(&json!(1e300)), Some(Num::Double(1e300)));
        assert_eq!(Num::Double(1e300).order(Num::Whole(i128::from(u64::MAX))), Ordering::Greater);
    }

    fn number() -> impl Strategy<Value = Value> {
        prop_oneof![
            any::<i64>().prop_map(Value::from),
            any::<u64>().prop_map(Value::from),
            (-1_000_000_i32..1_000_000, 0_i32..9)
                .prop_map(|(digits, point)| json!(f64::from(digits) / 10_f64.powi(point))),
            any::<f64>().prop_filter("a number of JSON", |double| double.is_finite()).prop_map(Value::from),
        ]
    }

    proptest! {
        #[test]
        fn a_number_comes_back(value in number()) {
            let number = Num::of(&value).unwrap();
            prop_assert_eq!(number.to_string().parse(), Ok(number));
        }

        #[test]
        fn sums_of_parts_add_up_to_the_sum_of_all(values in prop::collection::vec(number(), 0..40), cut in 0..40_usize) {
            let all = sum_of(&values);
            let (left, right) = values.split_at(cut.min(values.len()));
            let (left, right) = (sum_of(left), sum_of(right));
            prop_assert_eq!(all.is_exact(), left.is_exact() && right.is_exact());
            if all.is_exact() {
                let mut merged: Sum = right.to_string().parse().unwrap();
                merged.merge(left.to_string().parse().unwrap());
                prop_assert_eq!(merged.total(), all.total());
                let mut turned = values.clone();
                turned.reverse();
                prop_assert_eq!(sum_of(&turned).total(), all.total());
            }
        }
    }
}
