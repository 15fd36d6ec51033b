//! `keyward doctor`: what is wrong, if anything.

use keyward_server::config::Config;
use keyward_storage::{Engine, Storage, StorageError, Target};
use serde_json::{Value, json};

use crate::args::Global;
use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::{compose, config, output};

pub(crate) async fn run(global: &Global) -> Result<(), Failure> {
    let config = config::load(global, None)?.config;
    let findings = examine(&config).await;
    if global.json {
        output::json(&Value::from(findings.clone()))?;
    } else {
        output::table(&[("CHECK", "/check"), ("STATE", "/state"), ("DETAIL", "/detail")], &findings)?;
    }
    let bad = findings.iter().filter(|finding| finding["state"] == "bad").count();
    if bad == 0 {
        Ok(())
    } else {
        Err(Failure::failed(format!("{bad} of {} checks found something wrong", findings.len())))
    }
}

fn finding(check: &str, outcome: Result<String, String>) -> Value {
    match outcome {
        Ok(detail) => json!({"check": check, "state": "good", "detail": detail}),
        Err(detail) => json!({"check": check, "state": "bad", "detail": detail}),
    }
}

/// Looks and touches nothing: what is not there yet is not made.
async fn examine(config: &Config) -> Vec<Value> {
    let mut findings = vec![finding("configuration", Ok("in order".to_owned()))];
    let shown = config.data_dir.display();
    if config.data_dir.exists() {
        let data_dir = DataDir::open(&config.data_dir);
        findings.push(finding("data directory", describe(data_dir.as_ref().map(|_| shown.to_string()))));
        if let Ok(data_dir) = &data_dir {
            let server = data_dir.try_lock(None);
            let server = server.map(|lock| if lock.is_some() { "not running" } else { "running" }.to_owned());
            findings.push(finding("server", describe(server.as_ref().map(Clone::clone))));
        }
    } else {
        findings.push(finding("data directory", Ok(format!("{shown} is made at the first start"))));
    }
    if let Ok(Target::Sqlite(file)) = config.database_url().expose().parse()
        && !file.exists()
    {
        findings.push(finding("database", Ok(format!("{} is made at the first start", file.display()))));
        return findings;
    }
    let storage = compose::storage(config).await;
    let answers = storage.as_ref().map(|storage| format!("{:?} answers", storage.engine()));
    findings.push(finding("database", describe(answers)));
    if let Ok(storage) = &storage {
        if storage.engine() == Engine::Sqlite {
            findings.push(finding("sqlite", sqlite(storage).await));
        }
        findings.push(finding("schema", schema(storage).await));
        findings.push(finding("key digests", digests(storage).await.map_err(|error| error.to_string())));
    }
    findings
}

fn describe(outcome: Result<String, &Failure>) -> Result<String, String> {
    outcome.map_err(ToString::to_string)
}

/// How the embedded SQLite was compiled: other ways are slower, and nothing is wrong.
async fn sqlite(storage: &Storage) -> Result<String, String> {
    match storage.is_well_built().await {
        Ok(true) => Ok("plans a statement once".to_owned()),
        Ok(false) => Ok("plans a statement at each use, which is slower: the program was built without .cargo/config.toml \
                         of the source, as `cargo install --git` does"
            .to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

async fn schema(storage: &Storage) -> Result<String, String> {
    match storage.pending_migrations().await {
        Ok(0) => Ok("up to date".to_owned()),
        Ok(count) => Ok(format!("{count} migrations pending: they run at the next start")),
        Err(error) => Err(error.to_string()),
    }
}

/// How many keys are kept under each pepper, so that one is not thrown away too early.
async fn digests(storage: &Storage) -> Result<String, StorageError> {
    if storage.pending_migrations().await? > 0 {
        return Ok("not counted before the migrations".to_owned());
    }
    let counts = keyward_storage::keys::count_by_algorithm(&storage.reader()).await?;
    let texts: Vec<_> = counts.iter().map(|(algorithm, count)| format!("{algorithm}: {count}")).collect();
    Ok(if texts.is_empty() { "no keys".to_owned() } else { texts.join(", ") })
}
