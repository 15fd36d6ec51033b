//! Tickets from both sides.

use keyward_testkit::browser::Browser;
use keyward_testkit::server::TestServer;

use super::{HOSTILE, ada, is_inert, named, operator, signed_in};

/// Opens a ticket by the form; its path.
async fn opened(browser: &mut Browser, home: &str, subject: &str, files: &[(&str, &str, &[u8])]) -> String {
    let list = format!("{home}/tickets");
    let fields =
        [("subject", subject), ("message", HOSTILE), ("category", "licensing"), ("priority", "high")];
    let made = browser.fill_with_files(&format!("{list}/new"), &list, &fields, files).await.expect(303);
    made.header("location").unwrap().replace("?done=made", "")
}

#[tokio::test]
async fn a_ticket_goes_to_and_fro_until_it_is_closed() {
    let server = TestServer::sqlite().await;
    let (mut ada, home) = ada(&server).await;
    let list = format!("{home}/tickets");
    assert!(ada.open(&list).await.expect(200).body().contains("No tickets yet"));
    let files: [(&str, &str, &[u8]); 2] = [("files", "log<b>.txt", b"what happened"), ("files", "", b"")];
    let path = opened(&mut ada, &home, HOSTILE, &files).await;
    let id = path.rsplit('/').next().unwrap().to_owned();
    for page in [&list, &path] {
        let page = ada.open(page).await.expect(200);
        is_inert(&page);
        assert!(page.body().contains("T-00000"), "{}", page.body());
    }
    let page = ada.open(&path).await.expect(200);
    let file =
        named(page.body(), "<a href=\"").into_iter().find(|to| to.contains("/files/")).unwrap().to_owned();
    let saved = ada.open(&file).await.expect(200);
    assert_eq!(saved.bytes, b"what happened");
    assert!(saved.header("content-disposition").unwrap().starts_with("attachment"));

    let (mut browser, desk) = operator(&server).await;
    let queue = browser.open(&format!("{desk}/operator/tickets?status=open&priority=high")).await.expect(200);
    is_inert(&queue);
    assert!(
        queue.body().contains("waits for you") && queue.body().contains("ada@example.com"),
        "{}",
        queue.body()
    );
    let theirs = format!("{desk}/operator/tickets/{id}");
    let _ = browser.open(&format!("{theirs}/files/{}", file.rsplit('/').next().unwrap())).await.expect(200);
    let noted = browser
        .fill(&theirs, &format!("{theirs}/note"), &[("note", "Looks like <theirs>")])
        .await
        .expect(303);
    assert_eq!(noted.header("location"), Some(format!("{theirs}?done=noted").as_str()));
    let none = browser.fill(&theirs, &format!("{theirs}/note"), &[("note", "")]).await.expect(422);
    assert!(none.body().contains("The note must have"), "{}", none.body());
    let answer = [("message", "Try it again.\nPlease.")];
    let _ = browser.fill_with_files(&theirs, &format!("{theirs}/messages"), &answer, &[]).await.expect(303);
    let seen = browser.open(&theirs).await.expect(200);
    assert!(
        seen.body().contains("Looks like &#60;theirs&#62;") && seen.body().contains("waits for them"),
        "{}",
        seen.body()
    );

    // The mail's link leads to the ticket's page, in whatever environment that is.
    let mail = server.mailbox.wait_for("ticket_answer", super::ADA).await;
    let link = mail.text.split_whitespace().find(|word| word.contains("/dashboard/")).unwrap();
    let link = &link[link.find("/dashboard/").unwrap()..];
    let to = ada.open(link).await.expect(303);
    assert_eq!(to.header("location"), Some(path.as_str()));
    let sent = server.browser().open(link).await.expect(303);
    assert_eq!(sent.header("location"), Some(format!("/dashboard/sign-in?next={link}").as_str()));
    let page = ada.open(&path).await.expect(200);
    assert!(page.body().contains("Try it again.") && !page.body().contains("Looks like"), "{}", page.body());

    let _ = browser.fill(&theirs, &format!("{theirs}/resolve"), &[]).await.expect(303);
    assert!(ada.open(&path).await.expect(200).body().contains(">resolved</span>"));
    let reply = [("message", "It still says 403")];
    let _ = ada.fill_with_files(&path, &format!("{path}/messages"), &reply, &[]).await.expect(303);
    assert!(ada.open(&path).await.expect(200).body().contains(">open</span>"));
    let _ = ada.fill(&path, &format!("{path}/resolve"), &[]).await.expect(404);
    let _ = ada.fill(&path, &format!("{path}/close"), &[]).await.expect(303);
    let page = ada.open(&path).await.expect(200);
    assert!(page.body().contains("It is closed.") && !page.body().contains("<textarea"), "{}", page.body());
    let late = browser
        .fill(&format!("{desk}/operator/tickets"), &format!("{theirs}/note"), &[("note", "x"), ("mark", "")])
        .await;
    let _ = late.expect(403);
}

