//! Many questions, few queries: whoever asks while a query is under way, or is about to ask as one begins, goes into the next one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

/// What answers several questions at once.
pub(super) trait Answers: Send + Sync + 'static {
    type Question: Send + 'static;
    type Answer: Send + 'static;

    /// The most questions that it takes at once.
    const MOST: usize;

    /// One answer for each question, in their order.
    fn answer(&self, questions: &[Self::Question]) -> impl Future<Output = Vec<Self::Answer>> + Send;
}

/// Collects questions while others are being answered. A question is never part of a query that began before it was asked.
pub(super) struct Batches<A: Answers>(Arc<Inner<A>>);

struct Inner<A: Answers> {
    answers: A,
    /// The most queries at a time.
    lanes: usize,
    desk: Mutex<Desk<A>>,
}

/// A question, and where its answer goes.
type Waiting<A> = (<A as Answers>::Question, oneshot::Sender<<A as Answers>::Answer>);

struct Desk<A: Answers> {
    waiting: Vec<Waiting<A>>,
    running: usize,
}

impl<A: Answers> Batches<A> {
    pub(super) fn new(answers: A, lanes: usize) -> Self {
        let desk = Mutex::new(Desk { waiting: Vec::new(), running: 0 });
        Self(Arc::new(Inner { answers, lanes, desk }))
    }

    /// The answer; `None` if whoever was to give it panicked. To go away while waiting takes nothing from the others.
    pub(super) async fn ask(&self, question: A::Question) -> Option<A::Answer> {
        let (teller, told) = oneshot::channel();
        let lane = {
            let mut desk = self.0.desk();
            desk.waiting.push((question, teller));
            let free = desk.running < self.0.lanes;
            desk.running += usize::from(free);
            free.then(|| Lane { inner: Arc::clone(&self.0), ended: false })
        };
        if let Some(lane) = lane {
            tokio::spawn(lane.run());
        }
        told.await.ok()
    }
}

impl<A: Answers> Inner<A> {
    fn desk(&self) -> MutexGuard<'_, Desk<A>> {
        self.desk.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The right to have one query under way.
struct Lane<A: Answers> {
    inner: Arc<Inner<A>>,
    ended: bool,
}

impl<A: Answers> Lane<A> {
    async fn run(mut self) {
        loop {
            gather().await;
            let Some(batch) = self.take() else { return };
            let (questions, tellers): (Vec<_>, Vec<_>) = batch.into_iter().unzip();
            let answers = self.inner.answers.answer(&questions).await;
            for (teller, answer) in tellers.into_iter().zip(answers) {
                // Whoever asked may have gone.
                let _ = teller.send(answer);
            }
        }
    }

