//! Tickets (contract hub, B.10 and part E).

use std::time::Duration;

use keyward_domain::AccountType;
use keyward_hub::tickets::sweep::sweep;
use keyward_storage::audit;
use keyward_testkit::actors::{Answer, Caller, Method, Person};
use keyward_testkit::server::TestServer;
use serde_json::{Value, json};

use super::{names, partner, signed_up};
use crate::on_both;

const TICKETS: &str = "/api/v1/portal/tickets";
const DESK: &str = "/api/v1/admin/tickets";
const MIB: usize = 1024 * 1024;

on_both! {
    a_ticket_has_the_contracts_shape
    it_goes_to_and_fro_until_it_is_closed
    a_resolved_one_closes_in_a_week
    notes_are_in_no_answer_of_the_portals
    it_is_its_accounts_alone
    a_license_must_be_ones_own
    files_come_with_messages_and_go_out_harmless
    a_form_is_told_what_is_wrong_with_it_as_fastapi_does
    too_many_and_too_large_files_leave_nothing
    opening_again_under_the_same_key_opens_nothing
    writing_again_under_the_same_key_writes_nothing
    each_change_is_audited
    they_are_listed_by_what_they_are
}

async fn you(server: &TestServer) -> Person {
    signed_up(server, "you@example.com").await
}

fn question() -> Value {
    json!({"subject": "Key not accepted", "message": "Activation says 403", "priority": "normal", "category": "licensing"})
}

async fn opened(you: &Person) -> Value {
    you.post(TICKETS, &question()).await.expect(201).json
}

fn at(ticket: &Value, rest: &str) -> String {
    format!("{TICKETS}/{}{rest}", ticket["id"])
}

fn desk(ticket: &Value, rest: &str) -> String {
    format!("{DESK}/{}{rest}", ticket["id"])
}

fn says(text: &str) -> Value {
    json!({"message": text})
}

/// A form of fields and files: name, file name, type, content.
struct Form(Vec<u8>);

const BOUNDARY: &str = "----keyward";

impl Form {
    fn new() -> Self {
        Self(Vec::new())
    }

