//! How does memory that is let go of come back to the system? glibc keeps freed blocks of up to 32 MiB for later, once one
//! of that size was freed, and all smaller ones with the thread that asked for them: a night frees gigabytes of them that
//! nothing asks for again.
//!
//! The one `unsafe` of the program, for a fifth of a night's memory (docs/performance.md): no allocator that is safe to
//! set up does as well without costing time.

/// Blocks from this size on are taken from the system one by one, and given back as soon as they are free.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
const OWN_PAGES: i32 = 1 << 20;

/// Has large blocks given back as soon as they are free, from now on. Elsewhere than on Linux with glibc it does nothing. A
/// night on which nothing was sent goes without: it holds half as much, and every block would be fetched anew.
#[cfg_attr(
    all(target_os = "linux", target_env = "gnu"),
    expect(unsafe_code, reason = "a setting of the C library that has no safe form")
)]
pub(super) fn give_memory_back() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `mallopt` may be called at any time by any thread; it takes two numbers and touches no memory of ours. That
    // it was refused (0) changes nothing but how much memory the program holds.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, OWN_PAGES);
    }
}

/// Gives back all pages that hold nothing any more; some milliseconds. To be asked where a stage has ended that held much in
/// small pieces.
#[cfg_attr(
    all(target_os = "linux", target_env = "gnu"),
    expect(unsafe_code, reason = "a call of the C library that has no safe form")
)]
pub(super) fn sweep() {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: `malloc_trim` may be called at any time by any thread; it takes a number and touches only what is free.
    unsafe {
        libc::malloc_trim(0);
    }
}
