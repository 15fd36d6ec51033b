//! Reading JSON bodies, within bounds, with errors that name the field.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use keyward_api::ErrorCode;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::ApiError;
use crate::App;

/// A JSON body. `raw` is what was sent, for comparing retries.
pub(crate) struct Json<T> {
    pub(crate) value: T,
    pub(crate) raw: Bytes,
}

impl<T: DeserializeOwned> FromRequest<Arc<App>> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, ApiError> {
        let raw = raw_body(request.into_body(), app.config.server.max_body_bytes).await?;
        Ok(Self { value: parse(&raw)?, raw })
    }
}

/// The whole body, if it is no longer than `limit` bytes.
pub(crate) async fn raw_body(body: Body, limit: usize) -> Result<Bytes, ApiError> {
    match Limited::new(body, limit).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.downcast_ref::<LengthLimitError>().is_some() => {
            Err(ApiError::new(ErrorCode::PayloadTooLarge, format!("The body is larger than {limit} bytes")))
        }
        Err(_) => Err(ApiError::new(ErrorCode::ValidationError, "The body could not be read to its end")),
    }
}

/// Reads a JSON object; the error names the field by its path.
pub(crate) fn parse<'de, T: serde::Deserialize<'de>>(raw: &'de [u8]) -> Result<T, ApiError> {
    // An array would be taken for the values of the fields in the order in which we happened to write them down.
    if raw.trim_ascii_start().first() != Some(&b'{') {
        return Err(no_object(raw));
    }
    // Keeping track of the path costs time: only what is wrong is read twice.
    serde_json::from_slice(raw).map_err(|_| explain::<T>(raw))
}

/// Reads a JSON array, each of its values as it stands there.
pub(crate) fn parse_list(raw: &[u8]) -> Result<Vec<&RawValue>, ApiError> {
    serde_json::from_slice(raw).map_err(|_| explain::<Vec<&RawValue>>(raw))
}

fn no_object(raw: &[u8]) -> ApiError {
    if raw.trim_ascii().is_empty() {
        return ApiError::field("body", "must be a JSON object, and nothing was sent");
    }
    match serde_json::from_slice::<IgnoredAny>(raw) {
        Ok(_) => ApiError::field("body", "must be a JSON object"),
        Err(cause) => ApiError::field("body", &format!("is not JSON: {cause}")),
    }
}

fn explain<'de, T: serde::Deserialize<'de>>(raw: &'de [u8]) -> ApiError {
    let mut reader = serde_json::Deserializer::from_slice(raw);
    match serde_path_to_error::deserialize::<_, T>(&mut reader) {
        Ok(_) => ApiError::field("body", "must be one JSON value, and something follows it"),
        Err(error) => {
            let path = error.path().to_string();
            let cause = error.into_inner();
            if !cause.is_data() {
                return ApiError::field("body", &format!("is not JSON: {cause}"));
            }
            let text = cause.to_string();
            match missing_field(&text) {
                Some(name) if path == "." => ApiError::field(name, "is required"),
                Some(name) => ApiError::field(&format!("{path}.{name}"), "is required"),
                None => {
                    let field = if path == "." { "body" } else { &path };
                    // serde_json appends where it stopped; the field says that better.
                    ApiError::field(field, text.split(" at line ").next().unwrap_or(&text))
                }
            }
        }
    }
}

fn missing_field(message: &str) -> Option<&str> {
    message.strip_prefix("missing field `")?.split('`').next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Deserialize, Debug)]
    struct Outer {
        #[expect(dead_code)]
        inner: Inner,
    }

    #[derive(serde::Deserialize, Debug)]
    struct Inner {
        #[expect(dead_code)]
        number: i64,
    }

    fn details(body: &str) -> String {
        let error = parse::<Outer>(body.as_bytes()).unwrap_err();
        serde_json::to_string(&error.0.details).unwrap()
    }

    #[test]
    fn errors_name_the_field() {
        assert_eq!(details(""), r#"{"body":"must be a JSON object, and nothing was sent"}"#);
        assert_eq!(details("{}"), r#"{"inner":"is required"}"#);
        assert_eq!(details(r#"{"inner":{}}"#), r#"{"inner.number":"is required"}"#);
        assert_eq!(
            details(r#"{"inner":{"number":"x"}}"#),
            r#"{"inner.number":"invalid type: string \"x\", expected i64"}"#
        );
        assert_eq!(details(r#"[{"number":1}]"#), r#"{"body":"must be a JSON object"}"#);
        assert!(details("[1").starts_with(r#"{"body":"is not JSON: EOF while parsing"#));
        assert!(details("{").starts_with(r#"{"body":"is not JSON: EOF while parsing"#));
    }
}
