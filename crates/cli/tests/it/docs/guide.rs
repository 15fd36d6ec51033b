//! The guide: the blocks of its pages that are commands, run in their order by one shell a page.

use super::shell::Shell;

const PAGES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs");

/// What stands between ```` ```sh ```` and the end of the block, of every block.
fn blocks(page: &str) -> Vec<&str> {
    let begun = page.split("```sh\n").skip(1);
    begun.filter_map(|rest| rest.split("\n```").next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_command_of_the_guide_does_what_it_says() {
    let mut pages: Vec<_> =
        std::fs::read_dir(PAGES).expect("docs").map(|file| file.expect("a file").path()).collect();
    pages.sort();
    let mut run = 0;
    for path in pages.iter().filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let page = std::fs::read_to_string(path).expect("a page");
        let blocks = blocks(&page);
        if blocks.is_empty() {
            continue;
        }
        let shell = Shell::start().await;
        shell.curlrc("fail-with-body\n");
        let ran = shell.run(&blocks.join("\n")).await;
        assert!(ran.well, "{}: {}\n{}\n{}", path.display(), ran.err, ran.out, blocks.join("\n"));
        run += blocks.len();
    }
    assert!(run > 0, "the guide has commands");
}

#[test]
fn blocks_of_other_languages_are_no_commands() {
    assert_eq!(blocks("a\n```sh\nb\nc\n```\n```text\nd\n```\n"), ["b\nc"]);
}
