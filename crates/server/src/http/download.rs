//! Handing out files: to be kept, never to be shown or run where they come from.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_domain::ticket::Attachment;

/// A file that somebody sent.
pub(crate) fn download((file, content): (Attachment, Vec<u8>)) -> Response {
    attachment(file.name.as_str(), file.media_type.served(), content)
}

/// Something to be saved under a name, that nothing between keeps.
pub(crate) fn attachment(name: &str, media_type: &str, content: impl IntoResponse) -> Response {
    let headers = [
        (header::CONTENT_TYPE, media_type.to_owned()),
        (header::CONTENT_DISPOSITION, disposition(name)),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, content).into_response()
}

/// `attachment` with the name; one that is not plain twice (RFC 6266, appendix D): in ASCII for those who know nothing else, and as it is
/// (RFC 8187).
fn disposition(name: &str) -> String {
    let plain = |c: char| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut text = format!("attachment; filename=\"{ascii}\"");
    if ascii == name {
        return text;
    }
    text.push_str("; filename*=UTF-8''");
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(byte.into());
        } else {
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_inside_its_quotes() {
        assert_eq!(disposition("license-7.lic"), "attachment; filename=\"license-7.lic\"");
        assert_eq!(
            disposition(r#"a"; x="é%.png"#),
            r#"attachment; filename="a_; x=___.png"; filename*=UTF-8''a%22%3B%20x%3D%22%C3%A9%25.png"#
        );
    }
}
