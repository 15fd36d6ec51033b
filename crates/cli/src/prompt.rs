//! Asking for what must stand in no list of processes and on no screen.

use std::io::{self, BufRead, IsTerminal, Write};

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use crate::failure::Failure;

/// A new password: asked for twice, unseen, on a terminal; else the first line of standard input.
pub(crate) fn new_password() -> Result<String, Failure> {
    if !io::stdin().is_terminal() {
        return line();
    }
    let first = unseen("New password: ")?;
    if unseen("Again: ")? == first { Ok(first) } else { Err(Failure::misused("the two passwords differ")) }
}

fn unseen(question: &str) -> Result<String, Failure> {
    // Silent before the question: what is typed in answer to it must be neither shown nor thrown away.
    let silence = Silence::begin()?;
    say(question)?;
    let answer = line();
    drop(silence);
    say("\n")?;
    answer
}

fn line() -> Result<String, Failure> {
    let mut text = String::new();
    io::stdin().lock().read_line(&mut text).map_err(Failure::failed)?;
    let text = text.strip_suffix('\n').unwrap_or(&text);
    Ok(text.strip_suffix('\r').unwrap_or(text).to_owned())
}

fn say(text: &str) -> Result<(), Failure> {
    let mut err = io::stderr().lock();
    err.write_all(text.as_bytes()).and_then(|()| err.flush()).map_err(Failure::failed)
}

/// A terminal that shows nothing of what is typed, until this is dropped.
struct Silence(Termios);

impl Silence {
    fn begin() -> Result<Self, Failure> {
        let before = tcgetattr(io::stdin()).map_err(Failure::failed)?;
        let mut silent = before.clone();
        silent.local_modes.remove(LocalModes::ECHO);
        tcsetattr(io::stdin(), OptionalActions::Flush, &silent).map_err(Failure::failed)?;
        Ok(Self(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        // A terminal that has gone away shows nothing either.
        let _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