    fn part(mut self, head: &str, content: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(content);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    fn field(self, name: &str, value: &str) -> Self {
        self.part(&format!("name=\"{name}\""), value.as_bytes())
    }

    fn file(self, name: &str, kind: &str, content: &[u8]) -> Self {
        self.part(&format!("name=\"files\"; filename=\"{name}\"\r\nContent-Type: {kind}"), content)
    }

    async fn send(mut self, caller: &impl Caller, path: &str) -> Answer {
        self.0.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        caller.with("content-type", &kind).send(Method::POST, path, self.0).await
    }
}

fn question_form() -> Form {
    Form::new()
        .field("subject", "Key not accepted")
        .field("message", "See the picture")
        .field("priority", "high")
}

async fn a_ticket_has_the_contracts_shape(server: &TestServer) {
    let you = you(server).await;
    let made = opened(&you).await;
    let number = format!("T-{:06}", made["id"].as_i64().unwrap());
    let message = &made["messages"][0];
    let expected = json!({
        "id": made["id"], "number": number, "subject": "Key not accepted", "status": "open", "priority": "normal",
        "category": "licensing", "license_id": null,
        "messages": [{
            "id": message["id"],
            "author": {"id": you.signed_in().json["user"]["id"], "name": "Your Name", "role": "customer"},
            "body": "Activation says 403", "attachments": [], "created_at": "2026-01-14T12:00:00Z",
        }],
        "last_reply_at": "2026-01-14T12:00:00Z", "last_reply_by": "customer", "created_at": "2026-01-14T12:00:00Z",
    });
    assert_eq!(made, expected);
    assert_eq!(names(&made), names(&expected));
    assert_eq!(names(message), names(&expected["messages"][0]));
    assert_eq!(you.get(&at(&made, "")).await.expect(200).json, made);
    let list = you.get(TICKETS).await.expect(200).json;
    assert_eq!((&list["total"], &list["page"], &list["per_page"]), (&json!(1), &json!(1), &json!(25)));
    let row = json!([
        "id",
        "number",
        "subject",
        "status",
        "priority",
        "category",
        "license_id",
        "last_reply_at",
        "last_reply_by",
        "created_at"
    ]);
    assert_eq!(json!(names(&list["items"][0])), row);
    let least = you.post(TICKETS, &json!({"subject": "abc", "message": "x"})).await.expect(201).json;
    assert_eq!((&least["priority"], &least["category"]), (&json!("normal"), &json!("other")));
    let bad = json!({"subject": "ab", "message": "", "priority": "now", "license_id": "x"});
    let items = you.post(TICKETS, &bad).await.expect(422).json["detail"].clone();
    let kinds: Vec<_> =
        items.as_array().unwrap().iter().map(|item| (&item["type"], &item["loc"][1])).collect();
    let kinds = json!(kinds);
    let expected = json!([
        ["string_too_short", "subject"],
        ["string_too_short", "message"],
        ["literal_error", "priority"],
        ["int_parsing", "license_id"],
    ]);
    assert_eq!(kinds, expected);
    let two_lines = json!({"subject": "abc\ndef", "message": "x"});
    let items = you.post(TICKETS, &two_lines).await.expect(422).json["detail"].clone();
    assert_eq!(items[0]["loc"], json!(["body", "subject"]));
}

async fn it_goes_to_and_fro_until_it_is_closed(server: &TestServer) {
    let (you, operator) = (you(server).await, server.operating_person().await);
    let ticket = opened(&you).await;
    let status = async || you.get(&at(&ticket, "")).await.expect(200).json["status"].clone();
    server.clock.advance(Duration::from_mins(1));
    let answer = operator.post(&desk(&ticket, "/messages"), &says("Which <domain>?")).await.expect(201).json;
    assert_eq!((&answer["author"]["role"], &answer["internal"]), (&json!("operator"), &json!(false)));
    assert_eq!(status().await, "pending");
    let mail = server.mailbox.wait_for("ticket_answer", "you@example.com").await;
    let number = ticket["number"].as_str().unwrap();
    assert!(mail.subject.contains(&format!("[{number}] Key not accepted")), "{}", mail.subject);
    let link = &*format!("https://keys.example.com/dashboard/tickets/{}", ticket["id"]);
    assert!(mail.text.contains("Which <domain>?") && mail.text.contains(link), "{}", mail.text);
    assert!(mail.html.contains(link) && !mail.html.contains("<domain>"), "{}", mail.html);
    let seen = you.get(&at(&ticket, "")).await.expect(200).json;
    assert_eq!(
        (&seen["last_reply_by"], &seen["last_reply_at"]),
        (&json!("operator"), &json!("2026-01-14T12:01:00Z"))
    );

    let reply = you.post(&at(&ticket, "/messages"), &says("shop.example.com")).await.expect(201).json;
    assert_eq!(json!(names(&reply)), json!(["id", "author", "body", "attachments", "created_at"]));
    assert_eq!(status().await, "open");
    let done = operator.send(Method::POST, &desk(&ticket, "/resolve"), "").await.expect(200).json;
    assert_eq!((&done["status"], &done["messages"].as_array().unwrap().len()), (&json!("resolved"), &3));
    let _ = you.post(&at(&ticket, "/messages"), &says("No")).await.expect(201);
    assert_eq!(status().await, "open");

    let closed = you.send(Method::POST, &at(&ticket, "/close"), "").await.expect(200).json;
    assert_eq!(closed["status"], "closed");
    let told = you.post(&at(&ticket, "/messages"), &says("Thanks")).await.expect(400).json;
    assert_eq!(told, json!({"detail": "Ticket is closed", "code": "ticket_closed"}));
    you.send(Method::POST, &at(&ticket, "/close"), "").await.error(400, "ticket_closed");
    operator.send(Method::POST, &desk(&ticket, "/resolve"), "").await.error(400, "ticket_closed");
    for to in ["/messages", "/notes"] {
        operator.post(&desk(&ticket, to), &says("x")).await.error(400, "ticket_closed");
    }
    assert_eq!(you.get(&at(&ticket, "")).await.expect(200).json["messages"].as_array().unwrap().len(), 4);
}

async fn a_resolved_one_closes_in_a_week(server: &TestServer) {
    const WEEK: Duration = Duration::from_hours(7 * 24);
    let (you, operator) = (you(server).await, server.operating_person().await);
    let ticket = opened(&you).await;
    let _ = operator.send(Method::POST, &desk(&ticket, "/resolve"), "").await.expect(200);
    assert_eq!(sweep(server.hub()).await.unwrap(), 0);
    server.clock.advance(WEEK);
    let you = super::signed_in(server, "you@example.com").await;
    // At once, and the same after it was written down.
    for due in [1, 0] {
        assert_eq!(you.get(&at(&ticket, "")).await.expect(200).json["status"], "closed");
        you.post(&at(&ticket, "/messages"), &says("No")).await.error(400, "ticket_closed");
        let list = async |status: &str| you.get(&format!("{TICKETS}?status={status}")).await.expect(200).json;
        assert_eq!(
            (&list("closed").await["total"], &list("resolved").await["total"]),
            (&json!(1), &json!(0))
        );
        assert_eq!(sweep(server.hub()).await.unwrap(), due);
    }
}

async fn notes_are_in_no_answer_of_the_portals(server: &TestServer) {
    const SECRET: &str = "a chargeback is under way";
    let (you, operator) = (you(server).await, server.operating_person().await);
    let ticket = opened(&you).await;
    let note = operator.post(&desk(&ticket, "/notes"), &says(SECRET)).await.expect(201).json;
    assert_eq!(note["internal"], true);
    let seen = operator.get(&desk(&ticket, "")).await.expect(200).json;
    assert_eq!((&seen["messages"][1]["body"], &seen["status"]), (&json!(SECRET), &json!("open")));
    assert_eq!(seen["customer"]["email"], "you@example.com");
    let shot = question_form().file("a.txt", "text/plain", b"x").send(&you, TICKETS).await.expect(201).json;
    let file = format!("/attachments/{}", shot["messages"][0]["attachments"][0]["id"]);
    let answers = [
        you.get(TICKETS).await.expect(200),
        you.get(&at(&ticket, "")).await.expect(200),
        you.get(&at(&shot, &file)).await.expect(200),
        you.post(&at(&ticket, "/messages"), &says("And now?")).await.expect(201),
        you.send(Method::POST, &at(&ticket, "/close"), "").await.expect(200),
        you.post(TICKETS, &question()).await.expect(201),
    ];
    for answer in answers {
        assert!(!answer.text.contains(SECRET) && !answer.text.contains("internal"), "{answer:?}");
    }
    assert_eq!(server.mailbox.newest("ticket_answer", "you@example.com").map(|mail| mail.text), None);
}

async fn it_is_its_accounts_alone(server: &TestServer) {
    let you = you(server).await;
    let other = signed_up(server, "other@example.com").await;
    let ticket = question_form().file("a.txt", "text/plain", b"x").send(&you, TICKETS).await.expect(201).json;
    let file = format!("/attachments/{}", ticket["messages"][0]["attachments"][0]["id"]);
    let told = other.get(&at(&ticket, "")).await.expect(404).json;
    assert_eq!(told, json!({"detail": "Ticket not found", "code": "ticket_not_found"}));
    other.get(&at(&ticket, &file)).await.error(404, "ticket_not_found");
    other.post(&at(&ticket, "/messages"), &says("x")).await.error(404, "ticket_not_found");
    other.send(Method::POST, &at(&ticket, "/close"), "").await.error(404, "ticket_not_found");
    assert_eq!(other.get(TICKETS).await.expect(200).json["total"], 0);
    let others = opened(&other).await;
    // A file of mine, by way of another ticket of somebody else's.
    other.get(&at(&others, &file)).await.error(404, "attachment_not_found");
    for path in [DESK.to_owned(), desk(&ticket, ""), desk(&ticket, &file)] {
        other.get(&path).await.error(403, "permission_denied");
        server.anonymous().get(&path).await.error(401, "not_authenticated");
    }
    other.post(&desk(&ticket, "/messages"), &says("x")).await.error(403, "permission_denied");
    other.post(&desk(&ticket, "/notes"), &json!({})).await.error(403, "permission_denied");
    server.admin().get(TICKETS).await.error(401, "jwt_required");
    // Who sends a form is asked for before it is read.
    question_form()
        .field("subject", "")
        .send(&server.anonymous(), TICKETS)
        .await
        .error(401, "not_authenticated");
}

async fn a_license_must_be_ones_own(server: &TestServer) {
    let operator = server.operating_person().await;
    let theme = json!({"slug": "flavor-starter", "name": "Flavor Starter", "type": "theme"});
    let product = operator.post("/api/v1/admin/products", &theme).await.expect(201).json["id"].clone();
    let other = partner(server, "other@example.com", AccountType::Reseller).await;
    let license =
        other.post("/api/v1/portal/licenses", &json!({"product_id": product})).await.expect(201).json;
    let mut question = question();
    question["license_id"] = license["id"].clone();
    let you = you(server).await;
    you.post(TICKETS, &question).await.error(404, "license_not_found");
    assert_eq!(you.get(TICKETS).await.expect(200).json["total"], 0);
    let made = other.post(TICKETS, &question).await.expect(201).json;
    assert_eq!(made["license_id"], license["id"]);
    let id = license["id"].to_string();
    let made = question_form().field("license_id", &id).send(&other, TICKETS).await.expect(201).json;
    assert_eq!(made["license_id"], license["id"]);
}

async fn files_come_with_messages_and_go_out_harmless(server: &TestServer) {
    let (you, operator) = (you(server).await, server.operating_person().await);
    let form = question_form()
        .file("../../Größe \\\"1.txt", "text/plain; charset=utf-8", b"plain")
        .file("x.html", "text/html", b"<script>alert(1)</script>")
        .part("name=\"files\"; filename=\"\"\r\nContent-Type: application/octet-stream", b"");
    let ticket = form.send(&you, TICKETS).await.expect(201).json;
    assert_eq!((&ticket["priority"], &ticket["category"]), (&json!("high"), &json!("other")));
    let files = &ticket["messages"][0]["attachments"];
    assert_eq!(files.as_array().unwrap().len(), 2);
    let first = json!({"id": files[0]["id"], "filename": files[0]["filename"], "size": 5, "content_type": "text/plain"});
    assert_eq!((&files[0], names(&files[0])), (&first, names(&first)));
    assert!(!files[0]["filename"].as_str().unwrap().contains(['/', '\\']), "{first}");
    let got = async |who: &Person, base: String, file: &Value| {
        who.get(&format!("{base}/attachments/{}", file["id"])).await.expect(200)
    };
    for (who, base) in [(&you, at(&ticket, "")), (&operator, desk(&ticket, ""))] {
        let text = got(who, base.clone(), &files[0]).await;
        assert_eq!((text.text.as_str(), text.header("content-type")), ("plain", Some("text/plain")));
        let disposition = text.header("content-disposition").unwrap();
        assert!(disposition.starts_with("attachment; filename=\""), "{disposition}");
        let page = got(who, base, &files[1]).await;
        assert_eq!(page.header("content-type"), Some("application/octet-stream"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert_eq!(page.text, "<script>alert(1)</script>");
    }
    assert_eq!(files[1]["content_type"], "text/html");
    let answer = Form::new().field("message", "Here").file("fix.zip", "application/zip", &vec![0; 2 * MIB]);
    let answer = answer.send(&operator, &desk(&ticket, "/messages")).await.expect(201).json;
    let mine = got(&you, at(&ticket, ""), &answer["attachments"][0]).await;
    assert_eq!((mine.text.len(), mine.header("content-type")), (2 * MIB, Some("application/zip")));
    let reply = Form::new().field("message", "Thanks").file("a", "image/png", b"");
    let reply = reply.send(&you, &at(&ticket, "/messages")).await.expect(201).json;
    assert_eq!(reply["attachments"][0]["size"], 0);
    you.get(&at(&ticket, "/attachments/4711")).await.error(404, "attachment_not_found");
}

async fn a_form_is_told_what_is_wrong_with_it_as_fastapi_does(server: &TestServer) {
    let you = you(server).await;
    let form = Form::new()
        .field("message", "")
        .field("priority", "now")
        .field("license_id", "x")
        .field("files", "text");
    let expected = json!({"detail": [
        {"type": "missing", "loc": ["body", "subject"], "msg": "Field required", "input": null},
        {"type": "missing", "loc": ["body", "message"], "msg": "Field required", "input": null},
        {"type": "value_error", "loc": ["body", "files", 0],
         "msg": "Value error, Expected UploadFile, received: <class 'str'>", "input": "text", "ctx": {"error": {}}},
        {"type": "literal_error", "loc": ["body", "priority"],
         "msg": "Input should be 'low', 'normal', 'high' or 'urgent'", "input": "now",
         "ctx": {"expected": "'low', 'normal', 'high' or 'urgent'"}},
        {"type": "int_parsing", "loc": ["body", "license_id"],
         "msg": "Input should be a valid integer, unable to parse string as an integer", "input": "x"},
    ]});
    assert_eq!(form.send(&you, TICKETS).await.expect(422).json, expected);
    let no_boundary = you.with("content-type", "multipart/form-data").send(Method::POST, TICKETS, "x").await;
    assert_eq!(no_boundary.error(400, "unreadable_body").text("detail"), "Missing boundary in multipart.");
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    let cut = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"subject\"\r\n\r\nabc");
    you.with("content-type", &kind).send(Method::POST, TICKETS, cut).await.error(400, "unreadable_body");
    // Only what takes a form takes one.
    let ticket = opened(&you).await;
    let operator = server.operating_person().await;
    let note =
        Form::new().field("message", "x").send(&operator, &desk(&ticket, "/notes")).await.expect(422).json;
    assert_eq!(note["detail"][0]["type"], "model_attributes_type");
    let json = json!({"message": "x".repeat(MIB)});
    you.post(&at(&ticket, "/messages"), &json).await.error(413, "payload_too_large");
}

async fn too_many_and_too_large_files_leave_nothing(server: &TestServer) {
    let you = you(server).await;
    let six = (0..6).fold(question_form(), |form, n| form.file(&format!("{n}.txt"), "text/plain", b"x"));
    let told = six.send(&you, TICKETS).await.expect(422).json["detail"][0].clone();
    assert_eq!((&told["type"], &told["loc"]), (&json!("too_long"), &json!(["body", "files"])));
    assert_eq!(told["ctx"], json!({"field_type": "List", "max_length": 5, "actual_length": 6}));
    let large = question_form().file("a.bin", "application/zip", &vec![7; 11 * MIB]);
    large.send(&you, TICKETS).await.error(400, "attachment_too_large");
    let beyond =
        (0..6).fold(question_form(), |form, n| form.file(&format!("{n}"), "image/png", &vec![7; 10 * MIB]));
    beyond.send(&you, TICKETS).await.error(413, "payload_too_large");
    assert_eq!(you.get(TICKETS).await.expect(200).json["total"], 0);
    let most =
        (0..5).fold(question_form(), |form, n| form.file(&format!("{n}"), "image/png", &vec![7; 10 * MIB]));
    let made = most.send(&you, TICKETS).await.expect(201).json;
    let sizes: Vec<_> = made["messages"][0]["attachments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["size"].clone())
        .collect();
    assert_eq!(sizes, [10 * MIB; 5]);
}

async fn opening_again_under_the_same_key_opens_nothing(server: &TestServer) {
    let you = you(server).await;
    let once = you.with("idempotency-key", "one");
    let form = |content: &[u8]| question_form().file("a.txt", "text/plain", content);
    let first = form(b"x").send(&once, TICKETS).await.expect(201);
    let again = form(b"x").send(&once, TICKETS).await.expect(201);
    assert_eq!((again.header("idempotent-replayed"), &again.json), (Some("true"), &first.json));
    form(b"y").send(&once, TICKETS).await.error(400, "already_exists");
    assert_eq!(you.get(TICKETS).await.expect(200).json["total"], 1);
    let other = you.with("idempotency-key", "two");
    let first = other.post(TICKETS, &question()).await.expect(201).json;
    assert_eq!(other.post(TICKETS, &question()).await.expect(201).json, first);
    assert_eq!(you.get(TICKETS).await.expect(200).json["total"], 2);
}

async fn writing_again_under_the_same_key_writes_nothing(server: &TestServer) {
    let (you, operator) = (you(server).await, server.operating_person().await);
    let (ticket, other) = (opened(&you).await, opened(&you).await);
    let body = json!({"message": "Thanks"});
    let customer = you.with("idempotency-key", "reply-1");
    let first = customer.post(&at(&ticket, "/messages"), &body).await.expect(201).json;
    assert_eq!(customer.post(&at(&ticket, "/messages"), &body).await.expect(201).json, first);
    // Each ticket has keys of its own, and something else under the same one is no retry.
    let elsewhere = customer.post(&at(&other, "/messages"), &body).await.expect(201).json;
    assert_ne!(elsewhere["id"], first["id"]);
    customer.post(&at(&ticket, "/messages"), &says("No")).await.error(400, "already_exists");
    let desk_of = operator.with("idempotency-key", "answer-1");
    let answer = desk_of.post(&desk(&ticket, "/messages"), &body).await.expect(201).json;
    assert_eq!(desk_of.post(&desk(&ticket, "/messages"), &body).await.expect(201).json, answer);
    let messages = you.get(&at(&ticket, "")).await.expect(200).json["messages"].clone();
    let ids: Vec<_> = messages.as_array().unwrap().iter().map(|message| message["id"].clone()).collect();
    assert_eq!((ids.len(), &ids[1], &ids[2]), (3, &first["id"], &answer["id"]));
}

async fn each_change_is_audited(server: &TestServer) {
    let (you, operator) = (you(server).await, server.operating_person().await);
    let ticket = opened(&you).await;
    let _ = operator.post(&desk(&ticket, "/messages"), &says("a")).await.expect(201);
    let _ = operator.post(&desk(&ticket, "/notes"), &says("b")).await.expect(201);
    let _ = you.post(&at(&ticket, "/messages"), &says("c")).await.expect(201);
    let _ = operator.send(Method::POST, &desk(&ticket, "/resolve"), "").await.expect(200);
    let _ = you.send(Method::POST, &at(&ticket, "/close"), "").await.expect(200);
    let second = opened(&you).await;
    let _ = operator.send(Method::POST, &desk(&second, "/resolve"), "").await.expect(200);
    server.clock.advance(Duration::from_hours(8 * 24));
    assert_eq!(sweep(server.hub()).await.unwrap(), 1);
    let tenant = server.tenant_of("you@example.com").await;
    let reader = server.authority().storage().reader();
    let lines = audit::latest(&reader, tenant, 100).await.unwrap();
    let done: Vec<_> = lines
        .iter()
        .rev()
        .map(|line| (line.action.as_str(), line.target_id))
        .filter(|(action, _)| action.starts_with("ticket."))
        .collect();
    let (one, two) = (ticket["id"].as_i64().unwrap(), second["id"].as_i64().unwrap());
    let expected = [
        ("ticket.create", one),
        ("ticket.answer", one),
        ("ticket.note", one),
        ("ticket.reply", one),
        ("ticket.resolve", one),
        ("ticket.close", one),
        ("ticket.create", two),
        ("ticket.resolve", two),
        ("ticket.close", two),
    ];
    assert_eq!(done, expected);
}

async fn they_are_listed_by_what_they_are(server: &TestServer) {
    let (you, operator) = (you(server).await, server.operating_person().await);
    let other = signed_up(server, "other@example.com").await;
    let (one, two) = (opened(&you).await, opened(&other).await);
    let urgent = json!({"subject": "Down", "message": "x", "priority": "urgent", "category": "technical"});
    let three = you.post(TICKETS, &urgent).await.expect(201).json;
    let _ = operator.post(&desk(&one, "/messages"), &says("a")).await.expect(201);
    let ids = |listed: &Value| {
        json!(listed["items"].as_array().unwrap().iter().map(|item| item["id"].clone()).collect::<Vec<_>>())
    };
    let all = async |query: &str| operator.get(&format!("{DESK}{query}")).await.expect(200).json;
    let listed = all("").await;
    assert_eq!((ids(&listed), &listed["total"]), (json!([three["id"], two["id"], one["id"]]), &json!(3)));
    assert_eq!(listed["items"][1]["customer"]["email"], "other@example.com");
    assert_eq!(ids(&all("?status=pending").await), json!([one["id"]]));
    assert_eq!(ids(&all("?priority=urgent&category=technical").await), json!([three["id"]]));
    assert_eq!(ids(&all("?category=billing").await), json!([]));
    let page = all("?page=2&per_page=2").await;
    assert_eq!((ids(&page), &page["total"], &page["page"]), (json!([one["id"]]), &json!(3), &json!(2)));
    let mine = you.get(&format!("{TICKETS}?status=open")).await.expect(200).json;
    assert_eq!(ids(&mine), json!([three["id"]]));
    let bad = you.get(&format!("{TICKETS}?status=new&page=0")).await.expect(422).json;
    assert_eq!(
        json!([bad["detail"][0]["loc"], bad["detail"][1]["loc"]]),
        json!([["query", "status"], ["query", "page"]])
    );
    operator.get(&format!("{DESK}/4711")).await.error(404, "ticket_not_found");
}
