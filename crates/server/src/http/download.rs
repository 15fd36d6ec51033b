//! Handing out a file that somebody else sent: to be kept, never to be shown or run where it comes from.

use std::fmt::Write as _;

use axum::http::header;
use axum::response::{IntoResponse, Response};
use keyward_domain::ticket::Attachment;

/// The file, as something to be saved under its name.
pub(crate) fn download((file, content): (Attachment, Vec<u8>)) -> Response {
    let headers = [
        (header::CONTENT_TYPE, file.media_type.served().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(file.name.as_str())),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
        (header::CONTENT_SECURITY_POLICY, "sandbox".to_owned()),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, content).into_response()
}

/// `attachment` with the name twice (RFC 6266, appendix D): in ASCII for those who know nothing else, and as it is (RFC 8187).
fn disposition(name: &str) -> String {
    let plain = |c: char| (c.is_ascii_graphic() || c == ' ') && !matches!(c, '"' | '\\' | '%');
    let ascii: String = name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut text = format!("attachment; filename=\"{ascii}\"; filename*=UTF-8''");
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
        assert_eq!(
            disposition(r#"a"; x="é%.png"#),
            r#"attachment; filename="a_; x=___.png"; filename*=UTF-8''a%22%3B%20x%3D%22%C3%A9%25.png"#
        );
    }
}
