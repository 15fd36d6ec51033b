//! Numbers of JSON: whole ones are reckoned with exactly, others as doubles.

use std::cmp::Ordering;

use serde_json::{Number, Value};

/// A number.
#[derive(Debug, Clone, Copy)]
pub(super) enum Num {
    Whole(i128),
    Double(f64),
}

impl Num {
    pub(super) fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        let whole = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
        whole.map(Self::Whole).or_else(|| number.as_f64().map(Self::Double))
    }

    #[expect(clippy::cast_precision_loss, reason = "what is not whole is reckoned with as doubles are")]
    fn double(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Double(double) => double,
        }
    }

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

/// A sum: exact while its numbers are whole, else compensated (Neumaier), so that the order of the events hardly counts.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Sum {
    whole: i128,
    double: f64,
    lost: f64,
    doubles: bool,
}

impl Sum {
    pub(super) fn add(&mut self, number: Num) {
        match number {
            // 2^63 events of 2^64 each are past what there can be.
            Num::Whole(whole) => self.whole = self.whole.saturating_add(whole),
            Num::Double(double) => {
                self.doubles = true;
                let sum = self.double + double;
                let (large, small) = if self.double.abs() >= double.abs() {
                    (self.double, double)
                } else {
                    (double, self.double)
                };
                self.lost += (large - sum) + small;
                self.double = sum;
            }
        }
    }

    pub(super) fn total(self) -> Num {
        let whole = Num::Whole(self.whole);
        if self.doubles { Num::Double(whole.double() + (self.double + self.lost)) } else { whole }
    }

    #[expect(clippy::cast_precision_loss, reason = "an average of more than 2^52 events can bear it")]
    pub(super) fn average(self, count: u64) -> Num {
        Num::Double(self.total().double() / count as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn sum(values: &[Value]) -> Value {
        let mut sum = Sum::default();
        values.iter().filter_map(Num::of).for_each(|number| sum.add(number));
        sum.total().json()
    }

    #[test]
    fn whole_numbers_are_summed_exactly() {
        let large = json!(9_007_199_254_740_993_i64);
        assert_eq!(sum(&[large, json!(1)]), json!(9_007_199_254_740_994_i64));
        assert_eq!(sum(&[json!(u64::MAX), json!(-1)]), json!(u64::MAX - 1));
        assert_eq!(sum(&[json!(0.1), json!(0.2), json!(1)]), json!(1.3));
        assert_eq!(sum(&[json!(1e100), json!(1.5), json!(-1e100)]), json!(1.5));
        assert_eq!(sum(&[json!(1e308), json!(1e308)]), Value::Null);
        assert_eq!(sum(&[json!("1"), json!(true)]), json!(0));
    }
}
