//! How is damage to the file of decisions found, and mended? A mark beside it holds its fingerprint, or says that it is
//! being written; a copy is renewed after every write.
//!
//! ```text
//! decisions.sum              "clean BLAKE3" or "dirty", on the disk before a write begins and after it has ended
//! decisions.sqlite           SQLite's own journal undoes a write that was cut off
//! decisions.cadangan.sqlite  the same bytes, as of the last write that ended
//! ```
//!
//! A clean file with another fingerprint, or one that SQLite finds damaged, is set aside under another name and the copy
//! takes its place; a finding says so.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use super::direct::owned_by_one;
use super::file::write_whole;
use crate::error::{Error, Finding, Message, Result, Severity};

/// An SQLite file with its mark and its copy.
#[derive(Debug)]
pub(super) struct Guarded {
    root: PathBuf,
    /// `decisions.sqlite`.
    name: &'static str,
    findings: Vec<Finding>,
}

/// What the mark says.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    Clean(String),
    Dirty,
    /// Not there, or not to be read.
    Unknown,
}

impl Guarded {
    /// Whether there is anything of the file.
    pub(super) fn is_there(root: &Path, name: &'static str) -> bool {
        let file = Guarded { root: root.to_owned(), name, findings: Vec::new() };
        [file.path(), file.beside("sum"), file.beside("cadangan.sqlite")].iter().any(|path| path.exists())
    }

    /// Opens the file, whole and of today's format: `migrations` lead there from the empty file.
    pub(super) fn open(root: &Path, name: &'static str, migrations: &[&str]) -> Result<Guarded> {
        make_folder(root)?;
        let mut file = Guarded { root: root.to_owned(), name, findings: Vec::new() };
        let is_new = !Guarded::is_there(root, name);
        let mut sealed = false;
        if is_new {
            file.mark("dirty")?;
        } else if let Some(what) = file.damage()? {
            file.restore(&what)?;
        } else {
            sealed = file.is_sealed()?;
        }
        // Undoes what was cut off, and makes the file where there is none.
        drop(file.connect().map_err(|error| file.trouble(&error))?);
        let version = file.version()?;
        if version > migrations.len() {
            return Err(Error::Input {
                what: message!(
                    "{path}: formatnya {version}, sedangkan program ini mengenal format sampai {known}",
                    "{path}: is of format {version}, this program knows formats up to {known}",
                    path = file.path().display(),
                    known = migrations.len()
                ),
                next_step: message!(
                    "Pakai versi Padan yang menulisnya, atau yang lebih baru.",
                    "Use the version of Padan that wrote it, or a later one."
                ),
            });
        }
        if version < migrations.len() {
            file.write(|within| {
                for migration in &migrations[version..] {
                    within.execute_batch(migration)?;
                }
                within.pragma_update(None, "user_version", migrations.len().cast_signed())
            })?;
        } else if !sealed {
            file.seal()?;
        }
        Ok(file)
    }

    /// The file for reading only, as it is; none where there is none, or where its first writing was cut off.
    pub(super) fn look(root: &Path, name: &'static str, known: usize) -> Result<Option<Guarded>> {
        let file = Guarded { root: root.to_owned(), name, findings: Vec::new() };
        let is_begun = file.marked()? == Mark::Dirty || is_being_written(&file.path());
        if !file.beside("cadangan.sqlite").exists() && (is_begun || !file.path().exists()) {
            return Ok(None);
        }
        let version = file.version()?;
        // An older format lacks tables, which its reader takes for empty ones; the next who writes brings it up to date.
        if (1..=known).contains(&version) {
            return Ok(Some(file));
        }
        Err(Error::Input {
            what: message!(
                "{path}: formatnya {version}, sedangkan program ini membaca {known}",
                "{path}: is of format {version}, this program reads {known}",
                path = file.path().display()
            ),
            next_step: message!(
                "Jalankan malam dengan versi Padan ini, atau pakai versi yang menulisnya.",
                "Run the night with this version of Padan, or use the version that wrote it."
            ),
        })
    }

    /// What was noticed while opening.
    pub(super) fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Reads from the file.
    pub(super) fn read<T>(&self, read: impl FnOnce(&Connection) -> rusqlite::Result<T>) -> Result<T> {
        let path = to_read(&self.path());
        let from = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        from.and_then(|from| read(&from)).map_err(|error| self.trouble(&error))
    }

