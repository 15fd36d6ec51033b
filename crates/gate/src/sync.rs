//! The primitives of the cache's protocol: std's, or shuttle's so that a test can try the interleavings of the very same code.

#[cfg(feature = "shuttle")]
pub(crate) use shuttle::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64};
#[cfg(feature = "shuttle")]
pub(crate) use shuttle::sync::{Mutex, MutexGuard};
#[cfg(not(feature = "shuttle"))]
pub(crate) use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU32, AtomicU64};
#[cfg(not(feature = "shuttle"))]
pub(crate) use std::sync::{Mutex, MutexGuard};

/// Locks. What a panicking thread left behind is whole: no code under these locks can be interrupted half-way by one.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// Reads a number that others raise, and with it what they did before.
pub(crate) fn read(number: &AtomicU64) -> u64 {
    number.load(std::sync::atomic::Ordering::Acquire)
}
