//! What is stored about a ticket.

use std::fmt;
use std::str::FromStr;

use crate::{Entity, Id, License, Tenant, Timestamp, User};

use super::{AuthorRole, CLOSES_AFTER, Subject};

/// A ticket as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Its id.
    pub id: Id<Ticket>,
    /// The account that asks.
    pub tenant: Id<Tenant>,
    /// Which person of the account.
    pub opener: Id<User>,
    /// What it is about, in a line.
    pub subject: Subject,
    /// How much it matters to the customer.
    pub priority: TicketPriority,
    /// What kind of thing it is about.
    pub category: TicketCategory,
    /// The licence that it is about.
    pub license: Option<Id<License>>,
    /// What its state follows from.
    pub facts: TicketFacts,
    /// When a message was last written that both sides see.
    pub last_reply_at: Timestamp,
    /// Which side wrote it.
    pub last_reply_by: AuthorRole,
    /// When it was opened.
    pub created_at: Timestamp,
}

impl Entity for Ticket {
    const PREFIX: &'static str = "ticket";
}

impl Ticket {
    /// What people call it: `T-000005`.
    pub fn number(&self) -> String {
        format!("T-{:06}", self.id.get())
    }
}

/// What a ticket's state follows from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TicketFacts {
    /// What it was when something last happened to it.
    pub status: TicketStatus,
    /// Since when it is resolved; kept when it closes by itself.
    pub resolved_at: Option<Timestamp>,
}

impl TicketFacts {
    /// Those of a ticket that was opened just now.
    pub const OPENED: Self = Self { status: TicketStatus::Open, resolved_at: None };

    /// What it is at `now`: one that has been resolved for a week is closed, whether or not that was written down.
    pub fn status(&self, now: Timestamp) -> TicketStatus {
        match (self.status, self.resolved_at) {
            (TicketStatus::Resolved, Some(at)) if at.plus(CLOSES_AFTER) <= now => TicketStatus::Closed,
            (status, _) => status,
        }
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $word:literal)* } $expected:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)*
        }

        impl $name {
            /// Each.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
            /// The word of each, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),*];

            /// The word on the wire and in storage.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl FromStr for $name {
            type Err = &'static str;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|one| one.as_str() == text).ok_or($expected)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What a ticket is.
    TicketStatus {
        /// It waits for the operator.
        Open "open"
        /// It waits for the customer.
        Pending "pending"
        /// The operator says that it is done; a word of the customer's opens it again.
        Resolved "resolved"
        /// It is over.
        Closed "closed"
    }
    "must be open, pending, resolved or closed"
}

words! {
    /// How much a ticket matters to the customer.
    TicketPriority {
        /// When there is time.
        Low "low"
        /// As others.
        Normal "normal"
        /// Before others.
        High "high"
        /// At once.
        Urgent "urgent"
    }
    "must be low, normal, high or urgent"
}

words! {
    /// What kind of thing a ticket is about.
    TicketCategory {
        /// Money.
        Billing "billing"
        /// Something that does not work.
        Technical "technical"
        /// Licences and where they are active.
        Licensing "licensing"
        /// Anything else.
        Other "other"
    }
    "must be billing, technical, licensing or other"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_reads_back() {
        for one in TicketStatus::ALL {
            assert_eq!(one.as_str().parse(), Ok(*one));
        }
        for one in TicketPriority::ALL {
            assert_eq!(one.as_str().parse(), Ok(*one));
        }
        for one in TicketCategory::ALL {
            assert_eq!(one.as_str().parse(), Ok(*one));
        }
        assert!("Open".parse::<TicketStatus>().is_err());
    }
}
