//! Read events.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use keyward_domain::{Invalid, Order, Timestamp};
use keyward_storage::events::{self, Event, Filter};

use super::{Filters, Properties};
use crate::{Caller, Error, Metering, needs};

/// Which events, as the wire asks. What is `None` does not narrow.
#[derive(Debug, Clone, Default)]
pub struct QueryEvents {
    /// A customer.
    pub external_customer_id: Option<String>,
    /// A name.
    pub event_name: Option<String>,
    /// An id.
    pub event_id: Option<String>,
    /// Where they came from.
    pub source: Option<String>,
    /// The first time, RFC 3339.
    pub start_time: Option<String>,
    /// The first time that is too late.
    pub end_time: Option<String>,
    /// Properties, each with the values of which it must have one.
    pub property_filters: Vec<(String, Vec<String>)>,
    /// `timestamp`.
    pub sort: Option<String>,
    /// `asc` or `desc` (default).
    pub order: Option<String>,
    /// The most events of a page: 1 to 50 (default).
    pub page_size: Option<u64>,
    /// Events to pass over.
    pub offset: Option<u64>,
    /// `next_cursor` of the page before, instead of an offset.
    pub cursor: Option<String>,
}

/// A page of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The events.
    pub events: Vec<Event>,
    /// The cursor of the page after; `None`: this was the last one.
    pub next_cursor: Option<String>,
}

const MAX_PAGE: u64 = 50;
const MAX_OFFSET: u64 = 100_000;
const MAX_FILTERS: usize = 16;
/// How many rows are read at once when properties are looked at.
const READ_AT_ONCE: u64 = 500;
/// How many are looked at for one page; after that the page is what was found, and the cursor goes on from there.
const MAX_LOOKED_AT: u64 = 100_000;

/// A page of the environment's events.
pub async fn query(metering: &Metering, caller: &Caller<'_>, input: &QueryEvents) -> Result<Found, Error> {
    caller.may_read(needs::EVENT_READ)?;
    let Asked { mut filter, order, limit, mut skip } = read(metering, caller, input)?;
    let reader = metering.storage.reader();
    if input.property_filters.is_empty() {
        let found = events::list(&reader, caller.environment, &filter, order, limit + 1, skip).await?;
        return Ok(page(found, limit));
    }
    let mut matching = Vec::new();
    let mut looked_at = 0;
    loop {
        let rows = events::list(&reader, caller.environment, &filter, order, READ_AT_ONCE, 0).await?;
        let (last, whole) = (rows.last().cloned(), rows.len() as u64 == READ_AT_ONCE);
        looked_at += rows.len() as u64;
        for row in rows {
            if Properties::read(&row.properties).pass(&input.property_filters) {
                if skip > 0 {
                    skip -= 1;
                } else {
                    matching.push(row);
                }
            }
        }
        if !whole || matching.len() as u64 > limit {
            return Ok(page(matching, limit));
        }
        if let Some(last) = last {
            if looked_at >= MAX_LOOKED_AT {
                return Ok(Found { events: matching, next_cursor: Some(cursor(&last)) });
            }
            filter.after = Some((last.at, last.event_id));
        }
    }
}

/// A page, from as many rows or one more.
fn page(mut events: Vec<Event>, limit: u64) -> Found {
    let more = events.len() as u64 > limit;
    events.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next_cursor = events.last().filter(|_| more).map(cursor);
    Found { events, next_cursor }
}

fn cursor(event: &Event) -> String {
    URL_SAFE_NO_PAD.encode(format!("{}:{}", event.at.as_micros(), event.event_id))
}

fn read_cursor(text: &str) -> Result<(Timestamp, String), &'static str> {
    const BAD: &str = "must be the `next_cursor` of a page";
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| BAD)?;
    let text = String::from_utf8(bytes).map_err(|_| BAD)?;
    let (at, id) = text.split_once(':').ok_or(BAD)?;
    let at = at.parse().map_err(|_| BAD)?;
    if id.contains('\0') { Err(BAD) } else { Ok((Timestamp::from_micros(at), id.to_owned())) }
}

