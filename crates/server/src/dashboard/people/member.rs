//! A person as pages show them.

use keyward_authority::Authority;
use keyward_authority::users::members::{Member, Standing};
use keyward_domain::Owner;

use crate::dashboard::here::Here;
use crate::dashboard::times::Moment;

/// A person as pages show them.
pub(super) struct Row {
    pub(super) id: String,
    /// What they are called; their address where they have said nothing.
    pub(super) called: String,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) roles: Vec<String>,
    pub(super) standing: Standing,
    /// When the invitation ends.
    pub(super) until: Option<Moment>,
    pub(super) since: Moment,
    /// Whether they are who looks.
    pub(super) me: bool,
}

impl Row {
    pub(super) fn of(authority: &Authority, here: &Here, member: Member) -> Self {
        let (user, now) = (member.user, authority.now());
        let name = user.name.map(|name| name.to_string()).unwrap_or_default();
        Self {
            id: authority.ids().encode(user.id),
            called: if name.is_empty() { user.email.clone() } else { name.clone() },
            name,
            email: user.email,
            roles: user.roles.iter().map(ToString::to_string).collect(),
            standing: member.standing,
            until: match member.standing {
                Standing::Invited { until } => until.map(|end| Moment::new(end, now)),
                _ => None,
            },
            since: Moment::new(user.created_at, now),
            me: here.actor.owner() == Some(Owner::User(user.id)),
        }
    }

    /// The word for how it stands with them, and the colour that goes with it.
    pub(super) fn state(&self) -> (&'static str, &'static str) {
        match self.standing {
            Standing::Active => ("active", "active"),
            Standing::Unconfirmed => ("not confirmed", "disabled"),
            Standing::Invited { until: Some(_) } => ("invited", "disabled"),
            Standing::Invited { until: None } => ("invitation over", "revoked"),
            Standing::Disabled => ("disabled", "revoked"),
        }
    }

    pub(super) fn is_invited(&self) -> bool {
        matches!(self.standing, Standing::Invited { .. })
    }
}
