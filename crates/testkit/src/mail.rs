//! A mailbox that every mail of a server under test comes into.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use keyward_authority::mail::{Delivery, Mail, Mailer, Settings, Undelivered};
use tokio::sync::watch;

/// Every mail that was sent, oldest first. Its clones are the same mailbox.
#[derive(Clone, Default)]
pub struct Mailbox(Arc<Inner>);

#[derive(Default)]
struct Inner {
    mails: Mutex<Vec<Mail>>,
    count: watch::Sender<usize>,
    outage: Mutex<Option<Undelivered>>,
}

impl fmt::Debug for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Mailbox").field(&self.all()).finish()
    }
}

impl Mailbox {
    /// How an authority sends mail here.
    ///
    /// # Panics
    /// Never: the sender is an address.
    pub fn settings(&self) -> Settings {
        Settings {
            mailer: Arc::new(self.clone()),
            from: "Keyward <keyward@localhost>".parse().expect("a sender"),
            product_name: "Keyward".to_owned(),
            link_base: "https://keys.example.com".to_owned(),
        }
    }

    /// Every mail so far.
    pub fn all(&self) -> Vec<Mail> {
        self.0.mails.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on every mail is refused for this reason; `None`: they come again.
    pub fn refuse(&self, outage: Option<Undelivered>) {
        *self.0.outage.lock().unwrap_or_else(PoisonError::into_inner) = outage;
    }

    /// The newest mail of that kind to that address; waits for one.
    ///
    /// # Panics
    /// Never: the mailbox is open as long as it is there.
    pub async fn wait_for(&self, kind: &str, to: &str) -> Mail {
        let mut count = self.0.count.subscribe();
        loop {
            if let Some(found) = self.newest(kind, to) {
                return found;
            }
            count.changed().await.expect("an open mailbox");
        }
    }

    /// Waits for so many mails and one more.
    ///
    /// # Panics
    /// Never: the mailbox is open as long as it is there.
    pub async fn wait_for_more_than(&self, before: usize) {
        let mut count = self.0.count.subscribe();
        count.wait_for(|count| *count > before).await.expect("an open mailbox");
    }

    /// The newest mail of that kind to that address, if there is one.
    pub fn newest(&self, kind: &str, to: &str) -> Option<Mail> {
        self.all().into_iter().rev().find(|mail| mail.kind == kind && mail.to == to)
    }

    /// The token in the newest mail of that kind to that address; waits for one.
    pub async fn token(&self, kind: &str, to: &str) -> String {
        token_in(&self.wait_for(kind, to).await.text)
    }
}

/// The token in a mail's text: the line that is nothing else.
///
/// # Panics
/// When there is none.
pub fn token_in(text: &str) -> String {
    let token = text.lines().map(str::trim).find(|line| line.starts_with("kwe_"));
    token.unwrap_or_else(|| panic!("a token in {text}")).to_owned()
}

impl Mailer for Mailbox {
    fn deliver<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        Box::pin(async move {
            if let Some(refused) = self.0.outage.lock().unwrap_or_else(PoisonError::into_inner).clone() {
                return Err(refused);
            }
            let mut mails = self.0.mails.lock().unwrap_or_else(PoisonError::into_inner);
            mails.push(mail.clone());
            self.0.count.send_replace(mails.len());
            Ok(())
        })
    }
}
