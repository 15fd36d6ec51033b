//! A body that is a form with files (`multipart/form-data`, RFC 7578), read as it comes and within bounds, with Starlette's words for one
//! that can't be read.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::{Stream, StreamExt};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use keyward_domain::ticket::{MAX_FILE_BYTES, MAX_FILES};
use multer::{Field, Multipart};
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::Problem;
use crate::http::ApiError;

/// The most bytes of a form: [`MAX_FILES`] of [`MAX_FILE_BYTES`], and what goes with them. Nothing beyond is kept in memory.
const MAX_BYTES: usize = (MAX_FILES + 1) * MAX_FILE_BYTES;
/// The most bytes of a field that is no file, and the most fields: Starlette's.
const MAX_TEXT_BYTES: usize = 1024 * 1024;
const MAX_FIELDS: usize = 1000;

/// What a form says.
#[derive(Default)]
pub(super) struct Form {
    /// Its fields, the last of several of a name; without those left empty.
    pub(super) fields: Map<String, Value>,
    /// What it has under the name [`FILES`], in that order.
    pub(super) files: Vec<Part>,
}

/// The one name under which files are taken.
pub(super) const FILES: &str = "files";

/// A part of a form where a file is to be.
pub(super) enum Part {
    /// One.
    File(Upload),
    /// A text.
    Text(String),
}

impl Part {
    /// What it is called, where it is shown.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::File(file) => &file.name,
            Self::Text(text) => text,
        }
    }
}

/// A file as it was sent.
pub(super) struct Upload {
    pub(super) name: String,
    pub(super) media_type: Option<String>,
    pub(super) content: Vec<u8>,
}

/// What stands between the parts, if the body is a form.
pub(super) fn boundary(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    match content_type.map(multer::parse_boundary) {
        Some(Ok(boundary)) => Ok(Some(boundary)),
        Some(Err(multer::Error::NoBoundary)) => Err(unreadable("Missing boundary in multipart.")),
        _ => Ok(None),
    }
}

/// The same, which ends where its sender pauses for longer: what goes on may take its time.
fn moving(body: Body, longest: Duration) -> impl Stream<Item = Result<Bytes, axum::BoxError>> + Send {
    let pieces = Limited::new(body, MAX_BYTES).into_data_stream();
    futures_util::stream::unfold(Some(pieces), move |pieces| async move {
        let mut pieces = pieces?;
        match tokio::time::timeout(longest, pieces.next()).await {
            Ok(piece) => Some((piece?, Some(pieces))),
            Err(pause) => Some((Err(pause.into()), None)),
        }
    })
}

/// Reads a form to its end, unless it pauses for longer than that. Beside it, something that is the same for the same form whatever its boundary, for comparing retries.
pub(super) async fn read(
    body: Body,
    boundary: String,
    longest_pause: Duration,
) -> Result<(Form, Bytes), Problem> {
    let mut parts = Multipart::new(moving(body, longest_pause), boundary);
    let (mut form, mut too_large, mut digests, mut fields) = (Form::default(), false, Vec::new(), 0);
    while let Some(mut part) = parts.next_field().await.map_err(broken)? {
        fields += 1;
        if fields > MAX_FIELDS {
            return Err(unreadable("Too many fields. Maximum number of fields is 1000."));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file_name) = part.file_name().map(str::to_owned) else {
            let text = text(&mut part).await?;
            if name == FILES {
                form.files.push(Part::Text(text));
            } else if text.is_empty() {
                // As FastAPI has it: a field that was left empty was not filled in.
                form.fields.remove(&name);
            } else {
                form.fields.insert(name, text.into());
            }
            continue;
        };
        let media_type = part.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let media_type = media_type.map(str::to_owned);
        // A file that is not to be kept is read all the same, so that whoever sends it hears why.
        let keep = name == FILES && form.files.len() < MAX_FILES;
        let read = content(&mut part, keep).await?;
        if name != FILES {
            form.fields.insert(name, json!({"filename": file_name, "size": read.size}));
        } else if !(file_name.is_empty() && read.size == 0) {
            too_large |= read.size > MAX_FILE_BYTES;
            digests.push(json!([file_name, media_type, hex::encode(read.digest)]));
            form.files.push(Part::File(Upload { name: file_name, media_type, content: read.content }));
        }
    }
    if too_large {
        return Err(Problem::new(400, "attachment_too_large", "A file may have at most 10 MiB"));
    }
    let same = json!([form.fields, digests]).to_string();
    Ok((form, same.into()))
}

async fn text(part: &mut Field<'_>) -> Result<String, Problem> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > MAX_TEXT_BYTES {
            return Err(unreadable("Part exceeded maximum size of 1024KB."));
        }
        bytes.extend_from_slice(&chunk);
    }
    String::from_utf8(bytes).map_err(|_| unreadable("There was an error parsing the body"))
}

struct Taken {
    content: Vec<u8>,
    size: usize,
    digest: [u8; 32],
}

/// What is in a file, if it is to be kept and not larger than one may be.
async fn content(part: &mut Field<'_>, keep: bool) -> Result<Taken, Problem> {
    let (mut content, mut size, mut hash) = (Vec::new(), 0, Sha256::new());
    while let Some(chunk) = part.chunk().await.map_err(broken)? {
        size += chunk.len();
        hash.update(&chunk);
        if keep && size <= MAX_FILE_BYTES {
            content.extend_from_slice(&chunk);
        } else {
            content = Vec::new();
        }
    }
    content.shrink_to_fit();
    Ok(Taken { content, size, digest: hash.finalize().into() })
}

#[expect(clippy::needless_pass_by_value, reason = "it maps an error")]
fn broken(error: multer::Error) -> Problem {
    match &error {
        multer::Error::StreamReadFailed(cause) if cause.is::<LengthLimitError>() => {
            let text = format!("The body is larger than {MAX_BYTES} bytes");
            ApiError::new(keyward_api::ErrorCode::PayloadTooLarge, text).into()
        }
        _ => unreadable("Invalid multipart data."),
    }
}

fn unreadable(detail: &str) -> Problem {
    Problem::new(400, "unreadable_body", detail)
}
