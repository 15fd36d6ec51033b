//! Search over the guide's sections and the operations.

use std::sync::LazyLock;

use super::{guide, reference};

/// Something that can be found.
#[derive(Debug)]
struct Entry {
    title: String,
    place: String,
    url: String,
    /// The title and what else names it, in lower case.
    names: String,
    text: String,
    lower: String,
}

/// Something that was found.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) title: &'static str,
    pub(super) place: &'static str,
    pub(super) url: &'static str,
    /// The words around the first that was looked for: before it, itself, after it.
    pub(super) excerpt: (String, String, String),
}

/// The most that is shown.
const MOST: usize = 20;
/// Characters around a word.
const AROUND: usize = 60;
/// Whoever types more than that is not searching.
const LONGEST: usize = 200;

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries = Vec::new();
    for operation in reference::operations() {
        let place = format!("{} {}", operation.method, operation.path);
        let fields = operation.fields.iter().map(|field| format!("{} {}", field.name, field.about));
        let text = [operation.about.clone(), operation.who.clone()]
            .into_iter()
            .chain(fields)
            .collect::<Vec<_>>()
            .join(" ");
        let names = format!("{} {place} {}", operation.title, operation.id);
        entries.push(Entry::new(
            operation.title.clone(),
            place,
            format!("/docs/api/{}", operation.id),
            &names,
            &text,
        ));
    }
    for page in guide::pages() {
        for section in &page.rendered.sections {
            let url =
                if section.level == 1 { page.url() } else { format!("{}#{}", page.url(), section.anchor) };
            let place = format!("Guide · {}", page.rendered.title);
            entries.push(Entry::new(section.title.clone(), place, url, &section.title, &section.text));
        }
    }
    entries
});

impl Entry {
    fn new(title: String, place: String, url: String, names: &str, text: &str) -> Self {
        let text = text.replace(['`', '\n'], " ");
        Self { title, place, url, names: names.to_lowercase(), lower: text.to_lowercase(), text }
    }

    /// How well it fits; `None` when a word is nowhere in it.
    fn score(&self, words: &[String]) -> Option<usize> {
        let mut sum = 0;
        for word in words {
            let starts =
                self.names.split(|c: char| !c.is_alphanumeric()).any(|name| name.starts_with(word.as_str()));
            sum += match () {
                () if starts => 20,
                () if self.names.contains(word.as_str()) => 10,
                () if self.lower.contains(word.as_str()) => {
                    1 + self.lower.matches(word.as_str()).count().min(4)
                }
                () => return None,
            };
        }
        Some(sum)
    }

    fn excerpt(&self, words: &[String]) -> (String, String, String) {
        let at = words.iter().filter_map(|word| Some((self.lower.find(word.as_str())?, word.len()))).min();
        // Lower case may be longer: then the places differ, and the beginning is shown.
        let cut = at.filter(|_| self.lower.len() == self.text.len());
        let (start, end) = cut.map_or((0, 0), |(at, length)| (at, at + length));
        let (Some(before), Some(word), Some(after)) =
            (self.text.get(..start), self.text.get(start..end), self.text.get(end..))
        else {
            return Default::default();
        };
        let skip = before.chars().count().saturating_sub(AROUND);
        let lead = if skip > 0 { "…" } else { "" };
        let before = format!("{lead}{}", before.chars().skip(skip).collect::<String>());
        (before, word.to_owned(), after.chars().take(2 * AROUND).collect())
    }
}

/// What has every word, the best first.
pub(super) fn search(query: &str) -> Vec<Found> {
    let query: String = query.chars().take(LONGEST).collect();
    let words: Vec<String> = query.to_lowercase().split_whitespace().map(str::to_owned).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let mut scored: Vec<_> = ENTRIES.iter().filter_map(|entry| Some((entry.score(&words)?, entry))).collect();
    scored.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let found = |(_, entry): (usize, &'static Entry)| Found {
        title: &entry.title,
        place: &entry.place,
        url: &entry.url,
        excerpt: entry.excerpt(&words),
    };
    scored.into_iter().take(MOST).map(found).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_so_comes_first() {
        assert_eq!(search("issue key")[0].url, "/docs/api/create_key");
        assert_eq!(search("/v1/keys/verify")[0].url, "/docs/api/verify_key");
        assert_eq!(search("REVOKE_KEY")[0].title, "Revoke a key for ever");
        assert!(search("gates").iter().any(|found| found.url == "/docs/guide/gates"));
        assert!(search("grace").iter().any(|found| found.excerpt.1.eq_ignore_ascii_case("grace")));
    }

    #[test]
    fn nothing_is_found_for_nothing_and_nonsense() {
        for query in ["", "  ", "zzzqqq", "key zzzqqq", "\u{130}\u{130}", "<script>alert(1)</script>"] {
            assert!(search(query).is_empty(), "{query}");
        }
        assert!(search(&"key ".repeat(10_000)).len() <= MOST);
    }
}
