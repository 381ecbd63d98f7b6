//! What has been remembered of the nights before, and which night was the last? One folder, worked on by one process
//! at a time; each night has a folder in it that never changes once it is there.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::civil::Date;

use super::lock::Lock;
use super::night_draft::StateDraft;
use super::night_record::{self, FileSum, NightRecord, Proof};
use super::raw::{RawCells, RawReader};
use super::recover::{is_run_of, recover};
use crate::error::{Error, Finding, Message, Result, Severity};
use crate::record::Field;

/// The state's folder, locked for as long as this lives.
#[derive(Debug)]
pub struct StateFolder {
    pub(super) root: PathBuf,
    pub(super) out: PathBuf,
    last: Option<LastNight>,
    findings: Vec<Finding>,
    /// The highest number that any night has had, whole or damaged.
    highest: u32,
    _lock: Lock,
}

/// The last night whose state is whole.
#[derive(Clone, Debug)]
pub struct LastNight {
    /// Its number, from 1.
    pub number: u32,
    /// Its date.
    pub date: Date,
    /// The folder of its state.
    pub folder: PathBuf,
    /// Its run folder, which retention may have taken away or a later run of the same date replaced.
    pub run: PathBuf,
    /// What its record says.
    pub record: NightRecord,
    /// Files that are only memory and are damaged or gone.
    lost: Vec<String>,
}

impl StateFolder {
    /// Opens the state for working on it, and makes the folder when there is none. What a killed run left is finished
    /// or cleared away; every file of the last night is held to its fingerprint, and a damaged night is set aside for
    /// the one before. `out` holds the run folders; `command` is the word after `padan`, for whoever has to wait.
    ///
    /// # Errors
    /// [`Error::Busy`] when someone else works on it, [`Error::Damaged`] when nights are there and none is whole,
    /// otherwise when the folder cannot be written.
    pub fn open(root: &Path, out: &Path, command: &str) -> Result<StateFolder> {
        make(root)?;
        let lock = Lock::take(root, command)?;
        let mut findings = recover(root, out)?;
        let found = newest_whole(root, out)?;
        if let Some(night) = &found.last {
            for (number, reason) in &found.damaged {
                set_aside(root, *number)?;
                findings.push(restored(*number, reason, night));
            }
            findings.extend(night.lost.iter().map(|file| forgotten(file)));
        }
        if found.highest == 0 && holds_runs(out) {
            findings.push(begins_anew(root));
        }
        let StateFound { last, highest, .. } = found;
        Ok(StateFolder { root: root.to_owned(), out: out.to_owned(), last, findings, highest, _lock: lock })
    }

    /// The last night; none before the first.
    pub fn last(&self) -> Option<&LastNight> {
        self.last.as_ref()
    }

    /// What was noticed while opening.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The state's folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// A finding when tonight's date lies before last night's; the night goes on, and its number follows all the same.
    pub fn date_finding(&self, date: Date) -> Option<Finding> {
        let last = self.last.as_ref().filter(|last| date < last.date)?;
        Some(Finding {
            code: "TANGGAL_MUNDUR",
            severity: Severity::Warning,
            place: "keadaan".into(),
            message: message!(
                "Tanggal malam ini ({date}) lebih awal daripada malam sebelumnya (malam ke-{number}, {before}).",
                "Tonight's date ({date}) is earlier than last night's (night {number}, {before}).",
                number = last.number,
                before = last.date
            ),
            next_step: message!(
                "Periksa jam komputer dan `--date`; usia dan perubahan dihitung dengan tanggal ini.",
                "Check the computer's clock and `--date`; ages and changes are counted with this date."
            ),
        })
    }

    /// Begins the state of tonight, in a folder that nobody takes for a night until it is published.
    ///
    /// # Errors
    /// When the folder cannot be made.
    pub fn begin(&self) -> Result<StateDraft<'_>> {
        StateDraft::begin(self, self.highest + 1)
    }
}

impl LastNight {
    /// The last night whose record is whole, for those who only read: no lock is taken, nothing is put right, and the
    /// files are not held to their fingerprints.
    ///
    /// # Errors
    /// When the folder cannot be read, or a later version of Padan wrote it.
    pub fn read(root: &Path, out: &Path) -> Result<Option<LastNight>> {
        for number in numbers(root, NIGHT)?.into_iter().rev() {
            let folder = root.join(name(number));
            if let Ok(record) = night_record::read(&folder)?
                && let Some(night) = LastNight::of(folder, out, record, Vec::new())
            {
                return Ok(Some(night));
            }
        }
        Ok(None)
    }

    /// A file of its state, when it is there and whole.
    pub fn file(&self, name: &str) -> Option<PathBuf> {
        let known = self.record.files.iter().any(|sum| sum.file == name);
        (known && !self.lost.iter().any(|lost| lost == name)).then(|| self.folder.join(name))
    }

