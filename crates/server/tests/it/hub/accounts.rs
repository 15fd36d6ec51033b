//! Accounts at the portal: from registration to another password (contract hub, A.4, B.5 and B.6).

use std::time::Duration;

use keyward_domain::AccountType;
use keyward_testkit::actors::Caller;
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::{AUTH, LOGIN, PASSWORD, customer, names, partner, signed_up};
use crate::on_both;

const PROFILE: &str = "/api/v1/portal/profile";
const YOU: &str = "you@example.com";

fn new_account() -> Value {
    json!({"email": YOU, "password": PASSWORD, "name": "Your Name", "company": "Acme", "captcha_token": "x"})
}

async fn login(server: &TestServer, password: &str) -> keyward_testkit::actors::Answer {
    server.anonymous().post(LOGIN, &json!({"email": YOU, "password": password})).await
}

on_both! {
    nobody_signs_in_before_their_address_is_proven
    a_forgotten_password_is_set_anew
    an_account_is_seen_and_changed
}

async fn nobody_signs_in_before_their_address_is_proven(server: &TestServer) {
    let guest = server.anonymous();
    let made = guest.post(&format!("{AUTH}/register"), &new_account()).await.expect(201);
    assert_eq!(names(&made.json), ["id", "email", "name", "company", "type", "email_verified", "created_at"]);
    assert_eq!((&made["type"], &made["company"]), (&json!("customer"), &json!("Acme")));
    assert_eq!(
        (&made["email_verified"], &made["created_at"]),
        (&json!(false), &json!("2026-01-14T12:00:00Z"))
    );
    let again = guest.post(&format!("{AUTH}/register"), &new_account()).await.error(400, "email_exists");
    assert_eq!(again.text("detail"), "Email already registered");

    let unproven = login(server, PASSWORD).await.error(403, "email_not_verified");
    assert_eq!(unproven.text("detail"), "Email not verified");
    login(server, "wrong password").await.error(401, "invalid_credentials");

    let first = server.mailbox.token("verification", YOU).await;
    let verify =
        async |token: &str| guest.post(&format!("{AUTH}/verify-email"), &json!({"token": token})).await;
    for bad in ["", "nonsense", &first[..first.len() - 1]] {
        let answer = verify(bad).await.error(400, "token_invalid");
        assert_eq!(answer.text("detail"), "Invalid or expired token");
    }
    for _ in 0..2 {
        assert_eq!(verify(&first).await.expect(200).json, json!({"message": "Email verified"}));
    }
    assert_eq!(login(server, PASSWORD).await.expect(200)["user"]["id"], made["id"]);
}

