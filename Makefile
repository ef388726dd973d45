# make demo    the life of a certificate, told on this machine
# make test    every test
# make fuzz    every fuzz target for half a minute; SECONDS_EACH=600 for ten, SEED=1 begins with the same inputs as last time
# make api-test  drives every server through its OpenAPI document with generated requests
# make bench   measures the proof engine beside others; writes docs/BENCHMARKS.md
# make bench-register  measures the register and the way of a group beside bare stores; writes docs/BENCHMARKS-register.md
# make bench-qr  takes 10,000 certificates through codes and back; writes target/bench/qr.json
# make ha-test kills and freezes the primary of a PostgreSQL cluster under the register, ten times (about ten minutes)
# make check   what continuous integration runs: format, lints, documentation, licences, tests, fuzz targets
# KEEP=1 make demo keeps the servers up until Ctrl-C.

SECONDS_EACH ?= 30

.PHONY: demo test fuzz api-test ha-test bench bench-register bench-qr check fmt lint doc deny system help

help:
	@sed -n 's/^# \(make .*\)/\1/p' Makefile

demo: system
	cargo build --bins --workspace --exclude bench
	cargo run --quiet --package scenarios --bin demo

test: system
	cargo test --workspace --no-fail-fast
	@echo "All tests passed."

ha-test:
	bash scripts/ha-test

fuzz: system
	bash scripts/fuzz $(SECONDS_EACH)

api-test: system
	bash scripts/api-test

bench: system
	cargo run --quiet --release --package bench --bin bench

# The programs are found beside the binary that starts them.
bench-register: system
	cargo build --release --bins --package registry --package issuer --package bench
	cargo run --quiet --release --package bench --bin bench-register

bench-qr: system
	cargo test --quiet --release --package qr --all-features --test certificates ten_thousand
	@cat $${CARGO_TARGET_DIR:-target}/bench/qr.json

# A change is judged by generated inputs that begin like those of the one before it.
check: export SEED ?= 1
check: system fmt lint doc deny test fuzz

fmt:
	cargo fmt --all --check
	cargo fmt --all --check --manifest-path verifier/browser/Cargo.toml

lint:
	cargo clippy --workspace --all-targets -- -D warnings
	cd verifier/browser && cargo clippy --release --locked --target-dir $(abspath $(or $(CARGO_TARGET_DIR),target))/browser -- -D warnings

doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --quiet

deny:
	bash scripts/deny

system:
	@bash scripts/system-packages
	@bash scripts/wasm-target
