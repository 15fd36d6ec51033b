//! A temporary PostgreSQL cluster, started from the programs installed on the machine.
//!
//! Tests that only need a database share one cluster: `Cluster::shared().create_database()`.
//! Tests that stop the server start their own with [`Cluster::start`].

mod guard;
mod programs;
mod template;

use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use guard::Guard;
use programs::Programs;
use template::Template;

/// The variable that names a server which somebody else (`./test`) has started for this run.
pub const SHARED_SERVER: &str = "KEYWARD_TEST_POSTGRES";

/// Below the range from which the kernel hands out ports, so that no client takes the port while
/// the server is stopped.
const PORTS: std::ops::Range<u16> = 20_000..32_000;

/// A PostgreSQL server for tests, on 127.0.0.1, open to everybody on this machine.
#[derive(Debug)]
pub struct Cluster {
    programs: Programs,
    address: Address,
    /// None when the server belongs to somebody else.
    own: Option<Own>,
    template: OnceLock<Template>,
}

#[derive(Debug)]
struct Own {
    directory: PathBuf,
    port: u16,
    /// Ends the server and removes the directory when dropped, or when this process dies.
    _guard: Guard,
}

impl Cluster {
    /// The cluster that all tests of this process share. It ends with the process.
    ///
    /// # Panics
    /// When PostgreSQL is missing or does not start.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Cluster> = OnceLock::new();
        SHARED.get_or_init(|| match programs::variable(SHARED_SERVER) {
            Some(url) => Self::of_somebody_else(&url),
            None => Self::start(),
        })
    }

    /// A cluster of one's own, which may be stopped and started again.
    ///
    /// # Panics
    /// When PostgreSQL is missing or does not start.
    pub fn start() -> Self {
        let programs = Programs::find();
        let directory = programs.new_directory();
        let mut stop = programs.command("pg_ctl");
        stop.arg("-D").arg(data(&directory)).args(["-m", "immediate", "-w", "stop"]);
        // Before initdb, so that a process killed half-way leaves nothing behind either.
        let guard = Guard::of_directory(&directory, &stop);
        initialise(&programs, &directory);
        let port = start_on_some_port(&programs, &directory);
        let address =
            Address { server: format!("postgres://postgres@127.0.0.1:{port}"), query: String::new() };
        let own = Some(Own { directory, port, _guard: guard });
        Self { programs, address, own, template: OnceLock::new() }
    }

    fn of_somebody_else(url: &str) -> Self {
        let (programs, address) = (Programs::find(), Address::parse(url));
        Self { programs, address, own: None, template: OnceLock::new() }
    }

    /// Ends the server as a power cut would: connections break, nothing is written any more.
    ///
    /// # Panics
    /// When the cluster is the shared one of a whole run, or does not stop.
    pub fn stop(&self) {
        let own = self.own();
        let mut command = self.programs.command("pg_ctl");
        command.arg("-D").arg(data(&own.directory)).args(["-m", "immediate", "-w", "stop"]);
        programs::run(command);
    }

    /// Starts the server on the same port and data after [`Self::stop`].
    ///
    /// # Panics
    /// When the cluster is the shared one of a whole run, or does not start.
    pub fn start_again(&self) {
        let own = self.own();
        programs::run(start_command(&self.programs, &own.directory, own.port));
    }

    /// The address of a database of this cluster.
    pub fn url(&self, database: &str) -> String {
        self.address.of(database)
    }

    /// A new empty database under a name of its own.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_database(&self) -> Database {
        // Nobody can be connected to template0, so any number of these may run at once.
        self.copy_of("template0")
    }

    /// A new database with every table and no row: a copy of one that was migrated, at a tenth of the time.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn create_migrated_database(&self) -> Database {
        let template = self.template.get_or_init(|| {
            let database = self.create_database();
            // A server of somebody else's outlives this process; the template must not.
            Template::migrate(database, self.own.is_none())
        });
        self.copy_of(template.name())
    }

    fn copy_of(&self, template: &str) -> Database {
        let name = format!("test_{:016x}", random());
        let administration = self.url("postgres");
        // Without fsync, copying files is several times quicker than writing them to the log.
        let sql = format!("CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy");
        self.programs.psql(&administration, &sql);
        Database { url: self.url(&name), name, administration, programs: self.programs.clone() }
    }

    fn own(&self) -> &Own {
        self.own.as_ref().expect("this server is shared by the whole run: use Cluster::start() to stop one")
    }
}

