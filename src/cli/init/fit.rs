//! Do a column's values go with the field that its header names? Yes, no, or nothing to say; and what the column
//! is instead.

use super::values::Profile;
use crate::record::Field;

/// How a column's values stand to a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// They look like it.
    Agrees,
    /// They say nothing.
    Neutral,
    /// They are something else.
    Denies,
}

/// Judges a column's values by the field that its header names.
pub fn fit(field: Field, profile: &Profile) -> Fit {
    // A column that is nearly empty in the sample says nothing against its header.
    if profile.filled < 3 {
        return Fit::Neutral;
    }
    let judge = |share: f32, yes: f32, no: f32| {
        if share >= yes {
            Fit::Agrees
        } else if share < no {
            Fit::Denies
        } else {
            Fit::Neutral
        }
    };
    match field {
        Field::Nik | Field::Kk => judge(profile.nik.max(profile.long_number), 0.4, 0.15),
        Field::Name
        | Field::NameCorrection
        | Field::Mother
        | Field::Father
        | Field::Guardian
        | Field::Head => judge(profile.letters, 0.7, 0.3),
        Field::BirthDate => judge(profile.date.max(profile.serial), 0.5, 0.15),
        Field::PlaceAndDate => judge(profile.place_and_date, 0.4, 0.1),
        Field::BirthPlace => judge(profile.letters, 0.7, 0.3),
        Field::BirthYear => judge(profile.year, 0.6, 0.2),
        Field::Age => judge(profile.age, 0.7, 0.3),
        Field::Sex => judge(profile.sex.max(profile.one_or_two), 0.6, 0.2),
        Field::Rt | Field::Rw => judge(1.0 - profile.rt_rw, 0.5, 0.4),
        // "ALAMAT RT/RW" may head whole addresses.
        Field::RtRw if profile.rt_rw < 0.2 && profile.address >= 0.6 => Fit::Denies,
        Field::RtRw => judge(profile.rt_rw, 0.4, 0.0),
        Field::Village | Field::District | Field::Regency | Field::Province | Field::Hamlet => {
            judge(profile.letters.max(1.0 - profile.digits), 0.6, 0.3)
        }
        Field::Address => judge(1.0 - profile.digits, 0.5, 0.2),
        Field::VillageCode => judge(profile.region_code.max(profile.digits), 0.5, 0.3),
        Field::Amount => judge(profile.amount.max(profile.digits), 0.5, 0.2),
        Field::Decile => judge(profile.small_number, 0.5, 0.2),
        Field::UniqueKey => judge(profile.variety(), 0.999, 0.98),
        _ => Fit::Neutral,
    }
}

/// What a column is instead, when its values deny what its header says.
pub fn instead(field: Field, profile: &Profile) -> Option<Field> {
    let most = |share: f32| share >= 0.6;
    match field {
        Field::BirthDate if most(profile.place_and_date) => Some(Field::PlaceAndDate),
        // "Lahir di".
        Field::BirthDate if profile.letters > 0.9 => Some(Field::BirthPlace),
        Field::BirthDate if most(profile.year) => Some(Field::BirthYear),
        Field::BirthDate if profile.day > 0.95 => Some(Field::BirthDay),
        Field::BirthDate if most(profile.age) => Some(Field::Age),
        Field::PlaceAndDate if most(profile.date) => Some(Field::BirthDate),
        Field::PlaceAndDate if most(profile.letters) => Some(Field::BirthPlace),
        Field::BirthPlace if most(profile.place_and_date) => Some(Field::PlaceAndDate),
        Field::Age if most(profile.year) => Some(Field::BirthYear),
        Field::Age if most(profile.date) && profile.births() => Some(Field::BirthDate),
        Field::BirthYear if most(profile.date) => Some(Field::BirthDate),
        Field::Rt | Field::Rw if most(profile.rt_rw) => Some(Field::RtRw),
        Field::RtRw if most(profile.address) => Some(Field::Address),
        Field::Village if most(profile.region_code) => Some(Field::VillageCode),
        Field::Relation if most(profile.sex) => Some(Field::Sex),
        _ => None,
    }
}

/// Whether values alone would nearly do, for a header that says little.
pub fn convinces(field: Field, profile: &Profile) -> bool {
    match field {
        Field::Name => profile.name > 0.8 && profile.variety() > 0.5 && profile.region[3] < 0.5,
        Field::BirthDate => profile.births(),
        Field::Amount => profile.amount > 0.5,
        Field::Nik => profile.nik > 0.5,
        _ => true,
    }
}
