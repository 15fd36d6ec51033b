//! Which tokens of an external issuer are good, and what they say.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header};
use keyward_domain::{EmailAddress, ExternalId, Timestamp};
use serde_json::{Map, Value};

use super::issuer::{Keys, Trusted};
use crate::Error;

/// Seconds by which the issuer's clock and ours may differ.
const LEEWAY_SECONDS: f64 = 60.0;

/// What a good token says of its bearer.
#[derive(Debug)]
pub(super) struct Claims {
    /// The issuer's own name of the person.
    pub(super) subject: String,
    /// Their address, where the issuer tells one and does not call it unproven.
    pub(super) email: Option<EmailAddress>,
    /// The tenant that the issuer names.
    pub(super) tenant: Option<String>,
}

impl Trusted {
    /// What a token of this issuer's says. Everything that is wrong with it is `InvalidToken`.
    pub(super) async fn verify(&self, token: &str, now: Timestamp) -> Result<Claims, Error> {
        let header = decode_header(token).map_err(|_| self.refused("its head can't be read"))?;
        if header.crit.is_some() {
            return Err(self.refused("it must not be taken by who does not know its `crit`"));
        }
        // The keys decide: there is one for the algorithm that the token claims, or the token is refused.
        let (key, algorithm) = match (&self.keys, header.alg) {
            (Keys::Secret(key), Algorithm::HS256) => (Some(key.clone()), header.alg),
            (Keys::Ring(ring), Algorithm::RS256 | Algorithm::ES256 | Algorithm::EdDSA) => {
                (ring.find(header.kid.as_deref(), header.alg, now).await?, header.alg)
            }
            _ => return Err(self.refused("its algorithm is none of the issuer's")),
        };
        let key = key.ok_or_else(|| self.refused("the issuer has no such key"))?;
        let claims = signed(token, &key, algorithm).ok_or_else(|| self.refused("its signature is wrong"))?;
        self.check(&claims, now).map_err(|reason| self.refused(reason))?;
        self.read(&claims).map_err(|reason| self.refused(reason))
    }

    /// For the log of an operator who wonders; the bearer is told nothing.
    fn refused(&self, reason: &'static str) -> Error {
        tracing::debug!(issuer = self.issuer.name, reason, "a token was refused");
        Error::InvalidToken
    }

    /// Whether the token is for us, and for now (RFC 7519, 4.1).
    fn check(&self, claims: &Map<String, Value>, now: Timestamp) -> Result<(), &'static str> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "microseconds of this age fit, and a fraction of one is nothing here"
        )]
        let now = now.as_micros() as f64 / 1e6;
        if claims.get("iss").and_then(Value::as_str) != Some(&self.issuer.name) {
            return Err("its issuer is another");
        }
        if let Some(wanted) = &self.issuer.audience {
            let is_wanted = |one: &Value| one.as_str() == Some(wanted);
            let ours = match claims.get("aud") {
                Some(Value::Array(several)) => several.iter().any(is_wanted),
                Some(one) => is_wanted(one),
                None => false,
            };
            if !ours {
                return Err("its audience is another");
            }
        }
        match claims.get("exp").and_then(Value::as_f64) {
            None => return Err("it has no end"),
            Some(end) if now >= end + LEEWAY_SECONDS => return Err("it has expired"),
            Some(_) => {}
        }
        match claims.get("nbf").map(Value::as_f64) {
            Some(None) => Err("its beginning is no time"),
            Some(Some(start)) if now + LEEWAY_SECONDS < start => Err("it is not good yet"),
            _ => Ok(()),
        }
    }

    fn read(&self, claims: &Map<String, Value>) -> Result<Claims, &'static str> {
        let names = &self.issuer.claims;
        let subject = look(claims, &names.subject).and_then(text).ok_or("it names no subject")?;
        let tenant = match names.tenant.as_deref().and_then(|name| look(claims, name)) {
            // One that can't be read is not none: it must not open a tenant of their own.
            Some(value) => Some(text(value).ok_or("its tenant is no text of 1 to 255 characters")?),
            None => None,
        };
        let email = names.email.as_deref().and_then(|name| look(claims, name)).and_then(Value::as_str);
        let unproven = matches!(claims.get("email_verified"), Some(Value::Bool(false)))
            || claims.get("email_verified").and_then(Value::as_str) == Some("false");
        let email = email.filter(|_| !unproven).and_then(|text| text.parse().ok());
        Ok(Claims { subject, email, tenant })
    }
}

/// The claims, if this key has signed them with this algorithm.
fn signed(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<Map<String, Value>> {
    let mut validation = Validation::new(algorithm);
    // What the claims must be is checked by `check`, on our clock.
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_nbf = false;
    validation.validate_aud = false;
    decode(token, key, &validation).ok().map(|decoded| decoded.claims)
}

/// The claim of that name, or the one at the end of that path. `null` is none.
fn look<'a>(claims: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let within = || {
        let (first, rest) = name.split_once('.')?;
        look(claims.get(first)?.as_object()?, rest)
    };
    claims.get(name).or_else(within).filter(|value| !value.is_null())
}

/// A text that a column takes: 1 to 255 characters, none of them a control character.
fn text(value: &Value) -> Option<String> {
    value.as_str()?.parse::<ExternalId>().ok().map(|text| text.to_string())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_claim_is_found_by_its_name_or_its_path() {
        let claims = json!({
            "https://example.com/org": "a", "app_metadata": {"org": {"id": "b"}, "none": null}, "x.y": "c", "x": {"y": "d"},
        });
        let found = |name: &str| look(claims.as_object().unwrap(), name).and_then(Value::as_str);
        assert_eq!(found("https://example.com/org"), Some("a"));
        assert_eq!(found("app_metadata.org.id"), Some("b"));
        assert_eq!(found("x.y"), Some("c"));
        for none in ["org", "app_metadata", "app_metadata.none", "app_metadata.org.id.x", "", "."] {
            assert_eq!(found(none), None, "{none}");
        }
    }

    #[test]
    fn a_text_fits_its_column() {
        assert_eq!(text(&json!("ada")).as_deref(), Some("ada"));
        for bad in [json!(""), json!("a\0"), json!(7), json!(["ada"]), json!("a".repeat(256))] {
            assert_eq!(text(&bad), None, "{bad}");
        }
    }
}
