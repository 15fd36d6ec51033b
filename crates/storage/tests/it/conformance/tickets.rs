use keyward_domain::ticket::{
    Author, AuthorRole, FileName, MediaType, Ticket, TicketCategory, TicketFacts, TicketMessage,
    TicketPriority, TicketStatus,
};
use keyward_domain::{Id, Page, Timestamp};
use keyward_storage::ticket_messages::{self, NewFile, NewMessage};
use keyward_storage::tickets::{self, Filter, NewTicket};
use keyward_storage::{Storage, Tx};

use super::licenses::Shop;
use crate::sample::{House, NOW, later, name, write};

const WEEK: u64 = 7 * 24 * 3600;

fn new(house: &House) -> NewTicket {
    NewTicket {
        tenant: house.tenant,
        opener: house.user,
        subject: "Key not accepted".parse().unwrap(),
        priority: TicketPriority::Normal,
        category: TicketCategory::Licensing,
        license: None,
        now: NOW,
    }
}

async fn insert(storage: &Storage, new: &NewTicket) -> Ticket {
    write(storage, async |tx: &Tx| tickets::insert(tx, new).await).await.unwrap()
}

async fn change(storage: &Storage, id: Id<Ticket>, facts: TicketFacts, now: Timestamp) -> Ticket {
    write(storage, async |tx: &Tx| tickets::change(tx, id, &facts, None, now).await).await.unwrap()
}

fn resolved(at: Timestamp) -> TicketFacts {
    TicketFacts { status: TicketStatus::Resolved, resolved_at: Some(at) }
}

fn message(house: &House, ticket: Id<Ticket>, text: &str) -> NewMessage {
    let author = Author { id: house.user, name: Some(name("You")), role: AuthorRole::Customer };
    let body = text.parse().unwrap();
    NewMessage { ticket, author, internal: false, body, files: Vec::new(), now: NOW }
}

async fn say(storage: &Storage, new: NewMessage) -> TicketMessage {
    write(storage, async |tx: &Tx| ticket_messages::insert(tx, new).await).await.unwrap()
}

fn png(content: Vec<u8>) -> NewFile {
    let (name, media_type) = (FileName::cleaned("shot ✂.png"), MediaType::cleaned(Some("image/png")));
    NewFile { name, media_type, content }
}

pub(crate) async fn comes_back_as_it_was_made_and_changed(storage: &Storage) {
    let shop = Shop::build(storage).await;
    let license = shop.insert(storage, &shop.license(1)).await.license.id;
    let made = insert(storage, &NewTicket { license: Some(license), ..new(&shop.house) }).await;
    assert_eq!((made.tenant, made.opener, made.license), (shop.house.tenant, shop.house.user, Some(license)));
    assert_eq!((made.priority, made.category), (TicketPriority::Normal, TicketCategory::Licensing));
    assert_eq!((made.facts, made.created_at), (TicketFacts::OPENED, NOW));
    assert_eq!((made.last_reply_at, made.last_reply_by), (NOW, AuthorRole::Customer));
    assert_eq!(tickets::get(&storage.reader(), made.id).await.unwrap().as_ref(), Some(&made));
    let to = resolved(later(5));
    let by = Some(AuthorRole::Operator);
    let held = async |tx: &Tx| {
        assert_eq!(tickets::lock(tx, made.id).await?.as_ref(), Some(&made));
        tickets::change(tx, made.id, &to, by, later(5)).await
    };
    let changed = write(storage, held).await.unwrap();
    let expected = Ticket { facts: to, last_reply_at: later(5), last_reply_by: AuthorRole::Operator, ..made };
    assert_eq!(changed, expected);
    let quiet = change(storage, changed.id, TicketFacts::OPENED, later(9)).await;
    assert_eq!((quiet.facts, quiet.last_reply_at), (TicketFacts::OPENED, later(5)));
    assert_eq!(tickets::get(&storage.reader(), Id::new(4711)).await.unwrap(), None);
}

