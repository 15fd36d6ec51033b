//! Links between pages lead somewhere.

use std::path::Path;

use crate::texts::{Text, assert_none, has_extension, root, workspace};

fn links_lead_somewhere(texts: &[Text], exists: impl Fn(&Path) -> bool) -> Vec<String> {
    let mut problems = Vec::new();
    for page in texts.iter().filter(|text| has_extension(&text.path, "md")) {
        for (number, target) in
            prose(page).flat_map(|(number, line)| targets(line).map(move |target| (number, target)))
        {
            if !resolve(&page.path, target).is_none_or(|file| exists(&file)) {
                problems.push(page.problem(number, &format!("the link to `{target}` leads nowhere")));
            }
        }
    }
    problems
}

/// The lines outside fenced code.
fn prose(page: &Text) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    page.lines().filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    })
}

/// What the line's links point to: `[text](target)`, `[text](target "title")`, `[name]: target`.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let inline = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    let reference = line.starts_with('[').then(|| line.split_once("]: ")).flatten();
    inline.chain(reference.and_then(|(_, target)| target.split_whitespace().next()))
}

/// The file that a relative link means, from the root; none for other sites and for this page.
fn resolve(page: &str, target: &str) -> Option<std::path::PathBuf> {
    let file = target.split('#').next().unwrap_or_default().trim_matches(['<', '>']);
    if file.is_empty() || file.contains("://") || file.starts_with("mailto:") {
        return None;
    }
    let folder = Path::new(page).parent().unwrap_or(Path::new(""));
    Some(file.strip_prefix('/').map_or_else(|| folder.join(file), Into::into))
}

#[test]
fn all_links_lead_somewhere() {
    assert_none(&links_lead_somewhere(workspace(), |file| root().join(file).exists()));
}

#[test]
fn a_dead_link_is_found() {
    let exists = |file: &Path| file == Path::new("docs/there.md") || file == Path::new("README.md");
    for line in
        ["see [it](gone.md)", "![plot](plots/gone.svg \"a plot\")", "[it]: ../gone.md", "[it](/gone.md#part)"]
    {
        let page = Text::new("docs/a.md", &format!("# A\n\n{line}"));
        let problems = links_lead_somewhere(&[page], exists);
        assert_eq!(problems.len(), 1, "{line}");
        assert!(problems[0].starts_with("docs/a.md:3: "), "{}", problems[0]);
    }
    for line in [
        "[it](there.md#part)",
        "[it](/README.md)",
        "[here](#part) [site](https://example.com/x)",
        "```\n[it](gone.md)\n```",
    ] {
        assert_none(&links_lead_somewhere(&[Text::new("docs/a.md", line)], exists));
    }
}
