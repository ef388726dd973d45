//! Asks for a passphrase at the terminal, without showing it.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Write as _},
};

use rustix::termios::{
    LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr,
};
use zeroize::Zeroizing;

use crate::passphrase::{Passphrase, PassphraseError};

/// Longer input is cut off: no passphrase has this many bytes.
const MAX_BYTES: usize = 4096;

/// Asks `question` at the terminal of this process, whatever standard input is.
pub(crate) fn ask(question: &str) -> Result<Passphrase, PassphraseError> {
    let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty");
    let terminal = terminal.map_err(|_| PassphraseError::PassphraseMissing)?;
    let silent = Silent::new(&terminal).map_err(|_| PassphraseError::PassphraseMissing)?;
    let line = read_line(&terminal, question);
    drop(silent);
    line.map_err(|_| PassphraseError::PassphraseCancelled)?
        .ok_or(PassphraseError::PassphraseCancelled)
}

/// A terminal that shows nothing of what is typed and hands over every key, Ctrl-C too: a signal would end the
/// program before the terminal is as it was.
struct Silent<'a> {
    terminal: &'a File,
    before: Termios,
}

impl<'a> Silent<'a> {
    fn new(terminal: &'a File) -> io::Result<Self> {
        let before = tcgetattr(terminal)?;
        let mut silent = before.clone();
        silent.local_modes -= LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG;
        silent.special_codes[SpecialCodeIndex::VMIN] = 1;
        silent.special_codes[SpecialCodeIndex::VTIME] = 0;
        tcsetattr(terminal, OptionalActions::Flush, &silent)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Silent<'_> {
    fn drop(&mut self) {
        // Nothing more can be done for a terminal that is gone.
        let _ = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
    }
}

/// `None` when the person broke off.
fn read_line(mut terminal: &File, question: &str) -> io::Result<Option<Passphrase>> {
    write!(terminal, "{question} ")?;
    let mut typed = Zeroizing::new(Vec::with_capacity(MAX_BYTES));
    let finished = loop {
        let mut key = [0];
        if terminal.read(&mut key)? == 0 {
            break false;
        }
        match key[0] {
            b'\r' | b'\n' => break true,
            // Ctrl-C, Ctrl-D, Ctrl-backslash.
            0x03 | 0x04 | 0x1c => break false,
            // Ctrl-U: all of it.
            0x15 => typed.clear(),
            // Backspace: one character, which can be several bytes.
            0x08 | 0x7f => while typed.pop().is_some_and(|byte| byte & 0xc0 == 0x80) {},
            byte if typed.len() < MAX_BYTES => typed.push(byte),
            _ => {}
        }
    };
    writeln!(terminal)?;
    let text = String::from_utf8(typed.to_vec());
    Ok(text.ok().filter(|_| finished).map(Passphrase::from))
}
