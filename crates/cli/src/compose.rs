//! From a configuration to the running parts.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use keyward_authority::mail::{self, Mailer, Smtp, SmtpSettings};
use keyward_authority::{Authority, MasterSecret, Parts, Policy, StaticKey, StaticKeys};
use keyward_gate::Settings;
use keyward_server::config::{Config, Label, Logo, PublicUrl, StoreKind};
use keyward_server::{App, Bucket, Front, Objects};
use keyward_storage::{Options, Storage, Target};
use keyward_token::{Pepper, PepperId, Peppers, PlainSecret};

use crate::data_dir::DataDir;
use crate::failure::Failure;
use crate::system::{SystemClock, SystemEntropy};

/// Opens the configured database, without looking at its schema.
pub(crate) async fn storage(config: &Config) -> Result<Storage, Failure> {
    let target: Target = config.database_url().expose().parse().map_err(Failure::misused)?;
    let shown = target.to_string();
    let options = Options {
        target,
        max_connections: config.database.max_connections,
        acquire_timeout: config.database.acquire_timeout(),
    };
    Storage::connect(&options).await.map_err(|error| Failure::failed(format!("{shown}: {error}")))
}

/// The database's file, when it is one.
pub(crate) fn database_file(config: &Config) -> Option<PathBuf> {
    match config.database_url().expose().parse() {
        Ok(Target::Sqlite(file)) => Some(file),
        Ok(Target::Postgres(_)) | Err(_) => None,
    }
}

/// Brings the schema up to date, or refuses a schema that is not.
async fn schema(config: &Config, storage: &Storage) -> Result<(), Failure> {
    if config.database.migrate {
        match storage.migrate().await? {
            0 => {}
            migrations => tracing::info!(migrations, "the database's schema was brought up to date"),
        }
    } else {
        storage.check_schema().await?;
    }
    Ok(())
}

/// The operations over the configured database, its schema brought up to date.
pub(crate) async fn authority(
    config: &Config,
    policy: Policy,
    data_dir: &DataDir,
) -> Result<Authority, Failure> {
    // The files that the configuration names are read before anything is touched.
    let issuers = keyward_server::issuers(config).map_err(Failure::misused)?;
    let mail = mail(config)?;
    logo(config)?;
    let storage = storage(config).await?;
    schema(config, &storage).await?;
    let entropy = SystemEntropy;
    let master = match &config.secrets.master {
        Some(master) => *master.expose(),
        None => data_dir.master(&entropy)?,
    };
    let parts = Parts {
        storage,
        clock: Arc::new(SystemClock),
        peppers: peppers(config, data_dir)?,
        entropy: Arc::new(entropy),
        formats: config.formats().map_err(Failure::misused)?,
        master: MasterSecret::new(master),
        static_keys: static_keys(config),
        issuers,
        mail,
        gate: Settings {
            max_keys: config.gate.max_keys,
            max_unknown: config.gate.max_unknown,
            unknown_ttl: config.gate.unknown_ttl(),
        },
        policy,
    };
    Ok(Authority::open(parts).await?)
}

/// Refuses a logo that can't be shown, before anything is opened.
fn logo(config: &Config) -> Result<(), Failure> {
    let Some(path) = &config.portal.logo_file else { return Ok(()) };
    let read = Logo::read(path);
    read.map(drop)
        .map_err(|reason| Failure::misused(format!("portal.logo_file: {} {reason}", path.display())))
}

/// How mail is sent.
fn mail(config: &Config) -> Result<mail::Settings, Failure> {
    let settings = &config.mail;
    let mailer: Arc<dyn Mailer> = match &settings.smtp_host {
        None => {
            let folder = settings.folder.clone().unwrap_or_else(|| config.data_dir.join("mail"));
            Arc::new(mail::Folder::new(folder))
        }
        Some(host) => {
            let smtp = SmtpSettings {
                host: host.as_str().to_owned(),
                port: settings.smtp_port,
                tls: settings.smtp_tls.into(),
                credentials: credentials(config)?,
                extra_ca: settings.smtp_ca_file.as_deref().map(read).transpose()?,
            };
            Arc::new(Smtp::new(smtp).map_err(Failure::misused)?)
        }
    };
    Ok(mail::Settings {
        mailer,
        from: settings.from.sender().clone(),
        product_name: settings.product_name.as_str().to_owned(),
        link_base: config.link_base(),
    })
}

