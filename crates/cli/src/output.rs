//! What commands print: tables for people, JSON for programs.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;

use crate::failure::Failure;

/// Prints text as it is. A reader that went away (`| head`) is no failure.
pub(crate) fn text(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Failure::failed(error)),
        _ => Ok(()),
    }
}

/// Prints a line.
pub(crate) fn line(line: &str) -> Result<(), Failure> {
    text(&format!("{line}\n"))
}

/// Prints a JSON value over several lines.
pub(crate) fn json(value: &Value) -> Result<(), Failure> {
    line(&serde_json::to_string_pretty(value).map_err(Failure::failed)?)
}

/// Prints rows of objects as a table of these columns: a heading and the path of a member.
pub(crate) fn table(columns: &[(&str, &str)], rows: &[Value]) -> Result<(), Failure> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.iter().map(|(heading, _)| *heading));
    for row in rows {
        table.add_row(columns.iter().map(|(_, path)| cell(row.pointer(path))));
    }
    line(&table.trim_fmt())
}

/// Prints a page of a list: as it came, or its `items` as a table that says how many more there are.
pub(crate) fn page(as_json: bool, columns: &[(&str, &str)], answer: &Value) -> Result<(), Failure> {
    if as_json {
        return json(answer);
    }
    let rows = answer["items"].as_array().map_or(&[][..], Vec::as_slice);
    table(columns, rows)?;
    let total = answer.pointer("/pagination/total").and_then(Value::as_u64).unwrap_or_default();
    if total > rows.len() as u64 { line(&format!("\n{} of {total}", rows.len())) } else { Ok(()) }
}

/// A value as people read it.
pub(crate) fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => "–".to_owned(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => items.iter().map(|item| cell(Some(item))).collect::<Vec<_>>().join(" "),
        Some(other) => other.to_string(),
    }
}