#[tokio::test]
async fn a_message_that_is_sent_twice_is_there_once() {
    let server = TestServer::sqlite().await;
    let (mut ada, home) = ada(&server).await;
    let path = opened(&mut ada, &home, "A subject", &[]).await;
    let to = format!("{path}/messages");
    let page = ada.open(&path).await.expect(200);
    let once = named(page.body(), "name=\"once\" value=\"")[0].to_owned();
    let file: [(&str, &str, &[u8]); 1] = [("files", "log.txt", b"what happened")];
    for _ in 0..2 {
        let sent = [("message", "Only once"), ("once", &*once)];
        let answer = ada.fill_with_files(&path, &to, &sent, &file).await.expect(303);
        assert_eq!(answer.header("location"), Some(format!("{path}?done=replied").as_str()));
    }
    let page = ada.open(&path).await.expect(200);
    assert_eq!(page.body().matches("Only once").count(), 1, "{}", page.body());
    assert_eq!(page.body().matches(">log.txt<").count(), 1);
    let _ = ada.fill_with_files(&path, &to, &[("message", "Only once")], &[]).await.expect(303);
    assert_eq!(ada.open(&path).await.expect(200).body().matches("Only once").count(), 2, "by another form");
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field() {
    let server = TestServer::sqlite().await;
    let (mut ada, home) = ada(&server).await;
    let (new, list) = (format!("{home}/tickets/new"), format!("{home}/tickets"));
    let big = vec![b'x'; 10 * 1024 * 1024 + 1];
    let good = [("subject", "A subject"), ("message", "A message")];
    let six = [("files", "a.txt", &b"x"[..]); 6];
    for (fields, files, needed) in [
        (vec![("subject", "a"), ("message", "b")], vec![], "Subject must have 3 to 200"),
        (vec![("subject", "A subject"), ("message", " ")], vec![], "Your message must have"),
        ([&good[..], &[("license", "x")]].concat(), vec![], "It must be a number"),
        (good.to_vec(), six.to_vec(), "A message may have at most 5 files."),
        (good.to_vec(), vec![("files", "a.bin", &*big)], "A file may have at most 10 MiB."),
    ] {
        let page = ada.fill_with_files(&new, &list, &fields, &files).await.expect(422);
        assert!(page.body().contains(needed), "{needed}: {}", page.body());
    }
    let _ = ada.fill_with_files(&new, &list, &[("mark", ""), good[0], good[1]], &[]).await.expect(403);
    let _ = ada.fill(&new, &list, &good).await.expect(400);
    assert!(ada.open(&list).await.expect(200).body().contains("No tickets yet"));
}

#[tokio::test]
async fn another_account_s_tickets_are_not_there() {
    let server = TestServer::sqlite().await;
    let (mut ada, home) = ada(&server).await;
    let path = opened(&mut ada, &home, "Mine", &[("files", "a.txt", b"secret")]).await;
    let page = ada.open(&path).await.expect(200);
    let file =
        named(page.body(), "<a href=\"").into_iter().find(|to| to.contains("/files/")).unwrap().to_owned();
    let (mut eve, hers) = signed_in(&server, "eve@example.com").await;
    for path in [&path, &file] {
        let _ = eve.open(path).await.expect(404);
        let _ = eve.open(&path.replace(&home, &hers)).await.expect(404);
    }
    let theirs = path.replace(&home, &hers);
    let form = format!("{hers}/tickets/new");
    let _ = eve.fill(&form, &format!("{theirs}/close"), &[]).await.expect(404);
    let _ = eve
        .fill_with_files(&form, &format!("{theirs}/messages"), &[("message", "Hello")], &[])
        .await
        .expect(404);
    assert!(eve.open(&format!("{hers}/tickets")).await.expect(200).body().contains("No tickets yet"));
}
