//! What is sent to hurt: refused with a message, within two seconds and 200 MB. Measured at the program itself, while it waits
//! for the second of two sources.
#![cfg(target_os = "linux")]

use std::{
    fs,
    io::{BufRead as _, BufReader, Cursor},
    path::Path,
    process::{Child, Command, Stdio},
};

use image::{GrayImage, ImageBuffer, ImageFormat, Luma, Rgba};
use miniz_oxide::deflate::{compress_to_vec, compress_to_vec_zlib};
use qr::{Address, symbol::Symbol};

/// Seconds of a processor. Unoptimised programs are slower.
const MOST_SECONDS: f64 = if cfg!(debug_assertions) { 6.0 } else { 2.0 };
const MOST_KILOBYTES: u64 = 200_000;
/// The unit of times in `/proc`, on every Linux that is met.
const TICKS_PER_SECOND: f64 = 100.0;

/// What the program said of a file, and what that cost.
struct Refused {
    said: String,
    seconds: f64,
    kilobytes: u64,
}

fn refused(file: &Path) -> Refused {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    let mut child = Command::new(env!("CARGO_BIN_EXE_verifier"))
        .args(["check", "--config", "verifier.toml"])
        .arg(file)
        .arg("-")
        .current_dir(fixtures)
        .env_remove("VERIFIER_CONFIG")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = String::new();
    let mut err = BufReader::new(child.stderr.take().unwrap());
    err.read_line(&mut said).unwrap();
    let refused = Refused {
        said,
        seconds: seconds(&child),
        kilobytes: kilobytes(&child),
    };
    drop(child.stdin.take());
    let ended = child.wait().unwrap();
    assert_eq!(ended.code(), Some(3), "{}", refused.said);
    refused
}

fn proc(child: &Child, name: &str) -> String {
    fs::read_to_string(format!("/proc/{}/{name}", child.id())).unwrap()
}

/// The most memory that it ever had.
fn kilobytes(child: &Child) -> u64 {
    let status = proc(child, "status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.unwrap().trim().trim_end_matches(" kB");
    kilobytes.parse().unwrap()
}

/// The time that processors have worked for it.
fn seconds(child: &Child) -> f64 {
    let stat = proc(child, "stat");
    // Behind the name, in brackets: the state is the third field, user and system time the 14th and 15th.
    let (_, fields) = stat.rsplit_once(") ").unwrap();
    let fields = fields.split(' ').skip(11).take(2);
    let ticks: f64 = fields.map(|field| field.parse::<f64>().unwrap()).sum();
    ticks / TICKS_PER_SECOND
}

fn png_that_says(width: u32, height: u32) -> Vec<u8> {
    let mut file = Symbol::new("x").unwrap().png(1).unwrap();
    file[16..20].copy_from_slice(&width.to_be_bytes());
    file[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    file
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |sum: u32, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

fn encoded(picture: &image::DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    picture.write_to(&mut file, format).unwrap();
    file.into_inner()
}

fn progressive_jpeg(width: u16, height: u16) -> Vec<u8> {
    let mut file = b"\xff\xd8\xff\xc2\0\x11\x08".to_vec();
    file.extend(height.to_be_bytes());
    file.extend(width.to_be_bytes());
    file.extend(
        b"\x03\x01\x11\0\x02\x11\0\x03\x11\0\xff\xda\0\x0c\x03\x01\0\x02\0\x03\0\0\0\0\xff\xd9",
    );
    file
}

fn code(payload: Vec<u8>) -> String {
    let verifier = "https://another-host.invalid".parse().unwrap();
    Address { verifier, payload }.text()
}

#[test]
fn everything_hostile_is_refused_quickly_and_in_little_memory() {
    let white = GrayImage::from_pixel(4_940, 4_940, Luma([255]));
    // Corners of symbols in two sizes, one beside the other.
    let corners = GrayImage::from_fn(2_000, 2_000, |x, y| {
        let module = if (x / 28 + y / 28) % 2 == 0 { 3 } else { 2 };
        let ring = |at: u32| (at % 28 / module).abs_diff(4);
        let dark = matches!(ring(x).max(ring(y)), 0 | 1 | 3);
        Luma([if dark { 0 } else { 255 }])
    });
    let deep = ImageBuffer::from_pixel(3_500, 3_500, Rgba([u16::MAX; 4]));
    let colours = ImageBuffer::from_pixel(4_940, 4_940, Rgba([u8::MAX; 4]));
    let inflated = [&[2][..], &compress_to_vec(&vec![0; 2_000_000], 9)].concat();
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    let packed = base45::encode(compress_to_vec_zlib(&vec![b' '; 2_500_000], 9));
    let (large, no_code, other, damaged) = (
        "The picture is too large",
        "No QR code can be read",
        "This is a PDF, a picture",
        "The code is damaged",
    );
    let folder = tempfile::tempdir().unwrap();
    for (name, content, expected) in [
        ("30000.png", png_that_says(30_000, 30_000), large),
        (
            "wide.png",
            png_that_says(2_000_000_000, 1),
            "cannot be read",
        ),
        ("lies.png", png_that_says(4_900, 4_900), "cannot be read"),
        ("progressive.jpg", progressive_jpeg(4_900, 4_900), large),
        (
            "cut-off.png",
            png_that_says(1, 1)[..40].to_vec(),
            "cannot be read",
        ),
        (
            "white.png",
            encoded(&white.clone().into(), ImageFormat::Png),
            no_code,
        ),
        (
            "white.jpg",
            encoded(&white.into(), ImageFormat::Jpeg),
            no_code,
        ),
        (
            "corners.png",
            encoded(&corners.into(), ImageFormat::Png),
            no_code,
        ),
        (
            "colours.png",
            encoded(&colours.into(), ImageFormat::Png),
            no_code,
        ),
        ("deep.png", encoded(&deep.into(), ImageFormat::Png), no_code),
        ("script.svg", svg.into(), other),
        ("script.bom.svg", format!("\u{feff}{svg}").into(), "neither"),
        (
            "fragment",
            format!("HTTPS://A.KZ/V#{}", "0".repeat(1_000_000)).into(),
            damaged,
        ),
        ("truncated", code(vec![2, 1, 2]).into(), damaged),
        ("other-format", code(vec![9, 1, 2]).into(), damaged),
        ("bomb", code(inflated).into(), damaged),
        ("pixelpass", packed.into(), damaged),
        (
            "code.png",
            Symbol::new(&code(vec![2, 1, 2])).unwrap().png(4).unwrap(),
            damaged,
        ),
    ] {
        let file = folder.path().join(name);
        fs::write(&file, content).unwrap();
        let refused = refused(&file);
        let Refused {
            said,
            seconds,
            kilobytes,
        } = &refused;
        assert!(said.contains(expected), "{name}: {said}");
        assert!(*seconds < MOST_SECONDS, "{name}: {seconds} s");
        assert!(*kilobytes < MOST_KILOBYTES, "{name}: {kilobytes} kB");
        eprintln!("{name}: {seconds} s, {kilobytes} kB");
    }
}
