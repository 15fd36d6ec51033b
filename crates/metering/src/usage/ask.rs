//! What is asked for, checked.

use keyward_domain::{Environment, Id, Invalid, Timestamp};
use keyward_storage::events::{CountsOf, Filter, Meter};

use super::{Aggregation, Window};
use crate::events::Filters;
use crate::events::query::{check_filters, check_text, range};
use crate::{Caller, Metering};

/// Which usage, as the wire asks.
#[derive(Debug, Clone, Default)]
pub struct UsageQuery {
    /// The events' name.
    pub event_name: String,
    /// `COUNT`, `SUM`, `AVG`, `MAX`, `MIN`, `COUNT_UNIQUE` or `LATEST`.
    pub aggregation_type: String,
    /// The property that is reckoned with; not for `COUNT`.
    pub property_name: Option<String>,
    /// A customer; absent: all of them.
    pub external_customer_id: Option<String>,
    /// The first time, RFC 3339.
    pub start_time: Option<String>,
    /// The first time that is too late.
    pub end_time: Option<String>,
    /// `MINUTE`, `HOUR`, `DAY` or `MONTH`, UTC; absent: all in one.
    pub window_size: Option<String>,
    /// `external_customer_id`, `source`, or properties.
    pub group_by: Vec<String>,
    /// Properties, each with the values of which it must have one.
    pub filters: Filters,
}

/// By what a group is made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Group {
    Customer,
    Source,
    Property(String),
}

const MAX_GROUPS: usize = 5;

/// The same, checked.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) aggregation: Aggregation,
    pub(super) property: Option<String>,
    pub(super) window: Option<Window>,
    pub(super) groups: Vec<Group>,
    pub(super) filters: Filters,
    pub(super) filter: Filter,
}

impl Asked {
    pub(super) fn read(
        metering: &Metering,
        caller: &Caller<'_>,
        input: &UsageQuery,
    ) -> Result<Self, Invalid> {
        let mut invalid = Invalid::none();
        if input.event_name.is_empty() {
            invalid.add("event_name", "must not be empty");
        }
        check_text(&mut invalid, "event_name", Some(&input.event_name));
        check_text(&mut invalid, "external_customer_id", input.external_customer_id.as_deref());
        let aggregation = invalid.check("aggregation_type", input.aggregation_type.parse::<Aggregation>());
        if aggregation.is_some_and(|it| it != Aggregation::Count)
            && input.property_name.as_deref().unwrap_or_default().is_empty()
        {
            invalid.add("property_name", "is required for this aggregation_type");
        }
        let window = input.window_size.as_deref().and_then(|text| invalid.check("window_size", text.parse()));
        if input.group_by.len() > MAX_GROUPS {
            invalid.add("group_by", format_args!("must name at most {MAX_GROUPS}"));
        }
        check_filters(&mut invalid, "filters", &input.filters);
        let (from, to) =
            range(metering, &mut invalid, input.start_time.as_deref(), input.end_time.as_deref());
        let customer = caller.customer.map(str::to_owned).or_else(|| input.external_customer_id.clone());
        let filter = Filter { name: Some(input.event_name.clone()), customer, from, to, ..Filter::default() };
        let aggregation = invalid.into_value(aggregation)?;
        Ok(Self {
            property: input.property_name.as_deref().map(|name| property(name).to_owned()),
            groups: input.group_by.iter().map(|name| Group::read(name)).collect(),
            filters: input
                .filters
                .iter()
                .map(|(name, values)| (property(name).to_owned(), values.clone()))
                .collect(),
            aggregation,
            window,
            filter,
        })
    }

    /// Whether what is known of whole hours tells all that is asked: of all customers together, of one, or of each.
    pub(super) fn goes_by_hours(&self) -> bool {
        (self.aggregation == Aggregation::Count || self.aggregation.needs_numbers())
            && self.filters.is_empty()
            && self.window != Some(Window::Minute)
            && self.groups.iter().all(|group| *group == Group::Customer)
    }

    /// Whose hours.
    pub(super) fn counts_of(&self) -> CountsOf<'_> {
        match &self.filter.customer {
            Some(customer) => CountsOf::One(customer),
            None if self.groups.is_empty() => CountsOf::All,
            None => CountsOf::Each,
        }
    }

    /// The property that is reckoned with, where numbers are.
    pub(super) fn meter(&self, environment: Id<Environment>) -> Option<Meter> {
        let property = self.property.clone().filter(|_| self.aggregation.needs_numbers())?;
        Some(Meter { environment, event_name: self.filter.name.clone().unwrap_or_default(), property })
    }

    pub(super) fn window_of(&self, at: Timestamp) -> Option<Timestamp> {
        self.window.map(|window| window.start(at))
    }
}

impl Group {
    fn read(name: &str) -> Self {
        match name {
            "external_customer_id" => Self::Customer,
            "source" => Self::Source,
            _ => Self::Property(property(name).to_owned()),
        }
    }
}

/// FlexPrice writes `properties.model` where others write `model`.
fn property(name: &str) -> &str {
    name.strip_prefix("properties.").unwrap_or(name)
}
