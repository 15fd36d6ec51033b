use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::config::values::{Label, MailFrom, MailTls, within};

/// `[mail]`: how mail is sent. The password of the mail server is never in a file of this kind: it comes from
/// `KEYWARD_MAIL_SMTP_PASSWORD` or a file of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Mail {
    /// Whom mail comes from. Default `Keyward <keyward@localhost>`.
    pub from: MailFrom,
    /// What mails call the product. Default `Keyward`.
    pub product_name: Label,
    /// Where mail is put as `.eml` files when there is no mail server. By default `mail` in the data directory.
    pub folder: Option<PathBuf>,
    /// The mail server's name or address. By default mail goes into the folder.
    pub smtp_host: Option<Label>,
    /// The mail server's port. Default 587.
    #[serde(deserialize_with = "within::<_, _, 1, 65_535>")]
    pub smtp_port: u16,
    /// How the connection is protected: `starttls`, `implicit` or `none`. Default `starttls`.
    pub smtp_tls: MailTls,
    /// Who signs in at the mail server. By default nobody.
    pub smtp_username: Option<Label>,
    /// The file that holds the password, where the environment does not.
    pub smtp_password_file: Option<PathBuf>,
    /// A file with a certificate authority, in PEM, that is trusted beside those of the system.
    pub smtp_ca_file: Option<PathBuf>,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            from: "Keyward <keyward@localhost>".parse().expect("a sender"),
            product_name: "Keyward".parse().expect("a name"),
            folder: None,
            smtp_host: None,
            smtp_port: 587,
            smtp_tls: MailTls::StartTls,
            smtp_username: None,
            smtp_password_file: None,
            smtp_ca_file: None,
        }
    }
}
