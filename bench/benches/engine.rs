//! The stages of the proof engine on the 4 KB certificate: `cargo bench --package bench`.

use bench::{
    certificates::{Form, Size},
    setting::Setting,
};
use credential::{
    jcs,
    json_ld::{self, Mode},
    rdfc,
};
use divan::Bencher;
use schemas::json::{Limits, parse_tree};

fn main() {
    divan::main();
}

fn certificate(setting: &Setting) -> String {
    let form = Form::of_size(Size::Kb4, 0, setting);
    form.certificates(1).next().expect("forms are endless")
}

#[divan::bench]
fn parse(bencher: Bencher<'_, '_>) {
    let document = certificate(&Setting::new());
    bencher.bench(|| parse_tree(document.as_bytes(), Limits::CREDENTIAL));
}

#[divan::bench]
fn to_rdf(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let document = certificate(&setting);
    let tree = parse_tree(document.as_bytes(), Limits::CREDENTIAL).expect("JSON");
    bencher.bench(|| json_ld::to_rdf(&tree, &setting.contexts, Mode::Strict));
}

#[divan::bench]
fn canonicalize_rdf(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let document = certificate(&setting);
    let tree = parse_tree(document.as_bytes(), Limits::CREDENTIAL).expect("JSON");
    let dataset = json_ld::to_rdf(&tree, &setting.contexts, Mode::Strict).expect("JSON-LD");
    bencher.bench(|| rdfc::canonicalize(&dataset));
}

#[divan::bench]
fn canonicalize_json(bencher: Bencher<'_, '_>) {
    let document = certificate(&Setting::new());
    let tree = parse_tree(document.as_bytes(), Limits::CREDENTIAL).expect("JSON");
    bencher.bench(|| jcs::canonicalize(&tree));
}

#[divan::bench]
fn sign(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    bencher.bench(|| setting.key.sign(divan::black_box(&[5; 64])));
}

#[divan::bench]
fn verify(bencher: Bencher<'_, '_>) {
    let setting = Setting::new();
    let (public, signature) = (setting.key.public(), setting.key.sign(&[5; 64]));
    bencher.bench(|| public.verifies(divan::black_box(&[5; 64]), &signature));
}
