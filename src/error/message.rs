//! What does an operator read, in both languages? One sentence or two, written side by side where the trouble is met.
//!
//! Why at the place, and not in a table of keys: whoever changes one sentence sees the other, the compiler holds both
//! to the same values, and nothing has to be looked up while something goes wrong. Why both are made at once, and the
//! language is chosen by whoever prints: the library then needs no language of its own (no setting of the whole
//! process, no argument through every function), the manifest keeps both, and one night's findings can be read in
//! either. Messages are few, so making two costs nothing.

/// A message in both languages, as small as can be: errors travel through every function that may fail. Neither half is ever empty alone; a message without words is [`Message::none`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    /// Bahasa Indonesia, the language of record.
    pub id: Box<str>,
    /// English.
    pub en: Box<str>,
}

/// Makes a [`Message`]: the Indonesian sentence, the English one, and values for both by name. After a semicolon stand
/// values that read differently in the two, themselves messages: a number of [`Message::count`], the words of another
/// error.
macro_rules! message {
    ($id:literal, $en:literal $(, $name:ident = $value:expr)* $(,)? $(; $($inner:ident),+ $(,)?)?) => {
        $crate::error::Message {
            id: format!($id $(, $name = $value)* $($(, $inner = $inner.id)+)?).into_boxed_str(),
            en: format!($en $(, $name = $value)* $($(, $inner = $inner.en)+)?).into_boxed_str(),
        }
    };
}

impl Message {
    /// Two texts that were made elsewhere.
    pub fn new(id: impl Into<Box<str>>, en: impl Into<Box<str>>) -> Message {
        Message { id: id.into(), en: en.into() }
    }

    /// No words: nothing is to be done.
    pub fn none() -> Message {
        Message::default()
    }

    /// What another program or file says, which is the same in both.
    pub fn same(text: impl Into<Box<str>>) -> Message {
        let text: Box<str> = text.into();
        Message { id: text.clone(), en: text }
    }

    /// A whole number with its thousands marked as each language marks them.
    pub fn count(value: u64) -> Message {
        let marked = |mark: char| {
            let digits = value.to_string();
            let mut text = String::with_capacity(digits.len() + digits.len() / 3);
            for (index, digit) in digits.chars().enumerate() {
                if index > 0 && (digits.len() - index).is_multiple_of(3) {
                    text.push(mark);
                }
                text.push(digit);
            }
            text
        };
        Message::new(marked('.'), marked(','))
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.id.is_empty()
    }

    /// Both with a text before them and one behind.
    #[must_use]
    pub fn within(&self, before: &str, behind: &str) -> Message {
        let half = |text: &str| format!("{before}{text}{behind}");
        Message::new(half(&self.id), half(&self.en))
    }
}

/// For fields of what programs read as JSON, which is in one language.
pub(crate) fn in_english<S: serde::Serializer>(message: &Message, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&message.en)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_halves_hold_the_same_values() {
        let rows = Message::count(1_234_567);
        let said = message!("{rows} baris di {path}", "{path} has {rows} rows", path = "a/b.csv"; rows);
        assert_eq!(said, Message::new("1.234.567 baris di a/b.csv", "a/b.csv has 1,234,567 rows"));
        assert_eq!(Message::count(999), Message::same("999"));
        assert_eq!(Message::count(1_000).within("(", ")"), Message::new("(1.000)", "(1,000)"));
        assert!(Message::none().is_empty() && !said.is_empty());
    }
}
