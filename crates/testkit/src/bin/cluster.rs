//! A PostgreSQL cluster for as long as standard input stays open: `./test` starts one for its run.
//!
//! Prints the address of the database `postgres` as its only line once the server is ready.

use std::io::{self, Read, Write};

use keyward_testkit::postgres::Cluster;

fn main() -> io::Result<()> {
    let cluster = Cluster::start();
    writeln!(io::stdout(), "{}", cluster.url("postgres"))?;
    io::stdin().read_to_end(&mut Vec::new())?;
    Ok(())
}
