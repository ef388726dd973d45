//! Certificates before signing: prepared as the awarding body's program prepares them, and then one for each person by
//! filling in what differs.

use issuer::{
    draft::CertificateDraft,
    import::{AcceptedRow, ModuleGrade, PersonName},
    prepare::{self, prepare},
};
use schemas::{
    api::registry::NumberAllocation,
    identifier::{BatchId, DraftId},
    programme::{Programme, RegisteredProgramme},
    status::StatusPlace,
};
use serde_json::{Value, json};

use crate::{
    persons::{Person, Persons},
    programmes::{self, Extent},
    setting::Setting,
};

/// The sizes that are measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// About 1 KB: an Open Badge with the profile's contexts, and no more than Open Badges asks for.
    Kb1,
    /// About 4 KB and 100 statements: the profile's certificate of a programme with one course, without what explains the
    /// programme further (reviews, partners, descriptions). The headline.
    Kb4,
    /// About 16 KB: the whole certificate of a programme with several courses and competencies.
    Kb16,
}

impl Size {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Kb1, Self::Kb4, Self::Kb16];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kb1 => "1 KB",
            Self::Kb4 => "4 KB",
            Self::Kb16 => "16 KB",
        }
    }

    fn extent(self) -> Extent {
        match self {
            Self::Kb1 | Self::Kb4 => Extent {
                courses: 1,
                competencies: 0,
                outcomes: 0,
                reviews: 0,
            },
            Self::Kb16 => Extent {
                courses: 5,
                competencies: 6,
                outcomes: 6,
                reviews: 2,
            },
        }
    }
}

/// The certificate of one programme, with places for what differs from person to person.
#[derive(Clone, Debug)]
pub struct Form {
    parts: Vec<Part>,
    /// How many courses have grades in it.
    courses: usize,
}

#[derive(Clone, Debug)]
enum Part {
    Text(String),
    Field(Field),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Number,
    Index,
    Name,
    Holder,
    Letter,
    Percent,
    Points,
    CourseLetter(usize),
    CoursePercent(usize),
}

impl Form {
    /// The form of a size, for the shipped programme `which`.
    pub fn of_size(size: Size, which: usize, setting: &Setting) -> Self {
        let programme = programmes::of_extent(which, size.extent());
        match size {
            Size::Kb1 => Self::new(&badge(&programme, setting), 0),
            Size::Kb4 => {
                let certificate = shortened(first_certificate(&programme, setting));
                Self::new(&with_marks(certificate, setting), programme.modules.len())
            }
            Size::Kb16 => Self::of_programme(&programme, setting),
        }
    }

    /// The form of a programme.
    ///
    /// # Panics
    /// When the programme cannot be made a certificate.
    pub fn of_programme(programme: &Programme, setting: &Setting) -> Self {
        let certificate = first_certificate(programme, setting);
        Self::new(&with_marks(certificate, setting), programme.modules.len())
    }

    fn new(marked: &Value, courses: usize) -> Self {
        let text = marked.to_string();
        let mut parts = Vec::new();
        for (place, piece) in text.split(MARK).enumerate() {
            parts.push(match place % 2 {
                0 => Part::Text(piece.to_owned()),
                _ => Part::Field(field(piece)),
            });
        }
        Self { parts, courses }
    }

    /// The certificate of one person, before signing.
    pub fn fill(&self, person: &Person) -> String {
        let mut text = String::with_capacity(self.parts.len() * 128);
        for part in &self.parts {
            match part {
                Part::Text(fixed) => text.push_str(fixed),
                Part::Field(field) => write(*field, person, &mut text),
            }
        }
        text
    }

    /// One certificate after another, without end, each of another person.
    pub fn certificates(&self, seed: u64) -> impl Iterator<Item = String> + Send {
        Persons::new(seed, self.courses).map(|person| self.fill(&person))
    }
}

/// What a program of an awarding body makes of one person's results.
///
/// # Panics
/// When the programme cannot be made a certificate.
pub fn of_person(programme: &Programme, person: &Person, setting: &Setting) -> String {
    let id = DraftId::from_random([1; 16]);
    let modules = programme.modules.iter().zip(&person.grades);
    let draft = CertificateDraft {
        id,
        batch: BatchId::from_random([2; 16]),
        result: AcceptedRow {
            row: 2,
            person: PersonName::read(&person.name).expect("a name"),
            record: None,
            holder: Some(person.holder.parse().expect("a DID")),
            programme: programme.code.clone(),
            start: jiff::civil::date(2026, 9, 1),
            end: jiff::civil::date(2026, 11, 15),
            credits: programme.credits,
            modules: modules
                .map(|(module, grade)| ModuleGrade {
                    module: module.code.clone(),
                    grade: grade.clone(),
                })
                .collect(),
            grade: person.grade.clone(),
            replaces: None,
        },
    };
    let allocation = NumberAllocation {
        draft: id,
        programme: programme.code.clone(),
        number: person.number,
        status: StatusPlace {
            list: "2026-1".parse().expect("a list's name"),
            index: person.index,
        },
        supersedes: None,
    };
    let registered = RegisteredProgramme {
        programme: programme.clone(),
        awarding_body: "model".parse().expect("a code"),
        admitted_at: setting.options.created,
        withdrawn_at: None,
    };
    let run = prepare::Setting {
        registry: &setting.registry,
        issuer: &setting.issuer,
        scale: &setting.scale,
        key: setting.method(),
        awarded: setting.options.created,
        created: setting.options.created,
    };
    prepare(&draft, &allocation, &registered, &run)
        .expect("the programme can be made a certificate")
        .document
}

