//! The guide: the pages of `docs/`.

use std::sync::LazyLock;

use super::gateways;
use super::markdown::{self, Rendered, Section};

/// A page of the guide.
#[derive(Debug)]
pub(super) struct Page {
    /// Its name in URLs: the file's, without `.md`.
    pub(super) name: &'static str,
    /// Which part of the guide it is in.
    pub(super) part: &'static str,
    /// As it was written.
    pub(super) markdown: &'static str,
    /// As it is shown.
    pub(super) rendered: Rendered,
    /// What it says first.
    pub(super) summary: String,
}

macro_rules! pages {
    ($($part:literal: [$($name:literal),* $(,)?]),* $(,)?) => {
        &[$($(($part, $name, include_str!(concat!("../../../../docs/", $name, ".md")))),*),*]
    };
}

/// Part, name and text of each, in the order of the guide.
const FILES: &[(&str, &str, &str)] = pages! {
    "Start": ["getting-started", "keys", "verify", "roles"],
    "In front of your service": ["gates", "limits-and-credits"],
    "Your customers": ["customers", "portal", "events", "webhooks"],
    "Licences": ["licensing", "updates", "hub", "subscriptions", "tickets"],
    "People": ["dashboard", "accounts", "external-identity"],
    "Operate": ["configuration", "operators", "storage", "audit", "leaks", "performance"],
    "Details": ["api-design", "status-codes", "decisions"],
};

/// Where the page about proxies stands: behind the one about gates.
const GATES: &str = "gates";
/// What that page is called.
const GATEWAYS: &str = "gateways";
/// A configuration with all that there is.
pub(super) const CONFIGURATION: &str = include_str!("../../../../docs/config.example.toml");
/// The plot of the page about performance.
pub(super) const PLOT: &str = include_str!("../../../../docs/performance.svg");

static PAGES: LazyLock<Vec<Page>> = LazyLock::new(|| {
    let mut pages = Vec::new();
    for (part, name, markdown) in FILES {
        pages.push(Page::new(part, name, markdown));
        if *name == GATES {
            pages.push(Page::new(part, GATEWAYS, gateways::PAGE.as_str()));
        }
    }
    pages
});

impl Page {
    fn new(part: &'static str, name: &'static str, markdown: &'static str) -> Self {
        let rendered = markdown::page(markdown, link);
        let says = |section: &&Section| !section.text.trim().is_empty();
        let first =
            rendered.sections.iter().find(says).map(|section| section.text.as_str()).unwrap_or_default();
        let end = first.find(". ").map_or(first.len(), |end| end + 1);
        let summary = first[..end].split_whitespace().collect::<Vec<_>>().join(" ");
        Self { name, part, markdown, rendered, summary }
    }

    /// Where it is.
    pub(super) fn url(&self) -> String {
        format!("/docs/guide/{}", self.name)
    }
}

/// Every page, in order.
pub(super) fn pages() -> &'static [Page] {
    &PAGES
}

/// Where a link of a page leads on this server; `None` for what is in the repository alone.
fn link(to: &str) -> Option<String> {
    let (path, anchor) =
        to.split_once('#').map_or((to, String::new()), |(path, anchor)| (path, format!("#{anchor}")));
    match path {
        "" => Some(anchor),
        "openapi.json" => Some("/openapi.json".to_owned()),
        "config.example.toml" | "performance.svg" => Some(format!("/docs/{path}")),
        "../examples/gateways" => Some(format!("/docs/guide/{GATEWAYS}")),
        _ if path.starts_with("https://") => Some(to.to_owned()),
        _ => {
            let name = path.strip_suffix(".md")?;
            FILES.iter().any(|(_, known, _)| *known == name).then(|| format!("/docs/guide/{name}{anchor}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    #[test]
    fn every_page_of_docs_is_in_the_guide() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let (name, end) = (path.file_stem().unwrap().to_str().unwrap(), path.extension());
            if end.is_some_and(|end| end == "md") {
                assert!(
                    pages().iter().any(|page| page.name == name),
                    "put docs/{name}.md into a part of docs/guide.rs"
                );
            }
        }
    }

    #[test]
    fn every_link_leads_to_a_page_and_a_heading() {
        let mut there: BTreeSet<String> =
            ["/openapi.json", "/docs/config.example.toml", "/docs/performance.svg"].map(str::to_owned).into();
        for page in pages() {
            there.insert(page.url());
            there.extend(
                page.rendered.sections.iter().map(|section| format!("{}#{}", page.url(), section.anchor)),
            );
        }
        for page in pages() {
            let html = &page.rendered.html;
            let places = html.split("href=\"").skip(1).chain(html.split("src=\"").skip(1));
            for to in places.filter_map(|rest| rest.split('"').next()) {
                let to = if to.starts_with('#') { format!("{}{to}", page.url()) } else { to.to_owned() };
                assert!(to.starts_with("https://") || there.contains(&to), "{}: {to}", page.name);
            }
        }
    }

    #[test]
    fn every_page_has_a_title_and_says_what_it_is_about() {
        for page in pages() {
            assert!(
                !page.rendered.title.is_empty() && page.summary.len() > 20,
                "{}: {:?}",
                page.name,
                page.summary
            );
        }
    }
}