pub(crate) async fn are_listed_newest_first_by_what_they_are(storage: &Storage) {
    let (one, two) = (House::build(storage, "one").await, House::build(storage, "two").await);
    let open = insert(storage, &new(&one)).await.id;
    let urgent = NewTicket {
        priority: TicketPriority::Urgent,
        category: TicketCategory::Billing,
        license: None,
        ..new(&one)
    };
    let done = insert(storage, &urgent).await.id;
    let others = insert(storage, &new(&two)).await.id;
    change(storage, done, resolved(NOW), NOW).await;
    let listed = async |filter: Filter| {
        let (page, total) = tickets::list(&storage.reader(), &filter, Page::first(10)).await.unwrap();
        assert_eq!(page.len() as u64, total);
        page.into_iter().map(|ticket| ticket.id).collect::<Vec<_>>()
    };
    let all = Filter::default;
    assert_eq!(listed(all()).await, [others, done, open]);
    assert_eq!(listed(Filter { tenant: Some(one.tenant), ..all() }).await, [done, open]);
    assert_eq!(listed(Filter { priority: Some(TicketPriority::Urgent), ..all() }).await, [done]);
    assert_eq!(listed(Filter { category: Some(TicketCategory::Licensing), ..all() }).await, [others, open]);
    let of = async |status, now| listed(Filter { status: Some((status, now)), ..all() }).await;
    assert_eq!(of(TicketStatus::Open, NOW).await, [others, open]);
    assert_eq!(of(TicketStatus::Resolved, later(WEEK - 1)).await, [done]);
    assert!(of(TicketStatus::Closed, later(WEEK - 1)).await.is_empty());
    // By itself, at the very second that the domain says.
    assert_eq!(of(TicketStatus::Closed, later(WEEK)).await, [done]);
    assert!(of(TicketStatus::Resolved, later(WEEK)).await.is_empty());
    assert_eq!(resolved(NOW).status(later(WEEK)), TicketStatus::Closed);
    assert!(of(TicketStatus::Pending, NOW).await.is_empty());
    let page = Page { offset: 1, ..Page::first(1) };
    let (page, total) = tickets::list(&storage.reader(), &all(), page).await.unwrap();
    assert_eq!((page[0].id, page.len(), total), (done, 1, 3));
}

pub(crate) async fn those_resolved_long_ago_are_held(storage: &Storage) {
    let house = House::build(storage, "one").await;
    let mut made = Vec::new();
    let closed = TicketFacts { status: TicketStatus::Closed, resolved_at: Some(NOW) };
    for facts in [resolved(NOW), resolved(later(10)), resolved(later(11)), closed, TicketFacts::OPENED] {
        let id = insert(storage, &new(&house)).await.id;
        change(storage, id, facts, NOW).await;
        made.push(id);
    }
    let due = async |limit| {
        let lock = async |tx: &Tx| tickets::lock_due(tx, later(10), limit).await;
        write(storage, lock).await.unwrap().into_iter().map(|ticket| ticket.id).collect::<Vec<_>>()
    };
    assert_eq!(due(9).await, made[..2]);
    assert_eq!(due(1).await, made[..1]);
}

pub(crate) async fn messages_come_oldest_first_and_notes_to_operators_alone(storage: &Storage) {
    let house = House::build(storage, "one").await;
    let (ticket, other) = (insert(storage, &new(&house)).await.id, insert(storage, &new(&house)).await.id);
    let first = say(storage, message(&house, ticket, "one\r\n\ttwo 🎫")).await;
    assert_eq!((first.body.as_str(), first.created_at), ("one\r\n\ttwo 🎫", NOW));
    let operator = Author { id: house.user, name: None, role: AuthorRole::Operator };
    let note = NewMessage { author: operator, internal: true, ..message(&house, ticket, "secret") };
    let note = NewMessage { files: vec![png(vec![1])], ..note };
    let note = say(storage, note).await;
    let last =
        say(storage, NewMessage { files: vec![png(vec![2, 0])], ..message(&house, ticket, "x") }).await;
    let elsewhere = say(storage, message(&house, other, "elsewhere")).await;
    let reader = storage.reader();
    assert_eq!(ticket_messages::all(&reader, other, true).await.unwrap(), [elsewhere]);
    assert_eq!(ticket_messages::all(&reader, ticket, false).await.unwrap(), [first.clone(), last.clone()]);
    assert_eq!(ticket_messages::all(&reader, ticket, true).await.unwrap(), [first, note.clone(), last]);
    let file = note.attachments[0].id;
    assert_eq!(ticket_messages::file(&reader, ticket, file, false).await.unwrap(), None);
    assert!(ticket_messages::file(&reader, ticket, file, true).await.unwrap().is_some());
}

pub(crate) async fn files_come_back_to_the_byte(storage: &Storage) {
    let house = House::build(storage, "one").await;
    let (ticket, other) = (insert(storage, &new(&house)).await.id, insert(storage, &new(&house)).await.id);
    let large: Vec<u8> = (0..=250).cycle().take(keyward_domain::ticket::MAX_FILE_BYTES).collect();
    let files = vec![png(large.clone()), png(Vec::new())];
    let made = say(storage, NewMessage { files, ..message(&house, ticket, "see") }).await;
    let sizes: Vec<_> = made.attachments.iter().map(|one| one.size).collect();
    assert_eq!(sizes, [10 * 1024 * 1024, 0]);
    let reader = storage.reader();
    let found = ticket_messages::file(&reader, ticket, made.attachments[0].id, false).await.unwrap();
    let (attachment, content) = found.unwrap();
    assert_eq!((&attachment, attachment.name.as_str()), (&made.attachments[0], "shot ✂.png"));
    assert!(content == large);
    assert_eq!(ticket_messages::file(&reader, other, attachment.id, true).await.unwrap(), None);
}
