//! The workspace's text files, and finding words in them.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// A text file. Its path is relative to the workspace's root.
pub(crate) struct Text {
    pub(crate) path: String,
    pub(crate) content: String,
}

impl Text {
    pub(crate) fn new(path: &str, content: &str) -> Self {
        Self { path: path.to_owned(), content: content.to_owned() }
    }

    /// The room of the house that the file lies in, such as `gate`.
    pub(crate) fn room(&self) -> Option<&str> {
        self.path.strip_prefix("crates/")?.split('/').next()
    }

    pub(crate) fn is_rust(&self) -> bool {
        has_extension(&self.path, "rs")
    }

    /// Its lines with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.content.lines().zip(1..).map(|(line, number)| (number, line))
    }

    /// Its lines of Rust, those that are only comment left out. A comment behind code counts as code.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines().filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The problem of one line, as editors and terminals make it a link.
    pub(crate) fn problem(&self, line: usize, what: &str) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// All files of the workspace that are text and not ignored by Git.
pub(crate) fn workspace() -> &'static [Text] {
    static WORKSPACE: OnceLock<Vec<Text>> = OnceLock::new();
    WORKSPACE.get_or_init(|| file_names().iter().filter_map(|path| read(path)).collect())
}

/// The workspace's root.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

pub(crate) fn has_extension(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

pub(crate) fn assert_none(problems: &[String]) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// Whether `word` stands in `line` as a path or word of its own, not as a part of a longer one.
pub(crate) fn names(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(start, _)| {
        let begins = !line[..start].ends_with(is_of_name);
        let ends = !word.ends_with(is_of_name) || !line[start + word.len()..].starts_with(is_of_name);
        begins && ends
    })
}

/// The line without what stands between quotation marks.
pub(crate) fn outside_strings(line: &str) -> String {
    line.replace("\\\"", "").split('"').step_by(2).collect::<Vec<_>>().join("\"\"")
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

fn file_names() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git must be installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("file names in UTF-8");
    names.lines().filter(|path| !path.starts_with("crates/testkit/tests/tidy/")).map(str::to_owned).collect()
}

/// None for what is deleted but still in Git's index, and for what isn't text.
fn read(path: &str) -> Option<Text> {
    let content = std::fs::read_to_string(root().join(path)).ok()?;
    Some(Text { path: path.to_owned(), content })
}

#[test]
fn the_walk_finds_the_workspace() {
    for path in ["Cargo.toml", "crates/gate/src/lib.rs", "crates/testkit/Cargo.toml"] {
        assert!(workspace().iter().any(|text| text.path == path), "{path} must be among the files");
    }
}

#[test]
fn a_word_is_not_found_inside_another() {
    assert!(names("use axum::Router;", "axum::"));
    assert!(names("tokio::time::sleep", "tokio::time"));
    assert!(!names("let brand::x", "rand::"));
    assert!(!names("INSERT_INTO_LIST", "INSERT"));
    assert!(!names("tokio::timeout", "tokio::time"));
}

#[test]
fn strings_are_left_out() {
    assert_eq!(outside_strings(r#"get("/v1/\"keys", v1::list)"#), r#"get("", v1::list)"#);
}
