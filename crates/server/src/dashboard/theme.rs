//! `POST /dashboard/theme`: light, dark, or as the system says.

use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};

use super::cookie;
use super::form::Sent;

/// Keeps the choice in a cookie, so that the page is right from its first paint on, and goes back.
pub(super) async fn choose(Sent(fields): Sent) -> Response {
    let theme = Some(fields.text("theme")).filter(|it| ["light", "dark"].contains(it)).unwrap_or_default();
    let mut response = Redirect::to(own_path(fields.text("back"))).into_response();
    response.headers_mut().extend(cookie::set_theme(theme).map(|set| (header::SET_COOKIE, set)));
    response
}

/// A path of the dashboard, and not a way to somewhere else.
pub(super) fn own_path(text: &str) -> &str {
    let of_ours = text == "/dashboard" || text.starts_with("/dashboard/");
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    if of_ours && plain { text } else { "/dashboard" }
}

#[cfg(test)]
mod tests {
    use super::own_path;

    #[test]
    fn nothing_leads_elsewhere() {
        assert_eq!(own_path("/dashboard/env_1/keys"), "/dashboard/env_1/keys");
        for elsewhere in [
            "",
            "//evil.example",
            "https://evil.example/",
            "/dashboard\\evil",
            "/dashboardx",
            "/dashboard/\r\nx",
        ] {
            assert_eq!(own_path(elsewhere), "/dashboard", "{elsewhere}");
        }
    }
}
