//! The import on files as HEIs have them: every format, every reason for a refusal.

mod setting;

use std::collections::BTreeSet;

use issuer::import::{
    AcceptedRow, ImportError, Limits, PersonKey, PersonName, Predecessor, Preview, RefusalReason,
    Rules, preview,
};
use proptest::prelude::*;
use schemas::{
    grade::{GradeScale, Letter},
    identifier::DraftId,
    language::Language,
    number::CertificateNumber,
};

const HEADINGS: &str = "ФИО;Номер личного дела;Код программы;Дата начала;Дата окончания;Кредиты;M1;M2;Итоговая оценка;DID;X1";

fn read(bytes: &[u8]) -> Result<Preview, ImportError> {
    read_with(bytes, Limits::default())
}

fn read_with(bytes: &[u8], limits: Limits) -> Result<Preview, ImportError> {
    let programmes = setting::programmes();
    let earlier = PersonName::read("Бұрынғы Түлек").unwrap();
    let earlier = PersonKey::of_name(&"MC-TEST".parse().unwrap(), &earlier, None);
    let scale = GradeScale::kz_letter_1();
    let rules = Rules {
        programmes: &programmes,
        scale: &scale,
        today: jiff::civil::Date::constant(2026, 11, 24),
        now: setting::NOW.parse().unwrap(),
        limits,
        known: &|key| (*key == earlier).then_some(DraftId::from_random([9; 16])),
        issued: &issued,
    };
    preview(bytes, "group.csv", &rules)
}

/// Certificates that were issued, by what became of them.
const ISSUED: [&str; 5] = ["whole", "unregistered", "revoked", "replaced", "claimed"];

fn number(of: &str) -> CertificateNumber {
    let place = ISSUED.iter().position(|name| *name == of);
    CertificateNumber::assemble(2026, place.map_or(999, |place| place as u64)).unwrap()
}

fn issued(asked: CertificateNumber) -> Option<Predecessor> {
    let what = ISSUED.iter().find(|what| number(what) == asked)?;
    let file = format!(
        "{HEADINGS}\nАйгерім Сейітва;A-1;MC-TEST;01.09.2026;15.11.2026;5;92;88 B+;90 A-;;\n"
    );
    Some(Predecessor {
        draft: DraftId::from_random([8; 16]),
        result: read(file.as_bytes()).unwrap().accepted.remove(0),
        registered: *what != "unregistered",
        revoked: (*what == "revoked").then(|| setting::NOW.parse().unwrap()),
        replaced_by: (*what == "replaced").then(|| number("whole")),
        claimed: *what == "claimed",
    })
}

fn data(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Cases of `refusals.txt`: code, column, rows.
fn cases() -> Vec<(String, String, String)> {
    let text = String::from_utf8(data("refusals.txt")).unwrap();
    let mut cases: Vec<(String, String, String)> = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let parts: Vec<_> = line.splitn(3, '|').collect();
        if let [code, column, row] = parts[..] {
            cases.push((code.into(), column.into(), row.into()));
        } else {
            let last = cases.last_mut().unwrap();
            last.2 = format!("{}\n{line}", last.2);
        }
    }
    cases
}

#[test]
fn a_personal_number_stays_out_of_the_preview() {
    let digits = "990101400123";
    let mut files: Vec<_> = cases()
        .into_iter()
        .filter(|(code, _, _)| code == "personal-number")
        .map(|(_, _, row)| format!("{HEADINGS}\n{row}\n"))
        .collect();
    let whole = number("whole");
    files.push(format!("Заменяет;Номер личного дела\n{whole};{digits}\n"));
    files.push(format!("Заменяет;ФИО\n{digits};Айгерім Сейітова\n"));
    for file in files {
        assert!(file.contains(digits), "{file}");
        let preview = read(file.as_bytes()).unwrap();
        assert_eq!(preview.refused.len(), 1, "{file}");
        let told = format!("{preview:?}");
        assert!(!told.contains(digits), "{file}: {told}");
    }
}

