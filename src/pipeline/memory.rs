//! How does memory that is let go of come back to the system? glibc keeps freed blocks of up to 32 MiB for later, once one
//! of that size was freed, and all smaller ones with the thread that asked for them: a night frees gigabytes of them that
//! nothing asks for again.
//!
//! The one `unsafe` of the program, for a fifth of a night's memory (docs/performance.md): no allocator that is safe to
//! set up does as well without costing time.

use std::sync::atomic::{AtomicBool, Ordering};

/// How much memory that was let go of is held for what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hold {
    /// As little as may be: for a night that is large or tight, and while the last night is looked into.
    Little,
    /// A tenth of what a night takes, for a third of the time that the system has in it.
    Some,
}

/// Whether as little as may be is held.
static LITTLE: AtomicBool = AtomicBool::new(false);

impl Hold {
    /// Holds so much from now on. Elsewhere than on Linux with glibc it does nothing. A night on which nothing was sent goes
    /// without: it holds half as much, and every block would be fetched anew.
    pub(super) fn begin(self) {
        LITTLE.store(self == Hold::Little, Ordering::Relaxed);
        #[cfg(all(target_os = "linux", target_env = "gnu"))]
        self.tell();
        sweep();
    }

    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    #[expect(unsafe_code, reason = "settings of the C library that have no safe form")]
    fn tell(self) {
        // Blocks from which size on are taken from the system one by one, and given back as soon as they are free; how much
        // may lie free at the end of a heap; how much more than asked for a heap takes at a time.
        let (own_pages, free_at_the_end, at_a_time) = match self {
            Hold::Little => (1 << 20, 128 << 10, 128 << 10),
            Hold::Some => (4 << 20, 64 << 20, 8 << 20),
        };
        // SAFETY: `mallopt` may be called at any time by any thread; it takes two numbers and touches no memory of ours.
        // That it was refused (0) changes nothing but how much memory the program holds.
        unsafe {
            libc::mallopt(libc::M_MMAP_THRESHOLD, own_pages);
            libc::mallopt(libc::M_TRIM_THRESHOLD, free_at_the_end);
            libc::mallopt(libc::M_TOP_PAD, at_a_time);
        }
    }
}

/// Gives back all pages that hold nothing any more, where little is to be held; some milliseconds, and as many again until
/// they are taken anew. To be asked where a stage has ended that held much in small pieces.
#[cfg_attr(
    all(target_os = "linux", target_env = "gnu"),
    expect(unsafe_code, reason = "a call of the C library that has no safe form")
)]
pub(super) fn sweep() {
    if !LITTLE.load(Ordering::Relaxed) {
        return;
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `malloc_trim` may be called at any time by any thread; it takes a number and touches only what is free.
    unsafe {
        libc::malloc_trim(0);
    }
}