/// Of some person: what is that person's is written over.
fn first_certificate(programme: &Programme, setting: &Setting) -> Value {
    let person = Persons::new(0, programme.modules.len()).next();
    let text = of_person(programme, &person.expect("persons are endless"), setting);
    serde_json::from_str(&text).expect("a certificate is JSON")
}

/// Without what explains the programme further.
fn shortened(mut certificate: Value) -> Value {
    let achievement = &mut certificate["credentialSubject"]["achievement"];
    if let Some(alignment) = achievement["alignment"].as_array_mut() {
        alignment.truncate(1);
    }
    if let Some(members) = achievement.as_object_mut() {
        for name in [
            "descriptionMap",
            "qualityReview",
            "partner",
            "resultDescription",
        ] {
            members.shift_remove(name);
        }
    }
    certificate
}

/// Stands on both sides of a field's name; no certificate has it.
const MARK: &str = "\u{7f}";

fn mark(name: &str) -> Value {
    format!("{MARK}{name}{MARK}").into()
}

fn with_marks(mut certificate: Value, setting: &Setting) -> Value {
    certificate["id"] = setting
        .registry
        .join(&format!("/certificates/{MARK}number{MARK}"))
        .into();
    certificate["certificateNumber"] = mark("number");
    let status = &mut certificate["credentialStatus"];
    let list = status["statusListCredential"].as_str().unwrap_or_default();
    status["id"] = format!("{list}#{MARK}index{MARK}").into();
    status["statusListIndex"] = mark("index");
    let subject = &mut certificate["credentialSubject"];
    subject["id"] = mark("holder");
    subject["identifier"][0]["identityHash"] = mark("name");
    for (place, name) in ["letter", "percent", "points"].into_iter().enumerate() {
        subject["result"][place]["value"] = mark(name);
    }
    let courses = subject["moduleResult"].as_array_mut();
    for (place, result) in courses.into_iter().flatten().enumerate() {
        result["letter"] = mark(&format!("letter{place}"));
        result["percent"] = mark(&format!("percent{place}"));
    }
    certificate
}

fn field(name: &str) -> Field {
    let course = |kind: &str| name.strip_prefix(kind).and_then(|place| place.parse().ok());
    match name {
        "number" => Field::Number,
        "index" => Field::Index,
        "name" => Field::Name,
        "holder" => Field::Holder,
        "letter" => Field::Letter,
        "percent" => Field::Percent,
        "points" => Field::Points,
        _ => course("letter").map_or_else(
            || Field::CoursePercent(course("percent").expect("a field of a form")),
            Field::CourseLetter,
        ),
    }
}

fn write(field: Field, person: &Person, text: &mut String) {
    use std::fmt::Write as _;
    let percent = |grade: &schemas::grade::Grade| grade.percent.map_or(0, u8::from);
    let written = match field {
        Field::Number => write!(text, "{}", person.number),
        Field::Index => write!(text, "{}", person.index),
        Field::Name => write!(text, "{}", person.name),
        Field::Holder => write!(text, "{}", person.holder),
        Field::Letter => write!(text, "{}", person.grade.letter),
        Field::Percent => write!(text, "{}", percent(&person.grade)),
        Field::Points => write!(text, "{}", person.grade.points),
        Field::CourseLetter(place) => write!(text, "{}", person.grades[place].letter),
        Field::CoursePercent(place) => write!(text, "{}", percent(&person.grades[place])),
    };
    written.expect("a text takes everything");
}

/// No more than Open Badges asks for.
fn badge(programme: &Programme, setting: &Setting) -> Value {
    let registry = &setting.registry;
    json!({
        "@context": [
            schemas::certificate::CREDENTIALS_V2,
            schemas::certificate::OPEN_BADGES_V3,
            schemas::certificate::OPEN_BADGES_EXTENSIONS,
            registry.context(),
        ],
        "id": registry.join(&format!("/certificates/{MARK}number{MARK}")),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": programme.awarded_qualification.en,
        "issuer": { "id": setting.issuer.did, "type": ["Profile"], "name": setting.issuer.name.en },
        "validFrom": "2026-11-20T00:00:00Z",
        "credentialSubject": {
            "id": mark("holder"),
            "type": ["AchievementSubject"],
            "activityStartDate": "2026-09-01T00:00:00Z",
            "activityEndDate": "2026-11-15T00:00:00Z",
            "achievement": {
                "id": registry.programme(&programme.code),
                "type": ["Achievement"],
                "name": programme.awarded_qualification.en,
                "description": programme.purpose.en,
                "criteria": { "narrative": "Complete every course and pass the final attestation with at least 50 % (D-)." },
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filled_form_is_what_the_awarding_body_prepares() {
        let setting = Setting::new();
        let programme = programmes::of_extent(3, Size::Kb16.extent());
        let form = Form::of_programme(&programme, &setting);
        for person in Persons::new(5, programme.modules.len()).take(20) {
            assert_eq!(form.fill(&person), of_person(&programme, &person, &setting));
        }
    }

    #[test]
    fn sizes_are_about_what_their_names_say() {
        let setting = Setting::new();
        for (size, bytes) in [(Size::Kb1, 1024), (Size::Kb4, 4096), (Size::Kb16, 16384)] {
            let form = Form::of_size(size, 0, &setting);
            let found = form.certificates(1).next().unwrap().len();
            let about = bytes * 3 / 4..bytes * 5 / 4;
            assert!(about.contains(&found), "{}: {found}", size.name());
        }
    }
}
