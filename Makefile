# make demo    the life of a certificate, told on this machine
# make test    every test
# make bench   measures the proof engine beside others; writes docs/BENCHMARKS.md
# make check   what continuous integration runs: format, lints, documentation, licences, tests
# KEEP=1 make demo keeps the servers up until Ctrl-C.

.PHONY: demo test bench check fmt lint doc deny system help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

demo: system
	cargo build --bins --workspace --exclude bench
	cargo run --quiet --package scenarios --bin demo

test: system
	cargo test --workspace --no-fail-fast
	@echo "All tests passed."

bench: system
	cargo run --quiet --release --package bench

check: system fmt lint doc deny test

fmt:
	cargo fmt --all --check

lint:
	cargo clippy --workspace --all-targets -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

deny:
	bash scripts/deny

system:
	@bash scripts/system-packages