    /// The bytes of a file of its state, when they are what was written.
    pub fn read_file(&self, name: &str) -> Option<Vec<u8>> {
        let sum = self.record.files.iter().find(|sum| sum.file == name)?;
        let bytes = fs::read(self.file(name)?).ok()?;
        (blake3::hash(&bytes).to_hex().as_str() == sum.blake3).then_some(bytes)
    }

    /// Whether its run folder is still its own: a later night of the same date takes its place.
    pub fn run_is_its_own(&self) -> bool {
        is_run_of(&self.run, &self.record)
    }

    /// A file of its run that the run's manifest does not list, when it is there as it was written; where an earlier
    /// version did not note its sum, when it is there.
    pub fn run_file(&self, name: &str) -> Option<PathBuf> {
        let path = self.run.join(name);
        let as_written = match self.record.run_files.iter().find(|sum| sum.file == name) {
            Some(sum) => night_record::differs(&self.run, sum).is_none(),
            None => path.is_file(),
        };
        as_written.then_some(path)
    }

    /// The raw cells of its run, as [`run_file`](LastNight::run_file) gives them, and those of some fields, as far as they
    /// are there, read in the go that proves the file; none of these where they have to be read by themselves.
    pub fn raw_cells(&self, name: &str, fields: &[Field]) -> Option<(PathBuf, Option<RawCells>)> {
        let path = self.run.join(name);
        let sum = self.record.run_files.iter().find(|sum| sum.file == name);
        let as_long = |sum: &&FileSum| fs::metadata(&path).is_ok_and(|found| found.len() == sum.bytes);
        if let Some(sum) = sum.filter(as_long)
            && let Ok(reader) = RawReader::open(&path)
        {
            let known: Vec<Field> =
                fields.iter().copied().filter(|field| reader.fields().contains(field)).collect();
            if let Ok(Some((columns, blake3))) = reader.proved_columns(&known) {
                let cells = known.into_iter().zip(columns).collect();
                return (blake3.to_hex().as_str() == sum.blake3).then_some((path, Some(cells)));
            }
        }
        self.run_file(name).map(|path| (path, None))
    }

    /// What was noted of a file of its run, when the one in `folder` is the same file under a second name.
    pub(super) fn sum_of_run_file(&self, name: &str, folder: &Path) -> Option<FileSum> {
        let sum = self.record.run_files.iter().find(|sum| sum.file == name)?;
        is_one_file(&self.run.join(name), &folder.join(name)).then(|| sum.clone())
    }

    fn of(folder: PathBuf, out: &Path, record: NightRecord, lost: Vec<String>) -> Option<LastNight> {
        let (date, run) = (record.date()?, out.join(&record.run));
        Some(LastNight { number: record.number, date, folder, run, record, lost })
    }
}

/// Whether two names are one file. Where the system does not say, they are taken for two.
fn is_one_file(a: &Path, b: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        let place = |path: &Path| fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
        place(a).is_some_and(|place_of_a| place(b) == Some(place_of_a))
    }
    #[cfg(not(unix))]
    {
        let _ = (a, b);
        false
    }
}

/// How the folder of a night's state is called, and one that was set aside.
const NIGHT: &str = "malam-";
const ASIDE: &str = "rusak-malam-";

/// The folder's name of a night.
pub(super) fn name(number: u32) -> String {
    format!("{NIGHT}{number:06}")
}

/// The numbers of the nights in a state folder, smallest first.
pub(super) fn nights(root: &Path) -> Result<Vec<u32>> {
    numbers(root, NIGHT)
}

/// The numbers of the nights that were set aside as damaged, smallest first.
pub fn set_asides(root: &Path) -> Result<Vec<u32>> {
    numbers(root, ASIDE)
}

fn numbers(root: &Path, prefix: &str) -> Result<Vec<u32>> {
    let mut numbers: Vec<u32> =
        entries(root)?.iter().filter_map(|name| name.strip_prefix(prefix)?.get(..6)?.parse().ok()).collect();
    numbers.sort_unstable();
    numbers.dedup();
    Ok(numbers)
}

/// Names in a folder; none when there is no folder.
pub(super) fn entries(folder: &Path) -> Result<Vec<String>> {
    let cannot = |source| Error::file(folder, "cannot be read", source);
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed.map_err(cannot)?,
    };
    let mut names = Vec::new();
    for entry in listed {
        names.push(entry.map_err(cannot)?.file_name().to_string_lossy().into_owned());
    }
    names.sort();
    Ok(names)
}

fn make(root: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(root).map_err(|source| Error::file(root, "cannot be made", source))
}