    /// Those who wait, or the lane's end: under one lock, so that nobody who then finds the lane taken waits for it in vain.
    fn take(&mut self) -> Option<Vec<Waiting<A>>> {
        let mut desk = self.inner.desk();
        if desk.waiting.is_empty() {
            self.ended = true;
            desk.running -= 1;
            return None;
        }
        let count = desk.waiting.len().min(A::MOST);
        Some(desk.waiting.drain(..count).collect())
    }
}

impl<A: Answers> Drop for Lane<A> {
    fn drop(&mut self) {
        if self.ended {
            return;
        }
        // It panicked, or the runtime ends.
        let mut desk = self.inner.desk();
        desk.running -= 1;
        if desk.running == 0 {
            // Nobody would come for them.
            desk.waiting.clear();
        }
    }
}

/// Lets those ask who are about to: a query for all of them costs little more than one for the first, and each query has to be sent to
/// another thread and back.
async fn gather() {
    // The first round lets those run who are ready, among them whoever was answered last; the second, those of whom the sockets told meanwhile.
    for _ in 0..2 {
        tokio::task::yield_now().await;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use tokio::sync::Semaphore;

    use super::*;

    /// Doubles numbers, once it may; panics at 13.
    struct Doubling {
        may: Semaphore,
        batches: Mutex<Vec<Vec<u32>>>,
        at_once: AtomicUsize,
        most_at_once: AtomicUsize,
    }

    impl Doubling {
        fn new(may: usize) -> Self {
            let counts = || AtomicUsize::new(0);
            let (at_once, most_at_once) = (counts(), counts());
            Self { may: Semaphore::new(may), batches: Mutex::default(), at_once, most_at_once }
        }
    }

    impl Answers for Doubling {
        type Question = u32;
        type Answer = u32;

        const MOST: usize = 4;

        async fn answer(&self, questions: &[u32]) -> Vec<u32> {
            self.batches.lock().unwrap().push(questions.to_vec());
            let now = self.at_once.fetch_add(1, Ordering::SeqCst) + 1;
            self.most_at_once.fetch_max(now, Ordering::SeqCst);
            self.may.acquire().await.unwrap().forget();
            self.at_once.fetch_sub(1, Ordering::SeqCst);
            assert!(!questions.contains(&13));
            questions.iter().map(|number| number * 2).collect()
        }
    }

    #[tokio::test]
    async fn who_asks_meanwhile_goes_into_the_next_query() {
        let batches = Batches::new(Doubling::new(0), 1);
        let all = futures_util::future::join_all((0..10).map(|number| batches.ask(number)));
        let let_go = async { batches.0.answers.may.add_permits(10) };
        let (told, ()) = tokio::join!(all, let_go);
        assert_eq!(told, (0..10).map(|number| Some(number * 2)).collect::<Vec<_>>());
        let sizes: Vec<usize> = batches.0.answers.batches.lock().unwrap().iter().map(Vec::len).collect();
        assert_eq!(sizes, [4, 4, 2], "the first began when all had asked: there is one thread");
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn who_is_about_to_ask_goes_into_the_same_query() {
        let batches = Arc::new(Batches::new(Doubling::new(Semaphore::MAX_PERMITS), 1));
        let asking = Arc::clone(&batches);
        let all = tokio::spawn(async move {
            // The one thread runs the last of them first, and then what that one began, before the others.
            let asking: Vec<_> = (0..4)
                .map(|number| {
                    let batches = Arc::clone(&asking);
                    tokio::spawn(async move { batches.ask(number).await })
                })
                .collect();
            futures_util::future::join_all(asking).await
        });
        let told: Vec<_> = all.await.unwrap().into_iter().map(Result::unwrap).collect();
        assert_eq!(told, [Some(0), Some(2), Some(4), Some(6)]);
        let sizes: Vec<usize> = batches.0.answers.batches.lock().unwrap().iter().map(Vec::len).collect();
        assert_eq!(sizes, [4]);
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn everybody_is_answered_and_no_more_queries_run_than_there_are_lanes() {
        let batches = Arc::new(Batches::new(Doubling::new(Semaphore::MAX_PERMITS), 2));
        let asking = (0..2000).filter(|number| *number != 13).map(|number| {
            let batches = Arc::clone(&batches);
            async move {
                assert_eq!(
                    tokio::spawn(async move { batches.ask(number).await }).await.unwrap(),
                    Some(number * 2)
                );
            }
        });
        futures_util::future::join_all(asking).await;
        assert!(batches.0.answers.most_at_once.load(Ordering::SeqCst) <= 2);
        // A lane looks once more for questions after it has told the last answer.
        let ended = async {
            while batches.0.desk().running > 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), ended).await.expect("all lanes end");
    }

    #[tokio::test]
    async fn who_goes_away_takes_nothing_from_the_others() {
        let batches = Batches::new(Doubling::new(0), 1);
        let gone = batches.ask(1);
        let stays = batches.ask(2);
        tokio::pin!(stays);
        {
            tokio::pin!(gone);
            assert!(futures_util::poll!(gone.as_mut()).is_pending());
            assert!(futures_util::poll!(stays.as_mut()).is_pending());
        }
        batches.0.answers.may.add_permits(1);
        assert_eq!(stays.await, Some(4));
    }

    #[tokio::test]
    async fn a_panic_is_told_and_the_next_question_answered() {
        let batches = Batches::new(Doubling::new(Semaphore::MAX_PERMITS), 1);
        let (unlucky, beside) = tokio::join!(batches.ask(13), batches.ask(14));
        assert_eq!((unlucky, beside), (None, None));
        assert_eq!(batches.ask(15).await, Some(30));
    }
}