/// Who signs in at the mail server: the password of the environment, or of its file without the end of its line.
fn credentials(config: &Config) -> Result<Option<(String, PlainSecret)>, Failure> {
    let settings = &config.mail;
    let Some(username) = &settings.smtp_username else { return Ok(None) };
    let password = secret(
        config.secrets.smtp_password.as_ref().map(|text| text.as_str()),
        settings.smtp_password_file.as_deref(),
        "mail.smtp_username is set, and no password: set KEYWARD_MAIL_SMTP_PASSWORD or mail.smtp_password_file",
    )?;
    Ok(Some((username.as_str().to_owned(), password)))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::misused(format!("{}: {error}", path.display())))
}

/// The server over the operations.
pub(crate) fn front(authority: Authority, store: Arc<Objects>, config: Config) -> Arc<Front> {
    Arc::new(Front::new(App::new(authority, store, config), &SystemEntropy))
}

/// Where the files of releases lie.
pub(crate) fn release_store(config: &Config) -> Result<Arc<Objects>, Failure> {
    let settings = &config.releases;
    let store = match settings.store {
        StoreKind::Folder => {
            let folder = settings.folder.clone().unwrap_or_else(|| config.data_dir.join("releases"));
            Objects::folder(&folder)
        }
        StoreKind::S3 => {
            let set = |name: &str, value: &Option<Label>| match value {
                Some(value) => Ok(value.as_str().to_owned()),
                None => {
                    Err(Failure::misused(format!("releases.store is s3, and releases.{name} is not set")))
                }
            };
            let (name, access_key) =
                (set("s3_bucket", &settings.s3_bucket)?, set("s3_access_key", &settings.s3_access_key)?);
            let secret = secret(
                config.secrets.s3_secret.as_ref().map(|text| text.as_str()),
                settings.s3_secret_file.as_deref(),
                "releases.store is s3, and there is no secret: set KEYWARD_RELEASES_S3_SECRET or releases.s3_secret_file",
            )?;
            Objects::bucket(&Bucket {
                name: &name,
                endpoint: settings.s3_endpoint.as_ref().map(PublicUrl::as_str),
                region: settings.s3_region.as_str(),
                path_style: settings.s3_path_style,
                access_key: &access_key,
                secret: secret.expose(),
            })
        }
    };
    Ok(Arc::new(store.map_err(Failure::failed)?))
}

/// A secret of the environment, or of its file without the end of its line.
fn secret(given: Option<&str>, file: Option<&Path>, absent: &str) -> Result<PlainSecret, Failure> {
    match (given, file) {
        (Some(secret), _) => Ok(PlainSecret::new(secret)),
        (None, Some(path)) => {
            let text = String::from_utf8(read(path)?);
            let text = text.map_err(|_| Failure::misused(format!("{}: must be text", path.display())))?;
            Ok(PlainSecret::new(text.trim_end_matches(['\r', '\n'])))
        }
        (None, None) => Err(Failure::misused(absent)),
    }
}

/// The configured keys as the operations take them.
pub(crate) fn static_keys(config: &Config) -> StaticKeys {
    let entries = config.auth.static_keys.iter().map(|(digest, key)| {
        let key = StaticKey {
            tenant: key.tenant.as_str().to_owned(),
            user: key.user.as_str().to_owned(),
            name: key.name.as_str().to_owned(),
            is_active: key.is_active,
            environment: key.environment.as_ref().map(|name| name.as_str().to_owned()),
        };
        (digest.digest(), key)
    });
    entries.collect()
}

/// Peppers of the environment and of the data directory; the current one first, then the greater id.
fn peppers(config: &Config, data_dir: &DataDir) -> Result<Peppers, Failure> {
    let mut found: Vec<(PepperId, [u8; 32])> =
        config.secrets.peppers.iter().map(|(id, key)| (id.clone(), **key)).collect();
    // One that the environment adds does not make the others unknown: keys are kept under them.
    let kept = data_dir.peppers(&SystemEntropy, found.is_empty())?;
    let added: Vec<_> =
        kept.into_iter().filter(|(id, _)| found.iter().all(|(known, _)| known != id)).collect();
    found.extend(added);
    found.sort_by(|(left, _), (right, _)| {
        let (left, right) = (left.as_str(), right.as_str());
        (right.len(), right).cmp(&(left.len(), left))
    });
    if let Some(current) = &config.peppers.current {
        let Some(index) = found.iter().position(|(id, _)| id == current) else {
            let message = format!("peppers.current names the pepper {current}, and there is none of that id");
            return Err(Failure::misused(message));
        };
        let current = found.remove(index);
        found.insert(0, current);
    }
    Peppers::new(found.into_iter().map(|(id, key)| Pepper::new(id, key)).collect()).map_err(Failure::misused)
}
