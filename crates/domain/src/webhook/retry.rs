//! How often a delivery is tried.

use std::time::Duration;

use crate::Timestamp;

/// A delivery that nobody took for so long is given up.
pub const GIVE_UP_AFTER: Duration = Duration::from_hours(24);
/// An endpoint that took nothing for so long is switched off.
pub const SWITCH_OFF_AFTER: Duration = Duration::from_hours(7 * 24);

const FIRST: Duration = Duration::from_secs(30);
const LONGEST: Duration = Duration::from_hours(4);

/// When a delivery that has been tried since `since` and failed just now is tried again; `None`: it is given up.
///
/// The pause is as long as it has been tried already, at least half a minute and at most four hours: so each is twice as long as the one
/// before. A fifth more or less by `random`, so that what failed together does not come back together.
pub fn next_attempt(since: Timestamp, now: Timestamp, random: u32) -> Option<Timestamp> {
    let tried_for = now.as_micros().saturating_sub(since.as_micros());
    let pause = Duration::from_micros(u64::try_from(tried_for).unwrap_or_default()).clamp(FIRST, LONGEST);
    let next = now.plus(pause.mul_f64(0.8 + 0.4 * f64::from(random) / f64::from(u32::MAX)));
    (next <= since.plus(GIVE_UP_AFTER)).then_some(next)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const SINCE: Timestamp = Timestamp::from_micros(1_000_000);

    #[test]
    fn pauses_double_up_to_four_hours_and_end_after_a_day() {
        let (mut now, mut seconds) = (SINCE, Vec::new());
        while let Some(next) = next_attempt(SINCE, now, u32::MAX / 2) {
            now = next;
            seconds.push((now.as_seconds() - SINCE.as_seconds() + 1) / 2 * 2);
        }
        assert_eq!(
            seconds,
            [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15_360, 29_760, 44_160, 58_560, 72_960]
        );
    }

    #[test]
    fn a_fifth_more_or_less() {
        let after = |random| next_attempt(SINCE, SINCE, random).unwrap().as_seconds() - SINCE.as_seconds();
        assert_eq!((after(0), after(u32::MAX)), (24, 36));
    }

    proptest! {
        #[test]
        fn a_day_has_a_handful_of_attempts_and_then_an_end(random: [u32; 32]) {
            let (mut now, mut attempts) = (SINCE, 1);
            while let Some(next) = next_attempt(SINCE, now, random[attempts % 32]) {
                prop_assert!(next > now && next <= SINCE.plus(GIVE_UP_AFTER));
                now = next;
                attempts += 1;
            }
            prop_assert!((12..=24).contains(&attempts), "{attempts}");
        }
    }
}
