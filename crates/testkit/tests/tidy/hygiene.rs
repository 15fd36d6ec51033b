//! Files stay small, whole and free of the machine they were written on.

use crate::texts::{Text, assert_none, names, workspace};

const MOST_LINES: usize = 500;
const UNFINISHED: [&str; 3] = ["todo!", "unimplemented!", "#[ignore"];
/// Where somebody's checkout or home lies. Examples take a path that anybody has, or a relative one.
// Put together, so that this file passes its own rule.
const MACHINE_PATHS: [&str; 4] = ["/home/", concat!("/ro", "ot/"), "/Users/", concat!("/wo", "rk/")];
/// Nobody's home: for examples.
const MADE_UP: [&str; 2] = ["/home/ada", "/home/keyward"];

/// Past this a file has more than one reason to change (invariant 5).
fn files_are_small(texts: &[Text]) -> Vec<String> {
    let may_be_long =
        |text: &Text| text.path.split('/').any(|part| part == "tests" || part.starts_with("migration"));
    texts
        .iter()
        .filter(|text| text.is_rust() && !may_be_long(text))
        .map(|text| (text, text.content.lines().count()))
        .filter(|(_, lines)| *lines > MOST_LINES)
        .map(|(text, lines)| text.problem(lines, &format!("past {MOST_LINES} lines a file asks to be split")))
        .collect()
}

fn nothing_is_left_undone(texts: &[Text]) -> Vec<String> {
    let mut problems = Vec::new();
    for text in texts.iter().filter(|text| text.is_rust()) {
        for (number, line) in text.code() {
            let found = UNFINISHED.iter().filter(|word| names(line, word));
            problems.extend(
                found.map(|word| text.problem(number, &format!("`{word}`: finish it, or take it out"))),
            );
        }
    }
    problems
}

fn no_file_names_a_machine(texts: &[Text]) -> Vec<String> {
    let mut problems = Vec::new();
    for text in texts {
        for (number, line) in text.lines() {
            let line = MADE_UP.iter().fold(line.to_owned(), |line, home| line.replace(home, ""));
            let found = MACHINE_PATHS.iter().filter(|path| starts_a_path(&line, path));
            problems
                .extend(found.map(|path| text.problem(number, &format!("`{path}`: a path of one machine"))));
        }
    }
    problems
}

/// Whether `path` begins there, rather than lying inside a longer path or a URL.
fn starts_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(start, _)| {
        let before = line[..start].chars().next_back();
        before.is_none_or(|before| !before.is_alphanumeric() && !"/._-~{}$".contains(before))
    })
}

#[test]
fn no_file_is_too_long() {
    assert_none(&files_are_small(workspace()));
}

#[test]
fn a_long_file_is_found() {
    let long = "\n".repeat(MOST_LINES + 1);
    assert_eq!(files_are_small(&[Text::new("crates/gate/src/a.rs", &long)]).len(), 1);
    for path in ["crates/gate/tests/a.rs", "crates/storage/src/migrations/a.rs", "docs/a.md"] {
        assert_none(&files_are_small(&[Text::new(path, &long)]));
    }
    assert_none(&files_are_small(&[Text::new("crates/gate/src/a.rs", &long[1..])]));
}

#[test]
fn no_code_is_unfinished() {
    assert_none(&nothing_is_left_undone(workspace()));
}

#[test]
fn unfinished_code_is_found() {
    for line in ["    todo!()", "unimplemented!(\"later\")", "#[ignore = \"slow\"]", "#[ignore]"] {
        let text = Text::new("crates/gate/src/a.rs", &format!("fn a() {{\n{line}\n}}"));
        let problems = nothing_is_left_undone(&[text]);
        assert_eq!(problems.len(), 1, "{line}");
        assert!(problems[0].starts_with("crates/gate/src/a.rs:2: "), "{}", problems[0]);
    }
}

#[test]
fn no_file_tells_where_it_was_written() {
    assert_none(&no_file_names_a_machine(workspace()));
}

#[test]
fn a_path_of_one_machine_is_found() {
    for line in [
        "cd /home/me/keyward",
        "\"/Users/me\"",
        concat!("path=/ro", "ot/x"),
        concat!("/wo", "rk/x/Cargo.toml"),
    ] {
        assert_eq!(no_file_names_a_machine(&[Text::new("docs/a.md", line)]).len(), 1, "{line}");
    }
    for line in [
        "https://example.com/home/page",
        concat!("$dir/wo", "rk/x"),
        "../home/x",
        "HOME=/home/ada",
        "/var/lib/keyward",
    ] {
        assert_none(&no_file_names_a_machine(&[Text::new("docs/a.md", line)]));
    }
}
