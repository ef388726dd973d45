//! The OpenAPI 3.1 document of a server, made of its routes: a route that is not described cannot be added.
//!
//! A handler is described by `#[utoipa::path(..)]` above it. Answers that are problems are written by their codes
//! alone, `(status = 409, description = "programme-exists, programme-code-taken")`; what every server answers by
//! itself (a body that cannot be read, a credential that is missing, a server that is busy) is added here.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    Router,
    http::header,
    response::IntoResponse,
    routing::{MethodRouter, get},
};
use schemas::{language::Language, problem::Problem};
use serde_json::Value;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Components, Content, Header, InfoBuilder, OpenApi, OpenApiBuilder, Ref, RefOr, Response,
        ResponseBuilder, Schema, Tag,
        path::{Operation, ParameterIn, PathItem},
        schema::{AllOfBuilder, ObjectBuilder, SchemaType, Type},
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};
pub use utoipa_axum::routes;

use crate::{
    problem::{MEDIA_TYPE, TYPE_PREFIX},
    texts,
};

/// Where the document is served.
pub const PATH: &str = "/openapi.json";

/// Routes together with their description. Made of [`routes!`](utoipa_axum::routes) alone.
pub struct Described<S> {
    router: OpenApiRouter<S>,
    everywhere: &'static [(u16, &'static str)],
}

/// What a document says beside its operations.
pub struct About<'a> {
    /// The server's name.
    pub title: &'a str,
    /// What it is for, in Markdown.
    pub description: &'a str,
    /// The version of the program.
    pub version: &'a str,
    /// The credentials: name, and who holds it. All are bearer tokens.
    pub credentials: &'a [(&'a str, &'a str)],
    /// The groups of operations: name, and what they are about.
    pub tags: &'a [(&'a str, &'a str)],
}

impl<S: Clone + Send + Sync + 'static> Described<S> {
    /// No routes yet. `everywhere` are statuses and codes of problems that every operation of this server may answer,
    /// such as those of its store.
    pub fn new(everywhere: &'static [(u16, &'static str)]) -> Self {
        let empty = OpenApiBuilder::new().build();
        Self {
            router: OpenApiRouter::with_openapi(empty),
            everywhere,
        }
    }

    /// Adds what [`routes!`](utoipa_axum::routes) made: one address with one or more methods.
    #[must_use]
    pub fn routes(mut self, (schemas, mut paths, router): UtoipaMethodRouter<S>) -> Self {
        for operation in paths.paths.values_mut().flat_map(operations) {
            complete(operation, self.everywhere);
        }
        self.router = self.router.routes((schemas, paths, router));
        self
    }

    /// Both together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.router = self.router.merge(other.router);
        self
    }

    /// The routes, that of the document among them, and the document.
    pub fn finish(self, about: &About<'_>) -> (Router<S>, Document) {
        let (router, described) = self.router.split_for_parts();
        let document = Document::of(&whole(described, about));
        (router.route(PATH, serve(&document)), document)
    }
}

/// A server's OpenAPI document.
#[derive(Clone)]
pub struct Document(Value);

impl Document {
    fn of(described: &OpenApi) -> Self {
        let mut value = serde_json::to_value(described).unwrap_or_default();
        without_doc_links(&mut value);
        Self(value)
    }

    /// The document as it is committed and served: JSON, indented, with a newline at the end.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", self.0)
    }
}

/// Doc comments name items of the code as links, ``[`Name`]``, which lead nowhere in the document.
fn without_doc_links(value: &mut Value) {
    match value {
        Value::String(text) if text.contains("[`") => {
            *text = text.replace("[`", "`").replace("`]", "`");
        }
        Value::Array(items) => items.iter_mut().for_each(without_doc_links),
        Value::Object(fields) => fields.values_mut().for_each(without_doc_links),
        _ => {}
    }
}

fn serve<S: Clone + Send + Sync + 'static>(document: &Document) -> MethodRouter<S> {
    let text: std::sync::Arc<str> = document.to_json().into();
    get(async move || {
        let headers = [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "public, max-age=300"),
        ];
        (headers, text.to_string()).into_response()
    })
}

fn whole(mut described: OpenApi, about: &About<'_>) -> OpenApi {
    described.info = InfoBuilder::new()
        .title(about.title)
        .description(Some(about.description))
        .version(about.version)
        .license(Some(utoipa::openapi::License::new("Apache-2.0")))
        .build();
    described.tags = Some(about.tags.iter().map(tag).collect());
    let components = described.components.get_or_insert_with(Components::new);
    let mut dependencies = vec![(Problem::name().into_owned(), Problem::schema())];
    Problem::schemas(&mut dependencies);
    components.schemas.extend(dependencies);
    for (name, holder) in about.credentials {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(*holder))
            .build();
        components.add_security_scheme(*name, SecurityScheme::Http(scheme));
    }
    described
}

