//! The files of `examples/gateways` as a page of the guide.

use std::fmt::Write as _;
use std::sync::LazyLock;

use crate::gateways::PROXIES;

/// The page.
pub(super) static PAGE: LazyLock<String> = LazyLock::new(|| {
    let mut page = String::from(
        "# Files for proxies\n\nEach asks the [gate](gates.md) `sample` of a development server on this machine; the secret in it is the one that \
         everybody knows. Put your own gate's name and secret in their place; a gate's page in the dashboard does. The tests of Keyward start \
         each of these proxies with these very files.\n",
    );
    for proxy in &PROXIES {
        // Writing to a string does not fail.
        let _ = write!(page, "\n## {}\n", proxy.name);
        for (path, content) in proxy.files {
            let _ = write!(page, "\n`{path}`\n\n````text\n{}\n````\n", content.trim_end());
        }
    }
    page
});
