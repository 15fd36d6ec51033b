//! `keyward audit verify`: whether the trail is what was written.

use keyward_authority::audit::verify::{Verdict, verify};
use keyward_storage::tenants;
use serde_json::{Value, json};

use crate::args::{AuditCommand, Global};
use crate::failure::Failure;
use crate::{compose, config, output};

pub(crate) async fn run(global: &Global, command: &AuditCommand) -> Result<(), Failure> {
    let AuditCommand::Verify = command;
    let config = config::load(global, None)?.config;
    // Looks and touches nothing, so it may run beside a server; and it asks the database, not the server that it checks.
    if let Some(file) = compose::database_file(&config)
        && !file.exists()
    {
        return Err(Failure::failed(format!("{}: there is no database", file.display())));
    }
    let storage = compose::storage(&config).await?;
    storage.check_schema().await?;
    let mut findings = Vec::new();
    for tenant in tenants::all(&storage.reader()).await? {
        let name = tenant.name.to_string();
        findings.push(match verify(&storage, tenant.id).await? {
            Verdict::Whole(entries) => json!({"tenant": name, "state": "whole", "entries": entries}),
            Verdict::Broken { sequence, reason } => {
                json!({"tenant": name, "state": "broken", "sequence": sequence, "reason": reason})
            }
        });
    }
    if global.json {
        output::json(&Value::from(findings.clone()))?;
    } else {
        for finding in &findings {
            output::line(&told(finding))?;
        }
    }
    match findings.iter().filter(|finding| finding["state"] == "broken").count() {
        0 => Ok(()),
        count => {
            Err(Failure::failed(format!("{count} of {} trails are not what was written", findings.len())))
        }
    }
}

fn told(finding: &Value) -> String {
    let tenant = finding["tenant"].as_str().unwrap_or_default();
    match finding["state"].as_str() {
        Some("whole") => format!("{tenant}: {} entries, whole", finding["entries"]),
        _ => format!(
            "{tenant}: entry {} {}",
            finding["sequence"],
            finding["reason"].as_str().unwrap_or_default()
        ),
    }
}
