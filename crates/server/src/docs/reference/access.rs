//! Who may call, and with what.

use crate::v1::access::Access;

/// Who may call, for people; Markdown.
pub(super) fn who(access: Access) -> String {
    match access {
        Access::Open => "Anybody; no credential is needed.".to_owned(),
        Access::AnyKey => "Whoever has a good key or access token.".to_owned(),
        Access::Needs(need) => format!("A key or a person with the permission `{need}`."),
        Access::Account(need) => {
            format!("A person of an account of the hub, or a key of the account with `{need}`.")
        }
        Access::Person => "A person who is signed in, by an access token.".to_owned(),
        Access::Bearer => "A person who is signed in, by an access token; API keys are refused.".to_owned(),
        Access::Gate => "A proxy with the gate's secret, beside the key that it asks about.".to_owned(),
        Access::License => {
            "A site with the key of a license, or with a link that was made for it.".to_owned()
        }
        Access::Portal => {
            "A customer with the token of a portal session; what it may do, the session says.".to_owned()
        }
        Access::Operator => "A person with the role `operator`, or the operator's socket.".to_owned(),
        Access::OperatorBearer => "A person with the role `operator`, by an access token.".to_owned(),
        Access::Socket => "Whoever may open the data directory, by the socket in it.".to_owned(),
    }
}

/// The variable that holds the usual credential.
pub(super) fn variable(access: Access) -> Option<&'static str> {
    match access {
        Access::Open | Access::License | Access::Socket => None,
        Access::AnyKey | Access::Needs(_) => Some("KEYWARD_KEY"),
        Access::Account(_) => Some("HUB_KEY"),
        Access::Person => Some("ACCESS_TOKEN"),
        Access::Bearer => Some("HUB_TOKEN"),
        Access::Gate => Some("API_KEY"),
        Access::Portal => Some("SESSION_TOKEN"),
        Access::Operator | Access::OperatorBearer => Some("OPERATOR_TOKEN"),
    }
}

/// The header that carries what a variable holds.
pub(super) fn header(variable: &str) -> String {
    match variable {
        "SESSION_TOKEN" => "X-Session-Token: $SESSION_TOKEN".to_owned(),
        token if token.ends_with("TOKEN") => format!("Authorization: Bearer ${token}"),
        key => format!("X-API-Key: ${key}"),
    }
}
