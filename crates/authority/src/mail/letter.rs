//! What mails say: files in `templates/mail`, one for text and one for HTML each.

use askama::Template;
use keyward_domain::Timestamp;
use keyward_token::PlainSecret;

use super::{Settings, TicketAnswer};
use crate::Error;

/// Something to be said to somebody.
pub(crate) enum Letter<'a> {
    /// Prove that the address is yours.
    Verification(&'a PlainSecret),
    /// Set another password.
    Reset(&'a PlainSecret),
    /// Join a tenant.
    Invitation {
        /// The token.
        token: &'a PlainSecret,
        /// What the tenant is called.
        tenant: &'a str,
        /// Who invites.
        inviter: &'a str,
    },
    /// Your password is another now.
    PasswordChanged(Timestamp),
    /// A key of yours ends soon.
    KeyExpiring {
        /// What it is called.
        name: &'a str,
        /// How it is shown.
        display: &'a str,
        /// When it ends.
        end: &'a str,
    },
    /// A key of yours was found where everybody can read it.
    KeyLeaked {
        /// What it is called.
        name: &'a str,
        /// How it is shown.
        display: &'a str,
        /// Where.
        place: &'a str,
        /// What was done about it.
        done: &'a str,
    },
    /// A webhook endpoint was switched off.
    WebhookDisabled {
        /// Where it is.
        url: &'a str,
        /// Since when it has taken nothing.
        since: &'a str,
    },
    /// You asked to become an agency.
    AgencyPending,
    /// The operator approved what you asked for.
    Approved {
        /// What the account is now.
        account_type: &'a str,
        /// Its referral code.
        code: &'a str,
    },
    /// The operator answered in a ticket.
    TicketAnswer(TicketAnswer<'a>),
}

/// A letter in words.
pub(crate) struct Written {
    pub(crate) subject: String,
    pub(crate) text: String,
    pub(crate) html: String,
}

macro_rules! letters {
    ($($text:ident $html:ident $txt_path:literal $html_path:literal { $($field:ident)* })*) => {
        $(
            #[derive(Template)]
            #[template(path = $txt_path)]
            struct $text<'a> { $($field: &'a str),* }

            #[derive(Template)]
            #[template(path = $html_path)]
            struct $html<'a> { $($field: &'a str),* }

            impl $text<'_> {
                fn write(&self, subject: String) -> Result<Written, Error> {
                    let html = $html { $($field: self.$field),* };
                    let failed = |error: askama::Error| Error::Internal(Box::new(error));
                    let text = self.render().map_err(failed)?;
                    Ok(Written { subject, text, html: html.render().map_err(failed)? })
                }
            }
        )*
    };
}

letters! {
    Verification VerificationHtml "mail/verification.txt" "mail/verification.html" { product link token }
    Reset ResetHtml "mail/reset.txt" "mail/reset.html" { product link token }
    Invitation InvitationHtml "mail/invitation.txt" "mail/invitation.html" { product link token tenant inviter }
    PasswordChanged PasswordChangedHtml "mail/password_changed.txt" "mail/password_changed.html" { product link at }
    KeyExpiring KeyExpiringHtml "mail/key_expiring.txt" "mail/key_expiring.html" { product name display end }
    KeyLeaked KeyLeakedHtml "mail/key_leaked.txt" "mail/key_leaked.html" { product name display place done }
    WebhookDisabled WebhookDisabledHtml "mail/webhook_disabled.txt" "mail/webhook_disabled.html" { product url since }
    AgencyPending AgencyPendingHtml "mail/agency_pending.txt" "mail/agency_pending.html" { product }
    Approved ApprovedHtml "mail/approved.txt" "mail/approved.html" { product link account_type code }
    TicketAnswered TicketAnsweredHtml "mail/ticket_answer.txt" "mail/ticket_answer.html" { product link number subject message }
}

impl Letter<'_> {
    /// What it is about, for lists and logs.
    pub(crate) const fn kind(&self) -> &'static str {
        match self {
            Self::Verification(_) => "verification",
            Self::Reset(_) => "reset",
            Self::Invitation { .. } => "invitation",
            Self::PasswordChanged(_) => "password_changed",
            Self::KeyExpiring { .. } => "key_expiring",
            Self::KeyLeaked { .. } => "key_leaked",
            Self::WebhookDisabled { .. } => "webhook_disabled",
            Self::AgencyPending => "agency_pending",
            Self::Approved { .. } => "approved",
            Self::TicketAnswer(_) => "ticket_answer",
        }
    }

    /// The letter in words. Everything that somebody chose is escaped in its HTML.
    pub(crate) fn write(&self, settings: &Settings) -> Result<Written, Error> {
        let product = settings.product_name.as_str();
        let page = |name: &str| format!("{}/dashboard/{name}", settings.link_base);
        // A token is base64url, so it stands in a URL as it is.
        let link = |name: &str, token: &PlainSecret| format!("{}?token={}", page(name), token.expose());
        match *self {
            Self::Verification(token) => {
                let (link, token) = (&*link("verify-email", token), token.expose());
                Verification { product, link, token }.write(format!("{product}: confirm your e-mail address"))
            }
            Self::Reset(token) => {
                let (link, token) = (&*link("reset-password", token), token.expose());
                Reset { product, link, token }.write(format!("{product}: set a new password"))
            }
            Self::Invitation { token, tenant, inviter } => {
                let (link, token) = (&*link("accept-invitation", token), token.expose());
                let letter = Invitation { product, link, token, tenant, inviter };
                letter.write(format!("{product}: you are invited to {tenant}"))
            }
            Self::PasswordChanged(at) => {
                let (link, at) = (&*page("forgot-password"), &*at.to_string());
                PasswordChanged { product, link, at }.write(format!("{product}: your password was changed"))
            }
            Self::KeyExpiring { name, display, end } => KeyExpiring { product, name, display, end }
                .write(format!("{product}: an API key of yours ends soon")),
            Self::KeyLeaked { name, display, place, done } => {
                KeyLeaked { product, name, display, place, done }
                    .write(format!("{product}: an API key of yours has leaked"))
            }
            Self::WebhookDisabled { url, since } => WebhookDisabled { product, url, since }
                .write(format!("{product}: a webhook endpoint was switched off")),
            Self::AgencyPending => AgencyPending { product }.write(format!("{product}: we got your request")),
            Self::Approved { account_type, code } => {
                let link = &*page("sign-in");
                let letter = Approved { product, link, account_type, code };
                letter.write(format!("{product}: your account is now {account_type}"))
            }
            Self::TicketAnswer(TicketAnswer { id, number, subject, message }) => {
                let link = &*page(&format!("tickets/{id}"));
                let letter = TicketAnswered { product, link, number, subject, message };
                letter.write(format!("{product}: [{number}] {subject}"))
            }
        }
    }
}