/// A database that is dropped with this value, whoever is still connected.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
    administration: String,
    programs: Programs,
}

impl Database {
    /// Its address: `postgres://…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs SQL past the code under test; rows come back as lines, columns parted by `|`.
    ///
    /// # Panics
    /// When the server refuses.
    pub fn psql(&self, sql: &str) -> String {
        self.programs.psql(&self.url, sql)
    }
}

/// The statement that removes rows, for whoever does so behind everybody's back.
pub fn removal(table: &str, condition: &str) -> String {
    format!("DELETE FROM {table} WHERE {condition}")
}

impl Database {
    fn drop_command(&self) -> Command {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name);
        self.programs.psql_command(&self.administration, &sql)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // A stopped server can't answer; the database then goes with its cluster. A panic here
        // would hide the test's own.
        let _ = self.drop_command().output();
    }
}

/// A server's address, apart from the database.
#[derive(Debug)]
struct Address {
    server: String,
    query: String,
}

impl Address {
    fn parse(url: &str) -> Self {
        let (base, query) = url.split_at(url.find('?').unwrap_or(url.len()));
        let host = base.find("://").map_or(0, |scheme| scheme + 3);
        let end = base[host..].find('/').map_or(base.len(), |slash| host + slash);
        Self { server: base[..end].to_owned(), query: query.to_owned() }
    }

    fn of(&self, database: &str) -> String {
        format!("{}/{database}{}", self.server, self.query)
    }
}

fn data(directory: &Path) -> PathBuf {
    directory.join("data")
}

fn initialise(programs: &Programs, directory: &Path) {
    let mut initdb = programs.command("initdb");
    initdb.arg("-D").arg(data(directory)).args([
        "-U",
        "postgres",
        "--auth=trust",
        "-E",
        "UTF8",
        "--locale=C",
    ]);
    initdb.args(["--no-sync", "--no-instructions"]);
    programs::run(initdb);
    // Without fsync a commit survives the server's death, though not the machine's: all that a
    // test can see. `synchronous_commit` stays on for the same reason.
    let settings = format!(
        "listen_addresses = '127.0.0.1'\nunix_socket_directories = '{}'\nmax_connections = 200\n\
         fsync = off\nfull_page_writes = off\n",
        directory.display()
    );
    // This file is read after postgresql.conf, and nobody else writes it.
    std::fs::write(data(directory).join("postgresql.auto.conf"), settings)
        .expect("write the server's settings");
}

fn start_command(programs: &Programs, directory: &Path, port: u16) -> Command {
    let mut command = programs.command("pg_ctl");
    command.arg("-D").arg(data(directory)).arg("-l").arg(directory.join("log"));
    command.args(["-w", "-t", "60", "-o"]).arg(format!("-p {port}")).arg("start");
    command
}

/// Between choosing a free port and listening on it somebody else may take it: then try another.
fn start_on_some_port(programs: &Programs, directory: &Path) -> u16 {
    for _ in 0..5 {
        let port = free_port();
        let mut command = start_command(programs, directory, port);
        if command.output().is_ok_and(|output| output.status.success()) {
            return port;
        }
    }
    let log = std::fs::read_to_string(directory.join("log")).unwrap_or_default();
    panic!("PostgreSQL does not start:\n{log}");
}

fn free_port() -> u16 {
    let count = u64::from(PORTS.end - PORTS.start);
    std::iter::repeat_with(|| PORTS.start + u16::try_from(random() % count).unwrap_or_default())
        .take(1000)
        .find(|port| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok())
        .expect("a free port")
}

/// Unlike a counter or a process id, never the same twice on a server that outlives a run.
fn random() -> u64 {
    RandomState::new().build_hasher().finish()
}

#[cfg(test)]
mod tests {
    use super::Address;

    #[test]
    fn an_address_keeps_all_but_the_database() {
        for (url, expected) in [
            ("postgres://postgres@127.0.0.1:5432/postgres", "postgres://postgres@127.0.0.1:5432/other"),
            ("postgres://127.0.0.1:5432", "postgres://127.0.0.1:5432/other"),
            ("postgres://a:b@h/x?sslmode=disable", "postgres://a:b@h/other?sslmode=disable"),
        ] {
            assert_eq!(Address::parse(url).of("other"), expected);
        }
    }
}
