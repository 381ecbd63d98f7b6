//! How does a night appear at once? A run writes into a hidden folder beside its place and is renamed into it
//! when everything is there; a run that was killed leaves nothing that a reader would take for a night.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A run that is being written. Dropped without [`Draft::publish`], it is removed.
#[derive(Debug)]
pub struct Draft {
    folder: PathBuf,
    target: PathBuf,
    retired: PathBuf,
    published: bool,
}

impl Draft {
    /// Begins the run that will be `out/<night>`, for instance `keluaran/2026-03-01`. What a killed run of the
    /// same night left is cleared, and a night that it had already moved away comes back.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn begin(out: &Path, night: &str) -> Result<Draft> {
        let target = out.join(night);
        let folder = out.join(format!(".{night}.baru"));
        let retired = out.join(format!(".{night}.lama"));
        fs::create_dir_all(out).map_err(|source| Error::file(out, "cannot be made", source))?;
        if retired.exists() && !target.exists() {
            fs::rename(&retired, &target)
                .map_err(|source| Error::file(&target, "cannot be put back", source))?;
        }
        remove(&folder)?;
        remove(&retired)?;
        new_folder(&folder)?;
        Ok(Draft { folder, target, retired, published: false })
    }

    /// Where the run's files are written until it is published.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where they will be.
    pub fn target(&self) -> &Path {
        &self.target
    }

    /// Puts the run in its place. An earlier run of the same night is moved away first and removed last, so
    /// that the place holds a whole night or, for the moment between two renames, none.
    ///
    /// # Errors
    /// When a rename fails; the earlier run is then back in its place.
    pub fn publish(mut self) -> Result<PathBuf> {
        put_in_place(&self.folder, &self.target, &self.retired)?;
        self.published = true;
        Ok(self.target.clone())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if !self.published {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// Renames `folder` to `target`; what was there is moved to `retired` first and removed last.
pub(super) fn put_in_place(folder: &Path, target: &Path, retired: &Path) -> Result<()> {
    let cannot = |source| Error::file(target, "cannot be put in place", source);
    sync_folder(folder);
    let replaces = target.exists();
    if replaces {
        remove(retired)?;
        fs::rename(target, retired).map_err(cannot)?;
    }
    if let Err(source) = fs::rename(folder, target) {
        if replaces {
            let _ = fs::rename(retired, target);
        }
        return Err(cannot(source));
    }
    if let Some(out) = target.parent() {
        sync_folder(out);
    }
    // The night is in place; a leftover that some program holds open is cleared by the next run.
    let _ = fs::remove_dir_all(retired);
    Ok(())
}

/// Makes a folder that only its owner may look into.
pub(super) fn new_folder(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(|source| Error::file(folder, "cannot be made", source))
}

pub(super) fn remove(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).map_err(|source| Error::file(folder, "cannot be removed", source))?;
    }
    Ok(())
}

/// Asks the disk to keep a folder's entries; systems that cannot (Windows) lose nothing but that promise.
pub(super) fn sync_folder(folder: &Path) {
    if let Ok(handle) = fs::File::open(folder) {
        let _ = handle.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    fn write_run(out: &Path, content: &str) -> PathBuf {
        let draft = Draft::begin(out, "2026-03-01").unwrap();
        fs::write(draft.folder().join("a"), content).unwrap();
        draft.publish().unwrap()
    }

    #[test]
    fn a_run_replaces_the_earlier_one_whole() {
        let out = tempfile::tempdir().unwrap();
        write_run(out.path(), "first");
        let place = write_run(out.path(), "second");
        assert_eq!(fs::read_to_string(place.join("a")).unwrap(), "second");
        assert_eq!(names(out.path()), ["2026-03-01"]);
    }

    #[test]
    fn a_run_given_up_leaves_yesterday_alone() {
        let out = tempfile::tempdir().unwrap();
        let place = write_run(out.path(), "first");
        let draft = Draft::begin(out.path(), "2026-03-01").unwrap();
        fs::write(draft.folder().join("a"), "half").unwrap();
        drop(draft);
        assert_eq!(fs::read_to_string(place.join("a")).unwrap(), "first");
        assert_eq!(names(out.path()), ["2026-03-01"]);
    }

    #[test]
    fn a_run_killed_between_the_renames_is_healed() {
        let out = tempfile::tempdir().unwrap();
        let place = write_run(out.path(), "first");
        fs::rename(&place, out.path().join(".2026-03-01.lama")).unwrap();
        fs::create_dir(out.path().join(".2026-03-01.baru")).unwrap();
        drop(Draft::begin(out.path(), "2026-03-01").unwrap());
        assert_eq!(fs::read_to_string(place.join("a")).unwrap(), "first");
        assert_eq!(names(out.path()), ["2026-03-01"]);
    }
}
