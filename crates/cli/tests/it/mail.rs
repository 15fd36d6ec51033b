//! Mail of the real binary: into its folder, and not lost by a kill.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use reqwest::Method;
use serde_json::json;

use crate::support::{Caller, answer, home};

#[tokio::test]
async fn what_was_not_sent_before_a_kill_is_sent_after_the_next_start() {
    let home = home();
    // No folder can be made where a file lies.
    let in_the_way = home.data().join("mail");
    fs::create_dir_all(home.data()).expect("a folder");
    fs::write(&in_the_way, "").expect("a file");
    let mut server = home.serve(&[]).await;
    let body = json!({"email": "ada@example.com", "password": "correct horse"});
    let signed_up =
        answer(Caller::new(&server, "").request(Method::POST, "/v1/auth/signup").json(&body)).await;
    assert_eq!(signed_up.status, 201, "{}", signed_up.body);
    server.logs("a mail was not sent").await;
    let login = answer(Caller::new(&server, "").request(Method::POST, "/v1/auth/login").json(&body)).await;
    assert_eq!((login.status, &login.body["code"]), (403, &json!("email_not_verified")));
    server.kill9().await;
    fs::remove_file(&in_the_way).expect("to remove it");
    server.restart().await;
    server.logs("a mail was sent").await;
    let files: Vec<_> =
        fs::read_dir(&in_the_way).expect("the folder").map(|entry| entry.expect("a file").path()).collect();
    let [file] = files.as_slice() else { panic!("{files:?}") };
    let mode = |path| fs::metadata(path).expect("its mode").permissions().mode() & 0o777;
    assert_eq!((mode(&in_the_way), mode(file)), (0o700, 0o600));
    let mail = fs::read_to_string(file).expect("a mail");
    assert!(mail.contains("To: ada@example.com") && mail.contains("kwe_"), "{mail}");
    assert!(mail.replace("=\r\n", "").contains("/dashboard/verify-email?token"), "{mail}");
    // Whoever reads the log gets nowhere with it.
    assert!(!server.log().contains("kwe_"), "{}", server.log());
}
