//! SMTP, by `lettre` over rustls.

use std::fmt;
use std::time::Duration;

use keyward_token::PlainSecret;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls as Encryption, TlsParameters};
use lettre::transport::smtp::{AsyncSmtpTransport, Error};
use lettre::{AsyncTransport, Tokio1Executor};

use super::{Delivery, Mail, Mailer, Undelivered};

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Begun in the clear and then protected, or not used at all (RFC 3207).
    #[expect(clippy::enum_variant_names, reason = "its name in the RFC (3207)")]
    StartTls,
    /// From the first byte (RFC 8314).
    Implicit,
    /// Not at all: for a server on the same machine.
    None,
}

/// Which mail server, and how.
pub struct SmtpSettings {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Who signs in there; nobody where it is `None`.
    pub credentials: Option<(String, PlainSecret)>,
    /// A certificate authority that is trusted beside those of the system, in PEM.
    pub extra_ca: Option<Vec<u8>>,
}

/// The settings can't be used.
#[derive(Debug, thiserror::Error)]
#[error("the mail server's settings can't be used: {0}")]
pub struct SmtpError(String);

/// Sends over SMTP.
#[derive(Clone)]
pub struct Smtp(AsyncSmtpTransport<Tokio1Executor>);

/// What a file that holds nothing of use lacks (RFC 7468, 5).
const CERTIFICATE: &[u8] = b"-----BEGIN CERTIFICATE-----";
/// For each step of the protocol.
const TIMEOUT: Duration = Duration::from_secs(20);

impl fmt::Debug for SmtpSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpSettings")
            .field("host", &self.host)
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Smtp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Smtp(…)")
    }
}

impl Smtp {
    /// Prepares to send; connects to nothing yet.
    pub fn new(settings: SmtpSettings) -> Result<Self, SmtpError> {
        let failed = |error: Error| SmtpError(error.to_string());
        let parameters = || {
            let mut builder = TlsParameters::builder(settings.host.clone());
            if let Some(pem) = &settings.extra_ca {
                if !pem.windows(CERTIFICATE.len()).any(|part| part == CERTIFICATE) {
                    return Err(SmtpError(
                        "the file of the extra authority holds no certificate in PEM".to_owned(),
                    ));
                }
                builder = builder.add_root_certificate(Certificate::from_pem(pem).map_err(failed)?);
            }
            builder.build_rustls().map_err(failed)
        };
        let tls = match settings.tls {
            Tls::StartTls => Encryption::Required(parameters()?),
            Tls::Implicit => Encryption::Wrapper(parameters()?),
            Tls::None => Encryption::None,
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&*settings.host)
            .port(settings.port)
            .timeout(Some(TIMEOUT))
            .tls(tls);
        if let Some((username, password)) = settings.credentials {
            builder = builder.credentials(Credentials::new(username, password.expose().to_owned()));
        }
        Ok(Self(builder.build()))
    }
}

impl Mailer for Smtp {
    fn deliver<'a>(&'a self, mail: &'a Mail) -> Delivery<'a> {
        Box::pin(async move {
            let sent = self.0.send(mail.message()?).await;
            sent.map(drop)
                .map_err(|error| Undelivered { permanent: is_permanent(&error), reason: told(&error) })
        })
    }
}

/// Whether the server said that it will never take this mail. What it says of our signing in (530 to 539) is for the operator to mend.
fn is_permanent(error: &Error) -> bool {
    error.is_permanent() && error.status().is_some_and(|code| !(530..540).contains(&u16::from(code)))
}

fn told(error: &Error) -> String {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}
