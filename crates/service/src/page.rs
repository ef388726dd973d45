//! The shell of all pages: one layout, one stylesheet, no script, no request to anybody else.
//!
//! A program renders its content with its own templates, which escape what comes from outside, and hands it to
//! [`Shell`]. The content begins with its `h1`. Classes of the stylesheet:
//!
//! | class | on | for |
//! |---|---|---|
//! | `verdict` and `passed`, `failed` or `unknown` | `p` | the answer at the head of a report; its icon comes by itself |
//! | `badge` and the same three | `span` | the same, in a line or a table |
//! | `checks` | `ul` | checks one below the other: a badge, then a `div` with `strong` and text |
//! | `facts` | `dl` | names and values |
//! | `pairs` | `dl`, each pair in a `div` | the same as short boxes side by side |
//! | `number` | any | a certificate number |
//! | `table-scroll` | `div` with `tabindex="0"`, `role="region"` and a name | around a wide table; `amount` on its figures |
//! | `stack` | `table` whose cells have `data-label` | a table whose rows become cards on a phone; `long` on cells of text |
//! | `field` | `div` | a label, `hint`, `error` and input |
//! | `button`, `quiet`, `danger`, `actions` | links, buttons, their row | what can be done |
//! | `panel`, and `risk` | `section` | what a page is for; what cannot be undone |
//! | `inline` | `div` | an input and its button in one line |
//! | `certificate` | `article` | a certificate as its holder sees and prints it |
//! | `cards`, `card`, `figure`, `steps`, `crumbs`, `notice`, `lead`, `visually-hidden` | | as their names say |

use askama::Template;
use axum::{
    Router,
    http::{HeaderName, HeaderValue, Uri, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};
use schemas::{language::Language, problem::Problem};

use crate::{language::switch, texts};

/// A page: the common layout around a program's own content.
#[derive(Clone, Debug)]
pub struct Shell {
    /// The page's title, also of the window.
    pub title: String,
    /// The page's language.
    pub language: Language,
    /// The page's own path and query; the language switch adds `lang` to it.
    pub path_for_language_switch: String,
    /// The content, as a template rendered it: HTML, with everything from outside escaped already.
    pub body_html: String,
    /// The service's name, at the head of the page.
    pub service_name: String,
    /// The service's main pages, below the head; none when there is but one.
    pub sections: Vec<Section>,
}

/// A main page of a service, as the head of every page names it.
#[derive(Clone, Debug)]
pub struct Section {
    /// Its path.
    pub href: &'static str,
    /// Its name in the page's language.
    pub name: String,
}

impl Shell {
    /// The whole page.
    pub fn render(&self) -> Html<String> {
        let uri: Uri = self.path_for_language_switch.parse().unwrap_or_default();
        let languages = Language::ALL.map(|language| Switch {
            language,
            href: switch(&uri, language),
            current: language == self.language,
        });
        let base = Base {
            shell: self,
            languages,
            skip: words(self.language, "page-skip"),
            language_word: words(self.language, "page-language"),
            sections_word: words(self.language, "page-sections"),
            path: uri.path(),
        };
        // Never fails: writing to a string does not, and the template calls nothing else that could.
        Html(base.render().unwrap_or_default())
    }
}

impl IntoResponse for Shell {
    fn into_response(self) -> Response {
        let language = HeaderValue::from_static(self.language.tag());
        let vary = HeaderValue::from_static("accept-language, cookie");
        (
            [(header::CONTENT_LANGUAGE, language), (header::VARY, vary)],
            self.render(),
        )
            .into_response()
    }
}

/// The page that tells a problem.
pub(crate) fn problem(
    problem: &Problem,
    uri: &Uri,
    language: Language,
    service_name: &str,
) -> Shell {
    // What servers tell each other is English; a program that speaks to people gives its own words as the detail.
    let foreign = language != Language::En && !problem.detail.chars().any(is_cyrillic);
    let id = format!("page-problem-{}", problem.status);
    let body = ProblemPage {
        problem,
        foreign,
        advice: texts::ours().message(language, &id, &[]),
        back: words(language, "page-problem-back"),
        violations: words(language, "page-problem-violations"),
    };
    Shell {
        title: problem.title.clone(),
        language,
        path_for_language_switch: uri.path_and_query().map_or("/", |p| p.as_str()).to_owned(),
        // Never fails, as above.
        body_html: body.render().unwrap_or_default(),
        service_name: service_name.to_owned(),
        sections: Vec::new(),
    }
}

/// The routes of the stylesheet and the icon.
pub fn assets<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let css = || async {
        asset(
            "text/css; charset=utf-8",
            include_str!("../assets/kualik.css"),
        )
    };
    let icon = || async { asset("image/svg+xml", include_str!("../assets/kualik.svg")) };
    Router::new()
        .route("/assets/kualik.css", get(css))
        .route("/assets/kualik.svg", get(icon))
        .route("/favicon.ico", get(icon))
}

/// Sets headers that keep a page from loading, sending or being framed by anything else, where the route has
/// not set its own.
pub(crate) fn secure(response: &mut Response) {
    const HEADERS: [(HeaderName, &str); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in HEADERS {
        let entry = response.headers_mut().entry(name);
        entry.or_insert(HeaderValue::from_static(value));
    }
}

#[derive(Template)]
#[template(path = "base.html")]
struct Base<'a> {
    shell: &'a Shell,
    languages: [Switch; 3],
    skip: String,
    language_word: String,
    sections_word: String,
    path: &'a str,
}

struct Switch {
    language: Language,
    href: String,
    current: bool,
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    problem: &'a Problem,
    foreign: bool,
    advice: Option<String>,
    back: String,
    violations: String,
}

fn is_cyrillic(letter: char) -> bool {
    ('\u{400}'..='\u{52f}').contains(&letter)
}

fn words(language: Language, id: &str) -> String {
    texts::ours().words(language, id, &[])
}

fn asset(kind: &'static str, content: &'static str) -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "public, max-age=3600"),
        ],
        content,
    )
}
