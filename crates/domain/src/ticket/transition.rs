//! What may happen to a ticket, and what it becomes.

use std::time::Duration;

use crate::Timestamp;

use super::{TicketFacts, TicketStatus};

/// How long a ticket stays resolved before it closes by itself.
pub const CLOSES_AFTER: Duration = Duration::from_hours(7 * 24);

/// Something that happens to a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TicketEvent {
    /// The customer writes.
    Write,
    /// The operator answers.
    Answer,
    /// The operator writes down something that only operators see.
    Note,
    /// The operator says that it is done.
    Resolve,
    /// The customer is done with it.
    Close,
    /// Nothing but time has passed.
    TimePassed,
}

/// Nothing happens to a closed ticket any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Ticket is closed")]
pub struct TicketClosed;

/// What becomes of a ticket when `event` happens at `now`. A closed one refuses all but the passing of time.
pub fn advance(facts: &TicketFacts, event: TicketEvent, now: Timestamp) -> Result<TicketFacts, TicketClosed> {
    let status = facts.status(now);
    if event == TicketEvent::TimePassed {
        return Ok(TicketFacts { status, ..*facts });
    }
    if status == TicketStatus::Closed {
        return Err(TicketClosed);
    }
    let at = |status| TicketFacts { status, resolved_at: None };
    Ok(match event {
        TicketEvent::Write => at(TicketStatus::Open),
        TicketEvent::Answer => at(TicketStatus::Pending),
        TicketEvent::Resolve if status != TicketStatus::Resolved => {
            TicketFacts { status: TicketStatus::Resolved, resolved_at: Some(now) }
        }
        // Saying so again does not begin the week anew.
        TicketEvent::Resolve | TicketEvent::Note | TicketEvent::TimePassed => *facts,
        TicketEvent::Close => TicketFacts { status: TicketStatus::Closed, ..*facts },
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EVENTS: [TicketEvent; 6] = [
        TicketEvent::Write,
        TicketEvent::Answer,
        TicketEvent::Note,
        TicketEvent::Resolve,
        TicketEvent::Close,
        TicketEvent::TimePassed,
    ];

    const fn hour(number: i64) -> Timestamp {
        Timestamp::from_micros(number * 3_600_000_000)
    }

    fn in_state(status: TicketStatus) -> TicketFacts {
        TicketFacts { status, resolved_at: (status == TicketStatus::Resolved).then_some(hour(0)) }
    }

    #[test]
    fn the_table_of_the_contract() {
        use TicketStatus::{Closed, Open, Pending, Resolved};
        for (from, becomes) in [
            (Open, [Open, Pending, Open, Resolved, Closed]),
            (Pending, [Open, Pending, Pending, Resolved, Closed]),
            (Resolved, [Open, Pending, Resolved, Resolved, Closed]),
        ] {
            for (event, to) in EVENTS.into_iter().zip(becomes) {
                let next = advance(&in_state(from), event, hour(1)).unwrap();
                assert_eq!(next.status(hour(1)), to, "{from} {event:?}");
            }
        }
        for event in &EVENTS[..5] {
            assert_eq!(advance(&in_state(Closed), *event, hour(1)), Err(TicketClosed), "{event:?}");
        }
    }

    #[test]
    fn a_resolved_one_closes_after_a_week_whether_or_not_that_was_written_down() {
        let resolved = in_state(TicketStatus::Resolved);
        assert_eq!(resolved.status(hour(7 * 24 - 1)), TicketStatus::Resolved);
        assert_eq!(resolved.status(hour(7 * 24)), TicketStatus::Closed);
        assert_eq!(advance(&resolved, TicketEvent::Write, hour(7 * 24)), Err(TicketClosed));
        assert_eq!(
            advance(&resolved, TicketEvent::Write, hour(7 * 24 - 1)).unwrap().status,
            TicketStatus::Open
        );
        let again = advance(&resolved, TicketEvent::Resolve, hour(100)).unwrap();
        assert_eq!(again.status(hour(7 * 24)), TicketStatus::Closed);
    }

    proptest! {
        /// Whatever happens in whatever order: closed is the end, only what is resolved has a time of it, and looking at it through the
        /// passing of time changes nothing that anybody sees.
        #[test]
        fn closed_is_the_end(steps in prop::collection::vec((0..EVENTS.len(), 0_i64..200), 0..40)) {
            let (mut facts, mut now) = (TicketFacts::OPENED, 0);
            for (event, hours) in steps {
                now += hours;
                let before = facts.status(hour(now));
                let next = advance(&facts, EVENTS[event], hour(now));
                let refused = before == TicketStatus::Closed && EVENTS[event] != TicketEvent::TimePassed;
                prop_assert_eq!(next.is_err(), refused);
                if let Ok(next) = next {
                    prop_assert!(before != TicketStatus::Closed || next.status(hour(now)) == TicketStatus::Closed);
                    facts = next;
                }
                let status = facts.status;
                prop_assert!(status != TicketStatus::Resolved || facts.resolved_at.is_some());
                let open = matches!(status, TicketStatus::Open | TicketStatus::Pending);
                prop_assert!(!open || facts.resolved_at.is_none());
                let passed = advance(&facts, TicketEvent::TimePassed, hour(now)).unwrap();
                prop_assert_eq!(passed.status(hour(now)), facts.status(hour(now)));
            }
        }
    }
}
