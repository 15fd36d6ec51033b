//! The busiest keys of an environment. Where many keys were used, all that they did has to be added up to say so: that is done beside the page, which
//! shows what was found last.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use keyward_authority::usage::ReadUsage;
use keyward_authority::usage::keys::{Group, ReadKeysUsage, takes_long, usage};
use keyward_authority::{Actor, Error};
use keyward_domain::{Code, Environment, Id, Timestamp};

use super::figures::grouped;
use super::times::Moment;
use crate::App;

/// How many there are in the list.
const SHORT: u64 = 5;
/// So many rows are added up in a few milliseconds, while the page waits.
const AT_ONCE: u64 = 5_000;
/// What was found is shown for so long before it is looked for again.
const FRESH_FOR: Duration = Duration::from_mins(1);
/// Environments that are remembered.
const MOST: usize = 256;

/// A key among the busiest.
#[derive(Debug, Clone)]
pub(super) struct Busy {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) passed: String,
    pub(super) refused: u64,
    /// Its share of the busiest one's, 0 to 100.
    pub(super) share: u64,
}

/// What a page shows of it.
#[derive(Debug, Clone)]
pub(super) enum Busiest {
    /// The keys; since when, where they were not looked for just now.
    Found(Vec<Busy>, Option<Moment>),
    /// They are looked for.
    UnderWay,
}

/// What was found of each environment, by the hour or by the day.
#[derive(Default)]
pub(crate) struct Found(Mutex<HashMap<Place, State>>);

type Place = (Id<Environment>, bool);

#[derive(Default)]
struct State {
    found: Option<(Timestamp, Vec<Busy>)>,
    under_way: bool,
}

impl Found {
    fn lock(&self) -> MutexGuard<'_, HashMap<Place, State>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known of a place, and whether to look: who is told so says at the [end](Self::end) what there is.
    fn ask(&self, place: Place, now: Timestamp) -> (Option<(Timestamp, Vec<Busy>)>, bool) {
        let mut all = self.lock();
        if all.len() >= MOST && !all.contains_key(&place) {
            all.retain(|_, state| state.under_way);
        }
        let state = all.entry(place).or_default();
        let is_fresh = state.found.as_ref().is_some_and(|(at, _)| now < at.plus(FRESH_FOR));
        let begins = !is_fresh && !state.under_way;
        state.under_way |= begins;
        (state.found.clone(), begins)
    }

    fn end(&self, place: Place, found: Option<(Timestamp, Vec<Busy>)>) {
        let mut all = self.lock();
        let state = all.entry(place).or_default();
        state.under_way = false;
        if found.is_some() {
            state.found = found;
        }
    }
}

/// The busiest keys of the actor's environment in the last hours or days.
pub(super) async fn busiest(
    app: &Arc<App>,
    actor: &Actor,
    when: ReadUsage,
    by_day: bool,
) -> Result<Busiest, Error> {
    if !takes_long(&app.authority, actor, &when, AT_ONCE).await? {
        return Ok(Busiest::Found(look(app, actor, when).await?, None));
    }
    let place = (actor.environment()?, by_day);
    let now = app.authority.now();
    let (known, begins) = app.busiest.ask(place, now);
    if begins {
        let (app, actor) = (Arc::clone(app), actor.clone());
        tokio::spawn(async move {
            let found = look(&app, &actor, when).await;
            let found = found.map(|found| (app.authority.now(), found));
            if let Err(error) = &found {
                tracing::warn!(%error, "the busiest keys could not be found");
            }
            app.busiest.end(place, found.ok());
        });
    }
    Ok(known.map_or(Busiest::UnderWay, |(at, found)| Busiest::Found(found, Some(Moment::new(at, now)))))
}

async fn look(app: &App, actor: &Actor, when: ReadUsage) -> Result<Vec<Busy>, Error> {
    let input = ReadKeysUsage { when, group_by: Some("key".to_owned()), limit: Some(SHORT.to_string()) };
    let used = usage(&app.authority, actor, &input).await?;
    let counts = |group: &Group| {
        let total = group.answers.total();
        let passed = total.get(&Code::Valid).copied().unwrap_or_default();
        (passed, total.values().sum::<u64>() - passed)
    };
    let most = used.groups.iter().map(counts).map(|(passed, refused)| passed + refused).max();
    let most = most.unwrap_or_default().max(1);
    let busy = |group: &Group| {
        let (id, name) = group.key.as_ref()?;
        let (passed, refused) = counts(group);
        let share = (passed + refused).saturating_mul(100) / most;
        let (id, name) = (app.authority.ids().encode(*id), name.to_string());
        Some(Busy { id, name, passed: grouped(passed), refused, share })
    };
    Ok(used.groups.iter().filter_map(busy).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_micros(seconds * 1_000_000)
    }

    #[test]
    fn one_looks_at_a_time_and_what_was_found_is_shown_meanwhile() {
        let (found, place, other) = (Found::default(), (Id::new(1), true), (Id::new(1), false));
        let ask = |place, now| {
            let (known, begins) = found.ask(place, at(now));
            (known.map(|(at, _)| at), begins)
        };
        assert_eq!(ask(place, 0), (None, true));
        assert_eq!(ask(place, 1), (None, false), "somebody looks");
        assert_eq!(ask(other, 1), (None, true), "by the hour is another question");
        found.end(place, Some((at(2), Vec::new())));
        assert_eq!(ask(place, 61), (Some(at(2)), false), "it is fresh");
        assert_eq!(ask(place, 62), (Some(at(2)), true));
        assert_eq!(ask(place, 63), (Some(at(2)), false));
        found.end(place, None);
        assert_eq!(ask(place, 64), (Some(at(2)), true), "what failed is tried again");
    }

    #[test]
    fn no_more_are_remembered_than_there_is_room_for() {
        let found = Found::default();
        for number in 0..i64::try_from(MOST).unwrap() {
            let place = (Id::new(number), true);
            assert!(found.ask(place, at(0)).1);
            if number > 0 {
                found.end(place, Some((at(0), Vec::new())));
            }
        }
        assert!(found.ask((Id::new(-1), true), at(0)).1);
        assert_eq!(found.lock().len(), 2, "the one that is looked for, and the new one");
    }
}