#[test]
fn every_reason_for_a_refusal_is_met_and_named_where_it_is() {
    let mut met = BTreeSet::new();
    for (code, column, row) in cases() {
        let row = row.replace("{500}", &"а".repeat(501));
        let row = row.replace("{200}", &"а".repeat(200));
        let row = ["unknown"].iter().chain(&ISSUED).fold(row, |row, name| {
            row.replace(&format!("{{{name}}}"), &number(name).grouped())
        });
        let headings = if code.starts_with("replaces-") {
            "Заменяет;ФИО;Номер личного дела;Код программы;Дата начала"
        } else {
            HEADINGS
        };
        let preview = read(format!("{headings}\n{row}\n").as_bytes()).unwrap();
        let refused = preview
            .refused
            .last()
            .unwrap_or_else(|| panic!("{code}: {row}"));
        let found: Vec<_> = refused
            .refusals
            .iter()
            .map(|r| {
                (
                    serde_json::to_value(&r.reason).unwrap()["code"].clone(),
                    r.column.clone(),
                )
            })
            .collect();
        assert_eq!(found, [(code.clone().into(), column)], "{row}");
        let words = refused.refusals[0].words(Language::Ru);
        assert!(words.contains(' ') && !words.contains('{'), "{words}");
        met.insert(code);
    }
    met.insert("name-encoding-unclear".to_owned()); // its own test below
    let all: BTreeSet<String> = RefusalReason::samples()
        .iter()
        .map(|r| {
            serde_json::to_value(r).unwrap()["code"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(met, all);
}

#[test]
fn what_a_row_leaves_empty_comes_from_the_certificate_that_it_replaces() {
    let old = issued(number("whole")).unwrap().result;
    let number = number("whole");
    let row = |file: String| {
        let preview = read(file.as_bytes()).unwrap();
        assert_eq!(preview.refused, []);
        preview.accepted.into_iter().next().unwrap()
    };
    for heading in ["Заменяет", "Replaces", "Алмастырады"] {
        let accepted = row(format!(
            "{heading};ФИО\n{};Айгерім Сейітова\n",
            number.grouped()
        ));
        assert_eq!(accepted.replaces, Some(number));
        assert_eq!(accepted.person.as_str(), "Айгерім Сейітова");
        let unchanged = AcceptedRow {
            person: old.person.clone(),
            replaces: None,
            ..accepted
        };
        assert_eq!(unchanged, old);
    }
    let accepted = row(format!("Заменяет;M2;Итог\n{number};70;79\n"));
    let letters: Vec<_> = accepted.modules.iter().map(|m| m.grade.letter).collect();
    assert_eq!(letters, [Letter::AMinus, Letter::CPlus]);
    assert_eq!(accepted.grade.letter, Letter::BMinus);
    assert_eq!(accepted.person, old.person);
}

#[test]
fn a_file_of_corrections_still_needs_everything_of_a_new_certificate() {
    let file = "Заменяет;ФИО\n;Болат Әлиев\n";
    let preview = read(file.as_bytes()).unwrap();
    let codes = preview.refused[0].refusals.iter();
    let codes: Vec<_> = codes.map(|r| r.reason.clone()).collect();
    let expected = [
        RefusalReason::ProgrammeMissing,
        RefusalReason::DateMissing,
        RefusalReason::DateMissing,
    ];
    assert_eq!(codes, expected);
}

#[test]
fn a_wallet_is_kept_changed_or_taken_away() {
    let wallet = |seed| {
        let key = credential::multikey::SigningKey::from_seed(&[seed; 32]);
        credential::did_key::did(&key.public())
    };
    let scale = GradeScale::kz_letter_1();
    let programmes = setting::programmes();
    let bound = |asked| {
        issued(asked).map(|mut issued| {
            issued.result.holder = Some(wallet(1));
            issued
        })
    };
    let rules = Rules {
        programmes: &programmes,
        scale: &scale,
        today: jiff::civil::Date::constant(2026, 11, 24),
        now: setting::NOW.parse().unwrap(),
        limits: Limits::default(),
        known: &|_| None,
        issued: &bound,
    };
    let number = number("whole");
    let cells = [
        (String::new(), Some(wallet(1))),
        ("-".to_owned(), None),
        (wallet(2).to_string(), Some(wallet(2))),
    ];
    for (cell, expected) in cells {
        let file = format!("Replaces;DID\n{number};{cell}\n");
        let preview = preview(file.as_bytes(), "group.csv", &rules).unwrap();
        assert_eq!(preview.accepted[0].holder, expected, "{cell}");
    }
}

#[test]
fn the_same_group_reads_alike_in_every_format() {
    let expected = read(&data("group-utf8.csv")).unwrap();
    assert_eq!(expected.accepted.len(), 3);
    assert_eq!(expected.refused, []);
    assert_eq!(expected.accepted[0].person.as_str(), "Айгерим Сеитова");
    let formats = [
        ("group-bom.csv", "CSV, UTF-8, \";\""),
        ("group-comma.csv", "CSV, UTF-8, \",\""),
        ("group-windows-1251.csv", "CSV, Windows-1251, \";\""),
        ("group.xlsx", "XLSX, \"Нәтижелер\""),
    ];
    for (name, format) in formats {
        let found = read(&data(name)).unwrap();
        assert_eq!(found.format, format);
        assert_eq!(
            found.accepted.len(),
            expected.accepted.len(),
            "{name}: {:?}",
            found.refused
        );
        for (found, expected) in found.accepted.iter().zip(&expected.accepted) {
            let mut found = found.clone();
            found.row = expected.row;
            assert_eq!(found, *expected, "{name}");
        }
    }
}

#[test]
fn headings_are_understood_in_three_languages_below_a_title() {
    let kazakh = "Тегі,Аты,Әкесінің аты,Бағдарлама,Басталу күні,Аяқталу күні,M1,Course M2 (kk),Қорытынды баға\n\
                  Сейітова,Айгерім,Болатқызы,MC-TEST,2026-09-01,2026-11-15,92,B+,90\n";
    let accepted = read(kazakh.as_bytes()).unwrap().accepted;
    assert_eq!(accepted[0].person.as_str(), "Сейітова Айгерім Болатқызы");
    let english = "sep=,\nResults of the group,,,,,,,\n\nFull name,Programme,Start,End,M1 Course,M2: Course,Final,Remarks\n\
                   \"Seitova, Aigerim\",MC-TEST,2026-09-01,2026-11-15,92,B+,90,x\n\
                   Aigerim Seitova,MC-TEST,2026-09-01,2026-11-15,92,B+,90,x\n";
    let preview = read(english.as_bytes()).unwrap();
    assert_eq!(preview.ignored_columns, ["Remarks"]);
    assert_eq!(preview.accepted[0].row, 6);
    assert_eq!(
        preview.refused[0].row, 5,
        "a comma does not belong into a name"
    );
}

#[test]
fn letters_that_two_code_pages_read_differently_are_not_guessed() {
    let mut bytes = encode_1251(&format!("{HEADINGS}\n"));
    // "Қ" in KZ-1048, "Ќ" in Windows-1251.
    bytes.push(0x8D);
    bytes.extend(encode_1251(
        "айрат Алиев;;MC-TEST;01.09.2026;15.11.2026;5;92;88 B+;90 A-;;\n",
    ));
    let preview = read(&bytes).unwrap();
    let reason = &preview.refused[0].refusals[0].reason;
    assert_eq!(*reason, RefusalReason::NameEncodingUnclear);
}

fn encode_1251(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            'А'..='я' => u8::try_from(u32::from(c) - 0x410 + 0xC0).unwrap(),
            c => u8::try_from(c).unwrap(),
        })
        .collect()
}

#[test]
fn namesakes_are_told_apart_by_their_record_number() {
    let row = |record: &str| {
        format!("Айгерім Сейітова;{record};MC-TEST;01.09.2026;15.11.2026;5;92;88 B+;90 A-;;\n")
    };
    let file = format!("{HEADINGS}\n{}{}{}", row("A-1"), row("A-2"), row("a-1"));
    let preview = read(file.as_bytes()).unwrap();
    assert_eq!(preview.accepted.len(), 2);
    assert_eq!(
        preview.refused[0].refusals[0].reason,
        RefusalReason::TwiceInFile { row: 2 }
    );
}

#[test]
fn one_wallet_is_one_person() {
    let did = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2";
    let row =
        |name: &str| format!("{name};;MC-TEST;01.09.2026;15.11.2026;5;92;88 B+;90 A-;{did};\n");
    let file = format!(
        "{HEADINGS}\n{}{}",
        row("Айгерім Сейітова"),
        row("Айгерим Сеитова")
    );
    let preview = read(file.as_bytes()).unwrap();
    assert_eq!(
        preview.refused[0].refusals[0].reason,
        RefusalReason::TwiceInFile { row: 2 }
    );
}

#[test]
fn whole_files_that_cannot_be_read_say_why() {
    let row = "Айгерім Сейітова;;MC-TEST;01.09.2026;15.11.2026;5;92;88 B+;90 A-;;\n";
    let good = format!("{HEADINGS}\n{row}");
    let without = |heading: &str| good.replacen(heading, "x", 1).into_bytes();
    let small = Limits {
        rows: 3,
        columns: 11,
        bytes: 4096,
        ..Limits::default()
    };
    let unpacks = zipped(&[("xl/workbook.xml", &vec![b' '; 64 << 10])]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty-file", Vec::new()),
        ("empty-file", b"\n;;;\n".to_vec()),
        ("file-too-large", vec![b'a'; 5000]),
        ("unpacks-too-large", unpacks),
        (
            "too-many-rows",
            format!("{HEADINGS}\n{}", "Аты;\n".repeat(20)).into_bytes(),
        ),
        (
            "too-many-columns",
            format!("{HEADINGS};a;b\n{row}").into_bytes(),
        ),
        (
            "unknown-format",
            b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(),
        ),
        ("unknown-format", b"\xFF\xFEa\x00".to_vec()),
        ("unknown-format", b"%PDF-1.7".to_vec()),
        ("unknown-format", b"a\x00b".to_vec()),
        ("workbook-unreadable", b"PK\x03\x04 and no more".to_vec()),
        (
            "quote-not-closed",
            format!("{HEADINGS}\n\"{row}").into_bytes(),
        ),
        ("header-not-found", row.as_bytes().to_vec()),
        ("column-missing", without("ФИО")),
        ("column-missing", without("Код программы")),
        ("column-missing", without("Дата начала")),
        ("column-missing", without("Дата окончания")),
        ("column-missing", without("Итоговая оценка")),
        (
            "column-twice",
            good.replacen("Номер личного дела", "Студент", 1)
                .into_bytes(),
        ),
        (
            "column-twice",
            good.replacen(";M2;", ";Course M1;", 1).into_bytes(),
        ),
        ("no-rows", format!("{HEADINGS}\n").into_bytes()),
    ];
    for (code, bytes) in cases {
        let error = read_with(&bytes, small).unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        for language in Language::ALL {
            assert!(error.words(language).contains(' '), "{language} {code}");
        }
    }
}

/// An XLSX whose only cell is in the far corner does not fill the memory.
#[test]
fn a_cell_in_the_far_corner_is_refused() {
    let sheet = r#"<c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c>"#;
    let bytes = workbook(&format!("<row r=\"1048576\">{sheet}</row>"));
    let error = read(&bytes).unwrap_err();
    assert_eq!(error.code(), "too-many-columns");
}

#[test]
fn cells_of_a_workbook_are_read_as_what_they_show() {
    let text = |r: &str, t: &str| format!("<c r=\"{r}\" t=\"inlineStr\"><is><t>{t}</t></is></c>");
    let number = |r: &str, v: &str, style: u8| format!("<c r=\"{r}\" s=\"{style}\"><v>{v}</v></c>");
    let head = [
        "Full name",
        "Programme",
        "Start",
        "End",
        "Credits",
        "M1",
        "M2",
        "Final",
    ];
    let head: String = head
        .iter()
        .zip("ABCDEFGH".chars())
        .map(|(t, c)| text(&format!("{c}1"), t))
        .collect();
    let row = [
        text("A2", "Aigerim Seitova"),
        text("B2", "MC-TEST"),
        number("C2", "46266", 1),
        number("D2", "46341.5", 1),
        number("E2", "5", 0),
        number("F2", "92", 0),
        text("G2", "A-"),
        number("H2", "90", 0),
    ]
    .concat();
    let preview = read(&workbook(&format!(
        "<row r=\"1\">{head}</row><row r=\"2\">{row}</row>"
    )))
    .unwrap();
    assert_eq!(preview.refused, []);
    assert_eq!(preview.accepted[0].start.to_string(), "2026-09-01");
    assert_eq!(preview.accepted[0].end.to_string(), "2026-11-15");
}

fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in files {
        archive
            .start_file(*name, zip::write::SimpleFileOptions::default())
            .unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A workbook with one sheet; style 1 is a date.
fn workbook(rows: &str) -> Vec<u8> {
    let xml = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006/relationships";
    let types = format!(
        r#"{xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#
    );
    let root = format!(
        r#"{xml}<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
    );
    let book = format!(
        r#"{xml}<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="Нәтижелер" sheetId="1" r:id="rId1"/></sheets></workbook>"#
    );
    let book_relations = format!(
        r#"{xml}<Relationships xmlns="{package}"><Relationship Id="rId1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{office}/styles" Target="styles.xml"/></Relationships>"#
    );
    let styles = format!(
        r#"{xml}<styleSheet xmlns="{main}"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>"#
    );
    let sheet =
        format!(r#"{xml}<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>"#);
    zipped(&[
        ("[Content_Types].xml", types.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", book_relations.as_bytes()),
        ("xl/styles.xml", styles.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet.as_bytes()),
    ])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
    }

    #[test]
    fn any_rows_below_the_headings_are_read_without_panic(rows in "[\\PC;\n\"]{0,200}") {
        let _ = read(format!("{HEADINGS}\n{rows}").as_bytes());
    }

    #[test]
    fn a_damaged_workbook_is_read_without_panic(at in any::<proptest::sample::Index>(), byte in any::<u8>()) {
        let mut bytes = data("group.xlsx");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        let _ = read(&bytes);
    }
}