async fn a_forgotten_password_is_set_anew(server: &TestServer) {
    let you = customer(server).await;
    let guest = server.anonymous();
    let mut answers = Vec::new();
    for email in ["nobody@example.com", YOU] {
        answers.push(
            guest.post(&format!("{AUTH}/forgot-password"), &json!({"email": email})).await.expect(200).text,
        );
    }
    assert_eq!(answers[0], r#"{"message":"If the account exists, a reset email has been sent"}"#);
    assert_eq!(answers[0], answers[1]);
    let token = server.mailbox.token("reset", YOU).await;
    let reset = async |password: &str| {
        guest
            .post(&format!("{AUTH}/reset-password"), &json!({"token": token, "new_password": password}))
            .await
    };
    // Too short is a matter of form, too simple is the operation's.
    assert_eq!(reset("1234567").await.expect(422)["detail"][0]["type"], "string_too_short");
    let simple = reset("password1").await.expect(422);
    assert_eq!(simple["detail"][0]["loc"], json!(["body", "new_password"]));
    assert_eq!(reset("new secret 9").await.expect(200).json, json!({"message": "Password updated"}));
    reset("new secret 10").await.error(400, "token_invalid");
    // Whoever was signed in is not any more.
    you.get(PROFILE).await.error(401, "invalid_token");
    login(server, PASSWORD).await.error(401, "invalid_credentials");
    let _ = login(server, "new secret 9").await.expect(200);
}

async fn an_account_is_seen_and_changed(server: &TestServer) {
    let you = partner(server, YOU, AccountType::Reseller).await;
    let seen = you.get(PROFILE).await.expect(200);
    assert_eq!(
        names(&seen.json),
        [
            "id",
            "email",
            "name",
            "company",
            "type",
            "email_verified",
            "referral_code",
            "license_limit",
            "created_at"
        ]
    );
    assert_eq!((&seen["type"], &seen["license_limit"]), (&json!("reseller"), &json!(-1)));
    assert_eq!((&seen["email_verified"], &seen["company"]), (&json!(true), &Value::Null));
    let named = you.patch(PROFILE, &json!({"name": "New Name", "company": "Acme Ltd"})).await.expect(200);
    assert_eq!((named.text("name"), named.text("company")), ("New Name", "Acme Ltd"));
    // What is left out stays; null takes away.
    let same = you.patch(PROFILE, &json!({})).await.expect(200);
    assert_eq!(same.json, named.json);
    let alone = you.patch(PROFILE, &json!({"company": null})).await.expect(200);
    assert_eq!((alone.text("name"), &alone["company"]), ("New Name", &Value::Null));
    let fixed = you.patch(PROFILE, &json!({"email": YOU})).await.error(400, "email_immutable");
    assert_eq!(fixed.text("detail"), "Email cannot be changed");
    assert_eq!(you.get(PROFILE).await.expect(200).json, alone.json);
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let server = TestServer::sqlite().await;
    let here = signed_up(&server, YOU).await;
    let guest = server.anonymous();
    let there = login(&server, PASSWORD).await.expect(200);
    let there = guest.with("authorization", &format!("Bearer {}", there.text("access_token")));
    let path = format!("{PROFILE}/password");
    let body = json!({"current_password": "wrong", "new_password": "new secret 9"});
    let wrong = here.post(&path, &body).await.error(400, "wrong_password");
    assert_eq!(wrong.text("detail"), "Current password is incorrect");
    let body = json!({"current_password": PASSWORD, "new_password": "new secret 9"});
    let _ = here.post(&path, &body).await.expect(204);
    let _ = here.get(PROFILE).await.expect(200);
    there.get(PROFILE).await.error(401, "invalid_token");
    let _ = login(&server, "new secret 9").await.expect(200);
}

#[tokio::test]
async fn an_upgrade_needs_what_it_needs_and_agencies_wait() {
    let server = TestServer::sqlite().await;
    let you = customer(&server).await;
    let path = format!("{PROFILE}/upgrade");
    let missing =
        you.post(&path, &json!({"target": "reseller"})).await.error(403, "upgrade_requirements_not_met");
    assert_eq!(missing["missing"], json!(["active_subscription", "activated_domain"]));
    assert_eq!(missing.text("detail"), "Upgrade requirements not met");
    for _ in 0..2 {
        let answer = you.post(&path, &json!({"target": "agency"})).await.expect(200);
        assert_eq!(answer.json, json!({"status": "pending_approval"}));
    }
    assert_eq!(you.get(PROFILE).await.expect(200)["type"], "customer");
}

#[tokio::test]
async fn what_a_registration_lacks_is_told() {
    let server = TestServer::sqlite().await;
    let guest = server.anonymous();
    let path = format!("{AUTH}/register");
    let register = async |more: Value| guest.post(&path, &crate::given::merged(new_account(), more)).await;
    register(json!({"referral_code": "FLV-A1B2C3"})).await.error(400, "invalid_referral_code");
    for password in ["password1", YOU] {
        let simple = register(json!({"password": password})).await.expect(422);
        assert_eq!(simple["detail"][0]["loc"], json!(["body", "password"]));
        assert_eq!(
            (&simple["detail"][0]["type"], &simple["detail"][0]["input"]),
            (&json!("value_error"), &Value::Null)
        );
    }
    for password in ["x".repeat(7), "x".repeat(129)] {
        let _ = register(json!({"password": password})).await.expect(422);
    }
    let token = json!({"token": "x", "new_password": "new secret 9"});
    guest.post(&format!("{AUTH}/reset-password"), &token).await.error(400, "token_invalid");
}

#[tokio::test]
async fn tokens_of_mails_end() {
    let server = TestServer::sqlite().await;
    let guest = server.anonymous();
    let _ = guest.post(&format!("{AUTH}/register"), &new_account()).await.expect(201);
    let first = server.mailbox.token("verification", YOU).await;
    server.clock.advance(Duration::from_hours(24));
    guest.post(&format!("{AUTH}/verify-email"), &json!({"token": first})).await.error(400, "token_invalid");
    let before = server.mailbox.all().len();
    let answer = guest.post(&format!("{AUTH}/resend-verification"), &json!({"email": YOU})).await.expect(200);
    assert_eq!(answer.text("message"), "If the account needs verification, an email has been sent");
    server.mailbox.wait_for_more_than(before).await;
    let second = server.mailbox.token("verification", YOU).await;
    let _ = guest.post(&format!("{AUTH}/verify-email"), &json!({"token": second})).await.expect(200);
}
