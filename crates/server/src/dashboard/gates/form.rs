//! The form of a gate, for one that is made and for one that is changed.

use askama::Template;
use axum::response::Response;
use keyward_authority::gates::GateSpec;
use keyward_domain::gates::{Gate, GateSettings, HeaderName};

use super::SECTION;
use super::lines::{LIMITS, Line, RULES};
use crate::dashboard::form::Fields;
use crate::dashboard::here::Here;
use crate::dashboard::problem::Faults;
use crate::dashboard::shell::Shell;

/// The fields that have a place of their own for what is wrong with them, beside the lines.
const FIELDS: [&str; 7] =
    ["name", "permissions", "credential.query", "on_outage", "deny_style", "rules", "limits"];
const HEADERS: &str = "credential.headers";

/// What was typed.
#[derive(Debug, Default)]
pub(super) struct Typed {
    name: String,
    permissions: String,
    headers: String,
    query: String,
    lets_pass: bool,
    for_nginx: bool,
    rules: Vec<Line>,
    limits: Vec<Line>,
}

/// What the form is for.
pub(super) struct Purpose {
    pub(super) title: String,
    /// What the button says.
    pub(super) button: &'static str,
    /// Where it is sent, and where one goes who thinks better of it; paths in the environment.
    pub(super) path: String,
    pub(super) back: String,
    /// What makes a creation count once; empty for a change, which may count as often as it likes.
    pub(super) once: String,
}

#[derive(Template)]
#[template(path = "dashboard/gates/form.html")]
struct FormPage {
    shell: Shell,
    purpose: Purpose,
    faults: Faults,
    typed: Typed,
}

impl Typed {
    pub(super) fn sent(sent: &Fields) -> Self {
        Self {
            name: sent.text("name").to_owned(),
            permissions: sent.text("permissions").to_owned(),
            headers: sent.text("headers").to_owned(),
            query: sent.text("query").to_owned(),
            lets_pass: sent.text("on_outage") == "allow",
            for_nginx: sent.text("deny_style") == "nginx",
            rules: RULES.sent(sent),
            limits: LIMITS.sent(sent),
        }
    }

    pub(super) fn of(gate: &Gate) -> Self {
        let settings = &gate.settings;
        let headers: Vec<_> = settings.credential.headers.iter().map(HeaderName::as_str).collect();
        Self {
            name: gate.name.to_string(),
            permissions: settings
                .permissions
                .as_ref()
                .map(|query| query.as_str().to_owned())
                .unwrap_or_default(),
            headers: headers.join(" "),
            query: settings
                .credential
                .query
                .as_ref()
                .map(|name| name.as_str().to_owned())
                .unwrap_or_default(),
            lets_pass: settings.on_outage.as_str() == "allow",
            for_nginx: settings.deny_style.as_str() == "nginx",
            rules: settings.rules.iter().map(Line::of_rule).collect(),
            limits: settings.limits.iter().map(Line::of_limit).collect(),
        }
    }

    /// The operation's input; what is no number where one belongs is told here.
    pub(super) fn spec(&self) -> Result<GateSpec, Faults> {
        let filled = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let mut faults = Faults::default();
        let headers: Vec<_> =
            self.headers.split([' ', ',']).filter(|text| !text.is_empty()).map(str::to_owned).collect();
        let rules = self.rules.iter().enumerate().map(|(at, line)| line.rule(at, &mut faults)).collect();
        let limits = self.limits.iter().enumerate().map(|(at, line)| line.limit(at, &mut faults)).collect();
        let spec = GateSpec {
            name: self.name.clone(),
            headers: Some(headers).filter(|headers| !headers.is_empty()),
            query: filled(&self.query),
            permissions: filled(&self.permissions),
            rules,
            limits,
            on_outage: Some(if self.lets_pass { "allow" } else { "deny" }.to_owned()),
            deny_style: Some(if self.for_nginx { "nginx" } else { "standard" }.to_owned()),
        };
        if faults.none() { Ok(spec) } else { Err(faults) }
    }

    /// With room for another rule or limit, as far as there may be one.
    pub(super) fn with_room(mut self, more: &str) -> Self {
        if more == RULES.list && self.rules.len() < GateSettings::MAX_RULES {
            self.rules.push(Line::default());
        }
        if more == LIMITS.list && self.limits.len() < GateSettings::MAX_LIMITS {
            self.limits.push(Line::default());
        }
        self
    }
}

/// The form as it was typed, with what is wrong with it.
pub(super) fn show(here: &Here, purpose: Purpose, typed: Typed, faults: Faults) -> Response {
    let status = faults.status();
    here.page_as(status, SECTION, |shell| FormPage { shell, purpose, faults, typed })
}

impl FormPage {
    fn others(&self) -> Vec<String> {
        let lines = RULES.named(self.typed.rules.len()).chain(LIMITS.named(self.typed.limits.len()));
        let headers = self.faults.within(HEADERS).map(|(place, _)| format!("{HEADERS}{place}"));
        let known: Vec<_> = FIELDS.map(str::to_owned).into_iter().chain(lines).chain(headers).collect();
        let known: Vec<_> = known.iter().map(String::as_str).collect();
        self.faults.beside(&known)
    }

    /// What is wrong with the headers: the first of it.
    fn of_headers(&self) -> Option<String> {
        self.faults.within(HEADERS).next().map(|(_, reason)| reason.to_owned())
    }

    /// What is wrong with a field of a line.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "so a template passes it")]
    fn of_line(&self, list: &str, at: &usize, field: &str) -> Option<&str> {
        self.faults.of(&format!("{list}[{at}].{field}"))
    }
}