    /// Writes to the file, all or nothing; what is written is on the disk and in the copy when this ends.
    pub(super) fn write<T>(
        &mut self,
        write: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<T>,
    ) -> Result<T> {
        self.mark("dirty")?;
        let written = || -> rusqlite::Result<T> {
            let mut to = self.connect()?;
            let within = to.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = write(&within)?;
            within.commit()?;
            to.close().map_err(|(_, error)| error)?;
            Ok(value)
        };
        let value = written().map_err(|error| self.trouble(&error));
        // What was not written was undone: the file is whole either way.
        let sealed = self.seal();
        let value = value?;
        sealed.map(|()| value)
    }

    fn path(&self) -> PathBuf {
        self.root.join(self.name)
    }

    /// A file of the same name with another ending.
    fn beside(&self, ending: &str) -> PathBuf {
        self.path().with_extension(ending)
    }

    fn connect(&self) -> rusqlite::Result<Connection> {
        let path = self.path();
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        owned_by_one(&mut options);
        // A file that cannot be made is one that SQLite cannot open either, and says so.
        drop(options.open(&path));
        let connection = Connection::open(&path)?;
        connection.pragma_update(None, "journal_mode", "delete")?;
        connection.pragma_update(None, "synchronous", "extra")?;
        Ok(connection)
    }

    fn version(&self) -> Result<usize> {
        let version = self.read(|from| from.pragma_query_value(None, "user_version", |row| row.get(0)));
        version.map(|version: i64| usize::try_from(version).unwrap_or(usize::MAX))
    }

    /// What is wrong with the file, if anything.
    fn damage(&self) -> Result<Option<Message>> {
        let mark = self.marked()?;
        let copy = bytes(&self.beside("cadangan.sqlite"))?;
        let Some(own) = bytes(&self.path())? else {
            // A file whose first writing was cut off has neither content nor copy.
            let begun = mark == Mark::Dirty && copy.is_none();
            return Ok((!begun).then(|| message!("berkasnya tidak ada", "the file is not there")));
        };
        if let Mark::Clean(sum) = mark
            && sum != fingerprint(&own)
            // Where file and copy agree, it is the mark that is wrong.
            && copy.as_ref() != Some(&own)
        {
            return Ok(Some(message!(
                "isinya bukan yang terakhir ditulis Padan",
                "it is not what Padan wrote last"
            )));
        }
        let checked = self.connect().and_then(|from| check(&from));
        Ok((!matches!(checked, Ok(true)))
            .then(|| message!("isinya rusak menurut SQLite", "SQLite says that it is damaged")))
    }

    /// Whether mark and copy are those of the file.
    fn is_sealed(&self) -> Result<bool> {
        let own = bytes(&self.path())?;
        let Some(own) = own else { return Ok(false) };
        let copy = bytes(&self.beside("cadangan.sqlite"))?;
        Ok(self.marked()? == Mark::Clean(fingerprint(&own)) && copy == Some(own))
    }

    /// Sets the damaged file aside and puts the copy in its place.
    fn restore(&mut self, what: &Message) -> Result<()> {
        let copy = self.beside("cadangan.sqlite");
        let whole = Connection::open_with_flags(&copy, OpenFlags::SQLITE_OPEN_READ_ONLY);
        let whole = copy.exists() && matches!(whole.and_then(|from| check(&from)), Ok(true));
        let content = bytes(&copy)?.filter(|_| whole);
        let Some(content) = content else {
            return Err(Error::Input {
                what: message!(
                    "{path}: keputusan petugas rusak, begitu pula salinannya {copy}",
                    "{path}: the decisions of officers are damaged, and so is their copy {copy}",
                    path = self.path().display(),
                    copy = copy.display()
                ),
                next_step: message!(
                    "Pulihkan salah satu dari kedua berkas itu dari cadangan. Tidak ada yang diubah atau dihapus.",
                    "Put back one of the two files from a backup. Nothing was changed or removed."
                ),
            });
        };
        self.mark("dirty")?;
        let aside = self.set_aside()?;
        write_bytes(&self.path(), &content)?;
        let kept = aside.map_or_else(Message::none, |name| {
            message!(" Berkas yang rusak disimpan sebagai {name}.", " The damaged file is kept as {name}.")
        });
        self.findings.push(Finding {
            code: "KEPUTUSAN_DIPULIHKAN",
            severity: Severity::Serious,
            place: self.name.into(),
            message: message!(
                "Berkas keputusan petugas rusak ({what}); salinannya dipakai.{kept}",
                "The file of the officers' decisions is damaged ({what}); its copy is used.{kept}";
                what, kept
            ),
            next_step: message!(
                "Jalankan `padan decide --list`, lalu ulangi keputusan terakhir yang tidak ada di sana.",
                "Run `padan decide --list`, then repeat the last decisions that are not there."
            ),
        });
        Ok(())
    }

