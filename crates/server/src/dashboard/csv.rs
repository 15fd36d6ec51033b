//! Tables as files for a spreadsheet (RFC 4180).

use axum::response::{IntoResponse, Response};

use crate::http::attachment;

/// A line. What a spreadsheet would take for a formula begins with an apostrophe: names and ids are other people's words.
pub(super) fn line<'a>(cells: impl IntoIterator<Item = &'a str>) -> String {
    let cells: Vec<_> = cells.into_iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

fn cell(text: &str) -> String {
    let is_number = || {
        text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
            && text.parse::<f64>().is_ok()
    };
    let guard =
        if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) && !is_number() { "'" } else { "" };
    if guard.is_empty() && !text.contains(['"', ',', '\r', '\n']) {
        return text.to_owned();
    }
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Lines as something to be saved under this name.
pub(super) fn file(name: &str, lines: impl IntoResponse) -> Response {
    attachment(name, "text/csv; charset=utf-8", lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells_and_no_formula_is_one() {
        assert_eq!(line(["a", "1", ""]), "a,1,\r\n");
        for (text, written) in [
            ("a \"b\", c", "\"a \"\"b\"\", c\""),
            ("two\nlines", "\"two\nlines\""),
            ("=1+1", "\"'=1+1\""),
            ("+49 30", "\"'+49 30\""),
            ("-1+cmd|' /C calc'!A0", "\"'-1+cmd|' /C calc'!A0\""),
            ("@SUM(A1)", "\"'@SUM(A1)\""),
            ("\t=1", "\"'\t=1\""),
            ("-inf", "\"'-inf\""),
            ("-2.5e3", "-2.5e3"),
            ("Ä=1", "Ä=1"),
        ] {
            assert_eq!(cell(text), written, "{text}");
        }
    }
}
