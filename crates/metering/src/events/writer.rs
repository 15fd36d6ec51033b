//! Group commit: one task writes, and what comes in while it writes is written together by its next transaction.
//!
//! So the price of a durable commit is shared by all who wait for one. Who waits takes room in a queue that is bounded in bytes; when
//! it is full, the next one waits before it.

use std::sync::Arc;

use keyward_storage::events::{self, NewEvent};
use keyward_storage::{Storage, StorageError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use crate::{Error, Listener};

/// What may wait to be written, in KiB.
const ROOM: u32 = 64 * 1024;
/// How many requests may wait.
const QUEUE: usize = 4096;
/// How many events one transaction takes, or as many as one request has.
const MOST_EVENTS: usize = 5000;

/// A request's events, and where its answer goes: which of them were added.
struct Job {
    events: Vec<NewEvent>,
    answer: oneshot::Sender<Result<Vec<bool>, Error>>,
    /// Given back when the job is done.
    _room: OwnedSemaphorePermit,
}

/// The way to the one task that writes.
#[derive(Clone)]
pub(crate) struct Writer {
    jobs: mpsc::Sender<Job>,
    room: Arc<Semaphore>,
}

impl Writer {
    /// Starts the task. It ends when the last way to it is gone.
    pub(crate) fn start(storage: Storage, listener: Arc<dyn Listener>) -> Self {
        let (jobs, queue) = mpsc::channel(QUEUE);
        tokio::spawn(run(Desk { storage, listener }, queue));
        Self { jobs, room: Arc::new(Semaphore::new(ROOM as usize)) }
    }

    /// Writes events, with whatever else is to be written. On return they are durable.
    pub(crate) async fn write(&self, events: Vec<NewEvent>) -> Result<Vec<bool>, Error> {
        let bytes: usize = events.iter().map(size).sum();
        let needed = u32::try_from(bytes / 1024 + 1).unwrap_or(ROOM).min(ROOM);
        let room = Arc::clone(&self.room).acquire_many_owned(needed).await;
        let room = room.map_err(|_| Error::Unavailable)?;
        let (answer, answered) = oneshot::channel();
        let job = Job { events, answer, _room: room };
        self.jobs.send(job).await.map_err(|_| Error::Unavailable)?;
        answered.await.map_err(|_| Error::Unavailable)?
    }
}

fn size(event: &NewEvent) -> usize {
    let source = event.source.as_ref().map_or(0, String::len);
    // And what a row takes beside its texts.
    event.event_id.len() + event.name.len() + event.customer.len() + event.properties.len() + source + 128
}

/// Where it writes, and who hears of it.
struct Desk {
    storage: Storage,
    listener: Arc<dyn Listener>,
}

async fn run(desk: Desk, mut queue: mpsc::Receiver<Job>) {
    while let Some(first) = queue.recv().await {
        let mut count = first.events.len();
        let mut jobs = vec![first];
        while count < MOST_EVENTS
            && let Ok(next) = queue.try_recv()
        {
            count += next.events.len();
            jobs.push(next);
        }
        write_together(&desk, jobs).await;
    }
}

async fn write_together(desk: &Desk, jobs: Vec<Job>) {
    match write(desk, &jobs).await {
        Ok(mut added) => {
            for job in jobs {
                let rest = added.split_off(job.events.len());
                // Who no longer waits is not told.
                let _ = job.answer.send(Ok(std::mem::replace(&mut added, rest)));
            }
        }
        Err(StorageError::Unavailable(cause)) => {
            tracing::warn!(%cause, waiting = jobs.len(), "events could not be written");
            for job in jobs {
                let _ = job.answer.send(Err(Error::Unavailable));
            }
        }
        // Whatever is wrong with one of them is not the others' fault.
        Err(_) if jobs.len() > 1 => {
            for job in jobs {
                Box::pin(write_together(desk, vec![job])).await;
            }
        }
        Err(error) => {
            let error = Error::from(error);
            for job in jobs {
                let _ = job.answer.send(Err(error.clone()));
            }
        }
    }
}

async fn write(desk: &Desk, jobs: &[Job]) -> Result<Vec<bool>, StorageError> {
    let all: Vec<&NewEvent> = jobs.iter().flat_map(|job| &job.events).collect();
    let tx = desk.storage.begin().await?;
    let added = events::insert(&tx, &all).await?;
    let new: Vec<&NewEvent> =
        all.into_iter().zip(&added).filter(|(_, added)| **added).map(|(event, _)| event).collect();
    desk.listener.added(&tx, &new).await?;
    tx.commit().await?;
    Ok(added)
}