    /// Gives the file another name, with the journal that would otherwise be played back into its successor.
    fn set_aside(&self) -> Result<Option<String>> {
        let path = self.path();
        let mut number = 1;
        let aside = loop {
            let aside = self.beside(&format!("rusak-{number}.sqlite"));
            if !aside.exists() {
                break aside;
            }
            number += 1;
        };
        let moved = |from: &Path, to: &Path| match fs::rename(from, to) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(Error::file(from, "cannot be set aside", error)),
        };
        moved(&journal(&path), &journal(&aside))?;
        let is_moved = moved(&path, &aside)?;
        keep_entries(&self.root);
        let name = aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Ok(is_moved.then_some(name))
    }

    /// Renews the copy and marks the file clean.
    fn seal(&self) -> Result<()> {
        let path = self.path();
        let own = fs::read(&path).map_err(|error| Error::file(&path, "cannot be read", error))?;
        write_bytes(&self.beside("cadangan.sqlite"), &own)?;
        self.mark(&format!("clean {}", fingerprint(&own)))
    }

    fn mark(&self, text: &str) -> Result<()> {
        write_bytes(&self.beside("sum"), format!("{text}\n").as_bytes())?;
        // A mark that a power cut takes back would make a written file look damaged.
        keep_entries(&self.root);
        Ok(())
    }

    fn marked(&self) -> Result<Mark> {
        let Some(text) = bytes(&self.beside("sum"))? else { return Ok(Mark::Unknown) };
        let text = String::from_utf8_lossy(&text);
        Ok(match text.trim().split_once(' ') {
            Some(("clean", sum)) => Mark::Clean(sum.to_owned()),
            None if text.trim() == "dirty" => Mark::Dirty,
            _ => Mark::Unknown,
        })
    }

    fn trouble(&self, error: &rusqlite::Error) -> Error {
        Error::Input {
            what: Message::same(format!("{}: {error}", self.path().display())),
            next_step: message!(
                "Periksa apakah ruang disk cukup dan tidak ada program lain yang sedang memakai berkas itu.",
                "Check that the disk has room and that no other program holds the file."
            ),
        }
    }
}

/// Where SQLite keeps what it needs to undo a write that has not ended.
fn journal(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    PathBuf::from(name)
}

/// Whether a write to a file goes on, or was cut off and is not undone yet.
pub(super) fn is_being_written(path: &Path) -> bool {
    fs::metadata(journal(path)).is_ok_and(|journal| journal.len() > 0)
}

/// What to read in place of a file by those who may mend nothing. SQLite undoes a write that was cut off before it
/// reads, so it refuses to read without being allowed to write; the copy holds the same, for it is renewed after every
/// write.
pub(super) fn to_read(path: &Path) -> PathBuf {
    let copy = path.with_extension("cadangan.sqlite");
    if is_being_written(path) && copy.exists() { copy } else { path.to_owned() }
}

/// Whether SQLite finds its file whole.
fn check(from: &Connection) -> rusqlite::Result<bool> {
    let said: String = from.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(said == "ok")
}

fn fingerprint(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// The content of a file; none where there is none.
fn bytes(path: &Path) -> Result<Option<Vec<u8>>> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file(path, "cannot be read", error)),
    }
}

fn write_bytes(path: &Path, bytes: &[u8]) -> Result<()> {
    write_whole(path, |out| {
        out.write_all(bytes).map_err(|source| Error::file(path, "cannot be written", source))
    })?;
    Ok(())
}

/// Makes the folder, for its owner alone.
fn make_folder(root: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(root).map_err(|source| Error::file(root, "cannot be made", source))
}

/// Asks the disk to keep a folder's entries; systems that cannot (Windows) lose nothing but that promise.
fn keep_entries(folder: &Path) {
    if let Ok(handle) = fs::File::open(folder) {
        let _ = handle.sync_all();
    }
}
