//! A browser without a window: it keeps cookies, sends forms, and does not follow redirects.

use crate::actors::{Anonymous, Answer, Caller, Line, Method};
use crate::package::{BOUNDARY, FORM};

/// A browser at one server.
#[derive(Clone, Debug)]
pub struct Browser {
    line: Line,
    cookies: Vec<(String, String)>,
}

impl Browser {
    pub(crate) fn new(line: &Line) -> Self {
        Self { line: line.without_redirects(), cookies: Vec::new() }
    }

    /// A cookie's value.
    pub fn cookie(&self, name: &str) -> Option<&str> {
        self.cookies.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// What the `Cookie` header says (RFC 6265, 4.2).
    pub fn cookies(&self) -> String {
        self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    }

    /// Opens a page.
    pub async fn open(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, Vec::new(), &[]).await
    }

    /// Sends a form with exactly these fields, as a page of the same origin does.
    pub async fn send_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send_form_from("same-origin", path, fields).await
    }

    /// The same, from a page of another site.
    ///
    /// # Panics
    /// When the fields can't be written as a form.
    pub async fn send_form_from(&mut self, site: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = serde_urlencoded::to_string(fields).expect("pairs of texts");
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", site)];
        self.send(Method::POST, path, body.into_bytes(), &headers).await
    }

    /// Opens a page, and sends its form to `path` with its hidden fields, those of `fields` in place of them.
    ///
    /// # Panics
    /// When the page can't be opened.
    pub async fn fill(&mut self, page: &str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let all = self.filled(page, fields).await;
        let all: Vec<_> = all.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.send_form(path, &all).await
    }

    /// The same with files, each with the name of its field and its own.
    ///
    /// # Panics
    /// When the page can't be opened.
    pub async fn fill_with_files(
        &mut self,
        page: &str,
        path: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in self.filled(page, fields).await {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n{value}\r\n").as_bytes());
        }
        for (name, file, content) in files {
            let head = format!("Content-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").as_bytes());
            body.extend([content, &b"\r\n"[..]].concat());
        }
        body.extend(format!("--{BOUNDARY}--\r\n").as_bytes());
        self.send(Method::POST, path, body, &[("content-type", FORM), ("sec-fetch-site", "same-origin")])
            .await
    }

    /// A page's hidden fields, those of `fields` in place of them.
    async fn filled(&mut self, page: &str, fields: &[(&str, &str)]) -> Vec<(String, String)> {
        let html = self.open(page).await.expect(200);
        let mut all: Vec<(String, String)> = Vec::new();
        for (name, value) in hidden(html.body()) {
            let given = fields.iter().any(|(known, _)| *known == name);
            if !given && !all.iter().any(|(known, _)| *known == name) {
                all.push((name, value));
            }
        }
        all.extend(fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        all
    }

    async fn send(&mut self, method: Method, path: &str, body: Vec<u8>, headers: &[(&str, &str)]) -> Answer {
        let mut caller = Anonymous::new(self.line.clone());
        if !self.cookies.is_empty() {
            caller = caller.with("cookie", &self.cookies());
        }
        for (name, value) in headers {
            caller = caller.with(name, value);
        }
        let answer = caller.send(method, path, body).await;
        for set in answer.headers.get_all("set-cookie") {
            let text = set.to_str().expect("a cookie of ASCII");
            let pair = text.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a name and a value");
            self.cookies.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        answer
    }
}

/// The names and values of a page's hidden fields.
fn hidden(html: &str) -> Vec<(String, String)> {
    let part = |tag: &str, name: &str| {
        let rest = tag.split_once(&format!("{name}=\""))?.1;
        Some(rest.split('"').next()?.to_owned())
    };
    let tags = html.split("<input type=\"hidden\" ").skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter_map(|tag| Some((part(tag, "name")?, part(tag, "value")?))).collect()
}
