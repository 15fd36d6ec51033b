//! Markdown of ours as HTML: headings that can be linked to, links between pages, blocks that can be copied.

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, html,
};

/// A page.
#[derive(Debug, Default)]
pub(super) struct Rendered {
    /// Its first heading.
    pub(super) title: String,
    /// All below that.
    pub(super) html: String,
    /// What stands below each heading, the title's first.
    pub(super) sections: Vec<Section>,
}

/// What stands below a heading.
#[derive(Debug, Default)]
pub(super) struct Section {
    /// Where a link leads to it.
    pub(super) anchor: String,
    /// The heading.
    pub(super) title: String,
    /// 1 for the page's title.
    pub(super) level: usize,
    /// Its words, without marks.
    pub(super) text: String,
}

/// Renders a page; `link` says where a link of the Markdown leads, `None` where nothing is.
pub(super) fn page(text: &str, link: impl Fn(&str) -> Option<String>) -> Rendered {
    let mut page = Rendered::default();
    let mut events = Vec::new();
    let mut heading: Option<(HeadingLevel, Vec<Event<'_>>, String)> = None;
    let mut open_links = Vec::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        let event = match event {
            // Ours has none; what looks like it is a text.
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            other => other,
        };
        let said = match &event {
            Event::Text(text) | Event::Code(text) => text.as_ref(),
            Event::SoftBreak
            | Event::HardBreak
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::TableCell | TagEnd::CodeBlock) => " ",
            _ => "",
        };
        match (&mut heading, page.sections.last_mut()) {
            (Some((_, _, title)), _) => title.push_str(said),
            (None, Some(section)) => section.text.push_str(said),
            (None, None) => {}
        }
        match event {
            Event::Start(Tag::Heading { level, .. }) => heading = Some((level, Vec::new(), String::new())),
            Event::End(TagEnd::Heading(_)) => {
                let Some((level, inside, title)) = heading.take() else { continue };
                let section =
                    Section { anchor: slug(&title), title, level: level as usize, text: String::new() };
                if level == HeadingLevel::H1 && page.title.is_empty() {
                    page.title.clone_from(&section.title);
                } else {
                    let anchor = &section.anchor;
                    events.push(raw(format!(
                        "<{level} id=\"{anchor}\"><a class=\"anchor\" href=\"#{anchor}\">"
                    )));
                    events.extend(inside);
                    events.push(raw(format!("</a></{level}>\n")));
                }
                page.sections.push(section);
            }
            Event::Start(Tag::Link { dest_url, title, id, .. }) => {
                let to = link(&dest_url);
                open_links.push(to.is_some());
                if let Some(to) = to {
                    let tag = Tag::Link { link_type: LinkType::Inline, dest_url: to.into(), title, id };
                    into(&mut heading, &mut events, Event::Start(tag));
                }
            }
            Event::End(TagEnd::Link) => {
                if open_links.pop() == Some(true) {
                    into(&mut heading, &mut events, Event::End(TagEnd::Link));
                }
            }
            Event::Start(Tag::Image { dest_url, title, id, .. }) => {
                let to = link(&dest_url).unwrap_or_default();
                let tag = Tag::Image { link_type: LinkType::Inline, dest_url: to.into(), title, id };
                into(&mut heading, &mut events, Event::Start(tag));
            }
            Event::Start(Tag::CodeBlock(kind)) => {
                let language = match &kind {
                    CodeBlockKind::Fenced(word) if !word.is_empty() => word.to_string(),
                    _ => "text".to_owned(),
                };
                events.push(raw(format!(
                    "<div class=\"code\" data-language=\"{language}\"><pre tabindex=\"0\"><code>"
                )));
            }
            Event::End(TagEnd::CodeBlock) => events.push(raw("</code></pre></div>\n".to_owned())),
            Event::Start(Tag::Table(columns)) => {
                events.push(raw("<div class=\"table\" tabindex=\"0\">".to_owned()));
                events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                events.push(Event::End(TagEnd::Table));
                events.push(raw("</div>\n".to_owned()));
            }
            other => into(&mut heading, &mut events, other),
        }
    }
    html::push_html(&mut page.html, events.into_iter());
    page
}

/// A heading's event goes into the heading, every other into the page.
fn into<'a>(
    heading: &mut Option<(HeadingLevel, Vec<Event<'a>>, String)>,
    page: &mut Vec<Event<'a>>,
    event: Event<'a>,
) {
    match heading {
        Some((_, inside, _)) => inside.push(event),
        None => page.push(event),
    }
}

fn raw<'a>(html: String) -> Event<'a> {
    Event::Html(CowStr::from(html))
}

/// A description: a sentence or a few.
pub(super) fn inline(text: &str) -> String {
    let mut out = String::new();
    let marks = |event| match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        other => other,
    };
    html::push_html(&mut out, Parser::new(text).map(marks));
    let out = out.trim();
    match out.strip_prefix("<p>").and_then(|out| out.strip_suffix("</p>")) {
        Some(one) if !one.contains("<p>") => one.to_owned(),
        _ => out.to_owned(),
    }
}

/// The anchor of a heading, as forges make it: its letters and digits in lower case, with `-` for spaces.
fn slug(title: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    title.to_lowercase().chars().filter(kept).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_sections_links_and_blocks() {
        let text = "# Keys\n\nSee [roles](roles.md), [nothing](x.md).\n\n## How `it` works\n\n```sh\ncurl <x>\n```\n";
        let page = page(text, |to| (to == "roles.md").then(|| "/docs/guide/roles".to_owned()));
        assert_eq!(page.title, "Keys");
        assert!(page.html.contains("<a href=\"/docs/guide/roles\">roles</a>, nothing."), "{}", page.html);
        assert!(page.html.contains("<h2 id=\"how-it-works\"><a class=\"anchor\" href=\"#how-it-works\">How <code>it</code> works</a></h2>"));
        assert!(
            page.html.contains("<pre tabindex=\"0\"><code>curl &lt;x&gt;\n</code></pre>"),
            "{}",
            page.html
        );
        let seen: Vec<_> = page.sections.iter().map(|one| (one.anchor.as_str(), one.level)).collect();
        assert_eq!(seen, [("keys", 1), ("how-it-works", 2)]);
        assert!(page.sections[1].text.contains("curl <x>"));
    }

    #[test]
    fn html_is_a_text() {
        assert_eq!(
            inline("a <script>x</script> `b<c`"),
            "a &lt;script&gt;x&lt;/script&gt; <code>b&lt;c</code>"
        );
        assert!(!page("<img src=x>\n\n# <b>t</b>", |_| None).html.contains("<img"));
    }
}
