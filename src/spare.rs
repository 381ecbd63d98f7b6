//! What is worth keeping for the next piece of work? Room that many pieces need one after another, made once a thread
//! instead of once a piece.

use std::sync::{Mutex, PoisonError};

/// Things that are lent to one piece of work at a time.
pub(crate) struct Spare<T>(Mutex<Vec<T>>);

impl<T> Spare<T> {
    /// Nothing yet: things are made as they are asked for.
    pub(crate) const fn new() -> Spare<T> {
        Spare(Mutex::new(Vec::new()))
    }

    /// Does a piece of work with a thing that is free, or a new one; what the thing holds from earlier work is still in it.
    pub(crate) fn lend<R>(&self, make: impl FnOnce() -> T, work: impl FnOnce(&mut T) -> R) -> R {
        let free = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut thing = free.unwrap_or_else(make);
        let done = work(&mut thing);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(thing);
        done
    }

    /// All of them, once the work is done; how many there are hangs on how many threads there were.
    pub(crate) fn all(self) -> Vec<T> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use rayon::prelude::*;

    use super::*;

    #[test]
    fn a_thing_is_lent_to_one_at_a_time_and_used_again() {
        let sums = Spare::new();
        (1..=1000u64).into_par_iter().for_each(|number| sums.lend(|| 0, |sum| *sum += number));
        let sums = sums.all();
        assert_eq!(sums.iter().sum::<u64>(), 500_500);
        assert!(sums.len() <= rayon::current_num_threads());
    }
}
