//! What the program says: transcripts in `tests/cmd`, run beside the files of `tests/fixtures`, where no registry can
//! be asked. After a wanted change, run with `TRYCMD=overwrite` and read the difference.

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .default_bin_name("verifier")
        .timeout(std::time::Duration::from_mins(1))
        .env("COLUMNS", "100")
        .env("RUST_LOG", "off")
        .case("tests/cmd/*.trycmd")
        .run();
}
