//! The language of a request, chosen by the person, remembered in a cookie.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, Uri, header, request::Parts},
    response::Response,
};
use schemas::language::Language;

/// What is spoken to those who ask for no language that we have.
pub const DEFAULT: Language = Language::Ru;

/// The language to answer in: `?lang=`, else the cookie `lang`, else `Accept-Language`, else [`DEFAULT`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RequestLanguage(pub Language);

impl RequestLanguage {
    /// Reads it from the request's address and headers.
    pub fn of(uri: &Uri, headers: &HeaderMap) -> Self {
        let accepted = || {
            let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            Language::from_accept_language(header)
        };
        Self(
            asked_for(uri)
                .or_else(|| remembered(headers))
                .or_else(accepted)
                .unwrap_or(DEFAULT),
        )
    }
}

impl<S: Sync> FromRequestParts<S> for RequestLanguage {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.uri, &parts.headers))
    }
}

/// Sets the cookie after a language switch was followed.
pub(crate) fn remember(language: Language, response: &mut Response) {
    let cookie = format!("lang={language}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The address that shows the same page in `language`: the path and query of `uri` with `lang` replaced.
pub fn switch(uri: &Uri, language: Language) -> String {
    let others = uri.query().unwrap_or_default().split('&');
    let mut query: Vec<String> = others
        .filter(|pair| !pair.is_empty() && !pair.starts_with("lang="))
        .map(ToOwned::to_owned)
        .collect();
    query.push(format!("lang={language}"));
    format!("{}?{}", uri.path(), query.join("&"))
}

/// The language that an address switches to.
pub(crate) fn asked_for(uri: &Uri) -> Option<Language> {
    let mut pairs = uri.query()?.split('&');
    pairs.find_map(|pair| pair.strip_prefix("lang=")?.parse().ok())
}

fn remembered(headers: &HeaderMap) -> Option<Language> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix("lang=")?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(uri: &str, cookie: &str, accept: &str) -> Language {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers.insert(header::ACCEPT_LANGUAGE, accept.parse().unwrap());
        RequestLanguage::of(&uri.parse().unwrap(), &headers).0
    }

    #[test]
    fn the_switch_wins_over_the_cookie_over_the_browser() {
        assert_eq!(chosen("/?a=1&lang=kk", "lang=en", "ru"), Language::Kk);
        assert_eq!(chosen("/?lang=de", "x=1; lang=en", "ru"), Language::En);
        assert_eq!(chosen("/", "x=1", "kk, en;q=0.5"), Language::Kk);
        assert_eq!(chosen("/", "lang=xx", "de"), DEFAULT);
    }

    #[test]
    fn the_switch_keeps_the_rest_of_the_address() {
        let uri: Uri = "/programmes?page=2&lang=ru&q=a%26b".parse().unwrap();
        assert_eq!(
            switch(&uri, Language::Kk),
            "/programmes?page=2&q=a%26b&lang=kk"
        );
        assert_eq!(switch(&"/".parse().unwrap(), Language::En), "/?lang=en");
    }
}
