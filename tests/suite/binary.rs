//! How is the program run as an officer runs it? Its binary, as built for this test, and the code it must end with.

use std::process::{Command, Output};

/// The program, no arguments yet.
pub fn padan() -> Command {
    let mut padan = Command::new(env!("CARGO_BIN_EXE_padan"));
    // What it says must not depend on who runs the tests.
    for variable in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        padan.env_remove(variable);
    }
    padan
}

/// Running a command to its end.
pub trait Ended {
    /// Runs it and holds it to an exit code; what it said is shown when it ends otherwise.
    fn ended(&mut self, code: i32) -> Output;
}

impl Ended for Command {
    fn ended(&mut self, code: i32) -> Output {
        let output = self.output().expect("the program starts");
        assert_eq!(
            output.status.code(),
            Some(code),
            "{self:?}\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        );
        output
    }
}
