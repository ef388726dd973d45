//! What the program says: transcripts in `tests/cmd`, each in a sandbox with the files of `tests/fixtures`. After a
//! wanted change, run with `TRYCMD=overwrite` and read the difference.

#[test]
fn transcripts() {
    trycmd::TestCases::new()
        .default_bin_name("wallet")
        .env("KUALIK_WALLET", "wallet")
        .env("KUALIK_WALLET_WORK_FACTOR", "1")
        .env("LC_ALL", "C")
        .case("tests/cmd/*.trycmd")
        .run();
}
