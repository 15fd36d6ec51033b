//! The cluster for tests, tested.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use keyward_storage::{Options, Storage, Target};
use keyward_testkit::postgres::{Cluster, Database};

#[test]
fn the_shared_cluster_gives_everybody_a_database_of_their_own() {
    let databases = thread::scope(|scope| {
        let makers = [(); 2].map(|()| scope.spawn(|| Cluster::shared().create_database()));
        makers.map(|maker| maker.join().expect("a database"))
    });
    let [one, other] = databases;
    one.psql("CREATE TABLE here (n int)");
    assert_eq!(other.psql("SELECT count(*) FROM pg_tables WHERE tablename = 'here'").trim(), "0");
    assert_ne!(one.url(), other.url());

    let name = one.psql("SELECT current_database()");
    drop(one);
    let left = other.psql(&format!("SELECT count(*) FROM pg_database WHERE datname = '{}'", name.trim()));
    assert_eq!(left.trim(), "0", "the database must go with its value");
}

#[tokio::test]
async fn a_migrated_database_is_whole_and_nobody_else_s() {
    let [one, other] = [(); 2].map(|()| Cluster::shared().create_migrated_database());
    let target = |database: &Database| Target::Postgres(database.url().to_owned());
    let storage = Storage::connect(&Options::new(target(&one))).await.expect("a database");
    storage.check_schema().await.expect("every migration");
    one.psql("INSERT INTO tenants (name, status, created_at) VALUES ('Acme', 'active', 0)");
    assert_eq!(other.psql("SELECT count(*) FROM tenants").trim(), "0");
}

#[test]
fn what_was_committed_survives_a_stop() {
    let cluster = Cluster::start();
    let database = cluster.create_database();
    database.psql("CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)");
    let address = host_of(database.url());

    cluster.stop();
    assert!(TcpStream::connect(&address).is_err(), "nobody may listen on {address}");

    cluster.start_again();
    assert_eq!(database.psql("SELECT n FROM kept").trim(), "7");
}

#[test]
fn a_dropped_cluster_leaves_nothing() {
    let cluster = Cluster::start();
    let data = cluster.create_database().psql("SHOW data_directory");
    let address = host_of(&cluster.url("postgres"));
    assert!(Path::new(data.trim()).is_dir());
    drop(cluster);
    assert_gone(&address, data.trim());
}

#[test]
fn a_killed_process_leaves_nothing() {
    let mut holder = start_holder();
    let mut output = BufReader::new(holder.stdout.take().expect("its output"));
    let mut url = String::new();
    output.read_line(&mut url).expect("its address");
    let data = psql(url.trim(), "SHOW data_directory");

    holder.kill().expect("SIGKILL");
    holder.wait().expect("its end");
    // The guard holds the output open until it has done its work.
    output.read_to_end(&mut Vec::new()).expect("the guard's end");
    assert_gone(&host_of(url.trim()), &data);
}

/// Another process with a cluster, which it keeps until its standard input closes.
fn start_holder() -> Child {
    Command::new(env!("CARGO_BIN_EXE_cluster"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("start the holder")
}

fn psql(url: &str, sql: &str) -> String {
    let output = Command::new("psql").args(["-X", "-A", "-t", "-c", sql, url]).output().expect("psql");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn host_of(url: &str) -> String {
    let after_user = url.rsplit('@').next().expect("a host");
    after_user.split('/').next().expect("a host").to_owned()
}

fn assert_gone(address: &str, data: &str) {
    assert!(TcpStream::connect(address).is_err(), "nobody may listen on {address}");
    let directory = Path::new(data).parent().expect("its parent");
    assert!(!directory.exists(), "{} must be removed", directory.display());
}