/// The nights of a folder, looked through from the newest.
struct StateFound {
    last: Option<LastNight>,
    /// Nights after the last whole one, and what is wrong with them.
    damaged: Vec<(u32, Message)>,
    highest: u32,
}

fn newest_whole(root: &Path, out: &Path) -> Result<StateFound> {
    let (nights, aside) = (nights(root)?, set_asides(root)?);
    let highest = nights.last().max(aside.last()).copied().unwrap_or(0);
    let mut damaged = Vec::new();
    for number in nights.into_iter().rev() {
        let folder = root.join(name(number));
        let reason = match night_record::prove(&folder)? {
            Proof::Whole(record, lost) => match LastNight::of(folder, out, *record, lost) {
                Some(night) => return Ok(StateFound { last: Some(night), damaged, highest }),
                None => message!("tanggalnya tidak dapat dibaca", "its date cannot be read"),
            },
            Proof::Damaged(reason) => reason,
        };
        damaged.push((number, reason));
    }
    if highest > 0 {
        let reason = damaged.first().map_or_else(Message::none, |(_, reason)| reason.within(" (", ")"));
        return Err(Error::Damaged {
            what: message!(
                "{root}: ada malam sebelumnya, tetapi tidak satu pun keadaannya utuh{reason}",
                "{root}: nights are there, and the state of none is whole{reason}",
                root = root.display();
                reason
            ),
            next_step: message!(
                "Ganti folder ini dengan salinan dari sebelum kerusakan. Bila tidak ada salinannya, keluarkan semua \
                 malam-* dan rusak-* dari folder ini: malam berikutnya dimulai dari awal, dengan id yang baru.",
                "Put a copy of this folder from before the damage in its place. Without one, move every malam-* \
                 and rusak-* out of it: the next night then begins anew, with new ids."
            ),
        });
    }
    Ok(StateFound { last: None, damaged, highest })
}

/// Renames a damaged night, so that it stays for whoever wants to look and is never taken for a night again.
fn set_aside(root: &Path, number: u32) -> Result<()> {
    let (from, mut to) = (root.join(name(number)), root.join(format!("rusak-{}", name(number))));
    let mut round = 1;
    while to.exists() {
        round += 1;
        to = root.join(format!("rusak-{}-{round}", name(number)));
    }
    fs::rename(&from, &to).map_err(|source| Error::file(&from, "cannot be set aside", source))
}

fn restored(number: u32, reason: &Message, night: &LastNight) -> Finding {
    Finding {
        code: "KEADAAN_DIPULIHKAN",
        severity: Severity::Serious,
        place: format!("keadaan/{}", name(number)),
        message: message!(
            "Keadaan malam ke-{number} rusak ({reason}) dan disisihkan sebagai rusak-{name}; dipakai keadaan malam \
             ke-{before} ({date}).",
            "The state of night {number} is damaged ({reason}) and was set aside as rusak-{name}; the state of night \
             {before} ({date}) is used.",
            name = name(number),
            before = night.number,
            date = night.date;
            reason
        ),
        next_step: message!(
            "Periksa disk. Perubahan malam yang rusak dihitung lagi; id baru dari malam itu dapat berganti.",
            "Check the disk. The changes of the damaged night are counted again; ids that were new that night may \
             be others now."
        ),
    }
}

/// What is to be said when a file that only saves time is damaged or gone.
pub fn forgotten(file: &str) -> Finding {
    Finding {
        code: "INGATAN_DIABAIKAN",
        severity: Severity::Warning,
        place: format!("keadaan/{file}"),
        message: message!(
            "{file} rusak atau hilang; semua pasangan dibandingkan lagi.",
            "{file} is damaged or lost; all pairs are compared again."
        ),
        next_step: message!(
            "Hasilnya sama, hanya lebih lama. Periksa disk bila terulang.",
            "The result is the same and only takes longer. Check the disk if it happens again."
        ),
    }
}

fn holds_runs(out: &Path) -> bool {
    entries(out).is_ok_and(|names| names.iter().any(|name| name.parse::<Date>().is_ok()))
}

fn begins_anew(root: &Path) -> Finding {
    Finding {
        code: "KEADAAN_BARU",
        severity: Severity::Warning,
        place: "keadaan".into(),
        message: message!(
            "Ada hasil malam sebelumnya, tetapi {root} kosong: malam ini menjadi malam pertama, dengan id yang baru.",
            "There are runs of earlier nights, but {root} is empty: tonight is a first night, with new ids.",
            root = root.display()
        ),
        next_step: message!(
            "Bila folder keadaan terhapus, pulihkan dari cadangan lalu jalankan ulang.",
            "If the state folder was deleted, restore it from a backup and run again."
        ),
    }
}

#[cfg(test)]
#[path = "nights_tests.rs"]
mod tests;
