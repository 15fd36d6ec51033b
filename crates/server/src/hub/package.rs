//! A package as it goes out: whole or in part, as it is read (contract hub, B.3).

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use keyward_hub::updates::{Package, redeem};

use super::Problem;
use crate::App;
use crate::http::Part;

const CHECKSUM: HeaderName = HeaderName::from_static("x-checksum-sha256");
/// In base64, over the SHA-384 of the whole: what WordPress's `verify_file_signature` reads.
const SIGNATURE: HeaderName = HeaderName::from_static("x-content-signature");

/// What of the package `headers` ask for.
pub(super) async fn answer(app: &App, package: &Package, headers: &HeaderMap) -> Result<Response, Problem> {
    let artifact = &package.artifact;
    let (size, sha256) = (artifact.size, artifact.sha256.to_hex());
    let tag = format!("\"sha256-{sha256}\"");
    let (status, range) = match Part::asked(headers, size, &tag) {
        Part::Unchanged => return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response()),
        Part::Beyond => {
            let refused = Problem::new(416, "range_not_satisfiable", format!("The file has {size} bytes"));
            let whole = HeaderValue::try_from(format!("bytes */{size}"));
            return Err(match whole {
                Ok(whole) => refused.header(header::CONTENT_RANGE, whole),
                Err(_) => refused,
            });
        }
        Part::Whole => (StatusCode::OK, 0..size),
        Part::Some(range) => (StatusCode::PARTIAL_CONTENT, range),
    };
    let length = range.end - range.start;
    let content = redeem::read(&app.hub, artifact, range.clone()).await?;
    let name = format!("attachment; filename=\"{}-{}.zip\"", package.slug, package.version);
    let head = [
        (header::CONTENT_TYPE, "application/zip".to_owned()),
        (header::CONTENT_LENGTH, length.to_string()),
        (header::CONTENT_DISPOSITION, name),
        (header::ACCEPT_RANGES, "bytes".to_owned()),
        (header::ETAG, tag),
        // The link is a secret, and what is behind it is one site's.
        (header::CACHE_CONTROL, "private".to_owned()),
        (CHECKSUM, sha256),
        (SIGNATURE, artifact.signature.clone()),
    ];
    let mut response = (status, head, Body::from_stream(content)).into_response();
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(part) = HeaderValue::try_from(format!("bytes {}-{}/{size}", range.start, range.end - 1))
    {
        response.headers_mut().insert(header::CONTENT_RANGE, part);
    }
    Ok(response)
}
