//! Mails that the development server puts into its folder.

use super::shell::Shell;

/// The token of the newest mail with such a link, once it is there.
pub(super) async fn token(shell: &mut Shell, link: &str) -> String {
    const SENT: &str = "a mail was sent";
    loop {
        let sent = shell.server.log().matches(SENT).count();
        let found =
            std::fs::read_dir(shell.server.home().data().join("mail")).into_iter().flatten().flatten();
        let mut files: Vec<_> = found.map(|file| file.path()).collect();
        files.sort();
        for file in files.iter().rev() {
            let mail =
                std::fs::read_to_string(file).unwrap_or_default().replace("=\r\n", "").replace("=3D", "=");
            if let Some((_, rest)) = mail.split_once(&format!("{link}?token=")) {
                return rest.chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect();
            }
        }
        shell.server.logs_past(SENT, sent).await;
    }
}
