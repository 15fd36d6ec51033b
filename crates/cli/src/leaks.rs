//! `keyward leaks rules`: what secret scanners look for.

use keyward_token::Format;
use serde::Serialize;

use crate::args::{Global, LeaksCommand};
use crate::failure::Failure;
use crate::{config, output};

/// A configuration of gitleaks (github.com/gitleaks/gitleaks), which also extends another: `[extend] path`.
#[derive(Serialize)]
struct Rules {
    title: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: String,
    description: String,
    regex: String,
    /// The part of the match that is the key.
    secret_group: u8,
    /// A file without any of them is not looked at; in lower case.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<String>,
}

pub(crate) fn run(global: &Global, command: &LeaksCommand) -> Result<(), Failure> {
    let LeaksCommand::Rules = command;
    let config = config::load(global, None)?.config;
    let formats = config.formats().map_err(Failure::misused)?;
    let rules = Rules { title: "Keyward", rules: formats.iter().map(rule).collect() };
    if global.json {
        return output::json(&serde_json::to_value(&rules).map_err(Failure::failed)?);
    }
    output::text(&toml::to_string(&rules).map_err(Failure::failed)?)
}

fn rule(format: &Format) -> Rule {
    let (name, prefix) = (format.name.as_str(), format.template.literal_prefix());
    let word = |at: Option<char>| {
        at.is_none_or(|at| at.is_ascii_alphanumeric() || at == '_' || at == '{' || at == '}')
    };
    let source = format.template.to_string();
    // Nothing of its kind right before or after it, or it is part of something else.
    let edge = |at| if word(at) { r"\b" } else { "" };
    let (before, after) = (edge(source.chars().next()), edge(source.chars().last()));
    Rule {
        id: format!("keyward-{name}"),
        description: format!("An API key of Keyward in the format {name}"),
        regex: format!("{before}({}){after}", format.template.pattern()),
        secret_group: 1,
        keywords: Some(prefix.to_ascii_lowercase()).filter(|prefix| !prefix.is_empty()).into_iter().collect(),
    }
}
