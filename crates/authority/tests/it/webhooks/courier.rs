//! A way out that keeps what is sent, and answers as it is told.

use std::collections::VecDeque;
use std::sync::Mutex;

use keyward_authority::webhooks::worker::Worker;
use keyward_authority::webhooks::{Answered, Author, Data, Posted, Request, Transport};
use keyward_authority::{Authority, Error};
use keyward_storage::webhooks::queue::ClaimedEvent;

/// What an endpoint does.
#[derive(Clone, Copy)]
pub(crate) enum Mood {
    Status(u16),
    Broken(&'static str),
    /// Never answers.
    Silent,
}

pub(crate) struct Courier {
    sent: Mutex<Vec<Request>>,
    /// What the next ones are answered, one each; then the last for ever.
    moods: Mutex<VecDeque<Mood>>,
}

impl Courier {
    pub(crate) fn new(moods: &[Mood]) -> Self {
        Self { sent: Mutex::default(), moods: Mutex::new(moods.iter().copied().collect()) }
    }

    pub(crate) fn be(&self, moods: &[Mood]) {
        *self.moods.lock().unwrap() = moods.iter().copied().collect();
    }

    /// What was sent since this was last asked.
    pub(crate) fn sent(&self) -> Vec<Request> {
        std::mem::take(&mut self.sent.lock().unwrap())
    }

    pub(crate) fn worker<'a>(&'a self, authority: &'a Authority) -> Worker<'a> {
        Worker { authority, transport: self, author: &NoLicenses }
    }

    fn next(&self) -> Mood {
        let mut moods = self.moods.lock().unwrap();
        match moods.len() {
            1 => moods[0],
            _ => moods.pop_front().unwrap(),
        }
    }
}

impl Transport for Courier {
    fn post<'a>(&'a self, request: &'a Request) -> Posted<'a> {
        Box::pin(async move {
            self.sent.lock().unwrap().push(request.clone());
            match self.next() {
                Mood::Status(status) => Ok(Answered { status, body: format!("{status}\0") }),
                Mood::Broken(reason) => Err(reason.to_owned()),
                Mood::Silent => std::future::pending().await,
            }
        })
    }
}

struct NoLicenses;

impl Author for NoLicenses {
    fn license<'a>(&'a self, _: &'a ClaimedEvent) -> Data<'a> {
        Box::pin(async { Err(Error::NotFound("License")) })
    }
}

pub(crate) fn header<'a>(request: &'a Request, name: &str) -> &'a str {
    &request.headers.iter().find(|(own, _)| *own == name).unwrap_or_else(|| panic!("no {name}")).1
}
