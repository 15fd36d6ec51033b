//! `/llms.txt` (llmstxt.org): what a language model should read of this server's documentation, and all of it in one text.

use std::fmt::Write as _;

use super::{guide, reference};

/// The list of pages.
pub(super) fn index() -> String {
    let mut out = String::from(
        "# Keyward\n\n> A self-hosted authority for API keys and licences: it issues them, checks them in microseconds, limits, meters and takes \
         them back. HTTP API with JSON; one binary.\n\nSend a key as `X-API-Key`. A secret is shown once, in the answer that makes it. Every error \
         has a stable `code`. The whole documentation in one text: /docs/llms-full.txt. The API as OpenAPI 3.1: /openapi.json\n",
    );
    let mut part = "";
    for page in guide::pages() {
        if page.part != part {
            part = page.part;
            line(&mut out, &format!("\n## {part}\n"));
        }
        line(&mut out, &format!("- [{}]({}.md): {}", page.rendered.title, page.url(), page.summary));
    }
    for group in reference::groups() {
        line(&mut out, &format!("\n## API: {} ({})\n", group.title, group.surface));
        for place in &group.operations {
            let operation = &reference::operations()[*place];
            let (id, title) = (&operation.id, &operation.title);
            line(
                &mut out,
                &format!("- [{} {}](/docs/api/{id}.md): {title}", operation.method, operation.path),
            );
        }
    }
    out
}

/// Every page and every operation.
pub(super) fn full() -> String {
    let pages = guide::pages().iter().map(|page| page.markdown);
    let operations = reference::operations().iter().map(|operation| operation.prompt.as_str());
    pages.chain(operations).collect::<Vec<_>>().join("\n\n---\n\n")
}

fn line(out: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_convention_s_shape_and_names_everything() {
        let text = index();
        assert!(text.starts_with("# Keyward\n\n> "));
        for page in guide::pages() {
            assert!(text.contains(&format!("(/docs/guide/{}.md)", page.name)), "{}", page.name);
        }
        for operation in reference::operations() {
            assert!(text.contains(&format!("(/docs/api/{}.md)", operation.id)), "{}", operation.id);
        }
    }
}