struct Asked {
    filter: Filter,
    order: Order,
    limit: u64,
    skip: u64,
}

fn read(metering: &Metering, caller: &Caller<'_>, input: &QueryEvents) -> Result<Asked, Invalid> {
    let mut invalid = Invalid::none();
    if input.sort.as_deref().is_some_and(|sort| sort != "timestamp") {
        invalid.add("sort", "must be `timestamp`");
    }
    let order = match input.order.as_deref() {
        None | Some("desc") => Order::Descending,
        Some("asc") => Order::Ascending,
        Some(_) => {
            invalid.add("order", "must be `asc` or `desc`");
            Order::Descending
        }
    };
    let limit = input.page_size.unwrap_or(MAX_PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        invalid.add("page_size", format_args!("must be a whole number from 1 to {MAX_PAGE}"));
    }
    let skip = input.offset.unwrap_or_default();
    if skip > MAX_OFFSET {
        invalid.add("offset", format_args!("must be at most {MAX_OFFSET}: go on by cursor"));
    }
    let after = input.cursor.as_ref().and_then(|text| invalid.check("cursor", read_cursor(text)));
    if after.is_some() && skip > 0 {
        invalid.add("offset", "can't be sent together with cursor");
    }
    check_filters(&mut invalid, "property_filters", &input.property_filters);
    let texts = [
        ("event_name", &input.event_name),
        ("external_customer_id", &input.external_customer_id),
        ("event_id", &input.event_id),
        ("source", &input.source),
    ];
    for (field, text) in texts {
        check_text(&mut invalid, field, text.as_deref());
    }
    let (from, to) = range(metering, &mut invalid, input.start_time.as_deref(), input.end_time.as_deref());
    let filter = Filter {
        name: input.event_name.clone(),
        customer: caller.customer.map(str::to_owned).or_else(|| input.external_customer_id.clone()),
        event_id: input.event_id.clone(),
        source: input.source.clone(),
        from,
        to,
        after,
    };
    invalid.into_result()?;
    Ok(Asked { filter, order, limit, skip })
}

/// PostgreSQL takes no NUL, and nothing that is stored holds one.
pub(crate) fn check_text(invalid: &mut Invalid, field: &str, text: Option<&str>) {
    if text.is_some_and(|text| text.contains('\0')) {
        invalid.add(field, "must not contain control characters");
    }
}

pub(crate) fn check_filters(invalid: &mut Invalid, field: &str, filters: &Filters) {
    if filters.len() > MAX_FILTERS || filters.iter().any(|(_, values)| values.len() > 100) {
        invalid.add(field, format_args!("must be at most {MAX_FILTERS} properties with 100 values each"));
    }
}

/// `start_time` and `end_time`, within what is kept.
pub(crate) fn range(
    metering: &Metering,
    invalid: &mut Invalid,
    start: Option<&str>,
    end: Option<&str>,
) -> (Option<Timestamp>, Option<Timestamp>) {
    let from = start.and_then(|text| invalid.check::<Timestamp, _>("start_time", text.parse()));
    let to = end.and_then(|text| invalid.check::<Timestamp, _>("end_time", text.parse()));
    if from.zip(to).is_some_and(|(from, to)| from >= to) {
        invalid.add("end_time", "must be after start_time");
    }
    let kept = metering.kept_from(metering.clock.now());
    (from.max(kept), to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_whatever_the_id() {
        let event = Event {
            event_id: "a:b/é 🔑".to_owned(),
            name: String::new(),
            customer: String::new(),
            at: Timestamp::from_micros(-5),
            received_at: Timestamp::from_micros(0),
            source: None,
            properties: String::new(),
        };
        assert_eq!(read_cursor(&cursor(&event)), Ok((event.at, event.event_id.clone())));
        for bad in ["", "x", "!", &URL_SAFE_NO_PAD.encode("x:y"), &URL_SAFE_NO_PAD.encode("1:\0")] {
            assert!(read_cursor(bad).is_err(), "{bad}");
        }
    }
}
