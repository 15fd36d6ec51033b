//! What is written in a ticket, and by whom.

use std::fmt;
use std::str::FromStr;

use crate::{Entity, Id, Name, Timestamp, User};

use super::Attachment;

/// A message in a ticket, or a note that only operators see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketMessage {
    /// Its id.
    pub id: Id<TicketMessage>,
    /// Who wrote it.
    pub author: Author,
    /// Whether only operators see it.
    pub internal: bool,
    /// What it says.
    pub body: MessageText,
    /// The files that came with it, in the order in which they were sent.
    pub attachments: Vec<Attachment>,
    /// When it was written.
    pub created_at: Timestamp,
}

impl Entity for TicketMessage {
    const PREFIX: &'static str = "message";
}

/// Who wrote a message, as they were called then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// The person.
    pub id: Id<User>,
    /// What they were called.
    pub name: Option<Name>,
    /// On which side.
    pub role: AuthorRole,
}

/// A side of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AuthorRole {
    /// Whose account the ticket is.
    Customer,
    /// Who runs the hub.
    Operator,
}

impl AuthorRole {
    /// The word on the wire and in storage.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Operator => "operator",
        }
    }
}

impl FromStr for AuthorRole {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Customer, Self::Operator].into_iter().find(|one| one.as_str() == text).ok_or("must be a side")
    }
}

/// What a ticket is about: 3 to 200 characters in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject(String);

/// What a message says: 1 to 20,000 characters, lines and tabs among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageText(String);

/// Why a text can't be one of a ticket's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TicketTextError {
    /// Too short, too long, or white space alone.
    #[error("must have {0} to {1} characters, some of them visible")]
    Length(usize, usize),
    /// A control character that is no line's end and no tab.
    #[error("must not contain control characters")]
    Control,
}

impl Subject {
    /// The fewest and the most characters.
    pub const LENGTH: (usize, usize) = (3, 200);
}

impl MessageText {
    /// The fewest and the most characters.
    pub const LENGTH: (usize, usize) = (1, 20_000);
}

fn check(text: &str, (min, max): (usize, usize), may_break: bool) -> Result<String, TicketTextError> {
    let count = text.chars().count();
    if !(min..=max).contains(&count) || text.trim().is_empty() {
        return Err(TicketTextError::Length(min, max));
    }
    let breaks = |c: char| may_break && matches!(c, '\n' | '\r' | '\t');
    if text.chars().any(|c| c.is_control() && !breaks(c)) {
        return Err(TicketTextError::Control);
    }
    Ok(text.to_owned())
}

macro_rules! text {
    ($name:ident $may_break:literal) => {
        impl $name {
            /// The text as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl FromStr for $name {
            type Err = TicketTextError;

            fn from_str(text: &str) -> Result<Self, TicketTextError> {
                check(text, Self::LENGTH, $may_break).map(Self)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text!(Subject false);
text!(MessageText true);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line_and_a_message_may_have_many() {
        assert!("Key not accepted".parse::<Subject>().is_ok());
        assert_eq!("a\r\nBcc: x".parse::<Subject>(), Err(TicketTextError::Control));
        assert_eq!("ab".parse::<Subject>(), Err(TicketTextError::Length(3, 200)));
        assert!("é".repeat(200).parse::<Subject>().is_ok());
        assert!("é".repeat(201).parse::<Subject>().is_err());
        assert!("a\n\tb\r\n".parse::<MessageText>().is_ok());
        assert_eq!("a\0".parse::<MessageText>(), Err(TicketTextError::Control));
        assert_eq!(" \n".parse::<MessageText>(), Err(TicketTextError::Length(1, 20_000)));
        assert!("x".repeat(20_001).parse::<MessageText>().is_err());
    }
}
