//! Forms with small files, which are kept in memory.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::extract::{FromRequest, Request};
use keyward_domain::ticket::{MAX_FILE_BYTES, MAX_FILES};
use keyward_hub::tickets::SentFile;
use sha2::{Digest as _, Sha256};

use super::cookie;
use super::form::{self, Fields, MARK, MARKS};
use super::problem::Problem;
use crate::App;
use crate::html::is_ours;
use crate::http::upload;

/// The most bytes of a form: its files, and what goes with them.
const MAX_BYTES: u64 = ((MAX_FILES + 1) * MAX_FILE_BYTES) as u64;
const MAX_TEXT_BYTES: usize = 1 << 20;
const MAX_FIELDS: usize = 32;
/// The one name under which files are taken.
const FILES: &str = "files";

/// A form that a page of this session sent, with its files.
pub(super) struct SentFiles {
    pub(super) fields: Fields,
    /// At most one more than a message may have, each with at most a byte more than it may: so much is enough to refuse them.
    pub(super) files: Vec<SentFile>,
}

impl FromRequest<Arc<App>> for SentFiles {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &Arc<App>) -> Result<Self, Problem> {
        let token = cookie::token(request.headers()).map(str::to_owned).unwrap_or_default();
        if !is_ours(request.headers()) {
            return Err(form::foreign());
        }
        let idle = app.config.server.request_timeout();
        let mut parts = upload::form(request, MAX_BYTES).await.ok_or_else(form::unread)?;
        let (mut fields, mut files) = (Fields::default(), Vec::new());
        for _ in 0..MAX_FIELDS {
            let Some(field) = upload::next(&mut parts, idle).await.map_err(|_| form::unread())? else {
                let marked = MARKS.is(&token, fields.text(MARK));
                return if marked { Ok(Self { fields, files }) } else { Err(form::foreign()) };
            };
            let name = field.name().unwrap_or_default().to_owned();
            let Some(file) = field.file_name().map(str::to_owned) else {
                let text = upload::text(field, idle, MAX_TEXT_BYTES).await.map_err(|_| form::unread())?;
                fields.add(name, text);
                continue;
            };
            // The mark comes first: nothing of a file is kept for a form that is not from here.
            if !MARKS.is(&token, fields.text(MARK)) {
                return Err(form::foreign());
            }
            let media_type = field.content_type().map(str::to_owned);
            let keep = if files.len() > MAX_FILES { 0 } else { MAX_FILE_BYTES + 1 };
            let content = upload::kept(field, idle, keep).await.map_err(|_| form::unread())?;
            // A field without a file is sent as a file without a name.
            if name == FILES && files.len() <= MAX_FILES && !(file.is_empty() && content.is_empty()) {
                files.push(SentFile { name: file, media_type, content });
            }
        }
        Err(form::unread())
    }
}

impl SentFiles {
    /// What is sent, but for the mark: a retry sends the same.
    pub(super) fn body(&self) -> Vec<u8> {
        let mut body = self.fields.body();
        let mut digests = String::new();
        for file in &self.files {
            let _ = writeln!(digests, "{} {}", hex::encode(Sha256::digest(&file.content)), file.name);
        }
        body.extend_from_slice(digests.as_bytes());
        body
    }
}
