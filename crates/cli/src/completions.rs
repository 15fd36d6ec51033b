//! `keyward completions`

use std::io;

use clap::CommandFactory;
use clap_complete::Shell;

use crate::args::Arguments;

pub(crate) fn run(shell: Shell) {
    clap_complete::generate(shell, &mut Arguments::command(), "keyward", &mut io::stdout());
}