fn tag((name, description): &(&str, &str)) -> Tag {
    let mut tag = Tag::new(*name);
    tag.description = Some((*description).to_owned());
    tag
}

fn operations(item: &mut PathItem) -> impl Iterator<Item = &mut Operation> {
    let read = [&mut item.get, &mut item.head].into_iter();
    let write = [
        &mut item.post,
        &mut item.put,
        &mut item.patch,
        &mut item.delete,
    ];
    read.chain(write).flatten()
}

/// Problems by status: the operation's own, and those that every server answers by itself.
fn complete(operation: &mut Operation, everywhere: &[(u16, &str)]) {
    let mut codes: BTreeMap<u16, BTreeSet<String>> = BTreeMap::new();
    let mut add = |status: u16, code: &str| {
        codes.entry(status).or_default().insert(code.to_owned());
    };
    for (status, code) in of_surroundings(operation).iter().chain(everywhere) {
        add(*status, code);
    }
    operation.responses.responses.retain(|status, response| {
        let status: u16 = status.parse().unwrap_or_default();
        let RefOr::T(response) = response else {
            return true;
        };
        if status < 400 || !response.content.is_empty() {
            return true;
        }
        for code in response.description.split(',') {
            add(status, code.trim());
        }
        false
    });
    for (status, codes) in codes {
        let response = problem(status, &codes);
        let responses = &mut operation.responses.responses;
        responses.insert(status.to_string(), response.into());
    }
}

/// What reading a body as JSON may answer: see [`crate::json`].
const OF_JSON_BODIES: [(u16, &str); 5] = [
    (400, "bad-body"),
    (400, "bad-json"),
    (413, "too-large"),
    (415, "media-type"),
    (422, "wrong-field"),
];

fn of_surroundings(operation: &Operation) -> Vec<(u16, &'static str)> {
    let mut codes = vec![(500, "internal"), (503, "busy"), (503, "timeout")];
    if let Some(RefOr::T(body)) = &operation.request_body {
        let kinds: Vec<_> = body.content.keys().collect();
        if kinds == ["application/json"] {
            codes.extend(OF_JSON_BODIES);
        } else {
            codes.extend([(400, "bad-request"), (413, "too-large")]);
        }
    }
    if has_parameters(operation, &ParameterIn::Path) {
        codes.extend([(400, "bad-request"), (404, "no-such-page")]);
    }
    if has_parameters(operation, &ParameterIn::Query) {
        codes.push((400, "bad-request"));
    }
    if needs_credential(operation) {
        codes.extend([(401, "credential-missing"), (401, "credential-unknown")]);
    }
    codes
}

fn has_parameters(operation: &Operation, place: &ParameterIn) -> bool {
    let mut parameters = operation.parameters.iter().flatten();
    parameters.any(|p| matches!(p, RefOr::T(p) if p.parameter_in == *place))
}

/// Whether the operation names a credential; `security(())` names none.
fn needs_credential(operation: &Operation) -> bool {
    let mut requirements = operation.security.iter().flatten();
    requirements.any(|one| serde_json::to_value(one).is_ok_and(|v| v != serde_json::json!({})))
}

fn problem(status: u16, codes: &BTreeSet<String>) -> Response {
    let title = |code: &String| {
        let title = texts::ours().message(Language::En, &format!("problem-{code}"), &[]);
        title.map_or_else(|| format!("`{code}`"), |title| format!("`{code}`: {title}"))
    };
    let titles: Vec<_> = codes.iter().map(title).collect();
    let kinds = codes.iter().map(|code| format!("{TYPE_PREFIX}{code}"));
    let kind = ObjectBuilder::new()
        .schema_type(Type::String)
        .enum_values(Some(kinds.collect::<Vec<_>>()));
    let of_these = ObjectBuilder::new()
        .schema_type(SchemaType::AnyValue)
        .property("type", kind);
    let schema: RefOr<Schema> = AllOfBuilder::new()
        .item(Ref::from_schema_name(Problem::name()))
        .item(of_these)
        .into();
    let mut response = ResponseBuilder::new()
        .description(titles.join("; "))
        .content(MEDIA_TYPE, Content::new(Some(schema)));
    if status == 401 {
        response = response.header("WWW-Authenticate", Header::default());
    }
    response.build()
}
