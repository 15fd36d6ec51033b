//! `keyward leaks rules`

use std::io::Write as _;
use std::process::Stdio;

use keyward_testkit::python::python;
use serde_json::json;

use crate::support::{home, parse};

/// Each rule finds a key of its format, within a text, and nothing that is longer or shorter.
#[tokio::test(flavor = "multi_thread")]
async fn each_format_has_a_rule_that_finds_its_keys() {
    const PROGRAM: &str = r#"
import json, re, sys, tomllib
given = json.load(sys.stdin)
rules = {rule["id"]: rule for rule in tomllib.loads(given["toml"])["rules"]}
for name, key in given["keys"].items():
    rule = rules["keyward-" + name]
    text = f"api_key = '{key}'  # leaked"
    found = re.search(rule["regex"], text)
    assert found and found.group(rule["secretGroup"]) == key, name
    assert any(word in text.lower() for word in rule["keywords"]), name
    for other in (key[:-1], key + "0", "x" + key):
        assert not re.search(rule["regex"], f"'{other}'"), other
assert len(rules) == len(given["keys"]) , rules.keys()
"#;
    let home = home();
    let ended = home.run(&["leaks", "rules"]).await;
    assert_eq!(ended.code, Some(0), "{}", ended.err);
    let hex = "0cc505d7b917e0b1f25ccbea029dd43f4002edfea46b7f941f281911246768fe";
    let keys = json!({
        "native": "kw_live_000000000000000000000000000000003lNZlx",
        "hub": format!("fh_live_{}", &hex[..40]),
        "secret": format!("sk_{hex}"),
        "publishable": format!("pk_{hex}"),
        "flapjack": format!("fj_live_{hex}"),
    });
    let given = json!({"toml": ended.out, "keys": keys});
    let mut child = python().args(["-c", PROGRAM]).stdin(Stdio::piped()).spawn().expect("python");
    child.stdin.take().expect("a pipe").write_all(given.to_string().as_bytes()).expect("to write");
    assert!(child.wait().expect("an end").success(), "{}", ended.out);
    let json = parse(&home.run(&["leaks", "rules", "--json"]).await.out);
    assert_eq!(json["rules"].as_array().map(Vec::len), Some(5), "{json}");
}
