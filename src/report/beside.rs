//! How does work go on while the disk is waited for? Whatever waits does so on a thread of its own: those of rayon are as
//! many as the processor has, and one that waits leaves its part of the processor idle.

/// Does one thing on a thread of its own while doing the other; gives the other's result first.
pub(crate) fn beside<A: Send, B>(one: impl FnOnce() -> A + Send, other: impl FnOnce() -> B) -> (B, A) {
    std::thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        (other, one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
